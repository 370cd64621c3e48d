import { groupBean, groupLink, listOf, userBean, userLink } from './beans.js';
import { type Answer, at, type Call, pageOf, Refusal, type Route, required } from './call.js';
import type { CrowdGroup, CrowdUser } from './directory.js';
import { cql, type Matches, restriction } from './restriction.js';
import type { CrowdServer } from './server.js';

export const searchRoutes: readonly Route[] = [
  { method: 'GET', path: at('search'), handle: (server, call) => search(server, call, cql(call.query.get('restriction'))) },
  { method: 'POST', path: at('search'), handle: (server, call) => search(server, call, restriction(call.body)) },
  {
    method: 'GET',
    path: at('config/cookie'),
    handle: () => ({ status: 200, body: { domain: '', name: 'crowd.token_key', secure: false }, element: 'cookie-config' }),
  },
];

/** Without a restriction everything, inactive ones too. */
function search(server: CrowdServer, call: Call, matches: Matches): Answer {
  const kind = required(call, 'entity-type').toLowerCase();
  if (kind !== 'user' && kind !== 'group') throw new Refusal(400, 'ILLEGAL_ARGUMENT', `entity-type=${kind}`);
  const expand = call.query.get('expand') === kind;
  const items = kind === 'user' ? users(server, call, matches, expand) : groups(server, call, matches, expand);
  return { status: 200, body: { expand: kind, ...listOf(server, kind, items) }, element: `${kind}s` };
}

const users = (server: CrowdServer, call: Call, matches: Matches, expand: boolean) =>
  pageOf(
    server,
    call,
    server.seen(server.directory.users()).filter(user => matches(userProperty(user))),
    server.limits.search,
  ).map(user => (expand ? userBean(server, call.base, user, false) : userLink(server, call.base, user)));

const groups = (server: CrowdServer, call: Call, matches: Matches, expand: boolean) =>
  pageOf(
    server,
    call,
    server.directory.groups().filter(group => matches(groupProperty(group))),
    server.limits.search,
  ).map(group => (expand ? groupBean(server, call.base, group, false) : groupLink(server, call.base, group)));

const userProperty = (user: CrowdUser) => (name: string) => {
  const { name: username, email, displayName, firstName, lastName, active } = user;
  const own: Record<string, string> = { name: username, email, displayName, firstName, lastName, active: String(active) };
  return own[name] === undefined ? (user.attributes.get(name) ?? []) : [own[name]];
};

const groupProperty =
  ({ name: groupname, description, active, attributes }: CrowdGroup) =>
  (name: string) => {
    const own: Record<string, string> = { name: groupname, description, active: String(active) };
    return own[name] === undefined ? (attributes.get(name) ?? []) : [own[name]];
  };
