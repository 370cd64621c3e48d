import { type PersonKey, providerId, splitPersonKey, targetName } from '../../src/model/ids.js';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { StateStore } from '../../src/state/store.js';
import type { Company } from './company.js';

const JIRA = targetName('jira');

/** All that decides what a next run takes away: it must be the same after a bad day as before. */
export const remembered = ({ withStore, okta }: Company) =>
  withStore(async (store: StateStore) => ({
    links: await store.links(JIRA),
    groups: await store.managedGroups(JIRA),
    ledger: await store.ledger(JIRA),
    facts: await store.facts(JIRA),
    sightings: await store.sightings(providerId(`okta:${new URL(okta.url).host}`)),
  }));

/** What Jira holds, told by names. */
export const contentOf = (jira: JiraEmulator) => ({
  users: [...jira.users.values()]
    .map(({ name, displayName, emailAddress, active }) => `${name} ${displayName} ${emailAddress} ${active}`)
    .toSorted(),
  groups: [...jira.groups.values()].map(({ name, members }) => `${name}: ${namesOf(jira, members)}`).toSorted(),
  leads: [...jira.projects.values()].map(({ key, lead, components }) => [
    `${key}: ${namesOf(jira, [lead])}`,
    ...components.map(({ name, lead: head }) => `${name}: ${namesOf(jira, head === undefined ? [] : [head])}`),
  ]),
});

const namesOf = ({ users }: JiraEmulator, keys: Iterable<string>) =>
  [...keys]
    .map(key => users.get(key)?.name ?? key)
    .toSorted()
    .join(' ');

/** Where a company ends up, whatever numbers were given to people and runs on the way. */
export async function endOf(company: Company) {
  const { links, groups, ledger, sightings } = await remembered(company);
  const name = (account: string) => company.jira.users.get(account)?.name ?? account;
  return {
    jira: contentOf(company.jira),
    links: links
      .map(({ person, account, how, status, deactivatedAt, owed }) =>
        [idIn(person), name(account), how, status, deactivatedAt === undefined ? 'on' : 'off', owed].join(' '),
      )
      .toSorted(),
    groups: groups.map(group => `${group.name} ${group.how}`).toSorted(),
    ledger: ledger.map(({ group, account, by }) => `${group} ${name(account)} ${by}`).toSorted(),
    gone: sightings.map(({ person, why }) => `${idIn(person)} ${why}`).toSorted(),
  };
}

const idIn = (person: PersonKey) => splitPersonKey(person).id;
