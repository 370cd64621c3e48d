import type { Change, ExistingAccount, ExistingGroup, Responsibility } from '../src/model/change.js';
import type {
  Account,
  Members,
  Person,
  Quarantined,
  SeatPool,
  SourceDirectory,
  SourceGroup,
  TargetDirectory,
  TargetGroup,
} from '../src/model/directory.js';
import {
  type AccountId,
  accountId,
  type PersonId,
  personId,
  personKey,
  providerId,
  runId,
  sourceGroupId,
  sourceName,
  syncName,
  type TargetGroupId,
  targetGroupId,
  targetName,
} from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import { changesOf, type Plan } from '../src/model/plan.js';
import type { LookedUp } from '../src/sources/source.js';
import type { LedgerRow, Link, ManagedGroup } from '../src/state/store.js';
import type { Pulled } from '../src/sync/judge.js';

/** Builders of directories and of what the state remembers of them; ids are readable: `id-ann`, a group's folded name. */
export const OKTA = providerId('okta.example.com');
export const JIRA = targetName('jira');
export const NOW = '2026-11-20T12:00:00.000Z';
export const hoursBefore = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();

export const person = (login: string, special: Partial<Person> = {}): Person => ({
  id: personId(login),
  login,
  email: `${login}@example.com`,
  displayName: `The ${login}`,
  standing: { kind: 'active' },
  attributes: {},
  ...special,
});

export const inactive = (login: string): Person => person(login, { standing: { kind: 'inactive', status: 'SUSPENDED' } });

export const sourceGroup = (name: string, members: readonly string[] | 'unknown', id = `g-${name}`): SourceGroup => ({
  id: sourceGroupId(id),
  name,
  members:
    members === 'unknown' ? { kind: 'unknown', why: 'page 2 failed' } : { kind: 'read', ids: new Set(members.map(personId)) },
});

export interface SourceContent {
  readonly people?: readonly Person[];
  readonly groups?: readonly SourceGroup[];
  readonly quarantined?: readonly Quarantined[];
  readonly provider?: typeof OKTA;
}

export const sourceDirectory = ({
  people = [],
  groups = [],
  quarantined = [],
  provider = OKTA,
}: SourceContent): SourceDirectory => ({
  provider,
  people: new Map(people.map(one => [one.id, one])),
  groups: new Map(groups.map(one => [one.id, one])),
  quarantined,
  evidence: { readAt: NOW, calls: 1, lists: [] },
});

export const pulled = (
  content: SourceContent,
  lookedUp: Readonly<Record<string, LookedUp>> = {},
  source = 'okta',
): Extract<Pulled, { kind: 'read' }> => ({
  kind: 'read',
  source: sourceName(source),
  directory: sourceDirectory(content),
  lookedUp: new Map(Object.entries(lookedUp).map(([id, found]): [PersonId, LookedUp] => [personId(id), found])),
});

export const unread = (source = 'okta'): Extract<Pulled, { kind: 'unread' }> => ({
  kind: 'unread',
  source: sourceName(source),
  why: 'it answered 503',
  hint: 'The next run tries again.',
});

export const account = (username: string, special: Partial<Account> = {}): Account => ({
  id: accountId(`id-${username}`),
  username,
  email: `${username}@example.com`,
  displayName: `The ${username}`,
  active: true,
  kind: 'person',
  ...special,
});

/** Members by username; `undefined`: not in play. */
export function targetGroup(
  name: string,
  members: readonly string[] | undefined,
  special: Partial<TargetGroup> = {},
): TargetGroup {
  const read: Members<AccountId> =
    members === undefined
      ? { kind: 'notRead' }
      : { kind: 'read', ids: new Set(members.map(username => accountId(`id-${username}`))) };
  return { id: targetGroupId(nameKey(name)), name, members: read, ...special };
}

export interface TargetContent {
  readonly accounts?: readonly Account[];
  readonly groups?: readonly TargetGroup[];
  readonly administratorGroups?: readonly string[];
  readonly seats?: readonly SeatPool[];
}

/** With our own account `rollcall` in it, as every target has. */
export const targetDirectory = ({
  accounts = [],
  groups = [],
  administratorGroups = [],
  seats = [],
}: TargetContent): TargetDirectory => ({
  product: { name: 'Jira', version: '10.3', url: 'https://jira.example.com' },
  self: accountId('id-rollcall'),
  accounts: new Map([account('rollcall', { kind: 'service' }), ...accounts].map(one => [one.id, one])),
  groups: new Map(groups.map(one => [one.id, one])),
  administratorGroups: new Set(administratorGroups),
  seats,
  evidence: { readAt: NOW, calls: 1, lists: [] },
});

export const key = (login: string, provider = OKTA) => personKey(provider, personId(login));

/** An open link of the person with that login to the account `id-USERNAME`. */
export const link = (login: string, special: Partial<Link> = {}, username = login): Link => ({
  target: JIRA,
  person: key(login),
  account: accountId(`id-${username}`),
  owner: syncName('staff'),
  how: 'matched',
  values: { username: login, email: `${login}@example.com`, displayName: `The ${login}` },
  status: 'open',
  deactivatedAt: undefined,
  accessCutAt: undefined,
  owed: [],
  since: hoursBefore(1000),
  ...special,
});

/** A group that is ours, with the source groups behind it. */
export const managed = (name: string, from: readonly string[] = [], special: Partial<ManagedGroup> = {}): ManagedGroup => ({
  target: JIRA,
  group: targetGroupId(nameKey(name)),
  name,
  how: 'adopted',
  from: from.map(one => ({ provider: OKTA, id: `g-${one}`, name: one })),
  run: runId(1),
  since: hoursBefore(1000),
  ...special,
});

export const granted = (group: string, username: string, by: readonly string[] = ['staff manual 1']): LedgerRow => ({
  target: JIRA,
  group: targetGroupId(nameKey(group)),
  account: accountId(`id-${username}`),
  by,
});

export const leads = (label: string, username: string, successor: Responsibility['successor']): Responsibility => ({
  id: `project:${label}`,
  label,
  holder: accountId(`id-${username}`),
  successor,
});

/** A plan's stages applied to a directory in memory; what guards hold is not in them. */
export const replay = (plan: Plan, actual: TargetDirectory): TargetDirectory => changesOf(plan).reduce(replayOne, actual);

/** One change applied: the directory afterwards. References to what a plan makes are found by person and name. */
export function replayOne(actual: TargetDirectory, change: Change): TargetDirectory {
  const withAccount = (id: AccountId, edit: (one: Account) => Account) => {
    const one = actual.accounts.get(id);
    return one === undefined ? actual : { ...actual, accounts: new Map(actual.accounts).set(id, edit(one)) };
  };
  switch (change.kind) {
    case 'createUser': {
      const { username, person: who, values } = change;
      const made = account(username, { id: newAccountId(who), email: values.email ?? '', displayName: values.displayName ?? '' });
      return { ...actual, accounts: new Map(actual.accounts).set(made.id, made) };
    }
    case 'updateUser':
      return withAccount(change.account.id, one => ({ ...one, ...change.values }));
    case 'renameUser':
      return withAccount(change.account.id, one => ({ ...one, username: change.username }));
    case 'reactivateUser':
      return withAccount(change.account.id, one => ({ ...one, active: true }));
    case 'deactivateUser':
      if (change.by === 'revokeAccess') return withoutAccess(actual, change.account.id);
      return withAccount(change.account.id, one => ({ ...one, active: false }));
    case 'deleteUser':
      return { ...actual, accounts: new Map([...actual.accounts].filter(([id]) => id !== change.account.id)) };
    case 'createGroup': {
      const made = targetGroup(change.name, []);
      return { ...actual, groups: new Map(actual.groups).set(made.id, made) };
    }
    case 'renameGroup':
      throw new Error('no target that can rename groups is built yet');
    case 'deleteGroup':
      return { ...actual, groups: new Map([...actual.groups].filter(([id]) => id !== change.group.id)) };
    case 'addMember':
      return letIn(
        withMembers(actual, groupIdOf(change.group), ids => ids.add(accountIdOf(change.account))),
        accountIdOf(change.account),
      );
    case 'removeMember':
      return withMembers(actual, change.group.id, ids => {
        ids.delete(change.account.id);
      });
    case 'handOver':
    case 'cutAccess':
    case 'grantPermission':
      return actual;
  }
}

/** Whom nothing let in, a group does. */
function letIn(actual: TargetDirectory, id: AccountId): TargetDirectory {
  const one = actual.accounts.get(id);
  if (one?.hasAccess !== false) return actual;
  return { ...actual, accounts: new Map(actual.accounts).set(id, { ...one, hasAccess: true }) };
}

/** A product that cannot switch off: the account is there, and in no group. */
function withoutAccess(actual: TargetDirectory, id: AccountId): TargetDirectory {
  const one = actual.accounts.get(id);
  const groups = [...actual.groups].map(([key, group]): [TargetGroupId, TargetGroup] => {
    if (group.members.kind !== 'read') return [key, group];
    return [key, { ...group, members: { kind: 'read', ids: group.members.ids.difference(new Set([id])) } }];
  });
  const accounts = one === undefined ? actual.accounts : new Map(actual.accounts).set(id, { ...one, hasAccess: false });
  return { ...actual, accounts, groups: new Map(groups) };
}

const newAccountId = (who: string) => accountId(`new ${who}`);
const accountIdOf = (ref: ExistingAccount | { readonly kind: 'new'; readonly person: string }) =>
  ref.kind === 'existing' ? ref.id : newAccountId(ref.person);
const groupIdOf = (ref: ExistingGroup | { readonly kind: 'new'; readonly name: string }) =>
  ref.kind === 'existing' ? ref.id : targetGroupId(nameKey(ref.name));

function withMembers(actual: TargetDirectory, id: TargetGroupId, edit: (ids: Set<AccountId>) => void): TargetDirectory {
  const group = actual.groups.get(id);
  if (group?.members.kind !== 'read') throw new Error(`the members of ${id} are not known`);
  const ids = new Set(group.members.ids);
  edit(ids);
  return { ...actual, groups: new Map(actual.groups).set(id, { ...group, members: { kind: 'read', ids } }) };
}
