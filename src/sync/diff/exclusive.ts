import { type Account, knownIn, type TargetGroup } from '../../model/directory.js';
import type { SyncName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { privilegedIn } from '../privileged.js';
import { existing, existingGroup, type GroupDraft, type GroupMemory } from './draft.js';
import type { DiffInput } from './input.js';
import { isForNewUsers, retirement } from './ledger.js';
import { obstacleToRemoval, Staying } from './unremovable.js';

/** G6: whom an exclusive sync owns leaves every managed group that no rule maps to, protected and privileged ones aside. */
export function diffExclusive(input: DiffInput, memory: GroupMemory, draft: GroupDraft): void {
  const isExclusive = [...input.syncs.values()].some(({ groups }) => groups.exclusive);
  // while a source is unread nobody knows which groups its rules would map to
  if (!isExclusive || !input.complete) return;
  const privileged = privilegedIn(input.actual, input.rules);
  const ending = new Set(draft.changes.flatMap(change => (change.kind === 'deleteGroup' ? [change.group.id] : [])));
  for (const { group: id } of memory.managed.values()) {
    const group = input.actual.groups.get(id);
    if (group === undefined || memory.mapped.has(nameKey(group.name)) || privileged.group(group.name)) continue;
    if (!ending.has(id) && !isHeldByRetired(group, input, memory)) leaveGroup(group, input, memory, draft);
  }
}

/** A rule that is gone and whose grants are kept still speaks for the group, until that is settled (G11). */
const isHeldByRetired = ({ id }: TargetGroup, input: DiffInput, { ledger, rules }: GroupMemory): boolean =>
  [...(ledger.get(id)?.values() ?? [])].some(row => retirement(row, rules, input) === 'keep');

interface Leaving {
  readonly account: Account;
  readonly sync: SyncName;
}

function leaveGroup(group: TargetGroup, input: DiffInput, memory: GroupMemory, draft: GroupDraft): void {
  const present = knownIn(group);
  if (present === undefined) {
    const why = group.members.kind === 'unknown' ? group.members.why : 'its members were not read';
    draft.notes.push({ kind: 'unknownGroup', group: group.name, why });
    return;
  }
  const leaving = [...present].flatMap(id => leavingOf(group, input.actual.accounts.get(id), input, memory) ?? []);
  if (leaving.length === 0) return;
  if (group.readOnly !== undefined) {
    draft.notes.push({ kind: 'readOnlyGroup', group: group.name, why: group.readOnly });
    return;
  }
  remove(group, leaving, input, draft);
}

/** Somebody wanted, whom no sync might still claim; what `defaults.newUsers` gave is left alone (G7). */
function leavingOf(
  group: TargetGroup,
  account: Account | undefined,
  { actual, correlation, desired, syncs, rules }: DiffInput,
  { ledger }: GroupMemory,
): Leaving | undefined {
  if (account === undefined || account.id === actual.self || rules.protect.users.matches(account.username)) return undefined;
  const owner = correlation.owners.get(account.id);
  const person = owner === undefined ? undefined : desired.people.get(owner);
  if (person?.wish.kind !== 'wanted' || person.unsureFor.size > 0) return undefined;
  if (syncs.get(person.owner)?.groups.exclusive !== true) return undefined;
  return isForNewUsers(ledger.get(group.id)?.get(account.id)) ? undefined : { account, sync: person.owner };
}

/** What `orphans` and `onRetire` have planned or told of the group already is not said twice. */
function remove(group: TargetGroup, leaving: readonly Leaving[], input: DiffInput, draft: GroupDraft): void {
  const planned = new Set(draft.changes.map(({ id }) => id));
  const told = new Set(
    draft.notes.flatMap(note =>
      (note.kind === 'nestedMembers' || note.kind === 'readOnlyMembers') && note.group === group.name ? note.accounts : [],
    ),
  );
  const staying = new Staying();
  for (const { account, sync } of leaving) {
    const id = `removeMember ${group.id} ${account.id}`;
    if (planned.has(id) || told.has(account.username)) continue;
    const obstacle = obstacleToRemoval(group, account, input);
    if (obstacle !== undefined) staying.keep(account, obstacle);
    else
      draft.changes.push({
        kind: 'removeMember',
        id,
        group: existingGroup(group),
        account: existing(account),
        reasons: [{ kind: 'exclusive', sync }],
      });
  }
  draft.notes.push(...staying.notes(group));
}
