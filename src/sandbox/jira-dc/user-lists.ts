import { listedUserBean } from './beans.js';
import { type AnonymousCall, type Answer, api, type Call, integer, ok, pageSize, Refusal, type Route } from './call.js';
import type { Jira } from './jira.js';
import { fold, type JiraUser } from './state.js';
import type { Traits } from './versions.js';

const LIST_PAGE = 2000;
const SEARCH_PAGE = 50;

const search: Route = { method: 'GET', path: api('user/search'), access: 'user', handle: find, anonymous: () => ok([]) };
const list: Route = { method: 'GET', path: api('user/list'), access: 'user', handle: listAll, anonymous: emptyList };
const count: Route = { method: 'GET', path: api('user/duplicated/count'), access: 'admin', handle: countDuplicates };

export const userListRoutes = (traits: Traits): readonly Route[] => (traits.userList ? [search, list, count] : [search, count]);

/** A bare array, without a total: only the first hits can ever be reached, however one pages. */
function find(jira: Jira, { query, base }: Call): Answer {
  const text = query.get('username');
  if (text === null) throw new Refusal(400, [jira.text('malformed', 'username')]);
  const startAt = jira.startAtIgnored ? 0 : Math.max(integer(jira, query, 'startAt', 0), 0);
  const end = startAt + pageSize(jira, query, SEARCH_PAGE, jira.limits.userSearch);
  const activeToo = query.get('includeActive') !== 'false';
  const inactiveToo = query.get('includeInactive') === 'true';

  const hits = [...jira.users.values()]
    .filter(user => !user.deleted && (user.active ? activeToo : inactiveToo) && matches(user, fold(text)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, jira.limits.searchWindow);
  return ok(hits.slice(startAt, end).map(user => listedUserBean(jira, base, user)));
}

/** The start of the username, the e-mail address or a word of the name. `.` is everybody; an empty text is nobody. */
function matches(user: JiraUser, text: string): boolean {
  if (text === '.') return true;
  if (text === '') return false;
  const name = fold(user.displayName);
  return (
    user.name.startsWith(text) || fold(user.emailAddress).startsWith(text) || name.startsWith(text) || name.includes(` ${text}`)
  );
}

/** A stream: no total, an order that means nothing, and any number is taken as a cursor, never refused with 404. */
function listAll(jira: Jira, { query, base }: Call): Answer {
  const maxResults = pageSize(jira, query, LIST_PAGE, jira.limits.userList);
  const cursor = integer(jira, query, 'cursor', 0);
  const rest = [...jira.users.values()]
    .filter(user => !user.deleted && placeOf(user) >= cursor)
    .sort((a, b) => placeOf(a) - placeOf(b));
  const next = rest[maxResults];
  const path = `${base}${api('user/list')}`;
  const values = rest.slice(0, maxResults).map(user => listedUserBean(jira, base, user));
  const self = `${path}?${query.has('cursor') ? `cursor=${cursor}&` : ''}maxResults=${maxResults}`;
  if (next === undefined) return ok({ self, maxResults, isLast: true, values });

  const nextCursor = String(placeOf(next)); // a string here, an integer as a parameter
  return ok({
    self,
    nextPage: `${path}?cursor=${nextCursor}&maxResults=${maxResults}`,
    maxResults,
    nextCursor,
    isLast: false,
    values,
  });
}

function emptyList(_: Jira, { base }: AnonymousCall): Answer {
  const self = `${base}${api('user/list')}?maxResults=${LIST_PAGE}`;
  return ok({ self, maxResults: LIST_PAGE, isLast: true, values: [] });
}

/** A place of its own for each user (999983 is a prime) that follows neither names nor ages. */
const placeOf = (user: JiraUser) => (user.id * 617283) % 999983;

/** Users in several directories where the upper account is not the only active one. */
function countDuplicates(jira: Jira): Answer {
  return ok({ count: [...jira.users.values()].filter(user => !user.deleted && user.shadow?.active).length });
}
