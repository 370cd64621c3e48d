import { AccessDenied } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence, SourceGroup } from '../../model/directory.js';
import { type PersonId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { PullScope } from '../source.js';
import type { KeycloakApi } from './api.js';
import { readList } from './lists.js';
import { type Circle, type Circles, reachable, readMembers } from './members.js';
import { type Roles, readRoles } from './roles.js';
import { GroupRow } from './schema.js';
import type { KeycloakSettings } from './settings.js';
import { readTree, type Tree } from './tree.js';

type Settings = Pick<KeycloakSettings, 'roles' | 'groupNames'>;
type Named = Pick<SourceGroup, 'id' | 'name'>;

/** What counts as a group, by name. */
export interface Outline {
  readonly tree: Tree;
  readonly roles: Roles;
  readonly named: readonly Named[];
}

export async function readOutline(api: KeycloakApi, settings: Settings, options: ReadOptions): Promise<Outline> {
  const tree = await readTree(api, options);
  const roles = await readRoles(api, settings, options.signal);
  const groups = [...tree.groups.values()].map(group => ({ id: group.id, name: group[settings.groupNames] }));
  const asGroups = [...roles.roles.values()].filter(({ isGroup }) => isGroup).map(({ id, name }) => ({ id, name }));
  return { tree, roles, named: [...groups, ...asGroups] };
}

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

/** All groups by name, those in scope with their members. */
export async function readGroups(
  api: KeycloakApi,
  settings: Settings,
  scope: PullScope,
  isPerson: (id: PersonId) => boolean,
  options: ReadOptions,
): Promise<Groups> {
  const { tree, roles, named } = await readOutline(api, settings, options);
  const wanted = named.filter(scope.group).map(({ id }) => id);
  const circles = await connected(api, tree, roles, wanted, options.signal);
  const { members, evidence } = await readMembers(api, circles, wanted, isPerson, options);
  return {
    groups: new Map(named.map(group => [group.id, { ...group, members: members.get(group.id) ?? { kind: 'notRead' } }])),
    evidence: [tree.evidence, ...roles.evidence, ...evidence],
  };
}

/** Children's members are their parents' too; a role's are whoever has it: directly, by a composite role, by a group or one below that. */
async function connected(
  api: KeycloakApi,
  { groups }: Tree,
  { roles, broughtBy }: Roles,
  wanted: readonly SourceGroupId[],
  signal: AbortSignal,
): Promise<Circles> {
  const children = Map.groupBy(groups.values(), ({ parent }) => parent);
  const circles = new Map<SourceGroupId, Circle>();
  for (const { id, path } of groups.values())
    circles.set(id, {
      ...{ id, name: path, path: `groups/${pathSegment(id, 'Keycloak')}/members` },
      from: (children.get(id) ?? []).map(child => child.id),
    });
  for (const { id, name, path } of roles.values())
    circles.set(id, { id, name, path: `${path}/users`, from: broughtBy.get(id) ?? [] });

  const needed = [...reachable(circles, wanted)].filter(({ id }) => roles.has(id));
  const withGroups = await eachAlone(needed, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (doubt): Pick<Circle, 'from' | 'doubt'> => ({ from: [], doubt }),
    task: async ({ id, name }) => ({ from: await groupsHaving(api, name, `${roles.get(id)?.path ?? ''}/groups`, signal) }),
  });
  for (const [at, circle] of needed.entries()) {
    const { from = [], ...doubt } = withGroups[at] ?? {};
    circles.set(circle.id, { ...circle, ...doubt, from: [...circle.from, ...from] });
  }
  return circles;
}

async function groupsHaving(
  api: KeycloakApi,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<readonly SourceGroupId[]> {
  const { rows } = await readList(api, { what: `groups with ${name}`, path, query: { briefRepresentation: true }, signal });
  return rows.map(row => sourceGroupId(GroupRow.parse(row).id));
}
