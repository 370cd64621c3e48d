import type { Bitbucket } from './bitbucket.js';
import { type BitbucketGroup, type BitbucketUser, fold, LEVELS, type Level, rank } from './state.js';

/** The groups somebody is in, through nested ones too, circles included. */
export function groupsOf(bitbucket: Bitbucket, user: BitbucketUser): ReadonlySet<BitbucketGroup> {
  const found = new Set<BitbucketGroup>();
  const climb = (group: BitbucketGroup) => {
    if (found.has(group)) return;
    found.add(group);
    const name = fold(group.name);
    for (const parent of bitbucket.groups.values()) if (parent.children.has(name)) climb(parent);
  };
  for (const group of bitbucket.groups.values()) if (group.members.has(user.id)) climb(group);
  return found;
}

/** The highest global permission that somebody has, of their own or through a group. */
export function levelOf(bitbucket: Bitbucket, user: BitbucketUser): Level | undefined {
  const levels = [user.permission, ...[...groupsOf(bitbucket, user)].map(({ permission }) => permission)];
  return LEVELS[Math.max(...levels.map(rank)) - 1];
}

/** What a group hands on to who is put into it: nested groups pass on what they are in. */
export function levelOfGroup(bitbucket: Bitbucket, group: BitbucketGroup): Level | undefined {
  const seen = new Set<BitbucketGroup>();
  const climb = (each: BitbucketGroup): number => {
    if (seen.has(each)) return 0;
    seen.add(each);
    const parents = [...bitbucket.groups.values()].filter(({ children }) => children.has(fold(each.name)));
    return Math.max(rank(each.permission), ...parents.map(climb));
  };
  return LEVELS[climb(group) - 1];
}

export const has = (bitbucket: Bitbucket, user: BitbucketUser, level: Level): boolean =>
  rank(levelOf(bitbucket, user)) >= rank(level);

/** Who counts toward the licence: whoever may get in. */
export const takesSeat = (bitbucket: Bitbucket, user: BitbucketUser): boolean =>
  user.active && !user.erased && user.type === 'NORMAL' && has(bitbucket, user, 'LICENSED_USER');

export const seatsTaken = (bitbucket: Bitbucket): number =>
  [...bitbucket.users.values()].filter(user => takesSeat(bitbucket, user)).length;

/** Whether the licence still holds once these users get in. */
export function hasSeats(bitbucket: Bitbucket, newcomers: readonly BitbucketUser[]): boolean {
  const needed = newcomers.filter(user => user.active && !takesSeat(bitbucket, user)).length;
  return bitbucket.seats === undefined || needed === 0 || seatsTaken(bitbucket) + needed <= bitbucket.seats;
}
