import type { Change } from '../../model/change.js';
import type { HeldChange } from '../../model/plan.js';

/** The changes that are not held. */
export function without(changes: readonly Change[], held: readonly Pick<HeldChange, 'change'>[]): readonly Change[] {
  const ids = new Set(held.map(({ change }) => change.id));
  return changes.filter(({ id }) => !ids.has(id));
}

/** With what cannot happen either: memberships of an account that is not made or switched on, hand-overs and cuts of a leaver who is not ended. */
export function withDependents(changes: readonly Change[], held: readonly HeldChange[]): readonly HeldChange[] {
  const because = new Map<string, HeldChange>();
  for (const one of held) {
    // who waits for a successor is cut off all the same (U4)
    const blocked = one.guard === 'no-successor' ? undefined : blockedBy(one.change);
    if (blocked !== undefined && !because.has(blocked)) because.set(blocked, one);
  }
  const waiting = without(changes, held).flatMap((change): HeldChange[] => {
    const one = needsOf(change)
      .map(need => because.get(need))
      .find(found => found !== undefined);
    return one === undefined ? [] : [{ ...one, change }];
  });
  return [...held, ...waiting];
}

/** What cannot be relied on when this change does not happen. */
export function blockedBy(change: Change): string | undefined {
  switch (change.kind) {
    case 'createUser':
      return `person ${change.person}`;
    case 'createGroup':
      return `group ${change.name}`;
    case 'reactivateUser':
      return `account ${change.account.id}`;
    case 'deactivateUser':
    case 'cutAccess':
      return `end ${change.account.id}`;
    case 'grantPermission':
    case 'updateUser':
    case 'renameUser':
    case 'handOver':
    case 'deleteUser':
    case 'renameGroup':
    case 'deleteGroup':
    case 'addMember':
    case 'removeMember':
      return undefined;
  }
}

/** What a change relies on. */
export function needsOf(change: Change): readonly string[] {
  if (change.kind === 'addMember') {
    const { account, group } = change;
    const who = account.kind === 'new' ? `person ${account.person}` : `account ${account.id}`;
    return group.kind === 'new' ? [who, `group ${group.name}`] : [who];
  }
  const ends = change.kind === 'handOver' || change.kind === 'cutAccess' || change.kind === 'deactivateUser';
  return ends ? [`end ${change.account.id}`] : [];
}
