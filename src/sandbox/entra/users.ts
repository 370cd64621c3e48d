import { sent } from '../mischief.js';
import { badRequest, type Call, GraphFailure, need, notFound } from './call.js';
import { filterOf } from './filter.js';
import { page, resumed } from './pages.js';
import { emptyValue, isUserProperty, USER_BASIC, USER_DEFAULT } from './properties.js';
import type { EntraPerson } from './tenant.js';

type Row = Record<string, unknown>;

export function listUsers(asked: Call): unknown {
  need(asked.rights.users !== 'none');
  const { call, place } = resumed(asked);
  const names = selected(call);
  const test = filterOf(call, isUserProperty);
  const people = [...call.tenant.people.values()].filter(person => test(allOf(person)));
  return page(call, place, people, person => userRow(call, person, names), contextOf(call));
}

/** By id or UPN. */
export function getUser(call: Call): unknown {
  need(call.rights.users !== 'none');
  const [which = ''] = call.params;
  const { people } = call.tenant;
  const person = people.get(which) ?? people.values().find(({ userPrincipalName }) => userPrincipalName === which);
  if (person === undefined) throw notFound(which);
  const row = userRow(call, person, selected(call));
  return typeof row === 'object' ? { '@odata.context': `${call.base}/$metadata#${contextOf(call)}/$entity`, ...row } : row;
}

/** They are kept for about 30 days; whoever is purged is not to be told from whoever was never there (entra.md §2). */
export function getDeleted(call: Call): unknown {
  need(call.rights.users === 'all' && call.quirks.deletedItems !== 'forbidden');
  const [id = ''] = call.params;
  const deleted = call.tenant.deleted.get(id);
  if (deleted === undefined) throw notFound(id);
  return {
    ...{ '@odata.context': `${call.base}/$metadata#directoryObjects/$entity`, '@odata.type': '#microsoft.graph.user' },
    ...Object.fromEntries(USER_DEFAULT.map(name => [name, allOf(deleted.person)[name] ?? emptyValue(name)])),
    deletedDateTime: deleted.deletedDateTime,
  };
}

const contextOf = ({ query }: Call) => (query.has('$select') ? `users(${query.get('$select')})` : 'users');

export function selected({ query }: Call): readonly string[] {
  const names = query.get('$select')?.split(',');
  const unknown = names?.find(name => !isUserProperty(name));
  if (unknown === undefined) return names ?? USER_DEFAULT;
  throw new GraphFailure(
    400,
    'BadRequest',
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`,
  );
}

/** What may not be read is null (entra.md §4); a list is empty: it is never null. */
export function userRow({ rights, mischief }: Call, person: EntraPerson, names: readonly string[]): unknown {
  const all = allOf(person);
  const maySee = (name: string) =>
    name === 'id' || rights.users === 'all' || (rights.users === 'basic' && USER_BASIC.includes(name));
  const row = Object.fromEntries(names.map(name => [name, (maySee(name) ? all[name] : undefined) ?? emptyValue(name)]));
  return sent(mischief, person.id, row);
}

const allOf = ({ more, ...person }: EntraPerson): Row => ({ ...more, ...person });

/** Members of other kinds know `id` and `displayName` only here. */
export function selectedOfMembers(call: Call): readonly string[] {
  const names = selected(call);
  if (names.length === 0) throw badRequest('$select is empty');
  return names;
}
