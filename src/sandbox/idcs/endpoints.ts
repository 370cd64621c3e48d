import { openIdConfiguration, resourceType, schemasOf, serviceProviderConfig } from './discovery.js';
import { notFound, notImplemented, tooManyMembers } from './errors.js';
import type { IdcsEvents } from './events.js';
import { hides, sent } from './mischief.js';
import { type ListRequest, pageOf, requestOf, requestOfBody } from './pages.js';
import { project, projectionOf } from './projection.js';
import { type CustomAttributes, RESOURCE_PATHS, type Resource, type ResourcePath, resourcesOf } from './resources.js';
import type { Around } from './row.js';
import { changeStatus, createGroup, refuseBulk } from './writes.js';

export interface Ask {
  /** "GET /path?query" */
  asked: string;
  origin: string;
  id: string;
  query: URLSearchParams;
  body: unknown;
  ifMatch: string | undefined;
  bytes: number;
}

interface Answer {
  status?: number;
  body: unknown;
}

export interface Setup extends Omit<Around, 'origin'> {
  events: IdcsEvents;
  custom: CustomAttributes;
  pageSize: number | undefined;
  /** not documented: a list of nothing has no `Resources`, or an empty one */
  emptyLists: 'missing' | 'empty';
}

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const MOST_MEMBERS = 10_000;

export type Endpoints = Record<string, (ask: Ask) => Answer>;

/** Everything a puller asks for, and the little that may be written, by "METHOD path". */
export function endpointsOf(setup: Setup): Endpoints {
  return {
    ...Object.fromEntries(RESOURCE_PATHS.flatMap(path => Object.entries(resourceEndpoints(setup, path)))),
    ...discovery(setup),
    ...writing(setup),
  };
}

function writing(setup: Setup): Endpoints {
  const { domain, events } = setup;
  return {
    'PUT /admin/v1/UserStatusChanger/:id': ask => whole(setup, ask, 'Users', changeStatus(domain, events, ask).id),
    'POST /admin/v1/Groups': ask => ({ status: 201, ...whole(setup, ask, 'Groups', createGroup(domain, events, ask)) }),
    'POST /admin/v1/Bulk': ask => {
      refuseBulk(ask);
      throw notImplemented();
    },
  };
}

function resourceEndpoints(setup: Setup, path: ResourcePath): Endpoints {
  const resource = ({ origin }: Ask) => resourcesOf({ ...setup, origin }, setup.custom)[path];
  return {
    [`GET /admin/v1/${path}`]: ask => listed(setup, resource(ask), ask, requestOf(ask.query)),
    [`POST /admin/v1/${path}/.search`]: ask => listed(setup, resource(ask), ask, requestOfBody(ask.body)),
    [`GET /admin/v1/${path}/:id`]: ask => {
      const { schema, find } = resource(ask);
      const row = find(ask.id);
      if (row === undefined) throw notFound(schema.name, ask.id);
      const { attributes, attributeSets } = requestOf(ask.query);
      const projected = project(schema, row, projectionOf(schema, attributes, attributeSets));
      refuseCrowds([projected]);
      return { body: sent(setup.mischief, row.id, projected) };
    },
  };
}

function listed({ mischief, pageSize, emptyLists }: Setup, resource: Resource, ask: Ask, request: ListRequest): Answer {
  const { schema, list } = resource;
  const all = resource.rows().filter(({ id }) => list === undefined || !hides(mischief, id, list));
  const { rows, totalResults, startIndex } = pageOf(all, request, schema, { asked: ask.asked, mischief, pageSize });
  const projection = projectionOf(schema, request.attributes, request.attributeSets);
  const projected = rows.map(row => project(schema, row, projection));
  refuseCrowds(projected);
  const Resources = rows.map(({ id }, index) => sent(mischief, id, projected[index] ?? {}));
  return {
    body: {
      ...{ schemas: [LIST_RESPONSE], totalResults },
      ...(Resources.length === 0 && emptyLists === 'missing' ? {} : { Resources }),
      ...{ startIndex, itemsPerPage: Resources.length },
    },
  };
}

/** Counted over the whole answer: one large group breaks a list. */
function refuseCrowds(rows: readonly Record<string, unknown>[]) {
  const members = rows.reduce((sum, row) => sum + (Array.isArray(row.members) ? row.members.length : 0), 0);
  if (members > MOST_MEMBERS) throw tooManyMembers();
}

function discovery(setup: Setup): Endpoints {
  const all = ({ origin }: Ask) => Object.values(resourcesOf({ ...setup, origin }, setup.custom));
  const allOf = (Resources: unknown[]): Answer => ({
    body: {
      ...{ schemas: [LIST_RESPONSE], totalResults: Resources.length, Resources },
      ...{ startIndex: 1, itemsPerPage: Resources.length },
    },
  });
  return {
    'GET /.well-known/idcs-configuration': ({ origin }) => ({ body: { 'openid-configuration': openIdConfiguration(origin) } }),
    'GET /.well-known/openid-configuration': ({ origin }) => ({ body: openIdConfiguration(origin) }),
    'GET /admin/v1/ServiceProviderConfig': () => ({ body: serviceProviderConfig() }),
    'GET /admin/v1/ResourceTypes': ask => allOf(all(ask).map(resourceType)),
    'GET /admin/v1/Schemas': ask => allOf(all(ask).flatMap(schemasOf)),
    'GET /admin/v1/Schemas/:id': ask => {
      const found = all(ask)
        .flatMap(schemasOf)
        .find(({ id }) => id === ask.id);
      if (found === undefined) throw notFound('Schema', ask.id);
      return { body: found };
    },
  };
}

/** One resource with what comes by default. */
function whole(setup: Setup, { origin }: Ask, path: ResourcePath, id: string): Answer {
  const { schema, find } = resourcesOf({ ...setup, origin }, setup.custom)[path];
  const row = find(id);
  return { body: row && project(schema, row, projectionOf(schema, [], [])) };
}
