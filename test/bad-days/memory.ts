import { type PersonKey, type ProviderId, splitPersonKey, targetName } from '../../src/model/ids.js';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { StateStore } from '../../src/state/store.js';

const JIRA = targetName('jira');

/** A Jira, and the state of the runs that look after it. */
export interface Kept {
  readonly jira: JiraEmulator;
  /** of its only source */
  readonly provider: ProviderId;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
}

/** All that decides what a next run takes away: it must be the same after a bad day as before. */
export const remembered = ({ withStore, provider }: Kept) =>
  withStore(async store => ({
    links: await store.links(JIRA),
    groups: await store.managedGroups(JIRA),
    ledger: await store.ledger(JIRA),
    facts: await store.facts(JIRA),
    sightings: await store.sightings(provider),
  }));

/** What Jira holds, told by names. */
export const contentOf = (jira: JiraEmulator) => ({
  users: [...jira.users.values()]
    .map(({ name, displayName, emailAddress, active, deleted }) =>
      [name, displayName, emailAddress, deleted ? 'deleted' : active].join(' '),
    )
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
export async function endOf(kept: Kept) {
  const { links, groups, ledger, sightings } = await remembered(kept);
  const name = (account: string) => kept.jira.users.get(account)?.name ?? account;
  return {
    jira: contentOf(kept.jira),
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
