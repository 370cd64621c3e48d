import { type Account, knownIn, type TargetDirectory, type TargetGroup } from '../../model/directory.js';
import type { AccountId, NameKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DirectoryDifference, SharingRules } from '../../model/shared-directory.js';

/** One of the two directories, and whether it tells direct members from those who come through nested groups (G9). */
export interface Side {
  readonly directory: TargetDirectory;
  readonly directMembers: boolean;
}

export interface Comparison {
  readonly people: number;
  readonly groups: number;
  readonly differences: readonly DirectoryDifference[];
  readonly unknownGroups: readonly string[];
}

type People = ReadonlyMap<NameKey, Account>;

/**
 * What the sharing side (`here`) lacks, and what it has besides, compared by folded name, since each product gives ids of its own. Groups are
 * those whose members were read `there`. What a side cannot prove to be whole is not taken for missing. Pure.
 */
export function compareDirectories(there: Side, here: Side, ignore: SharingRules['ignore']): Comparison {
  const isCounted = (account: Account) => account.kind === 'person' && !ignore.users.matches(account.username);
  const owner = peopleIn(there.directory, isCounted);
  const own = peopleIn(here.directory, isCounted);
  const groups = [...there.directory.groups.values()].filter(
    group => group.members.kind === 'read' && !ignore.groups.matches(group.name),
  );
  const found = new Map([...here.directory.groups.values()].map(group => [nameKey(group.name), group]));
  const pairs = groups.flatMap(group => {
    const twin = found.get(nameKey(group.name));
    return twin === undefined ? [] : [{ group, twin }];
  });
  const missing = groups.filter(({ name }) => !found.has(nameKey(name)));
  return {
    people: owner.size,
    groups: groups.length,
    differences: [
      ...peopleDifferences({ people: owner, side: there }, { people: own, side: here }),
      ...missing.map(({ name }): DirectoryDifference => ({ kind: 'missingGroup', group: name })),
      ...pairs.flatMap(pair => memberDifferences(pair, there, here, bothActive(owner, own))),
    ],
    unknownGroups: pairs.filter(({ twin }) => knownIn(twin) === undefined).map(({ twin }) => twin.name),
  };
}

const peopleIn = ({ accounts }: TargetDirectory, isCounted: (account: Account) => boolean): People =>
  new Map([...accounts.values()].filter(isCounted).map(account => [nameKey(account.username), account]));

interface Half {
  readonly people: People;
  readonly side: Side;
}

function peopleDifferences(there: Half, here: Half): DirectoryDifference[] {
  const both = [...there.people].flatMap(([key, account]) => {
    const twin = here.people.get(key);
    return twin === undefined ? [] : [{ account, twin }];
  });
  const lacks = ({ people, side: { directory } }: Half, key: NameKey) =>
    !people.has(key) && directory.completeness?.kind !== 'unproved';
  // the account that we sign in with may be one of the product's own
  const isSelf = ({ id }: Account) => id === here.side.directory.self;
  return [
    ...[...there.people].filter(([key]) => lacks(here, key)).map(([, { username }]) => about('missingPerson', username)),
    ...[...here.people]
      .filter(([key, account]) => lacks(there, key) && !isSelf(account))
      .map(([, { username }]) => about('extraPerson', username)),
    ...both.filter(({ account, twin }) => twin.active && !account.active).map(({ twin }) => about('stillActive', twin.username)),
    ...both
      .filter(({ account, twin }) => account.active && !twin.active)
      .map(({ twin }) => about('stillInactive', twin.username)),
  ];
}

const about = (
  kind: Exclude<DirectoryDifference['kind'], `${string}Group` | `${string}Member`>,
  username: string,
): DirectoryDifference => ({ kind, username });

/** Whose memberships can be compared: products differ in whether they list those who are switched off. */
const bothActive = (owner: People, own: People) => (key: NameKey) =>
  owner.get(key)?.active === true && own.get(key)?.active === true;

function memberDifferences(
  { group, twin }: { readonly group: TargetGroup; readonly twin: TargetGroup },
  there: Side,
  here: Side,
  isCompared: (key: NameKey) => boolean,
): DirectoryDifference[] {
  const [owner, own] = [membersOf(group, there), membersOf(twin, here)];
  if (owner === undefined || own === undefined) return [];
  const only = (one: ReadonlyMap<NameKey, string>, other: ReadonlyMap<NameKey, string>) =>
    [...one].filter(([key]) => isCompared(key) && !other.has(key)).map(([, username]) => username);
  // who comes through a nested group is in one list, and not in the other
  return [
    ...(there.directMembers || !here.directMembers
      ? only(owner, own).map((username): DirectoryDifference => ({ kind: 'missingMember', group: group.name, username }))
      : []),
    ...(here.directMembers || !there.directMembers
      ? only(own, owner).map((username): DirectoryDifference => ({ kind: 'extraMember', group: group.name, username }))
      : []),
  ];
}

function membersOf(group: TargetGroup, { directory }: Side): ReadonlyMap<NameKey, string> | undefined {
  const named = (id: AccountId) => directory.accounts.get(id)?.username;
  const ids = knownIn(group);
  if (ids === undefined) return undefined;
  return new Map(
    [...ids].flatMap(id => {
      const username = named(id);
      return username === undefined ? [] : [[nameKey(username), username] as const];
    }),
  );
}
