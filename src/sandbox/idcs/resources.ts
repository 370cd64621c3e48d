import { grantsOf } from './grants.js';
import type { ListKind } from './mischief.js';
import type { Around, Row } from './row.js';
import { appRow, grantRow, groupRow, roleRow } from './rows.js';
import type { AttributeType, ResourceSchema } from './schema.js';
import { APP_SCHEMA, customAttribute, GRANT_SCHEMA, GROUP_SCHEMA, ROLE_SCHEMA, userSchema } from './schemas.js';
import { userRow } from './user-row.js';

/** One kind of thing under `/admin/v1`. */
export interface Resource {
  path: string;
  schema: ResourceSchema;
  rows(): Row[];
  /** also what is hidden from the lists */
  find(id: string): Row | undefined;
  /** what a hidden one is missing from */
  list: ListKind | undefined;
}

export type CustomAttributes = Readonly<Record<string, Exclude<AttributeType, 'complex'>>>;

export const RESOURCE_PATHS = ['Users', 'Groups', 'Grants', 'Apps', 'AppRoles'] as const;
export type ResourcePath = (typeof RESOURCE_PATHS)[number];

export function resourcesOf(around: Around, custom: CustomAttributes): Record<ResourcePath, Resource> {
  const { people, groups, apps, roles } = around.domain;
  const grants = () => new Map(grantsOf(around.domain).map(grant => [grant.id, grant]));
  const users = userSchemaOf(around, custom);
  return {
    Users: { path: 'Users', schema: users, list: 'users', ...held(() => people, userRow, around) },
    Groups: { path: 'Groups', schema: GROUP_SCHEMA, list: 'groups', ...held(() => groups, groupRow, around) },
    Grants: { path: 'Grants', schema: GRANT_SCHEMA, list: 'grants', ...held(grants, grantRow, around) },
    Apps: { path: 'Apps', schema: APP_SCHEMA, list: undefined, ...held(() => apps, appRow, around) },
    AppRoles: { path: 'AppRoles', schema: ROLE_SCHEMA, list: undefined, ...held(() => roles, roleRow, around) },
  };
}

function held<T>(
  all: () => ReadonlyMap<string, T>,
  row: (one: T, around: Around) => Row,
  around: Around,
): Pick<Resource, 'rows' | 'find'> {
  return {
    rows: () => [...all().values()].map(one => row(one, around)),
    find(id) {
      const one = all().get(id);
      return one && row(one, around);
    },
  };
}

/** With the custom attributes that are declared, or that somebody has. */
function userSchemaOf({ domain }: Around, declared: CustomAttributes): ResourceSchema {
  const types = new Map<string, AttributeType>(Object.entries(declared));
  for (const { custom } of domain.people.values())
    for (const [name, value] of Object.entries(custom)) if (!types.has(name)) types.set(name, typeOf(value));
  return userSchema([...types].map(([name, type]) => customAttribute(name, type)));
}

function typeOf(value: unknown): AttributeType {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'integer' : 'string';
}
