import { userBean } from './beans.js';
import type { Bitbucket } from './bitbucket.js';
import { type Answer, asked, type Call, malformed, noContent, noSuchGroup, notPermitted, Refusal, type Route } from './call.js';
import { mustKeepOwnRights } from './groups.js';
import { pageOf } from './pages.js';
import { hasSeats, levelOf } from './rights.js';
import { type BitbucketGroup, type BitbucketUser, fold, isLevel, type Level, rank } from './state.js';
import { inOrder, named, noSeats } from './users.js';

export const permissionRoutes: readonly Route[] = [
  { method: 'GET', path: 'admin/permissions/users', access: 'ADMIN', handle: listUsers },
  {
    method: 'PUT',
    path: 'admin/permissions/users',
    access: 'ADMIN',
    handle: (bitbucket, call) => change(bitbucket, call, user(bitbucket, call), wanted(bitbucket, call)),
  },
  {
    method: 'DELETE',
    path: 'admin/permissions/users',
    access: 'ADMIN',
    handle: (bitbucket, call) => change(bitbucket, call, user(bitbucket, call), undefined),
  },
  { method: 'GET', path: 'admin/permissions/groups', access: 'ADMIN', handle: listGroups },
  {
    method: 'PUT',
    path: 'admin/permissions/groups',
    access: 'ADMIN',
    handle: (bitbucket, call) => change(bitbucket, call, group(bitbucket, call), wanted(bitbucket, call)),
  },
  {
    method: 'DELETE',
    path: 'admin/permissions/groups',
    access: 'ADMIN',
    handle: (bitbucket, call) => change(bitbucket, call, group(bitbucket, call), undefined),
  },
];

function listUsers(bitbucket: Bitbucket, call: Call) {
  const text = fold(call.query.get('filter') ?? '');
  const users = inOrder(bitbucket.users.values()).filter(
    user => user.permission !== undefined && !user.erased && fold(user.name).includes(text),
  );
  return pageOf(call, bitbucket.limits.users, users, user => ({ user: userBean(user, call.base), permission: user.permission }));
}

function listGroups(bitbucket: Bitbucket, call: Call) {
  const text = fold(call.query.get('filter') ?? '');
  const groups = [...bitbucket.groups.values()].filter(
    ({ name, permission }) => permission !== undefined && fold(name).includes(text),
  );
  return pageOf(call, bitbucket.limits.groups, groups, ({ name, permission }) => ({ group: { name }, permission }));
}

function user(bitbucket: Bitbucket, { query }: Call): BitbucketUser {
  return named(bitbucket, asked(query, 'name'));
}

function group(bitbucket: Bitbucket, { query }: Call): BitbucketGroup {
  const found = bitbucket.group(asked(query, 'name'));
  if (found === undefined) throw noSuchGroup(asked(query, 'name'));
  return found;
}

/** Nobody grants what they have not. */
function wanted(bitbucket: Bitbucket, { query, user: caller }: Call): Level {
  const level = asked(query, 'permission');
  if (!isLevel(level)) throw malformed('permission', `There is no permission ${level}.`);
  if (rank(level) > rank(levelOf(bitbucket, caller))) throw notPermitted();
  return level;
}

function change(
  bitbucket: Bitbucket,
  { user: caller }: Call,
  holder: BitbucketUser | BitbucketGroup,
  level: Level | undefined,
): Answer {
  if (rank(holder.permission) > rank(levelOf(bitbucket, caller)))
    throw new Refusal(409, 'IntegrityException', `${holder.name} has a higher permission than you.`);
  const newcomers = 'id' in holder ? [holder] : [...bitbucket.users.values()].filter(({ id }) => holder.members.has(id));
  if (level !== undefined && !hasSeats(bitbucket, newcomers)) throw noSeats();
  mustKeepOwnRights(bitbucket, caller, () => {
    const before = holder.permission;
    holder.permission = level;
    return () => {
      holder.permission = before;
    };
  });
  return noContent;
}
