import type { AccountId, NameKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { JournalEntry } from '../../state/store.js';
import { accountIn } from './users.js';

/** How far a target must be read to see what became of these entries (R3). */
export interface Reach {
  readonly groups: ReadonlySet<NameKey>;
  readonly accounts: readonly AccountId[];
}

export function reachOf(entries: readonly JournalEntry[]): Reach {
  const groups = new Set(entries.flatMap(entry => groupNames(entry).map(nameKey)));
  const accounts = new Set(entries.flatMap(entry => [accountIn(entry) ?? [], membersIn(entry)].flat()));
  return { groups, accounts: [...accounts] };
}

function groupNames({ change }: JournalEntry): readonly string[] {
  switch (change.kind) {
    case 'cutAccess':
      return (change.groups ?? []).map(({ name }) => name);
    case 'deactivateUser':
      return (change.access?.groups ?? []).map(({ name }) => name);
    case 'createGroup':
      return [change.name];
    case 'renameGroup':
      return [change.group.name, change.name];
    case 'deleteGroup':
    case 'addMember':
    case 'removeMember':
      return [change.group.name];
    case 'createUser':
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'deleteUser':
      return [];
  }
}

const membersIn = ({ change }: JournalEntry): readonly AccountId[] =>
  change.kind === 'deleteGroup' ? (change.members ?? []).map(({ id }) => id) : [];
