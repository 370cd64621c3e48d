import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Gate } from './access.js';
import { listOf, projected, resourceTypes, schemas, serviceProviderConfig } from './discovery.js';
import { ScimRefusal } from './errors.js';
import { BadFilter, matches, parseFilter } from './filter.js';
import { type Paging, pageOf, type Query } from './pages.js';
import { groupRow, type Shape, userRow } from './rows.js';

export interface Serving {
  readonly shape: Shape;
  readonly paging: Paging;
  readonly gate: Gate;
  /** path of the service */
  readonly base: string;
  /** the endpoint of users, `Users` unless told */
  readonly users: string;
}

/** What may be read of the server: discovery, lists, single rows. */
export function serve(app: FastifyInstance, { shape, paging, gate, base, users }: Serving): void {
  const { quirks, world } = shape;
  gate.serve(app);
  app.setErrorHandler((error, _, reply) => answer(reply, quirks, refusalOf(error)));
  app.setNotFoundHandler((_, reply) => answer(reply, quirks, new ScimRefusal(404, 'There is no such endpoint.')));

  const get = (path: string, read: (query: Query, id: string) => unknown) =>
    app.get<{ Querystring: Query; Params: { id?: string } }>(`${base}/${path}`, async (request, reply) => {
      if (!gate.isOpenTo(request)) return answer(reply, quirks, new ScimRefusal(401, 'Authentication is needed.'));
      return answer(reply, quirks, read(request.query, request.params.id ?? ''));
    });

  if (!quirks.has('noDiscovery')) {
    get('ServiceProviderConfig', () => serviceProviderConfig(paging, quirks));
    get('ResourceTypes', () => listOf(resourceTypes(users), quirks));
    get('Schemas', () => listOf(schemas(), quirks));
  }
  get(users, query =>
    list(
      [...world.people.values()].map(person => userRow(person, shape)),
      query,
      paging,
    ),
  );
  get(`${users}/:id`, (query, id) =>
    projected(
      found(world.people.get(id), id, person => userRow(person, shape)),
      query,
    ),
  );
  get('Groups', query => {
    const where = /\bmembers\b/i.test(query.attributes ?? '') ? 'listOnRequest' : 'list';
    return list(
      [...world.groups.values()].map(group => groupRow(group, where, shape)),
      query,
      paging,
    );
  });
  get('Groups/:id', (query, id) =>
    projected(
      found(world.groups.get(id), id, group => groupRow(group, 'one', shape)),
      query,
    ),
  );
}

function found<Thing>(thing: Thing | undefined, id: string, row: (thing: Thing) => unknown): unknown {
  if (thing === undefined) throw new ScimRefusal(404, `Resource ${id} not found`);
  return row(thing);
}

function list(rows: readonly unknown[], query: Query, paging: Paging): unknown {
  const { quirks } = paging;
  if (query.attributes !== undefined && query.excludedAttributes !== undefined)
    throw new ScimRefusal(400, 'attributes and excludedAttributes exclude each other', 'invalidValue');
  if (query.filter !== undefined && quirks.has('filterRefused'))
    throw new ScimRefusal(400, 'Filters are not supported.', 'invalidFilter');
  if (query.filter !== undefined && quirks.has('filterNotBuilt')) throw new ScimRefusal(501, 'Filters are not implemented.');
  if (query.sortBy !== undefined && quirks.has('noSort')) throw new ScimRefusal(400, 'Sorting is not supported.', 'invalidPath');
  const filter = query.filter === undefined || quirks.has('filterIgnored') ? undefined : parseFilter(query.filter);
  const matching =
    filter === undefined ? rows : rows.filter(row => matches(filter, row, quirks.has('caseExact') ? String : undefined));
  paging.served += 1;
  const inOrder = ordered(matching, query);
  const page = pageOf(quirks.has('unordered') ? turned(inOrder, 3 * paging.served) : inOrder, query, paging);
  const { Resources } = page;
  return Array.isArray(Resources) ? { ...page, Resources: Resources.map(row => projected(row, query)) } : page;
}

function ordered(rows: readonly unknown[], { sortBy, sortOrder }: Query): readonly unknown[] {
  if (sortBy === undefined) return rows;
  const key = (row: unknown) => (typeof row === 'object' && row !== null ? String(Reflect.get(row, sortBy) ?? '') : '');
  const sign = sortOrder === 'descending' ? -1 : 1;
  return rows.toSorted((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Another order than the last time. */
const turned = (rows: readonly unknown[], by: number) => [...rows.slice(by % rows.length), ...rows.slice(0, by % rows.length)];

function refusalOf(error: unknown): ScimRefusal {
  if (error instanceof ScimRefusal) return error;
  if (error instanceof BadFilter) return new ScimRefusal(400, error.message, 'invalidFilter');
  return new ScimRefusal(500, error instanceof Error ? error.message : String(error));
}

function answer(reply: FastifyReply, quirks: Shape['quirks'], what: unknown): FastifyReply {
  const body = what instanceof ScimRefusal ? what.body(quirks.has('statusAsNumber')) : what;
  const sent = quirks.has('lowerCase') ? lowerCased(body) : body;
  return reply
    .code(what instanceof ScimRefusal ? what.status : 200)
    .header('content-type', quirks.has('plainJson') ? 'application/json' : 'application/scim+json')
    .send(JSON.stringify(sent));
}

function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowerCased(inner)]));
}
