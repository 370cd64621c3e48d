import type { Paging, Query } from './pages.js';
import type { Quirk } from './quirks.js';

const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0';
export const EXTENSION = 'urn:example:params:scim:schemas:extension:2.0:User';

export function serviceProviderConfig({ pageSize, cursors }: Paging, quirks: ReadonlySet<Quirk>): Record<string, unknown> {
  const off = { supported: false };
  return {
    schemas: [`${SCHEMA}:ServiceProviderConfig`],
    patch: off,
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: !quirks.has('filterRefused'), maxResults: pageSize },
    changePassword: off,
    sort: { supported: !quirks.has('noSort') },
    etag: off,
    ...(cursors === 'none'
      ? {}
      : { pagination: { cursor: true, index: cursors === 'offered', defaultPageSize: pageSize, maxPageSize: pageSize } }),
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'OAuth Bearer Token', description: 'RFC 6750' }],
  };
}

export const resourceTypes = (users: string): readonly Record<string, unknown>[] => [
  { schemas: [`${SCHEMA}:ResourceType`], id: 'User', name: 'User', endpoint: `/${users}`, schema: `${SCHEMA}:User` },
  { schemas: [`${SCHEMA}:ResourceType`], id: 'Group', name: 'Group', endpoint: '/Groups', schema: `${SCHEMA}:Group` },
];

const attribute = (name: string, type = 'string', multiValued = false) => ({ name, type, multiValued, required: false });

/** As much of the schemas as says which attributes there are. */
export const schemas = (): readonly Record<string, unknown>[] => [
  {
    ...{ id: `${SCHEMA}:User`, name: 'User' },
    attributes: [
      attribute('userName'),
      attribute('active', 'boolean'),
      attribute('displayName'),
      { ...attribute('name', 'complex'), subAttributes: [attribute('givenName'), attribute('familyName')] },
    ],
  },
  { id: `${SCHEMA}:Group`, name: 'Group', attributes: [attribute('displayName'), attribute('members', 'complex', true)] },
  {
    ...{ id: EXTENSION, name: 'Example' },
    attributes: [attribute('costCentre'), attribute('level', 'integer'), attribute('skills', 'string', true)],
  },
];

export function listOf(all: readonly unknown[], quirks: ReadonlySet<Quirk>): unknown {
  if (quirks.has('bareArrays')) return all;
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  return { schemas, totalResults: all.length, startIndex: 1, itemsPerPage: all.length, Resources: all };
}

/** What is left of a row when only some attributes are asked for; `id` always comes (RFC 7644 §3.9). */
export function projected(row: unknown, { attributes, excludedAttributes }: Query): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const names = (list: string) => new Set(list.split(',').map(name => name.trim().toLowerCase().split('.')[0]));
  if (attributes !== undefined) {
    const wanted = names(`${attributes},id,schemas`);
    return Object.fromEntries(Object.entries(row).filter(([name]) => wanted.has(name.toLowerCase())));
  }
  const unwanted = names(excludedAttributes ?? '');
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === 'id' || !unwanted.has(name.toLowerCase())));
}
