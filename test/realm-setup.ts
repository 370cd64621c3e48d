import type { Person } from '../src/model/directory.js';
import { accountId, type ProviderId, personId, providerId, syncName } from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import type { LookedUp } from '../src/sources/source.js';
import type { Pulled } from '../src/sync/judge.js';
import { rulesText } from '../src/sync/last-wishes.js';
import { granted, hoursBefore, inactive, JIRA, key, link, managed, person, pulled, sourceGroup, unread } from './directories.js';
import type { Realm } from './expected/several/index.js';
import type { RealmPerson, RealmSource, RealmSync } from './expected/several/world.js';
import { memoryStore } from './memory-store.js';
import type { Setup } from './planning.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, selector, sync } from './rules.js';
import { directoryOf } from './worlds.js';

const providerOf = (source: string): ProviderId => providerId(`${source}.example.com`);

/** A realm as the pipeline takes it: everything attended, and no guard that counts. */
export async function realmSetup(realm: Realm): Promise<Setup> {
  const { memory } = realm;
  const syncs = realm.syncs.map(syncOf);
  const used = realm.sources.filter(({ name }) => realm.syncs.some(({ from }) => from === name));
  const links = memory.links.map(({ source, person: id, account, owner, username, switchedOffByUs, closed }) =>
    link(id, {
      ...{ person: key(id, providerOf(source)), account: accountId(account), values: { username } },
      owner: owner === undefined || owner === '' ? undefined : syncName(owner),
      status: closed ? 'closed' : 'open',
      deactivatedAt: switchedOffByUs ? hoursBefore(100) : undefined,
    }),
  );
  const owned = [...new Set([...memory.ledger.map(({ group }) => group), ...memory.adopted])].map(group => managed(group));
  const ledger = memory.ledger.map(({ group, account, by }) => ({
    ...granted(group, account, [by === 'newUsers' ? 'defaults.newUsers' : by]),
    account: accountId(account),
  }));
  const store = memoryStore({ links, managed: owned, ledger, everApplied: true });
  await store.putWishes(
    JIRA,
    syncs.flatMap(one => {
      const groups = memory.wishes[one.name];
      return groups === undefined
        ? []
        : [{ sync: one.name, readAt: hoursBefore(10), rules: rulesText(one), groups: groups.map(nameKey) }];
    }),
  );
  return {
    ...{ attended: true, guards: LOOSE_GUARDS, store, syncs, everApplied: true },
    ...{ protectUsers: realm.protectUsers, protectGroups: realm.protectGroups, ignoreUsers: realm.ignoreUsers },
    pulled: used.map(source => (source.read ? readOf(source) : unread(source.name))),
    providers: Object.fromEntries(realm.sources.map(({ name }) => [name, providerOf(name)])),
    actual: directoryOf(realm),
    sightings: realm.sources.flatMap(({ name: source }) =>
      memory.graceOver.flatMap(id =>
        realm.syncs.map(({ name }) => ({
          ...{ person: key(id, providerOf(source)), sync: syncName(name), since: hoursBefore(1000), reads: 9, why: '' },
        })),
      ),
    ),
  };
}

function syncOf({ name, from, priority, leavers, groups, ...users }: RealmSync) {
  return sync({
    ...{ name, from, priority },
    users: {
      ...users,
      leavers: { action: leavers, after: { reads: 2, atLeastMs: 3_600_000 }, deleteAfterMs: 1e12 },
      filter: expression(`filter of ${name}`, ({ attributes }) => {
        const said = attributes[name] ?? 'passes';
        if (said === 'fails') throw new Error('it fails');
        return said === 'passes';
      }),
    },
    groups: {
      exclude: groups.exclude.map(selector),
      manual: groups.manual.map(({ id, from: texts, to, mode }) => manual(texts, to, { id, membership: mode })),
      onTheFly: groups.onTheFly.map(({ id, match, to }) => onTheFly(match, to, { id })),
      create: groups.create,
      membership: groups.mode,
      ...{ newUsers: groups.newUsers, allUsers: groups.allUsers, exclusive: groups.exclusive, onRetire: groups.onRetire },
    },
  });
}

const STANDINGS: Readonly<Record<RealmPerson['standing'], Person['standing']>> = {
  active: { kind: 'active' },
  inactive: inactive('x').standing,
  pending: { kind: 'pending', status: 'STAGED' },
};
const ANSWERS: Readonly<Record<string, LookedUp>> = {
  inactive: { kind: 'inactive', status: 'DEPROVISIONED' },
  deleted: { kind: 'deleted' },
  outOfScope: { kind: 'outOfScope', why: 'not assigned to the app' },
  unknown: { kind: 'unknown', why: '503' },
};

function readOf({ name, people, groups, lookUps }: RealmSource): Pulled {
  const rows = people.map(({ id, login, email, name: displayName, standing, filters }) =>
    person(login, { id: personId(id), email, displayName, standing: STANDINGS[standing], attributes: { ...filters } }),
  );
  const lookedUp = Object.entries(lookUps).map(([id, answer]) => [id, ANSWERS[answer] ?? { kind: 'deleted' }] as const);
  const content = {
    people: rows,
    groups: groups.map(({ id, name: group, members }) => sourceGroup(group, members, id)),
    provider: providerOf(name),
  };
  return pulled(content, Object.fromEntries(lookedUp), name);
}
