import { anonymousBean, groupBean, personBean } from './beans.js';
import { type AnonymousCall, type Answer, api, type Call, ok, Refusal, type Route } from './call.js';
import type { Confluence } from './confluence.js';
import { groupsOf, licensed } from './memberships.js';
import { emptyPage, page } from './page.js';
import type { ConfluenceUser } from './state.js';

const list: Route = { method: 'GET', path: api('user/list'), access: 'use', handle: listAll, anonymous: emptyPage };
const active: Route = {
  method: 'GET',
  path: api('admin/users/list/active'),
  access: 'administer',
  handle: listActive,
  anonymous: emptyPage,
};

const routes: readonly Route[] = [
  { method: 'GET', path: api('user'), access: 'use', handle: read },
  { method: 'GET', path: api('user/current'), access: 'user', handle: current, anonymous: () => ok(anonymousBean) },
  { method: 'GET', path: api('user/memberof'), access: 'use', handle: memberOf, anonymous: emptyPage },
  list,
];

export const userRoutes = ({ traits }: Confluence): readonly Route[] => (traits.updateUser ? [...routes, active] : routes);

function read(confluence: Confluence, { query, base }: Call): Answer {
  return ok(personBean(base, asked(confluence, query), query.get('expand')));
}

function current(_: Confluence, { user, base, query }: Call): Answer {
  return ok(personBean(base, user, query.get('expand')));
}

/** Everybody, whether licensed, active or neither; without e-mail addresses. */
function listAll(confluence: Confluence, call: Call): Answer {
  const users = [...confluence.users.values()].sort(byName);
  const rows = users.map(user => personBean(call.base, user, call.query.get('expand')));
  return page(confluence, call, rows, { page: 100, most: confluence.limits.users });
}

/** From the search index: who is licensed and active, as far as it knows them; with e-mail addresses. */
function listActive(confluence: Confluence, call: Call): Answer {
  const users = licensed(confluence).filter(({ key }) => !confluence.unindexed.has(key));
  const rows = users.sort(byName).map(user => ({ ...personBean(call.base, user, call.query.get('expand')), email: user.email }));
  return page(confluence, call, rows, { page: 100, most: confluence.limits.activeUsers });
}

function memberOf(confluence: Confluence, call: Call): Answer {
  const rows = groupsOf(confluence, asked(confluence, call.query)).map(group => groupBean(call.base, group));
  return page(confluence, call, rows, { page: 200, most: confluence.limits.memberOf });
}

function asked(confluence: Confluence, query: AnonymousCall['query']): ConfluenceUser {
  const [key, username] = [query.get('key'), query.get('username')];
  const user = key === null ? confluence.userNamed(username ?? '') : confluence.users.get(key);
  if (user === undefined)
    throw new Refusal(404, `No user found with ${key === null ? `username : ${username}` : `key : ${key}`}`);
  return user;
}

const byName = (a: ConfluenceUser, b: ConfluenceUser) => (a.name < b.name ? -1 : 1);
