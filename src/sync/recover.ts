import type { Change, ChangeOfKind, ExistingAccount, ExistingGroup, Outcome, Responsibility } from '../model/change.js';
import type { TargetDirectory, TargetGroup } from '../model/directory.js';
import type { AccountId, NameKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { JournalEntry, Link, StateStore } from '../state/store.js';
import type { Memory } from './remember.js';

export interface RecoverInput {
  /** of which nobody knows what became: the run died, or no answer came (A2) */
  readonly open: readonly JournalEntry[];
  readonly actual: TargetDirectory;
  /** what these accounts still hold: whether a hand-over happened */
  readonly responsibilities: (accounts: readonly AccountId[]) => Promise<readonly Responsibility[]>;
  readonly links: () => Promise<readonly Link[]>;
  readonly memory: Memory;
  readonly store: StateStore;
  readonly now: () => string;
}

/** Looks in the target what became of an earlier run's open changes, and keeps what they made known. */
export async function recover({ open, actual, responsibilities, links, memory, store, now }: RecoverInput): Promise<void> {
  const leaders = new Set(open.flatMap(({ change }) => (change.kind === 'handOver' ? [change.account.id] : [])));
  const held = leaders.size === 0 ? [] : await responsibilities([...leaders]);
  for (const { run, seq, change } of open) {
    const found = happened(change, actual, await links(), held);
    const outcome: Outcome = found ?? (isUnseen(change, actual) ? UNSEEN : MISSED);
    // whether the sessions were ended nobody can tell: the cut stays due
    if (change.kind !== 'cutAccess') await memory.keep(change, outcome);
    await store.settle(run, seq, outcome, now());
  }
}

const MISSED: Outcome = {
  kind: 'failed',
  problem: 'no answer came; it did not happen',
  hint: 'This run plans it anew.',
};
const UNSEEN: Outcome = {
  kind: 'failed',
  problem: 'no answer came, and the group’s members could not be read: nobody knows whether it happened',
  hint: 'The next run looks again.',
  uncertain: true,
};

/** The groups that must be read to tell what became of these changes. */
export const groupsOf = (open: readonly JournalEntry[]): ReadonlySet<NameKey> =>
  new Set(open.flatMap(({ change }) => [...groupsIn(change).map(({ name }) => nameKey(name)), ...madeIn(change)]));

/** A group that was made is taken up with its members (G8). */
const madeIn = (change: Change) => (change.kind === 'createGroup' ? [nameKey(change.name)] : []);

function groupsIn(change: Change): readonly { readonly name: string }[] {
  if (change.kind === 'cutAccess') return change.groups ?? [];
  if (change.kind === 'deactivateUser') return change.access?.groups ?? [];
  return 'group' in change ? [change.group] : [];
}

const isUnseen = (change: Change, actual: TargetDirectory) =>
  groupsIn(change).some(({ name }) => groupOf(actual, name)?.members.kind === 'unknown');

/** A namesake that somebody else made meanwhile has another address; where the target shows none of it, another full name. */
function isAsCreated({ id }: ExistingAccount, { values }: ChangeOfKind<'createUser'>, { accounts }: TargetDirectory): boolean {
  const { email, displayName = '' } = accounts.get(id) ?? {};
  if (email !== undefined) return nameKey(email) === nameKey(values.email ?? '');
  return values.displayName !== undefined && nameKey(displayName) === nameKey(values.displayName);
}

/** Whether the target shows a change's outcome; undefined: it does not, or nobody can tell. Pure. */
function happened(
  change: Change,
  actual: TargetDirectory,
  links: readonly Link[],
  held: readonly Responsibility[],
): Outcome | undefined {
  const applied = (so: boolean): Outcome | undefined => (so ? { kind: 'applied' } : undefined);
  switch (change.kind) {
    case 'createUser': {
      const account = named(actual, change.username);
      const ours = account !== undefined && isAsCreated(account, change, actual);
      return ours ? { kind: 'applied', account } : undefined;
    }
    case 'createGroup': {
      const group = groupNamed(actual, change.name);
      return group === undefined ? undefined : { kind: 'applied', group };
    }
    case 'updateUser': {
      const account = actual.accounts.get(change.account.id);
      return applied(
        account !== undefined &&
          Object.entries(change.values).every(
            // what the target does not show is as wished, as far as anybody can tell
            ([key, value]) => (key === 'email' ? (account.email ?? value) : account.displayName) === value,
          ),
      );
    }
    case 'renameUser':
      return applied(actual.accounts.get(change.account.id)?.username === change.username);
    case 'reactivateUser':
      return applied(actual.accounts.get(change.account.id)?.active === true);
    case 'deactivateUser':
      if (change.by === 'revokeAccess') return accessIsRevoked(change, actual);
      return applied(actual.accounts.get(change.account.id)?.active === false);
    // nobody can tell, and granting it once more does no harm
    case 'grantPermission':
      return undefined;
    case 'deleteUser':
      return applied(!actual.accounts.has(change.account.id));
    case 'deleteGroup':
      return applied(!actual.groups.has(change.group.id));
    case 'renameGroup':
      return applied(actual.groups.get(change.group.id)?.name === change.name);
    case 'addMember':
      return added(change, actual, links);
    case 'removeMember': {
      const members = actual.groups.get(change.group.id)?.members;
      // of a group that is gone nobody is a member
      return applied(members === undefined || (members.kind === 'read' && !members.ids.has(change.account.id)));
    }
    case 'handOver':
      return applied(!held.some(({ id, holder }) => id === change.responsibility.id && holder === change.account.id));
    case 'cutAccess':
      return accessIsCut(change, actual);
  }
}

/** Nothing lets the account in any more; or some of it is gone, which an undo must know. */
function accessIsRevoked(change: ChangeOfKind<'deactivateUser'>, actual: TargetDirectory): Outcome | undefined {
  const { account, access } = change;
  const groups = access?.groups ?? [];
  // somebody without a licence has no access in whatever groups: only who is out of all of them has lost everything
  const isOut = !groups.some(({ name }) => isIn(groupOf(actual, name), account.id));
  if (isOut && actual.accounts.get(account.id)?.hasAccess === false) return { kind: 'applied', account };
  return accessIsCut({ account, groups }, actual);
}

/** Done as soon as one group is left: what it was out of must be known to an undo. Sessions nobody can see. */
function accessIsCut(
  { account, groups = [] }: Pick<ChangeOfKind<'cutAccess'>, 'account' | 'groups'>,
  actual: TargetDirectory,
): Outcome | undefined {
  const left = groups.filter(({ name }) => {
    const members = groupOf(actual, name)?.members;
    return members === undefined || (members.kind === 'read' && !members.ids.has(account.id));
  });
  return left.length === 0 ? undefined : { kind: 'applied', account, details: left.map(({ name }) => name) };
}

const isIn = (group: TargetGroup | undefined, account: AccountId): boolean =>
  group?.members.kind === 'read' && group.members.ids.has(account);

function added(
  change: Extract<Change, { kind: 'addMember' }>,
  actual: TargetDirectory,
  links: readonly Link[],
): Outcome | undefined {
  const { account: ref, group: named } = change;
  const id =
    ref.kind === 'existing' ? ref.id : links.find(({ person, status }) => status === 'open' && person === ref.person)?.account;
  const account = id === undefined ? undefined : actual.accounts.get(id);
  const group = named.kind === 'existing' ? actual.groups.get(named.id) : groupOf(actual, named.name);
  if (account === undefined || group?.members.kind !== 'read' || !group.members.ids.has(account.id)) return undefined;
  return {
    kind: 'applied',
    account: { kind: 'existing', id: account.id, username: account.username, displayName: account.displayName },
    group: { kind: 'existing', id: group.id, name: group.name },
  };
}

function named(actual: TargetDirectory, username: string): ExistingAccount | undefined {
  const found = [...actual.accounts.values()].find(account => nameKey(account.username) === nameKey(username));
  return found === undefined
    ? undefined
    : { kind: 'existing', id: found.id, username: found.username, displayName: found.displayName };
}

const groupOf = (actual: TargetDirectory, name: string): TargetGroup | undefined =>
  [...actual.groups.values()].find(group => nameKey(group.name) === nameKey(name));

function groupNamed(actual: TargetDirectory, name: string): ExistingGroup | undefined {
  const found = groupOf(actual, name);
  return found === undefined ? undefined : { kind: 'existing', id: found.id, name: found.name };
}
