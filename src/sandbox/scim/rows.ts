import type { Quirk } from './quirks.js';
import type { ScimGroup, ScimPerson, World } from './world.js';

export type Row = Record<string, unknown>;

/** Where the server tells memberships. */
export type MembersIn = 'groups' | 'users' | 'both';

export interface Shape {
  readonly world: World;
  readonly membersIn: MembersIn;
  readonly quirks: ReadonlySet<Quirk>;
  /** changes of single rows: replaced, or fields put over them */
  readonly corrupted: ReadonlyMap<string, unknown>;
  readonly url: () => string;
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const since = '2026-01-01T00:00:00Z';

export function userRow(person: ScimPerson, shape: Shape): unknown {
  const { quirks } = shape;
  const { id, userName, active, displayName, givenName, familyName, emails, more } = person;
  const row: Row = {
    schemas: [`${CORE}:User`, ...Object.keys(more).filter(name => name.startsWith('urn:'))],
    ...{ id: idOf(id, quirks), userName, displayName },
    name: { givenName, familyName, formatted: [givenName, familyName].filter(Boolean).join(' ') },
    ...(quirks.has('activeMissing') ? {} : { active: quirks.has('activeAsText') ? (active ? 'True' : 'False') : active }),
    emails,
    ...(shape.membersIn === 'groups' ? {} : groupsOf(id, shape)),
    ...more,
    meta: { resourceType: 'User', created: since, lastModified: since, location: `${shape.url()}/Users/${id}`, version: 'W/"1"' },
  };
  return corrupted(row, id, shape);
}

/** Groups that somebody is in, by way of groups inside them too (RFC 7643 §4.1.2). An empty list is left out. */
function groupsOf(id: string, { world, quirks, url }: Shape): Row {
  const direct = [...world.groups.values()].filter(({ members }) => members.has(id));
  const all = new Set(direct);
  for (const inner of all) for (const outer of world.groups.values()) if (outer.groups.has(inner.id)) all.add(outer);
  if (all.size === 0) return {};
  const entry = (group: ScimGroup) => ({
    value: idOf(group.id, quirks),
    $ref: `${url()}/Groups/${group.id}`,
    display: group.displayName,
    type: direct.includes(group) ? 'direct' : 'indirect',
  });
  return { groups: [...all].map(entry) };
}

/** `where`: some servers show members only to whom asks for them, or for one group. */
export function groupRow(group: ScimGroup, where: 'list' | 'listOnRequest' | 'one', shape: Shape): unknown {
  const { id, displayName } = group;
  const row: Row = {
    schemas: [`${CORE}:Group`],
    ...{ id: idOf(id, shape.quirks), displayName },
    ...membersOf(group, where, shape),
    meta: {
      resourceType: 'Group',
      created: since,
      lastModified: since,
      location: `${shape.url()}/Groups/${id}`,
      version: 'W/"1"',
    },
  };
  return corrupted(row, id, shape);
}

function membersOf({ members, groups }: ScimGroup, where: 'list' | 'listOnRequest' | 'one', shape: Shape): Row {
  const { quirks, membersIn, world, url } = shape;
  if (membersIn === 'users' || quirks.has('membersNowhere')) return {};
  if (quirks.has('membersOnRequest') && where === 'list') return {};
  if (quirks.has('membersNotInLists') && where !== 'one') return {};
  if (quirks.has('membersAlwaysEmpty')) return { members: [] };
  if (quirks.has('emptyMembersLeftOut') && members.size + groups.size === 0) return {};
  const entry = (id: string, type: 'User' | 'Group', display: string | undefined) =>
    quirks.has('membersWithoutType')
      ? { value: idOf(id, quirks) }
      : { value: idOf(id, quirks), type, $ref: `${url()}/${type}s/${id}`, ...(display === undefined ? {} : { display }) };
  return {
    members: [
      ...[...members].map(id => entry(id, 'User', world.people.get(id)?.displayName)),
      ...[...groups].map(id => entry(id, 'Group', world.groups.get(id)?.displayName)),
    ],
  };
}

const idOf = (id: string, quirks: ReadonlySet<Quirk>): string | number => (quirks.has('numericIds') ? Number(id) : id);

function corrupted(row: Row, id: string, { corrupted }: Shape): unknown {
  if (!corrupted.has(id)) return row;
  const patch = corrupted.get(id);
  return typeof patch === 'object' && patch !== null ? { ...row, ...patch } : patch;
}
