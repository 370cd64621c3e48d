import type { ExistingGroup, GroupRef } from '../../model/change.js';
import { type Account, knownIn, type TargetGroup } from '../../model/directory.js';
import { type AccountId, sourceGroupId, type TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredGroup, GroupMove, Reason } from '../../model/wish.js';
import type { ManagedGroup } from '../../state/store.js';
import { existing, existingGroup, type GroupDraft, type GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';
import { retirement } from './ledger.js';
import { mayRemove, membershipWish } from './membership.js';

/**
 * `onRename: move`, where the target cannot rename (G8): the group of the new name is made by its rules; who else was in the old
 * one comes along. When nobody is left to come, the old one is let go of, and is an orphan from then on: nothing is taken out here.
 */
export function diffMoves(input: DiffInput, memory: GroupMemory, draft: GroupDraft): void {
  for (const move of input.desired.moves) {
    const { from, to } = move;
    const old = input.actual.groups.get(from.id);
    const group = input.desired.groups.get(nameKey(to));
    const known = memory.managed.get(from.id);
    // a group that another rule feeds goes on as it is: `take` lets go of what left it
    if (old === undefined || known === undefined || isFed(old, input)) continue;
    const found = memory.byKey.get(nameKey(to));
    const there = found === undefined ? new Set<AccountId>() : knownIn(found);
    // where the new group may not be, other notes say why; the old one stays as it is
    if (group === undefined || there === undefined || (found === undefined && !group.create)) continue;
    if (old.members.kind !== 'read') continue;
    const { was, now } = move.group;
    draft.notes.push({ kind: 'movedGroup', group: old.name, to, was, now });
    const coming = staying(group, old.id, old.members.ids, input, memory).filter(({ id }) => !there.has(id));
    comeAlong(move, found === undefined ? group : existingGroup(found), coming, draft);
    if (coming.length === 0 && found !== undefined && isTaken(move, found, memory)) draft.takes.push(letGo(move, known, input));
  }
}

const isFed = ({ name }: TargetGroup, { desired, setAside }: DiffInput): boolean =>
  desired.groups.has(nameKey(name)) || setAside.has(nameKey(name));

/** The new group is rollcall's business, and known to come from this source group. */
const isTaken = ({ group: { provider, id } }: GroupMove, found: TargetGroup, { managed }: GroupMemory): boolean =>
  managed.get(found.id)?.from.some(one => one.provider === provider && one.id === id) === true;

/** Who was in the old group and is not in the new one yet. */
function comeAlong(
  { group: { was, now } }: GroupMove,
  to: DesiredGroup | ExistingGroup,
  coming: readonly Account[],
  draft: GroupDraft,
): void {
  const [key, group]: readonly [string, GroupRef] = 'id' in to ? [to.id, to] : [to.key, { kind: 'new', name: to.name }];
  const reasons: readonly Reason[] = [{ kind: 'sourceRenamed', from: was, to: now }];
  const planned = new Set(draft.changes.map(({ id }) => id));
  for (const account of coming) {
    const id = `addMember ${key} ${account.id}`;
    if (!planned.has(id)) draft.changes.push({ kind: 'addMember', id, group, account: existing(account), reasons });
  }
}

/** Active members, but for those whom the rules would take out of the old group, or out of the new one at the next run. */
function staying(
  group: DesiredGroup,
  id: TargetGroupId,
  members: ReadonlySet<AccountId>,
  input: DiffInput,
  memory: GroupMemory,
): Account[] {
  return [...members].flatMap(member => {
    const account = input.actual.accounts.get(member);
    if (account?.active !== true || member === input.actual.self || input.nested(id, member)) return [];
    const row = memory.ledger.get(id)?.get(member);
    const fate = row === undefined ? undefined : retirement(row, memory.rules, input);
    const owner = input.correlation.owners.get(member);
    if (membershipWish(group, owner, row, fate !== undefined, input).kind !== 'notWanted') return [account];
    const leavesOld = fate !== 'keep' && mayRemove(group, owner, member, row, input);
    return leavesOld || mayRemove(group, owner, member, undefined, input) ? [] : [account];
  });
}

/** The old group without the source group that left it. */
function letGo({ from, group }: GroupMove, { how, from: behind }: ManagedGroup, { providers }: DiffInput) {
  const sources = new Map([...providers].map(([source, provider]) => [provider, source]));
  const left = behind.filter(({ provider, id }) => provider !== group.provider || id !== group.id);
  return {
    ...{ id: from.id, name: from.name, how, known: true },
    from: left.flatMap(({ provider, id, name }) => {
      const source = sources.get(provider);
      return source === undefined ? [] : [{ source, group: sourceGroupId(id), name }];
    }),
  };
}
