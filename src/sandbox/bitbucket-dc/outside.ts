import type { DirectorySnapshot, OutsideDirectory } from '../atlassian/snapshot.js';
import type { Bitbucket } from './bitbucket.js';
import { type BitbucketUser, type Directory, fold } from './state.js';

const ID = 65_537;

/** Puts a directory of another system before Bitbucket's own, and copies it now and then. */
export function attach(bitbucket: Bitbucket, outside: OutsideDirectory, now: () => number = Date.now) {
  const directory: Directory = { id: ID, name: outside.name, type: outside.type ?? 'CROWD', readOnly: true };
  bitbucket.directories.unshift(directory);
  let last = now();
  const sync = () => {
    last = now();
    copy(bitbucket, directory, outside.snapshot());
  };
  const syncWhenDue = () => {
    if (outside.interval !== undefined && now() - last >= outside.interval) sync();
  };
  return { sync, syncWhenDue };
}

/** Everybody there is as there; who came from there and is gone is gone here too. */
function copy(bitbucket: Bitbucket, { id }: Directory, { users, groups, memberships }: DirectorySnapshot): void {
  const there = new Set(users.map(({ username }) => fold(username)));
  for (const user of [...bitbucket.users.values()])
    if (user.directory === id && !there.has(fold(user.name))) bitbucket.removeUser(user);
  for (const { username, displayName, email, active } of users) {
    const user = bitbucket.userNamed(username) ?? bitbucket.addUser({ name: username });
    Object.assign(user, { directory: id, name: username, displayName, emailAddress: email, active, password: undefined });
  }
  copyGroups(bitbucket, groups);
  for (const group of bitbucket.groups.values()) for (const member of takenOut(group.synced)) group.members.delete(member);
  for (const { group, username } of memberships) join(bitbucket, group, bitbucket.userNamed(username));
}

/** A group that Bitbucket made itself stays its own, whoever else is put into it from outside. */
function copyGroups(bitbucket: Bitbucket, names: readonly string[]): void {
  const there = new Set(names.map(fold));
  for (const [key, { readOnly }] of bitbucket.groups) if (readOnly && !there.has(key)) bitbucket.groups.delete(key);
  for (const name of names) if (bitbucket.group(name) === undefined) bitbucket.addGroup(name).readOnly = true;
}

function takenOut(ids: Set<number>): readonly number[] {
  const all = [...ids];
  ids.clear();
  return all;
}

function join(bitbucket: Bitbucket, name: string, user: BitbucketUser | undefined): void {
  const group = bitbucket.group(name);
  if (group === undefined || user === undefined) return;
  if (!group.members.has(user.id)) group.synced.add(user.id);
  group.members.add(user.id);
}
