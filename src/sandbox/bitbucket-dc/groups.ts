import { detailedBean, groupBean } from './beans.js';
import type { Bitbucket } from './bitbucket.js';
import { asked, type Call, fieldsOf, noSuchGroup, ok, Refusal, type Route, textField, textsField } from './call.js';
import { pageOf, userPage } from './pages.js';
import { groupsOf, hasSeats, levelOf, levelOfGroup } from './rights.js';
import { type BitbucketGroup, type BitbucketUser, fold, rank } from './state.js';
import { containing, inOrder, named, noSeats } from './users.js';
import { firstWritable, groupMustBeWritable, mustBeWritable } from './writable.js';

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: 'admin/groups', access: 'LICENSED_USER', handle: listGroups },
  { method: 'GET', path: 'groups', access: 'LICENSED_USER', handle: listNames },
  { method: 'POST', path: 'admin/groups', access: 'ADMIN', handle: createGroup },
  { method: 'DELETE', path: 'admin/groups', access: 'ADMIN', handle: deleteGroup },
  { method: 'GET', path: 'admin/groups/more-members', access: 'LICENSED_USER', handle: listMembers },
  { method: 'POST', path: 'admin/groups/add-users', access: 'ADMIN', handle: addUsers },
  { method: 'POST', path: 'admin/users/remove-group', access: 'ADMIN', handle: removeUser },
];

function found(bitbucket: Bitbucket, filter: string | null): BitbucketGroup[] {
  const text = fold(filter ?? '');
  return [...bitbucket.groups.values()]
    .filter(({ name }) => fold(name).includes(text))
    .sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
}

function listGroups(bitbucket: Bitbucket, call: Call) {
  return pageOf(call, bitbucket.limits.groups, found(bitbucket, call.query.get('filter')), groupBean);
}

function listNames(bitbucket: Bitbucket, call: Call) {
  return pageOf(call, bitbucket.limits.groups, found(bitbucket, call.query.get('filter')), ({ name }) => name);
}

function createGroup(bitbucket: Bitbucket, { query }: Call) {
  const name = asked(query, 'name');
  if (bitbucket.group(name)) throw new Refusal(409, 'user.GroupAlreadyExistsException', `The group '${name}' already exists.`);
  firstWritable(bitbucket);
  return ok(groupBean(bitbucket.addGroup(name)));
}

function deleteGroup(bitbucket: Bitbucket, { query, user: caller }: Call) {
  const group = existing(bitbucket, asked(query, 'name'));
  mustNotBeAbove(bitbucket, group, caller);
  groupMustBeWritable(group);
  mustKeepOwnRights(bitbucket, caller, () => {
    bitbucket.groups.delete(fold(group.name));
    return () => bitbucket.groups.set(fold(group.name), group);
  });
  for (const { children } of bitbucket.groups.values()) children.delete(fold(group.name));
  return ok(groupBean(group));
}

/** Direct members, and those of nested groups where Bitbucket is taken to list them: the sheet is unsure (§3, gotchas). */
function listMembers(bitbucket: Bitbucket, call: Call) {
  const name = asked(call.query, 'context');
  const group = bitbucket.group(name);
  if (group === undefined && bitbucket.absentGroup === 'notFound') throw noSuchGroup(name);
  const users = [...bitbucket.users.values()].filter(user =>
    bitbucket.listsNested ? group !== undefined && groupsOf(bitbucket, user).has(group) : group?.members.has(user.id),
  );
  const rows = inOrder(users).filter(containing(call.query.get('filter')));
  return userPage(call, bitbucket.limits.users, rows, user => detailedBean(bitbucket, user, call.base));
}

/** All of them, or none. */
function addUsers(bitbucket: Bitbucket, { body, user: caller }: Call) {
  const fields = fieldsOf(body, ['group', 'users']);
  const group = existing(bitbucket, textField(fields, 'group'));
  const users = textsField(fields, 'users').map(name => named(bitbucket, name));
  mustNotBeAbove(bitbucket, group, caller);
  groupMustBeWritable(group);
  for (const user of users) mustBeWritable(bitbucket, user, 403);
  if (levelOfGroup(bitbucket, group) !== undefined && !hasSeats(bitbucket, users)) throw noSeats();
  for (const { id } of users) group.members.add(id);
  return ok();
}

function removeUser(bitbucket: Bitbucket, { body, user: caller }: Call) {
  const fields = fieldsOf(body, ['context', 'itemName']);
  const [user, group] = [named(bitbucket, textField(fields, 'context')), existing(bitbucket, textField(fields, 'itemName'))];
  if (!group.members.has(user.id) && bitbucket.absentMember === 404)
    throw new Refusal(404, 'user.NoSuchMemberException', `${user.name} is no member of ${group.name}.`);
  mustNotBeAbove(bitbucket, group, caller);
  groupMustBeWritable(group);
  mustBeWritable(bitbucket, user, 403);
  mustKeepOwnRights(bitbucket, caller, () => {
    const was = group.members.delete(user.id);
    return () => was && group.members.add(user.id);
  });
  return ok();
}

function existing(bitbucket: Bitbucket, name: string): BitbucketGroup {
  const group = bitbucket.group(name);
  if (group === undefined) throw noSuchGroup(name);
  return group;
}

/** Nobody gives or takes away more than they have. */
function mustNotBeAbove(bitbucket: Bitbucket, group: BitbucketGroup, caller: BitbucketUser): void {
  if (rank(levelOfGroup(bitbucket, group)) > rank(levelOf(bitbucket, caller)))
    throw new Refusal(403, 'ForbiddenException', `The group '${group.name}' has a higher permission than you.`);
}

/** Does it, and takes it back where the caller would lose a permission by it. */
export function mustKeepOwnRights(bitbucket: Bitbucket, caller: BitbucketUser, change: () => () => unknown): void {
  const before = rank(levelOf(bitbucket, caller));
  const takeBack = change();
  if (rank(levelOf(bitbucket, caller)) >= before) return;
  takeBack();
  throw new Refusal(409, 'IntegrityException', 'You cannot lower your own permission.');
}
