import { type PersonKey, type ProviderId, splitPersonKey, type TargetName } from '../../src/model/ids.js';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { StateStore } from '../../src/state/store.js';

/** The state of the runs that look after one target. */
export interface Kept {
  /** the target's */
  readonly name: TargetName;
  /** of its only source */
  readonly provider: ProviderId;
  withStore<T>(use: (store: StateStore) => Promise<T>): Promise<T>;
}

/** All that decides what a next run takes away: it must be the same after a bad day as before. */
export const remembered = ({ withStore, provider, name }: Kept) =>
  withStore(async store => ({
    links: await store.links(name),
    groups: await store.managedGroups(name),
    ledger: await store.ledger(name),
    facts: await store.facts(name),
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

/** Where a company ends up in Jira, whatever numbers were given to people and runs on the way. */
export const endOf = async (kept: Kept & { readonly jira: JiraEmulator }) => ({
  jira: contentOf(kept.jira),
  ...(await stateOf(kept, id => kept.jira.users.get(id)?.name ?? id)),
});

/** What the state keeps, accounts by name. */
export async function stateOf(kept: Kept, name: (account: string) => string) {
  const { links, groups, ledger, sightings } = await remembered(kept);
  return {
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
