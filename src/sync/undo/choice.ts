import type { Change, ChangeKind } from '../../model/change.js';
import type { Account } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import type { JournalEntry } from '../../state/store.js';

/** What `--only` can say, in the words of the report, and the kinds of change that it means. */
export const undoKinds = {
  creations: ['createUser'],
  updates: ['updateUser'],
  renames: ['renameUser', 'renameGroup'],
  reactivations: ['reactivateUser'],
  deactivations: ['deactivateUser', 'cutAccess'],
  deletions: ['deleteUser', 'deleteGroup'],
  'hand-overs': ['handOver'],
  groups: ['createGroup', 'renameGroup', 'deleteGroup'],
  additions: ['addMember'],
  removals: ['removeMember'],
} as const satisfies Readonly<Record<string, readonly ChangeKind[]>>;
export type UndoKind = keyof typeof undoKinds;
export const isUndoKind = (word: string): word is UndoKind => Object.hasOwn(undoKinds, word);

/** A part of a run: what is empty says nothing, the others must all be true of a change. */
export interface UndoChoice {
  readonly kinds: readonly UndoKind[];
  /** usernames in the target, logins or ids at the source */
  readonly users: readonly string[];
  /** names in the target */
  readonly groups: readonly string[];
}

export const EVERYTHING: UndoChoice = { kinds: [], users: [], groups: [] };

/** Every name by which an entry's account may be meant. */
export type NamesOf = (entry: JournalEntry) => readonly (string | undefined)[];

/** Whether an entry belongs to the chosen part, as far as it can be told without its people. Pure. */
export function isOfKindAndGroup({ change }: JournalEntry, { kinds, groups }: UndoChoice): boolean {
  const isKind = kinds.length === 0 || kinds.some(kind => undoKinds[kind].some(one => one === change.kind));
  const isGroup = groups.length === 0 || groups.some(name => nameKey(name) === nameKey(groupNameOf(change) ?? ''));
  return isKind && isGroup;
}

/** The entries of the chosen part, and which of the named users none of them is about. Pure. */
export function choose(
  entries: readonly JournalEntry[],
  choice: UndoChoice,
  namesOf: NamesOf,
): { readonly chosen: readonly JournalEntry[]; readonly unknown: ReadonlySet<string> } {
  const here = entries.filter(entry => isOfKindAndGroup(entry, choice));
  if (choice.users.length === 0) return { chosen: here, unknown: new Set() };
  const unknown = new Set(choice.users);
  const wanted = new Map(choice.users.map(user => [nameKey(user), user]));
  const chosen = here.filter(entry => {
    const meant = namesOf(entry).flatMap(name => (name === undefined ? [] : (wanted.get(nameKey(name)) ?? [])));
    for (const user of meant) unknown.delete(user);
    return meant.length > 0;
  });
  return { chosen, unknown };
}

function groupNameOf(change: Change): string | undefined {
  if (change.kind === 'createGroup') return change.name;
  return 'group' in change ? change.group.name : undefined;
}

/** What a change itself calls its account. */
export function usernamesIn({ change }: JournalEntry): readonly Account['username'][] {
  switch (change.kind) {
    case 'createUser':
      return [change.username];
    case 'renameUser':
      return [change.before, change.username, change.account.username];
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
      return [];
    case 'updateUser':
    case 'reactivateUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
    case 'addMember':
    case 'removeMember':
      return [change.account.username];
  }
}
