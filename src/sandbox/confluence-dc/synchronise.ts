import type { DirectorySnapshot } from '../atlassian/snapshot.js';
import type { Confluence } from './confluence.js';
import { fold, REMOTE_DIRECTORY } from './state.js';

/** Makes the remote directory what the snapshot says: who is gone there is gone here. Names of local ones stay theirs. */
export function synchronise(confluence: Confluence, { users, groups, memberships }: DirectorySnapshot): void {
  const names = new Set(users.map(({ username }) => fold(username)));
  for (const { key, name, directory } of [...confluence.users.values()])
    if (directory === REMOTE_DIRECTORY && !names.has(name)) confluence.removeUser(key);
  for (const { username, displayName, email, active } of users) {
    const user = confluence.userNamed(username) ?? confluence.addUser({ name: username, licensed: false });
    if (user.directory !== REMOTE_DIRECTORY && user.key === confluence.account) continue;
    Object.assign(user, { fullName: displayName, email, active, directory: REMOTE_DIRECTORY });
  }

  const theirs = new Set(groups.map(fold));
  for (const [key, { directory }] of confluence.groups)
    if (directory === REMOTE_DIRECTORY && !theirs.has(key)) confluence.groups.delete(key);
  for (const name of groups) {
    const group = confluence.addGroup(name);
    group.directory = REMOTE_DIRECTORY;
    const local = [...group.members].filter(key => confluence.users.get(key)?.directory !== REMOTE_DIRECTORY);
    group.members = new Set(local);
  }
  for (const { group, username } of memberships) confluence.addMember(group, username);
}
