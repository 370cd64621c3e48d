import type { Change, GroupRef, Outcome } from '../model/change.js';
import type { AccountId } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note } from '../model/plan.js';
import { attributeNames, type LeaverKind } from '../model/wish.js';
import type { Pin } from '../state/store.js';
import { blockedBy, needsOf } from './guards/dependents.js';

const endKey = (leaver: LeaverKind, account: AccountId) => `end ${leaver} ${account}`;
/** By the group's name: one that was deleted and made again is the same to whoever took somebody out of it. */
const memberKey = ({ name }: GroupRef, account: AccountId) => `addMember ${nameKey(name)} ${account}`;
const attributeKey = (account: AccountId, attribute: string) => `updateUser ${account} ${attribute}`;

/** Of a whole account, once somebody is offboarded: it is over when the source says so itself, or by `unpin`; no config ends it. */
export const offboardKey = (account: AccountId) => `offboard ${account}`;
export const isOffboardPin = ({ key }: Pick<Pin, 'key'>): boolean => key.startsWith('offboard ');

/** Whether a pin counts while the config has this fingerprint (A8). Pure. */
export const isPinInForce = (pin: Pick<Pin, 'key' | 'configFingerprint'>, fingerprint: string): boolean =>
  pin.configFingerprint === fingerprint || isOffboardPin(pin);

/** By what a change is known to pins: the same in each plan that wants the same thing. Pure. */
export function keysOf(change: Change): readonly string[] {
  switch (change.kind) {
    case 'createUser':
      return [`createUser ${change.person}`];
    case 'updateUser':
      return attributeNames.filter(name => change.values[name] !== undefined).map(name => attributeKey(change.account.id, name));
    case 'renameUser':
      return [`renameUser ${change.account.id}`];
    case 'reactivateUser':
      return [`reactivateUser ${change.account.id}`];
    case 'grantPermission':
      return [`grantPermission ${change.permission} ${change.account.id}`];
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
      return [endKey(change.leaver, change.account.id)];
    case 'handOver':
      return [`handOver ${change.responsibility.id}`, endKey(change.leaver, change.account.id)];
    case 'createGroup':
      return [`createGroup ${nameKey(change.name)}`];
    case 'renameGroup':
      return [`renameGroup ${change.group.id}`];
    case 'deleteGroup':
      return [`deleteGroup ${change.group.id}`];
    case 'addMember':
      return change.account.kind === 'existing' ? [memberKey(change.group, change.account.id)] : [];
    case 'removeMember':
      return [`removeMember ${change.group.id} ${change.account.id}`];
  }
}

/** What an undo does itself is free to be done from then on, whoever pinned it before. Pure. */
export function freedBy(change: Change, outcome: Outcome): readonly string[] {
  switch (change.kind) {
    // the source may say it of this account in either way
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
      return [endKey('stated', change.account.id), endKey('inferred', change.account.id)];
    case 'addMember':
    case 'handOver':
      return pinsFor(change, outcome);
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'removeMember':
      return keysOf(change);
  }
}

/**
 * What no later plan may do once this change, which had that outcome, is taken back (A8). An account that was made stays, switched
 * off, so that it is its reactivation; a leaver whose inferred end was undone may still be stated to have left. Pure.
 */
export function pinsFor(change: Change, outcome: Outcome): readonly string[] {
  const isDone = outcome.kind === 'applied' || outcome.kind === 'alreadySo';
  const account = isDone ? outcome.account?.id : undefined;
  switch (change.kind) {
    case 'createUser':
      return account === undefined ? [] : [`reactivateUser ${account}`];
    case 'addMember': {
      const who = change.account.kind === 'existing' ? change.account.id : account;
      return who === undefined ? [] : [memberKey(change.group, who)];
    }
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
      return change.leaver === 'stated'
        ? [endKey('stated', change.account.id), endKey('inferred', change.account.id)]
        : [endKey('inferred', change.account.id)];
    case 'handOver':
      return [`handOver ${change.responsibility.id}`];
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'removeMember':
      return keysOf(change);
  }
}

/** The accounts and groups that a change names, as a person would call them. Pure. */
export function namesIn(change: Change): readonly string[] {
  const account = 'account' in change ? [change.account.username] : [];
  const group = 'group' in change ? [change.group.name] : [];
  const renamed = change.kind === 'renameUser' || change.kind === 'createUser' ? [change.username] : [];
  const made = change.kind === 'createGroup' || change.kind === 'renameGroup' ? [change.name] : [];
  return [...account, ...group, ...renamed, ...made];
}

/** Leaves out of a plan's changes what is pinned, and what cannot happen without it; each is noted. Pure. */
export function withoutPinned(
  changes: readonly Change[],
  pins: readonly Pin[],
): { readonly changes: readonly Change[]; readonly notes: readonly Note[] } {
  if (pins.length === 0) return { changes, notes: [] };
  const byKey = new Map(pins.map(pin => [pin.key, pin]));
  const notes: Note[] = [];
  const blocked = new Map<string, Pin>();
  const left = changes.flatMap(change => {
    const pin = keysOf(change)
      .map(key => byKey.get(key))
      .find(found => found !== undefined);
    if (pin === undefined) return [change];
    notes.push(noteOf(change, pin));
    const rest = change.kind === 'updateUser' ? unpinnedPart(change, byKey) : undefined;
    const needed = blockedBy(change);
    if (needed !== undefined) blocked.set(needed, pin);
    return rest === undefined ? [] : [rest];
  });
  return {
    notes,
    changes: left.filter(change => {
      const pin = needsOf(change)
        .map(need => blocked.get(need))
        .find(found => found !== undefined);
      if (pin !== undefined) notes.push(noteOf(change, pin));
      return pin === undefined;
    }),
  };
}

const noteOf = (change: Change, { run, since }: Pin): Note => ({ kind: 'pinned', change, run, since });

/** The attributes of an update that are not pinned, if any. */
function unpinnedPart(change: Extract<Change, { kind: 'updateUser' }>, pins: ReadonlyMap<string, Pin>): Change | undefined {
  const free = attributeNames.filter(
    name => change.values[name] !== undefined && !pins.has(attributeKey(change.account.id, name)),
  );
  if (free.length === 0) return undefined;
  const only = <V>(values: Readonly<Partial<Record<string, V>>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => free.some(one => one === name)));
  return { ...change, before: only(change.before), values: only(change.values) };
}
