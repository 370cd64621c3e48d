import { userBean, userWriteBean } from './beans.js';
import { type Answer, api, booleanField, type Call, fieldsOf, ok, Refusal, type Route, textField } from './call.js';
import type { Jira } from './jira.js';
import { grant, hasSeat, may } from './memberships.js';
import { type ApplicationRole, fold, type JiraUser } from './state.js';
import { assertMayBeDeactivated, assertMayBeDeleted, assertWritable, textProblem, usernameProblem } from './user-rules.js';

const WRITE_BEAN = [
  'active',
  'applicationKeys',
  'displayName',
  'emailAddress',
  'key',
  'name',
  'notification',
  'password',
  'self',
];

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: api('user'), access: 'user', handle: read },
  { method: 'POST', path: api('user'), access: 'admin', handle: create },
  { method: 'PUT', path: api('user'), access: 'admin', handle: update },
  { method: 'DELETE', path: api('user'), access: 'admin', handle: remove },
  { method: 'PUT', path: api('user/password'), access: 'admin', handle: setPassword },
  { method: 'DELETE', path: api('user/session/:username'), access: 'admin', handle: endSession },
];

function read(jira: Jira, call: Call): Answer {
  const deletedToo = call.query.get('includeDeleted') === 'true' && may(jira, call.user, 'ADMINISTER');
  return ok(userBean(jira, call.base, target(jira, call, deletedToo), (call.query.get('expand') ?? '').split(',')));
}

function create(jira: Jira, call: Call): Answer {
  const fields = fieldsOf(jira, call.body, WRITE_BEAN);
  const name = textField(jira, fields, 'name') ?? '';
  const emailAddress = textField(jira, fields, 'emailAddress') ?? '';
  const displayName = textField(jira, fields, 'displayName') ?? '';
  const password = textField(jira, fields, 'password');
  assertNoProblems({
    username: usernameProblem(jira, name),
    email: textProblem(jira, emailAddress, 'emailMissing'),
    fullname: textProblem(jira, displayName, 'displayNameMissing'),
  });
  const roles = rolesFor(jira, fields.get('applicationKeys') ?? undefined);

  // a username that was used before gets the key it had then
  const before = [...jira.users.values()].find(user => user.deleted && user.name === fold(name));
  const identity = { name, displayName, emailAddress, ...(before ? { key: before.key } : {}), ...(password ? { password } : {}) };
  const user = jira.addUser(identity);
  // without a seat the account is made all the same, and has no access
  for (const role of roles) if (hasSeat(jira, role, user)) grant(jira, role, user);
  return { status: 201, body: userWriteBean(call.base, user) };
}

/** The applications a new user gets: those that are asked for, or the default ones when nothing was said. */
function rolesFor(jira: Jira, asked: unknown): ApplicationRole[] {
  if (asked === undefined || (jira.applicationKeysIgnored && Array.isArray(asked) && asked.length === 0))
    return [...jira.applicationRoles.values()].filter(role => role.selectedByDefault);
  if (!Array.isArray(asked)) throw new Refusal(400, [jira.text('malformed', 'applicationKeys')]);
  return asked.map(key => {
    const role = jira.applicationRoles.get(String(key));
    if (role === undefined) throw new Refusal(400, [], { applicationKeys: jira.text('noSuchApplication', String(key)) });
    return role;
  });
}

/** All or nothing: no field is written before each was looked at. */
function update(jira: Jira, call: Call): Answer {
  const user = target(jira, call);
  const fields = fieldsOf(jira, call.body, WRITE_BEAN);
  const name = textField(jira, fields, 'name');
  const emailAddress = textField(jira, fields, 'emailAddress');
  const displayName = textField(jira, fields, 'displayName');
  const active = booleanField(jira, fields, 'active');
  if ([name, emailAddress, displayName, active].every(value => value === undefined))
    throw new Refusal(400, [jira.text('nothingToChange')]);

  assertWritable(jira, call.user, user);
  assertNoProblems({
    username: name === undefined ? undefined : usernameProblem(jira, name, user),
    email: emailAddress === undefined ? undefined : textProblem(jira, emailAddress, 'emailMissing'),
    fullname: displayName === undefined ? undefined : textProblem(jira, displayName, 'displayNameMissing'),
  });
  if (active === false && user.active) assertMayBeDeactivated(jira, call.user, user);

  user.name = fold(name ?? user.name);
  user.emailAddress = emailAddress ?? user.emailAddress;
  user.displayName = displayName ?? user.displayName;
  user.active = active ?? user.active;
  return ok(userWriteBean(call.base, user));
}

function remove(jira: Jira, call: Call): Answer {
  const user = target(jira, call);
  assertWritable(jira, call.user, user);
  assertMayBeDeleted(jira, call.user, user);
  if (user.shadow) {
    // the account of that name in a lower directory appears, and the references stay
    Object.assign(user, user.shadow, { shadow: undefined });
  } else {
    user.deleted = true;
    user.active = false;
    for (const group of jira.groups.values()) group.members.delete(user.key);
  }
  return { status: 204 };
}

function setPassword(jira: Jira, call: Call): Answer {
  const user = target(jira, call);
  assertWritable(jira, call.user, user);
  const password = textField(jira, fieldsOf(jira, call.body, ['currentPassword', 'password']), 'password');
  if (!password) throw new Refusal(400, [jira.text('malformed', 'password')]);
  user.password = password;
  return { status: 204 };
}

function endSession(jira: Jira, call: Call): Answer {
  const username = call.params.username ?? '';
  const user = jira.userNamed(username);
  if (user === undefined) throw new Refusal(404, [jira.text('userMissing', username)]);
  jira.endedSessions.push(user.name);
  return ok();
}

function target(jira: Jira, { query }: Call, deletedToo = false): JiraUser {
  const username = query.get('username') || undefined;
  const key = query.get('key') || undefined;
  if ((username === undefined) === (key === undefined)) throw new Refusal(400, [jira.text('userAmbiguous')]);
  const found = [...candidates(jira, username, key)].filter(user => deletedToo || !user.deleted);
  const user = found.find(each => !each.deleted) ?? found[0];
  if (user !== undefined) return user;
  throw new Refusal(404, [username === undefined ? jira.text('userKeyMissing', key ?? '') : jira.text('userMissing', username)]);
}

function* candidates(jira: Jira, username: string | undefined, key: string | undefined) {
  const name = username === undefined ? undefined : fold(username);
  for (const user of jira.users.values()) if (user.name === name || user.key === key) yield user;
}

function assertNoProblems(problems: Record<string, string | undefined>): void {
  const errors: Record<string, string> = {};
  for (const [field, problem] of Object.entries(problems)) if (problem !== undefined) errors[field] = problem;
  if (Object.keys(errors).length > 0) throw new Refusal(400, [], errors);
}
