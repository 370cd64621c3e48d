import { detailedBean, groupBean, slugOf, userBean } from './beans.js';
import type { Bitbucket } from './bitbucket.js';
import {
  asked,
  type Call,
  fieldsOf,
  malformed,
  noContent,
  noSuchUser,
  notPermitted,
  ok,
  Refusal,
  type Route,
  textField,
} from './call.js';
import { pageOf, userPage } from './pages.js';
import { has, hasSeats, levelOf } from './rights.js';
import { type BitbucketUser, fold, isLevel, rank } from './state.js';
import { firstWritable, mustBeWritable } from './writable.js';

const LONGEST = 255;

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: 'admin/users', access: 'LICENSED_USER', handle: listUsers },
  { method: 'POST', path: 'admin/users', access: 'ADMIN', handle: createUser },
  { method: 'PUT', path: 'admin/users', access: 'ADMIN', handle: updateUser },
  { method: 'DELETE', path: 'admin/users', access: 'ADMIN', handle: deleteUser },
  { method: 'POST', path: 'admin/users/rename', access: 'ADMIN', handle: renameUser },
  { method: 'DELETE', path: 'admin/users/captcha', access: 'ADMIN', handle: clearCaptcha },
  { method: 'GET', path: 'admin/users/more-members', access: 'LICENSED_USER', handle: listGroupsOf },
  { method: 'GET', path: 'users', access: 'LICENSED_USER', handle: listPlainUsers },
  { method: 'GET', path: 'users/:slug', access: 'LICENSED_USER', handle: showUser },
];

/** By username, as Bitbucket lists them. */
export const inOrder = (users: Iterable<BitbucketUser>): BitbucketUser[] =>
  [...users].sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));

export const containing = (filter: string | null) => {
  const text = fold(filter ?? '');
  return ({ name, displayName, emailAddress }: BitbucketUser) =>
    [name, displayName, emailAddress].some(value => fold(value).includes(text));
};

function listUsers(bitbucket: Bitbucket, call: Call) {
  const users = inOrder(bitbucket.users.values()).filter(containing(call.query.get('filter')));
  return userPage(call, bitbucket.limits.users, users, user => detailedBean(bitbucket, user, call.base));
}

/** Who has a permission has it through whatever group, or of their own; nobody else is in the answer. */
function listPlainUsers(bitbucket: Bitbucket, call: Call) {
  const permission = call.query.get('permission');
  const group = call.query.get('group');
  if (permission !== null && !isLevel(permission))
    throw malformed('permission', `Filtering by the permission ${permission} is not supported.`);
  const users = inOrder(bitbucket.users.values())
    .filter(containing(call.query.get('filter')))
    .filter(user => !user.erased && (group === null || bitbucket.group(group)?.members.has(user.id)))
    .filter(user => permission === null || (user.active && has(bitbucket, user, permission)));
  return userPage(call, bitbucket.limits.users, users, user => userBean(user, call.base));
}

function showUser(bitbucket: Bitbucket, { params, base }: Call) {
  const user = [...bitbucket.users.values()].find(each => slugOf(each) === fold(params.slug ?? '') && !each.erased);
  if (user === undefined) throw noSuchUser(params.slug ?? '');
  return ok(userBean(user, base));
}

function createUser(bitbucket: Bitbucket, { query }: Call) {
  const [name, displayName, emailAddress] = [asked(query, 'name'), asked(query, 'displayName'), asked(query, 'emailAddress')];
  if ([name, displayName, emailAddress].some(({ length }) => length > LONGEST)) throw malformed('name', 'It is too long.');
  const mails = (query.get('notify') ?? 'false') !== 'false';
  if (mails && !bitbucket.canMail) throw malformed('notify', 'A mail server has not been configured.');
  const password = mails ? undefined : asked(query, 'password');
  if (bitbucket.userNamed(name)) throw new Refusal(409, 'IntegrityException', `The username '${name}' is already in use.`);
  const directory = firstWritable(bitbucket);

  const joins = (query.get('addToDefaultGroup') ?? 'true') !== 'false';
  const user = bitbucket.addUser({ name, displayName, emailAddress, ...(password !== undefined && { password }) });
  user.directory = directory.id;
  if (!joins) return noContent;
  const group = bitbucket.addGroup(bitbucket.defaultGroup);
  if (group.permission !== undefined && !hasSeats(bitbucket, [user])) {
    bitbucket.removeUser(user);
    throw noSeats();
  }
  group.members.add(user.id);
  return noContent;
}

function updateUser(bitbucket: Bitbucket, { body, user: caller, base }: Call) {
  const fields = fieldsOf(body, ['name', 'displayName', 'email']);
  const user = named(bitbucket, textField(fields, 'name'));
  const [displayName, email] = [textField(fields, 'displayName'), textField(fields, 'email')];
  if (isAbove(bitbucket, user, caller)) throw notPermitted();
  mustBeWritable(bitbucket, user, 400);
  Object.assign(user, { displayName, emailAddress: email });
  return ok(detailedBean(bitbucket, user, base));
}

function renameUser(bitbucket: Bitbucket, { body, user: caller, base }: Call) {
  const fields = fieldsOf(body, ['name', 'newName']);
  const user = named(bitbucket, textField(fields, 'name'));
  const newName = textField(fields, 'newName');
  if (isAbove(bitbucket, user, caller)) throw notPermitted();
  mustBeWritable(bitbucket, user, 400);
  const other = bitbucket.userNamed(newName);
  if (other !== undefined && other !== user)
    throw new Refusal(409, 'IntegrityException', `The username '${newName}' is already in use.`);
  user.name = newName;
  return ok(detailedBean(bitbucket, user, base));
}

/** Memberships and permissions go with the account. */
function deleteUser(bitbucket: Bitbucket, { query, user: caller, base }: Call) {
  const user = named(bitbucket, asked(query, 'name'));
  if (user === caller) throw new Refusal(409, 'IntegrityException', 'You cannot delete yourself.');
  if (isAbove(bitbucket, user, caller)) throw higherThanYou();
  mustBeWritable(bitbucket, user, 403);
  const bean = detailedBean(bitbucket, user, base);
  bitbucket.removeUser(user);
  return ok(bean);
}

function clearCaptcha(bitbucket: Bitbucket, { query, user: caller }: Call) {
  const user = named(bitbucket, asked(query, 'name'));
  if (isAbove(bitbucket, user, caller)) throw higherThanYou();
  bitbucket.captchaLocked.delete(user.id);
  return noContent;
}

/** The groups of a user, whatever the document says; of nobody: none. */
function listGroupsOf(bitbucket: Bitbucket, call: Call) {
  const user = bitbucket.userNamed(asked(call.query, 'context'));
  const text = fold(call.query.get('filter') ?? '');
  const groups = [...bitbucket.groups.values()]
    .filter(({ name, members }) => user !== undefined && members.has(user.id) && fold(name).includes(text))
    .sort((a, b) => (fold(a.name) < fold(b.name) ? -1 : 1));
  return pageOf(call, bitbucket.limits.groups, groups, groupBean);
}

export function named(bitbucket: Bitbucket, name: string): BitbucketUser {
  const user = bitbucket.userNamed(name);
  if (user === undefined || user.erased) throw noSuchUser(name);
  return user;
}

/** An ADMIN does not touch a SYS_ADMIN. */
export const isAbove = (bitbucket: Bitbucket, user: BitbucketUser, caller: BitbucketUser): boolean =>
  rank(levelOf(bitbucket, user)) >= rank('SYS_ADMIN') && rank(levelOf(bitbucket, user)) > rank(levelOf(bitbucket, caller));

const higherThanYou = () => new Refusal(403, 'ForbiddenException', 'The user has a higher permission than you.');

export const noSeats = () =>
  new Refusal(403, 'license.LicenseLimitException', 'This would exceed the number of users that the license allows.');
