import { groupBean, userJsonBean } from './beans.js';
import { type Answer, api, type Call, fieldsOf, integer, ok, pageSize, Refusal, type Route, textField } from './call.js';
import type { Jira } from './jira.js';
import { effectiveMembers, may } from './memberships.js';
import { fold, type JiraGroup, type JiraUser } from './state.js';

const PAGE = 50;
const PICKER_PAGE = 20;

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: api('groups/picker'), access: 'user', handle: pick, anonymous: () => ok(picked([], [])) },
  { method: 'GET', path: api('group'), access: 'admin', handle: read },
  { method: 'POST', path: api('group'), access: 'admin', handle: create },
  { method: 'DELETE', path: api('group'), access: 'admin', handle: remove },
  { method: 'GET', path: api('group/member'), access: 'admin', handle: members, anonymous: () => ok(NOBODY) },
  { method: 'POST', path: api('group/user'), access: 'admin', handle: addMember },
  { method: 'DELETE', path: api('group/user'), access: 'admin', handle: removeMember },
];

const NOBODY = { maxResults: PAGE, startAt: 0, total: 0, isLast: true, values: [] };

/** No pages: only a large maxResults shows all, and `total` tells whether it did. */
function pick(jira: Jira, { query }: Call): Answer {
  const text = fold(query.get('query') ?? '');
  const excluded = new Set(query.getAll('exclude').map(fold));
  const hits = [...jira.groups.values()]
    .map(group => group.name)
    .filter(name => fold(name).includes(text) && !excluded.has(fold(name)))
    .sort();
  const shown = hits.slice(0, pageSize(jira, query, PICKER_PAGE, jira.limits.groupPicker));
  return ok(picked(shown, hits, text));
}

const picked = (shown: readonly string[], hits: readonly string[], text = '') => ({
  header: `Showing ${shown.length} of ${hits.length} matching groups`,
  total: hits.length,
  groups: shown.map(name => ({ name, html: emphasised(name, text), labels: [] })),
});

function emphasised(name: string, text: string): string {
  const at = text === '' ? -1 : fold(name).indexOf(text);
  if (at < 0) return escaped(name);
  const end = at + text.length;
  return `${escaped(name.slice(0, at))}<b>${escaped(name.slice(at, end))}</b>${escaped(name.slice(end))}`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Gone from the reference of 10.x and 11.x, and still answering. */
function read(jira: Jira, { query, base }: Call): Answer {
  const group = named(jira, query.get('groupname'));
  const users = usersIn(jira, group, false);
  const range = /\busers(?:\[(\d+):(\d+)\])?/.exec(query.get('expand') ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = Math.min(Number(range?.[2] ?? PAGE - 1), from + PAGE - 1);
  const items = range === null ? [] : users.slice(from, to + 1).map(user => userJsonBean(base, user));
  const page = { size: users.length, items, 'max-results': PAGE, 'start-index': from, 'end-index': from + items.length };
  return ok(groupBean(base, group, page));
}

function create(jira: Jira, { body, base }: Call): Answer {
  const name = textField(jira, fieldsOf(jira, body, ['name']), 'name') ?? '';
  if (name.trim() === '') throw new Refusal(400, [jira.text('groupNameMissing')]);
  if (jira.group(name)) throw new Refusal(400, [jira.text('groupExists')]);
  return { status: 201, body: summary(jira, base, jira.addGroup(name)) };
}

function remove(jira: Jira, { query, user }: Call): Answer {
  const group = named(jira, query.get('groupname'));
  const swap = query.get('swapGroup') || undefined;
  const heir = swap === undefined ? undefined : jira.group(swap);
  if (swap !== undefined && heir === undefined) throw new Refusal(400, [jira.text('groupMissing', swap)]);
  assertWritable(jira, group);
  const grantsSystemAdmin = jira.globalPermissions.SYSTEM_ADMIN.some(name => fold(name) === fold(group.name));
  if (grantsSystemAdmin && !may(jira, user, 'SYSTEM_ADMIN')) throw new Refusal(403, [jira.text('systemAdminOnly')]);
  if (group.restrictions > 0 && heir === undefined) throw new Refusal(400, [jira.text('groupRestricts', group.name)]);

  if (heir) heir.restrictions += group.restrictions;
  jira.groups.delete(fold(group.name));
  for (const parent of jira.groups.values()) parent.children.delete(fold(group.name));
  for (const role of jira.applicationRoles.values()) {
    role.groups = role.groups.filter(name => fold(name) !== fold(group.name));
    role.defaultGroups = role.defaultGroups.filter(name => fold(name) !== fold(group.name));
  }
  return ok();
}

/** Members of nested groups are among them, as if they were members themselves. */
function members(jira: Jira, { query, base }: Call): Answer {
  const group = named(jira, query.get('groupname'));
  const inactiveToo = query.get('includeInactiveUsers') === 'true';
  const startAt = Math.max(integer(jira, query, 'startAt', 0), 0);
  const maxResults = pageSize(jira, query, PAGE, jira.limits.groupMembers);
  const users = usersIn(jira, group, inactiveToo);
  const isLast = startAt + maxResults >= users.length;
  const pageAt = (start: number) => `${base}${api('group/member')}?${pageQuery(group, inactiveToo, start, maxResults)}`;
  return ok({
    self: pageAt(startAt),
    ...(isLast ? {} : { nextPage: pageAt(startAt + maxResults) }),
    maxResults,
    startAt,
    total: users.length,
    isLast,
    values: users.slice(startAt, startAt + maxResults).map(user => userJsonBean(base, user)),
  });
}

const pageQuery = (group: JiraGroup, inactiveToo: boolean, startAt: number, maxResults: number) =>
  new URLSearchParams({
    groupname: group.name,
    includeInactiveUsers: String(inactiveToo),
    startAt: String(startAt),
    maxResults: String(maxResults),
  });

/** Nobody asks whether there is a seat: a licensed group takes people over the limit. */
function addMember(jira: Jira, { query, body, base }: Call): Answer {
  const group = named(jira, query.get('groupname'));
  const username = textField(jira, fieldsOf(jira, body, ['name']), 'name') ?? '';
  if (username === '') throw new Refusal(400, [jira.text('usernameMissing')]);
  const user = existing(jira, username);
  assertWritable(jira, group);
  if (group.members.has(user.key)) throw new Refusal(400, [jira.text('alreadyMember', user.name, group.name)]);
  group.members.add(user.key);
  return { status: 201, body: summary(jira, base, group) };
}

/** Whoever is in the group through a nested one only cannot be removed from it. */
function removeMember(jira: Jira, { query }: Call): Answer {
  const group = named(jira, query.get('groupname'));
  const user = existing(jira, query.get('username') ?? '');
  assertWritable(jira, group);
  if (!group.members.delete(user.key)) throw new Refusal(400, [jira.text('notMember', user.name, group.name)]);
  return ok();
}

const summary = (jira: Jira, base: string, group: JiraGroup) =>
  groupBean(base, group, {
    size: usersIn(jira, group, false).length,
    items: [],
    'max-results': PAGE,
    'start-index': 0,
    'end-index': 0,
  });

function usersIn(jira: Jira, group: JiraGroup, inactiveToo: boolean): JiraUser[] {
  const users: JiraUser[] = [];
  for (const key of effectiveMembers(jira, group)) {
    const user = jira.users.get(key);
    if (user && !user.deleted && (user.active || inactiveToo)) users.push(user);
  }
  return users.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function named(jira: Jira, name: string | null): JiraGroup {
  if (name === null || name === '') throw new Refusal(400, [jira.text('groupNameMissing')]);
  const group = jira.group(name);
  if (group === undefined) throw new Refusal(404, [jira.text('groupMissing', name)]);
  return group;
}

function existing(jira: Jira, username: string): JiraUser {
  const user = jira.userNamed(username);
  if (user === undefined) throw new Refusal(404, [jira.text('userMissing', username)]);
  return user;
}

function assertWritable(jira: Jira, group: JiraGroup): void {
  if (group.readOnly) throw new Refusal(400, [jira.text('groupReadOnly', group.name)]);
}
