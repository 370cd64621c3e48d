import { type MischiefState, sent } from '../mischief.js';
import { type Customer, domainOf, type GoogleGroup, groupBy, membersOf, userBy } from './customer.js';
import { invalid, notAuthorized, notFound } from './failure.js';
import { listed, pageOf } from './pages.js';
import { userQuery } from './query.js';
import { groupRow, memberRow, userRow } from './rows.js';

/** One call of the Directory API, past token and scopes. */
export interface Call {
  readonly customer: Customer;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly mischief: MischiefState;
  /** no page holds more rows, whatever the endpoint allows */
  readonly mostRows: number;
}

export interface Endpoint {
  /** any of these opens it */
  readonly scopes: readonly string[];
  readonly answer: (call: Call) => unknown;
}

const AUTH = 'https://www.googleapis.com/auth/admin.directory';
const USERS = [`${AUTH}.user.readonly`, `${AUTH}.user`];
const GROUPS = [`${AUTH}.group.readonly`, `${AUTH}.group`];
const MEMBERS = [...GROUPS, `${AUTH}.group.member.readonly`, `${AUTH}.group.member`];

/** Scopes as the discovery document has them. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  '/users': { scopes: USERS, answer: users },
  '/users/:key': { scopes: USERS, answer: user },
  '/groups': { scopes: GROUPS, answer: groups },
  '/groups/:key': { scopes: GROUPS, answer: call => groupRow(groupOf(call)) },
  '/groups/:key/members': { scopes: MEMBERS, answer: members },
  '/groups/:key/hasMember/:member': { scopes: MEMBERS, answer: hasMember },
  '/customers/:key': {
    scopes: [`${AUTH}.customer.readonly`, `${AUTH}.customer`],
    answer: ({ customer, params }) => {
      if (!isCustomer(customer, params.key)) throw notFound('customerKey');
      return { kind: 'admin#directory#customer', etag: '"sandbox"', id: customer.id, customerDomain: 'example.com' };
    },
  },
};

const isCustomer = ({ id }: Customer, key: string | undefined): boolean => key === 'my_customer' || key === id;

/** Whose rows a list has: all of the customer, or of one domain; one of the two must be said. */
function within({ customer, query }: Call): (email: string) => boolean {
  const [whole, domain] = [query.get('customer'), query.get('domain')?.toLowerCase()];
  if (whole !== null) {
    if (!isCustomer(customer, whole)) throw notAuthorized();
    return () => true;
  }
  if (domain === undefined) throw invalid('Bad Request');
  const known = [...customer.users.values()].map(({ primaryEmail }) => domainOf(primaryEmail));
  if (!known.includes(domain)) throw notFound('domain');
  return email => domainOf(email) === domain;
}

const formOf = (query: URLSearchParams) => {
  const projection = query.get('projection') ?? 'basic';
  const mask = query.get('customFieldMask');
  if (mask !== null && projection !== 'custom') throw invalid();
  return { projection, customFieldMask: mask?.split(',') ?? [] };
};

/** The deleted, and nobody else, with `showDeleted`; the suspended and archived are among the others (google.md §2 and 4). */
function users(call: Call): unknown {
  const { customer, query, mischief } = call;
  const isIn = within(call);
  const fits = userQuery(query.get('query') ?? '');
  const all = query.get('showDeleted') === 'true' ? customer.deleted : customer.users;
  const rows = sorted(
    [...all.values()].filter(user => isIn(user.primaryEmail) && fits(user)),
    query,
    user => user.primaryEmail,
  );
  const page = pageOf({ kind: 'users', rows, query, byDefault: 100, most: Math.min(500, call.mostRows) });
  const form = formOf(query);
  return listed(
    'users',
    page.rows.map(each => sent(mischief, each.id, userRow(customer, each, form))),
    page.next,
  );
}

function user({ customer, query, params, mischief }: Call): unknown {
  const found = userBy(customer, params.key ?? '');
  if (found === undefined) throw notFound('userKey');
  return sent(mischief, found.id, userRow(customer, found, formOf(query)));
}

/** With `userKey` those that a user, or a group, is a direct member of; not together with `customer` (google.md §2). */
function groups(call: Call): unknown {
  const { customer, query } = call;
  const key = query.get('userKey');
  if (key !== null && query.has('customer')) throw invalid();
  const isIn = key !== null && !query.has('domain') ? () => true : within(call);
  const id = key === null ? undefined : (userBy(customer, key)?.id ?? groupBy(customer, key)?.id);
  if (key !== null && id === undefined) throw notFound('userKey');
  const all = [...customer.groups.values()].filter(({ email, members: own }) => isIn(email) && (id === undefined || own.has(id)));
  const rows = sorted(all, query, ({ email }) => email);
  const page = pageOf({ kind: 'groups', rows, query, byDefault: 200, most: Math.min(200, call.mostRows) });
  return listed('groups', page.rows.map(groupRow), page.next);
}

function members(call: Call): unknown {
  const { customer, query } = call;
  const roles = query.get('roles')?.split(',');
  const derived = query.get('includeDerivedMembership') === 'true';
  const all = membersOf(customer, groupOf(call), derived).filter(({ role }) => roles === undefined || roles.includes(role));
  const page = pageOf({ kind: 'members', rows: all, query, byDefault: 200, most: Math.min(200, call.mostRows) });
  return listed(
    'members',
    page.rows.map(member => memberRow(customer, member)),
    page.next,
  );
}

function hasMember(call: Call): unknown {
  const who = userBy(call.customer, call.params.member ?? '');
  if (who === undefined) throw invalid('Missing required field: memberKey');
  return { isMember: membersOf(call.customer, groupOf(call), true).some(({ id }) => id === who.id) };
}

function groupOf({ customer, params }: Call): GoogleGroup {
  const group = groupBy(customer, params.key ?? '');
  if (group === undefined) throw notFound('groupKey');
  return group;
}

/** In the order of ids, which is none to speak of, unless one is asked for. */
function sorted<T extends { readonly id: string }>(rows: readonly T[], query: URLSearchParams, emailOf: (row: T) => string): T[] {
  const keyOf = query.get('orderBy') === 'email' ? emailOf : ({ id }: T) => id;
  return rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}
