import type { Person } from '../../src/model/directory.js';
import { type ProviderId, personId, providerId, syncName } from '../../src/model/ids.js';
import type { LookedUp } from '../../src/sources/source.js';
import type { Link } from '../../src/state/store.js';
import type { Pulled } from '../../src/sync/judge.js';
import {
  account,
  granted,
  hoursBefore,
  key,
  link,
  managed,
  NOW,
  OKTA,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../directories.js';
import type { Setup } from '../planning.js';
import { expression, LOOSE_GUARDS, manual, sync } from '../rules.js';
import { CHIEF, type Company, GROUPS, PROTECTED, type Somebody, type SourceName, type SyncSpec } from './company.js';

const IDCS = providerId('idcs.example.com');
const providerOf = (source: SourceName): ProviderId => (source === 'okta' ? OKTA : IDCS);
export const keyOf = ({ source, id }: Somebody) => key(id, providerOf(source));
const ADMINISTRATORS = 'jira-administrators';
const ROOTS = ['root1', 'root2', 'root3'];

/** Every list in the order of the data, or the other way round. */
type Rows = 'as they are' | 'turned';

/** Attended, with guards that never trip, and every group adopted: what is planned is what the rules say. */
export function setupOf(company: Company, rows: Rows = 'as they are'): Setup {
  const inOrder = <T>(list: readonly T[]): readonly T[] => (rows === 'turned' ? list.toReversed() : list);
  const accounts = inOrder(company.accounts);
  const people = inOrder(company.people);
  const sources = [...new Set(company.syncs.map(({ from }) => from))].toSorted();
  return {
    attended: true,
    guards: LOOSE_GUARDS,
    protectUsers: [PROTECTED],
    syncs: company.syncs.map(spec => syncOf(spec, company)),
    providers: { okta: OKTA, idcs: IDCS },
    pulled: inOrder(sources).map(source => pulledFrom(source, people, company, inOrder)),
    accounts: [...accounts, ...ROOTS.map(username => ({ ...NOBODY, username }))].map(({ username, isService, email, active }) =>
      account(username, { email, active, kind: isService ? 'service' : 'person' }),
    ),
    groups: inOrder([
      ...GROUPS.map(name =>
        targetGroup(
          name,
          accounts.filter(({ memberOf }) => memberOf.includes(name)).map(({ username }) => username),
        ),
      ),
      targetGroup(ADMINISTRATORS, [...ROOTS, ...accounts.flatMap(({ username }) => (username === CHIEF ? [username] : []))]),
    ]),
    administratorGroups: [ADMINISTRATORS],
    managed: GROUPS.map(name => managed(name)),
    ledger: accounts.flatMap(({ username, granted: rows }) => rows.map(group => granted(group, username, ['first manual 2']))),
    links: people.flatMap(one => linkOf(one, company)),
    sightings: people.flatMap(one =>
      one.graceOver
        ? company.syncs.map(({ name }) => ({
            person: keyOf(one),
            sync: syncName(name),
            since: hoursBefore(900),
            reads: 9,
            why: '',
          }))
        : [],
    ),
  };
}

const NOBODY = { email: 'root@example.com', active: true, isService: false };

const syncOf = ({ name, from, own, priority, match, mode, create }: SyncSpec, { leavers, rename }: Company) =>
  sync({
    ...{ name, from, priority },
    users: {
      ...{ match, create, rename },
      filter: expression(
        `keptBy ${name}`,
        ({ attributes }) => Array.isArray(attributes.keptBy) && attributes.keptBy.includes(name),
      ),
      leavers: { action: leavers, after: { reads: 2, atLeastMs: 24 * 3_600_000 }, deleteAfterMs: 1e12 },
    },
    groups: { membership: mode, manual: [manual('Own', own), manual('Both', 'shared', { id: 'manual 2' })] },
  });

function pulledFrom(
  source: SourceName,
  everybody: readonly Somebody[],
  { unread: failed }: Company,
  inOrder: <T>(list: readonly T[]) => readonly T[],
): Pulled {
  if (failed.includes(source)) return unread(source);
  const mine = everybody.filter(one => one.source === source);
  const groups = (['Own', 'Both'] as const).map(name =>
    sourceGroup(
      name,
      mine.filter(({ inGroups }) => inGroups.includes(name)).map(({ id }) => id),
    ),
  );
  const lookedUp = Object.fromEntries(mine.flatMap(one => foundOf(one) ?? []));
  return pulled(
    { people: mine.flatMap(one => rowOf(one) ?? []), groups: inOrder(groups), provider: providerOf(source) },
    lookedUp,
    source,
  );
}

function rowOf({ id, login, email, at, keptBy, source }: Somebody): Person | undefined {
  const row = person(login, {
    id: personId(id),
    email,
    displayName: `${login} of ${source}`,
    attributes: { keptBy: [...keptBy] },
  });
  if (at === 'active') return row;
  if (at === 'inactive' || at === 'pending') return { ...row, standing: { kind: at, status: at.toUpperCase() } };
  return undefined;
}

function foundOf({ id, at }: Somebody): [string, LookedUp][] | undefined {
  if (at === 'deleted') return [[id, { kind: 'deleted' }]];
  if (at === 'outOfScope') return [[id, { kind: 'outOfScope', why: 'not assigned' }]];
  return at === 'unreachable' ? [[id, { kind: 'unknown', why: '503' }]] : undefined;
}

function linkOf(one: Somebody, { before }: Company): Link[] {
  if (one.link === undefined) return [];
  const { owner, weSwitchedOff } = before[one.link] ?? { owner: undefined, weSwitchedOff: false };
  const deactivatedAt = weSwitchedOff ? NOW : undefined;
  const ownedBy = owner === undefined ? undefined : syncName(owner);
  return [link(one.link, { person: keyOf(one), owner: ownedBy, deactivatedAt })];
}
