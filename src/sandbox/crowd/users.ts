import { attributesBean, userBean } from './beans.js';
import { type Answer, at, type Call, fieldsOf, Refusal, type Route, required, textField } from './call.js';
import type { CrowdUser, UserFields } from './directory.js';
import type { CrowdServer } from './server.js';

export const USER_BEAN = [
  ...['name', 'first-name', 'last-name', 'display-name', 'email', 'active', 'key'],
  ...['password', 'attributes', 'link', 'expand'],
];

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: at('user'), handle: read },
  { method: 'POST', path: at('user'), handle: create },
  { method: 'PUT', path: at('user'), handle: update },
  { method: 'DELETE', path: at('user'), handle: remove },
  { method: 'POST', path: at('user/rename'), handle: rename },
  { method: 'PUT', path: at('user/password'), handle: setPassword },
  { method: 'GET', path: at('user/attribute'), handle: readAttributes },
  { method: 'POST', path: at('user/attribute'), handle: setAttributes },
  { method: 'DELETE', path: at('user/attribute'), handle: removeAttribute },
];

const expands = ({ query }: Call) => (query.get('expand') ?? '').split(',').includes('attributes');

/** `key` is looked at where `username` is not there. */
function read(server: CrowdServer, call: Call): Answer {
  const [username, key] = [call.query.get('username'), call.query.get('key')];
  if (!username && !key) throw new Refusal(400, 'ILLEGAL_ARGUMENT', 'username or key must be given');
  const user = username ? server.user(username) : server.byKey(key ?? '');
  if (user === undefined) throw missing(username || key || '');
  return { status: 200, body: userBean(server, call.base, user, expands(call)), element: 'user' };
}

/** A name that is taken is bad data like any other (crowd sheet, gotchas): no 409. */
function create(server: CrowdServer, call: Call): Answer {
  assertPermitted(server, 'createUser', 'user creation');
  const fields = fieldsOf(call.body, USER_BEAN);
  const name = textField(fields, 'name');
  assertUsername(server, name);
  const password = passwordIn(fields);
  if (password === undefined) throw new Refusal(400, 'INVALID_USER', 'the password must be given');
  const user = server.directory.addUser(name, { ...wholeUser(fields), active: fields.get('active') !== false }, password);
  for (const each of server.defaultGroups) {
    const group = server.directory.group(each);
    if (group) server.directory.addMember(group, user);
  }
  const body = userBean(server, call.base, user, false);
  return { status: 201, body, element: 'user', headers: { location: body.link.href } };
}

/** A replacement of all: what the body leaves out is emptied. */
function update(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'updateUser', 'user modification');
  const fields = fieldsOf(call.body, [...USER_BEAN, ...Object.keys(user.extra)]);
  if (textField(fields, 'name').toLowerCase() !== user.name.toLowerCase())
    throw new Refusal(400, 'INVALID_USER', 'the username in the body and in the URI do not match');
  const { active, ...whole } = wholeUser(fields);
  if (!server.statusIsLocal || differs(user, whole)) assertWritable(user);
  Object.assign(user, whole, server.statusIgnored ? {} : { active });
  user.extra = Object.fromEntries(Object.keys(user.extra).map(name => [name, fields.get(name) ?? '']));
  if (!fields.has('attributes')) user.attributes.clear();
  return { status: 204 };
}

const differs = (user: CrowdUser, { firstName, lastName, displayName, email }: Omit<UserFields, 'active'>) =>
  user.firstName !== firstName || user.lastName !== lastName || user.displayName !== displayName || user.email !== email;

const wholeUser = (fields: ReadonlyMap<string, unknown>): UserFields => ({
  firstName: textField(fields, 'first-name'),
  lastName: textField(fields, 'last-name'),
  displayName: textField(fields, 'display-name'),
  email: textField(fields, 'email'),
  active: fields.get('active') === true,
});

function passwordIn(fields: ReadonlyMap<string, unknown>): string | undefined {
  const password = fields.get('password');
  if (typeof password !== 'object' || password === null || !('value' in password)) return undefined;
  return typeof password.value === 'string' && password.value !== '' ? password.value : undefined;
}

function rename(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'updateUser', 'user modification');
  assertWritable(user);
  const name = textField(fieldsOf(call.body, ['new-name']), 'new-name');
  assertUsername(server, name, user);
  server.directory.renameUser(user, name);
  return { status: 200, body: userBean(server, call.base, user, false), element: 'user' };
}

function remove(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'deleteUser', 'user removal');
  assertWritable(user);
  server.directory.removeUser(user);
  return { status: 204 };
}

function setPassword(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'updateUser', 'user modification');
  assertWritable(user);
  if (textField(fieldsOf(call.body, ['value', 'link']), 'value') === '')
    throw new Refusal(400, 'ILLEGAL_ARGUMENT', 'the password must be given');
  return { status: 204 };
}

function readAttributes(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  const href = `${call.base}/user/attribute?username=${encodeURIComponent(user.name)}`;
  return { status: 200, body: attributesBean(server, href, user.attributes, true), element: 'attributes' };
}

/** Those that the body does not name stay. */
function setAttributes(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'updateUser', 'user modification');
  const attributes = fieldsOf(call.body, ['attributes', 'link']).get('attributes');
  for (const each of Array.isArray(attributes) ? attributes : []) {
    const fields = fieldsOf(each, ['name', 'values', 'link']);
    const values = fields.get('values');
    user.attributes.set(textField(fields, 'name'), Array.isArray(values) ? values.map(String) : []);
  }
  return { status: 204 };
}

function removeAttribute(server: CrowdServer, call: Call): Answer {
  const user = target(server, call);
  assertPermitted(server, 'updateUser', 'user modification');
  user.attributes.delete(required(call, 'attributename'));
  return { status: 204 };
}

export const missing = (name: string) => new Refusal(404, 'USER_NOT_FOUND', `User <${name}> does not exist`);

export function target(server: CrowdServer, call: Call): CrowdUser {
  const name = required(call, 'username');
  const user = server.user(name);
  if (user === undefined) throw missing(name);
  return user;
}

const LONGEST = 255;

function assertUsername(server: CrowdServer, name: string, self?: CrowdUser): void {
  const bad = (why: string) => new Refusal(400, 'INVALID_USER', why);
  if (name.trim() === '') throw bad('the username must be given');
  if (name !== name.trim()) throw bad('User name may not contain leading or trailing whitespace');
  if (name.length > LONGEST) throw bad(`${name} is too long`);
  const owner = server.directory.user(name);
  if (owner !== undefined && owner !== self) throw bad(`User <${name}> already exists`);
}

export function assertPermitted(server: CrowdServer, permission: Parameters<CrowdServer['permit']>[0], what: string): void {
  if (!server.permissions.has(permission))
    throw new Refusal(403, 'APPLICATION_PERMISSION_DENIED', `Application "${server.application.name}" does not allow ${what}`);
}

export function assertWritable(object: { readonly name: string; readonly readOnly: boolean }): void {
  if (object.readOnly) throw new Refusal(403, 'UNSUPPORTED_OPERATION', `the directory of ${object.name} is read-only`);
}
