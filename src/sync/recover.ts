import type { Change, ExistingAccount, ExistingGroup, Outcome } from '../model/change.js';
import type { TargetDirectory } from '../model/directory.js';
import { nameKey } from '../model/names.js';
import type { JournalEntry, Link, StateStore } from '../state/store.js';
import type { Memory } from './remember.js';

export interface RecoverInput {
  /** intended by a run that died, with no outcome (A2) */
  readonly open: readonly JournalEntry[];
  readonly actual: TargetDirectory;
  readonly links: () => Promise<readonly Link[]>;
  readonly memory: Memory;
  readonly store: StateStore;
  readonly now: () => string;
}

/** Looks in the target what became of a broken run's open changes, and keeps what they made known. */
export async function recover({ open, actual, links, memory, store, now }: RecoverInput): Promise<void> {
  for (const { run, seq, change } of open) {
    const found = happened(change, actual, await links());
    const outcome: Outcome = found ?? {
      kind: 'failed',
      problem: 'the run ended before an answer came; it did not happen',
      hint: 'This run plans it anew.',
    };
    await memory.keep(change, outcome);
    await store.settle(run, seq, outcome, now());
  }
}

/** Whether the target shows a change's outcome; undefined: it does not, or nobody can tell. Pure. */
function happened(change: Change, actual: TargetDirectory, links: readonly Link[]): Outcome | undefined {
  const applied = (so: boolean): Outcome | undefined => (so ? { kind: 'applied' } : undefined);
  switch (change.kind) {
    case 'createUser': {
      const account = named(actual, change.username);
      // a namesake that somebody else made meanwhile has another address
      const ours =
        account !== undefined && nameKey(actual.accounts.get(account.id)?.email ?? '') === nameKey(change.values.email ?? '');
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
            ([key, value]) => (key === 'email' ? account.email : account.displayName) === value,
          ),
      );
    }
    case 'renameUser':
      return applied(actual.accounts.get(change.account.id)?.username === change.username);
    case 'reactivateUser':
      return applied(actual.accounts.get(change.account.id)?.active === true);
    case 'deactivateUser':
      return applied(actual.accounts.get(change.account.id)?.active === false);
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
      return applied(members?.kind === 'read' && !members.ids.has(change.account.id));
    }
    // both are planned again while they are needed, and are idempotent
    case 'handOver':
    case 'cutAccess':
      return undefined;
  }
}

function added(
  change: Extract<Change, { kind: 'addMember' }>,
  actual: TargetDirectory,
  links: readonly Link[],
): Outcome | undefined {
  const { account: ref, group: named } = change;
  const id =
    ref.kind === 'existing' ? ref.id : links.find(({ person, status }) => status === 'open' && person === ref.person)?.account;
  const account = id === undefined ? undefined : actual.accounts.get(id);
  const group =
    named.kind === 'existing'
      ? actual.groups.get(named.id)
      : [...actual.groups.values()].find(({ name }) => nameKey(name) === nameKey(named.name));
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

function groupNamed(actual: TargetDirectory, name: string): ExistingGroup | undefined {
  const found = [...actual.groups.values()].find(group => nameKey(group.name) === nameKey(name));
  return found === undefined ? undefined : { kind: 'existing', id: found.id, name: found.name };
}
