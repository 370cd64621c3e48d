import type { Change } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import type { DirectoryDifference, OnTheirWay } from '../../model/shared-directory.js';

/** A change that rollcall applied to the target that owns the directory, and when (ISO time). */
export interface Lately {
  readonly change: Change;
  readonly at: string;
}

export interface Explained {
  readonly waiting?: OnTheirWay;
  /** what no change explains */
  readonly differences: readonly DirectoryDifference[];
}

/** Takes out the differences that are there only because the directory was not fetched since; the others are real. Pure. */
export function withoutOnTheirWay(differences: readonly DirectoryDifference[], lately: readonly Lately[]): Explained {
  const byMark = new Map<string, Lately[]>();
  for (const one of lately) for (const mark of new Set(marksOf(one.change))) byMark.set(mark, [...(byMark.get(mark) ?? []), one]);
  const explaining = new Set<Lately>();
  const left = differences.filter(difference => {
    const found = traces(difference).flatMap(mark => byMark.get(mark) ?? []);
    for (const one of found) explaining.add(one);
    return found.length === 0;
  });
  const newest = [...explaining]
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  return { differences: left, ...(newest === undefined ? {} : { waiting: { changes: explaining.size, newest } }) };
}

/** What a change leaves behind, as words that a difference may have, too. Undone or done again within the hour, either state is on its way. */
function marksOf(change: Change): readonly string[] {
  switch (change.kind) {
    // a name may be given anew, and its memberships are another's then
    case 'createUser':
      return everythingOf(change.username);
    case 'renameUser':
      return [change.before, change.account.username, change.username].flatMap(everythingOf);
    case 'reactivateUser':
    case 'deactivateUser':
    case 'deleteUser':
      return everythingOf(change.account.username);
    case 'cutAccess':
      return [memberships(change.account.username)];
    case 'createGroup':
      return [group(change.name)];
    case 'renameGroup':
      return [group(change.group.name), group(change.name)];
    case 'deleteGroup':
      return [group(change.group.name)];
    case 'addMember':
    case 'removeMember':
      return [member(change.group.name, change.account.username)];
    case 'updateUser':
    case 'grantPermission':
    case 'handOver':
      return [];
  }
}

/** The marks of which one explains it: of the person or the group as a whole, or of this very membership. */
function traces(difference: DirectoryDifference): readonly string[] {
  switch (difference.kind) {
    case 'missingPerson':
    case 'extraPerson':
    case 'stillActive':
    case 'stillInactive':
      return [person(difference.username)];
    case 'missingGroup':
      return [group(difference.group)];
    case 'missingMember':
    case 'extraMember':
      return [member(difference.group, difference.username), group(difference.group), memberships(difference.username)];
  }
}

const person = (username: string) => `person ${nameKey(username)}`;
const memberships = (username: string) => `memberships of ${nameKey(username)}`;
const everythingOf = (username: string) => [person(username), memberships(username)];
const group = (name: string) => `group ${nameKey(name)}`;
const member = (name: string, username: string) => `member ${nameKey(username)} ${nameKey(name)}`;
