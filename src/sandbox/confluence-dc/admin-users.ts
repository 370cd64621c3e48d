import { type Answer, api, type Call, fieldsOf, NOTHING, ok, Refusal, type Route, text } from './call.js';
import type { Confluence } from './confluence.js';
import { licensed, may } from './memberships.js';
import type { ConfluenceUser, LongTask } from './state.js';
import { assertEmail, assertFullName, assertUsername } from './user-rules.js';

const ONE = api('admin/user/:username');
const update_: Route = { method: 'PUT', path: ONE, access: 'administer', handle: update };

const routes: readonly Route[] = [
  { method: 'POST', path: api('admin/user'), access: 'administer', handle: create },
  { method: 'DELETE', path: ONE, access: 'administer', handle: remove },
  { method: 'PUT', path: `${ONE}/disable`, access: 'administer', handle: (its, call) => switchTo(its, call, false) },
  { method: 'PUT', path: `${ONE}/enable`, access: 'administer', handle: (its, call) => switchTo(its, call, true) },
  { method: 'POST', path: `${ONE}/password`, access: 'administer', handle: setPassword },
  { method: 'GET', path: api('longtask/:id'), access: 'use', handle: longTask },
];

export const adminUserRoutes = ({ traits }: Confluence): readonly Route[] => (traits.updateUser ? [...routes, update_] : routes);

function create(confluence: Confluence, { body }: Call): Answer {
  const fields = fieldsOf(body);
  const [name, fullName, email, password] = ['userName', 'fullName', 'email', 'password'].map(field => text(fields, field));
  if (name === undefined || fullName === undefined || email === undefined) throw new Refusal(400, 'Something is missing.');
  assertUsername(name);
  assertFullName(fullName);
  assertEmail(email);
  const isNotified = fields.get('notifyViaEmail') === true;
  if (isNotified === Boolean(password)) throw new Refusal(400, 'Give either a password or notifyViaEmail.');
  if (confluence.userNamed(name)) throw new Refusal(409, `A user with the username ${name} already exists.`);
  if (licensed(confluence).length >= confluence.seats)
    throw new Refusal(402, 'There are no licenses available to create a user.');
  const user = confluence.addUser({ name, fullName, email, ...(password ? { password } : {}) });
  return { status: 201, body: { userKey: user.key } };
}

/** Only from 9.3 on. Both fields, or it is refused. */
function update(confluence: Confluence, call: Call): Answer {
  const fields = fieldsOf(call.body);
  const [fullName, email] = [text(fields, 'fullName'), text(fields, 'email')];
  const user = confluence.userNamed(call.params.username ?? '');
  if (user === undefined) throw new Refusal(400, `No user found with username : ${call.params.username}`);
  assertFullName(fullName);
  assertEmail(email);
  assertWritable(confluence, user);
  Object.assign(user, { fullName, email });
  return NOTHING;
}

function switchTo(confluence: Confluence, call: Call, active: boolean): Answer {
  const user = named(confluence, call);
  assertWritable(confluence, user);
  user.active = active;
  return NOTHING;
}

function setPassword(confluence: Confluence, call: Call): Answer {
  const user = named(confluence, call);
  const password = text(fieldsOf(call.body), 'password');
  if (password === '') throw new Refusal(400, 'The password must not be blank.');
  if (may(confluence, user, 'administer') && !may(confluence, call.user, 'system'))
    throw new Refusal(403, 'Only a system administrator can do this.');
  assertWritable(confluence, user);
  user.password = password;
  return NOTHING;
}

/** Answered at once, done later. */
function remove(confluence: Confluence, call: Call): Answer {
  const user = named(confluence, call);
  assertWritable(confluence, user);
  const task: LongTask = { id: String(confluence.tasks.size + 123), user: user.key, polls: 0, state: 'running' };
  confluence.tasks.set(task.id, task);
  return { status: 202, body: { id: task.id, links: { status: `${call.base}${api('longtask')}/${task.id}` } } };
}

function longTask(confluence: Confluence, { params }: Call): Answer {
  const task = confluence.tasks.get(params.id ?? '');
  if (task === undefined) throw new Refusal(404, `There is no task with the id ${params.id}.`);
  task.polls += 1;
  const { polls, never, fail } = confluence.deletions;
  if (task.state === 'running' && !never && task.polls >= polls) task.state = fail ? 'failed' : 'done';
  if (task.state === 'done') confluence.removeUser(task.user);
  const isOver = task.state !== 'running';
  return ok({
    id: task.id,
    name: { key: 'user.delete.task', args: [] },
    elapsedTime: task.polls * 1200,
    percentageComplete: isOver ? 100 : 50,
    successful: task.state !== 'failed',
    messages:
      task.state === 'failed' ? [{ key: 'user.delete.failed', args: [], translation: 'The user could not be deleted.' }] : [],
  });
}

function named(confluence: Confluence, { params }: Call): ConfluenceUser {
  const user = confluence.userNamed(params.username ?? '');
  if (user === undefined) throw new Refusal(404, `No user found with username : ${params.username}`);
  return user;
}

/** 400 or 403, nobody says which: here 403. */
function assertWritable(confluence: Confluence, user: ConfluenceUser): void {
  if (confluence.isReadOnly(user)) throw new Refusal(403, `The directory of ${user.name} is read only.`);
}
