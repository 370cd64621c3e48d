import { groupBean, personBean } from './beans.js';
import { type Answer, api, type Call, fieldsOf, NOTHING, ok, Refusal, type Route, text } from './call.js';
import type { Confluence } from './confluence.js';
import { membersOf, sorted } from './memberships.js';
import { emptyPage, page } from './page.js';
import { type ConfluenceGroup, type ConfluenceUser, fold } from './state.js';

type Handler = (confluence: Confluence, call: Call, group: ConfluenceGroup) => Answer;
type Access = Route['access'];

const ONE = api('group/:groupName');
const MEMBERSHIP = api('user/:username/group/:groupName');

/** What can be asked about a group, by its name in the path and, on some versions, in the query. */
const QUESTIONS: readonly (readonly [string, string, Access, Handler])[] = [
  ['', 'info', 'use', (_, { base }, group) => ok(groupBean(base, group))],
  ['/member', 'member', 'administer', members],
  ['/groupmember', 'groupmember', 'use', children],
  ['/groupparent', 'groupparent', 'use', parents],
];

export const groupRoutes = ({ traits }: Confluence): readonly Route[] => [
  { method: 'GET', path: api('group'), access: 'use', handle: list, anonymous: emptyPage },
  { method: 'POST', path: api('admin/group'), access: 'administer', handle: create },
  { method: 'DELETE', path: api('admin/group/:groupName'), access: 'administer', handle: remove },
  { method: 'PUT', path: MEMBERSHIP, access: 'administer', handle: (its, call) => join(its, call, true) },
  { method: 'DELETE', path: MEMBERSHIP, access: 'administer', handle: (its, call) => join(its, call, false) },
  ...QUESTIONS.map(([path, , access, handle]) => asked(`${ONE}${path}`, access, handle, call => call.params.groupName)),
  ...(traits.groupsByQuery ? QUESTIONS : []).map(([, path, access, handle]) =>
    asked(api(`group/${path}`), access, handle, call => call.query.get('groupName') ?? ''),
  ),
];

function asked(path: string, access: Access, handler: Handler, nameOf: (call: Call) => string | undefined): Route {
  const handle = (confluence: Confluence, call: Call) => handler(confluence, call, named(confluence, nameOf(call) ?? ''));
  return { method: 'GET', path, access, handle, anonymous: emptyPage };
}

function list(confluence: Confluence, call: Call): Answer {
  return groupPage(confluence, call, [...confluence.groups.values()]);
}

function members(confluence: Confluence, call: Call, group: ConfluenceGroup): Answer {
  const keys = membersOf(confluence, group);
  const users = [...confluence.users.values()].filter(({ key }) => keys.has(key)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = users.map(user => personBean(call.base, user, call.query.get('expand')));
  return page(confluence, call, rows, { page: 200, most: confluence.limits.members });
}

function children(confluence: Confluence, call: Call, group: ConfluenceGroup): Answer {
  const found = [...group.children].flatMap(name => confluence.groups.get(name) ?? []);
  return groupPage(confluence, call, found);
}

function parents(confluence: Confluence, call: Call, group: ConfluenceGroup): Answer {
  return groupPage(
    confluence,
    call,
    [...confluence.groups.values()].filter(each => each.children.has(fold(group.name))),
  );
}

const groupPage = (confluence: Confluence, call: Call, groups: readonly ConfluenceGroup[]) =>
  page(
    confluence,
    call,
    sorted(groups).map(group => groupBean(call.base, group)),
    { page: 200, most: confluence.limits.groups },
  );

function create(confluence: Confluence, { body, base }: Call): Answer {
  const name = text(fieldsOf(body), 'name');
  if (name.trim() === '') throw new Refusal(400, 'The group needs a name.');
  if (confluence.group(name)) throw new Refusal(409, `A group named ${name} already exists.`);
  return ok(groupBean(base, confluence.addGroup(name)));
}

function remove(confluence: Confluence, { params }: Call): Answer {
  const group = named(confluence, params.groupName ?? '');
  const { system } = confluence.globalPermissions;
  if (system.length === 1 && fold(system[0] ?? '') === fold(group.name))
    throw new Refusal(400, 'The last administrators’ group cannot be deleted.');
  assertWritable(confluence, group);
  confluence.groups.delete(fold(group.name));
  for (const parent of confluence.groups.values()) parent.children.delete(fold(group.name));
  return NOTHING;
}

/** 204 also where it is so already; an unknown name is a 404, though the vendor's document declares nothing but 204. */
function join(confluence: Confluence, { params }: Call, isIn: boolean): Answer {
  const user = existing(confluence, params.username ?? '');
  const group = named(confluence, params.groupName ?? '');
  assertWritable(confluence, group);
  if (isIn) group.members.add(user.key);
  else group.members.delete(user.key);
  return NOTHING;
}

function named(confluence: Confluence, name: string): ConfluenceGroup {
  const group = confluence.group(name);
  if (group === undefined) throw new Refusal(404, `No group found with name : ${name}`);
  return group;
}

function existing(confluence: Confluence, username: string): ConfluenceUser {
  const user = confluence.userNamed(username);
  if (user === undefined) throw new Refusal(404, `No user found with username : ${username}`);
  return user;
}

function assertWritable(confluence: Confluence, group: ConfluenceGroup): void {
  if (confluence.isReadOnly(group)) throw new Refusal(403, `The directory of the group ${group.name} is read only.`);
}
