import type { Change } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { attributeNames } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';

/** Whose doing it is that an entry's outcome is no longer there: the last run that touched the same thing, or nobody of ours. Pure. */
export function changedBy(entry: JournalEntry, later: readonly JournalEntry[]): string {
  const touched = new Set(touches(entry));
  const by = later.findLast(one => touches(one).some(thing => touched.has(thing)));
  return by === undefined ? 'not by rollcall' : `by run ${by.run}`;
}

/** What a change alters, so that two changes of one thing can be told. */
function touches({ change, outcome }: Pick<JournalEntry, 'change' | 'outcome'>): readonly string[] {
  const isDone = outcome?.kind === 'applied' || outcome?.kind === 'alreadySo';
  const account = 'account' in change && change.account.kind === 'existing' ? change.account.id : isDone && outcome.account?.id;
  const group = 'group' in change && change.group.kind === 'existing' ? change.group.id : isDone && outcome.group?.id;
  return thingsOf(change, account || '', group || '');
}

function thingsOf(change: Change, account: string, group: string): readonly string[] {
  switch (change.kind) {
    case 'createUser':
    case 'reactivateUser':
    case 'deleteUser':
      return [`account ${account}`];
    case 'updateUser':
      return [...attributeNames.filter(name => change.values[name] !== undefined).map(name => `${name} ${account}`)];
    case 'renameUser':
      return [`username ${account}`];
    case 'handOver':
      return [`held ${change.responsibility.id}`];
    case 'cutAccess':
      return [`account ${account}`, ...(change.groups ?? []).map(({ id }) => `member ${id} ${account}`)];
    case 'deactivateUser':
      return [`account ${account}`, ...(change.access?.groups ?? []).map(({ id }) => `member ${id} ${account}`)];
    case 'grantPermission':
      return [`permission ${change.permission} ${account}`];
    case 'createGroup':
      return [`group ${nameKey(change.name)}`, `group ${group}`];
    case 'renameGroup':
    case 'deleteGroup':
      return [`group ${nameKey(change.group.name)}`, `group ${group}`];
    case 'addMember':
    case 'removeMember':
      return [`member ${group} ${account}`];
  }
}
