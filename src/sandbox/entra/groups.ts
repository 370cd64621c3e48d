import { type Call, forbidden, GraphFailure, isAdvanced, need, notFound, unsupported } from './call.js';
import { filterOf } from './filter.js';
import { page, resumed } from './pages.js';
import { GROUP } from './properties.js';
import { type EntraGroup, transitiveGroups, transitiveMembers } from './tenant.js';
import { selectedOfMembers, userRow } from './users.js';

export function listGroups(asked: Call): unknown {
  need(asked.rights.groups);
  const { call, place } = resumed(asked);
  const names = selected(call);
  const test = filterOf(call, name => GROUP.includes(name));
  const groups = [...call.tenant.groups.values()].filter(group => test({ ...group }));
  return page(call, place, groups, group => groupRow(group, names), contextOf(call));
}

const contextOf = ({ query }: Call) => (query.has('$select') ? `groups(${query.get('$select')})` : 'groups');

function selected({ query }: Call): readonly string[] {
  const names = query.get('$select')?.split(',') ?? GROUP;
  const unknown = names.find(name => !GROUP.includes(name));
  if (unknown === undefined) return names;
  throw new GraphFailure(400, 'BadRequest', `Could not find a property named '${unknown}' on type 'microsoft.graph.group'.`);
}

function groupRow(group: EntraGroup, names: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = { ...group, securityEnabled: true, mailEnabled: false };
  return Object.fromEntries(names.map(name => [name, all[name] ?? null]));
}

const USER = '#microsoft.graph.user';

/** Direct members or all of them, of every kind or cast to one; a cast is an advanced query (entra.md §2). */
export const listMembers = (isTransitive: boolean) => (asked: Call) => {
  need(asked.rights.members);
  const { call, place } = resumed(asked);
  const [id = '', cast] = call.params;
  const group = call.tenant.groups.get(id);
  if (group === undefined) throw notFound(id);
  checkCast(call, cast, 'microsoft.graph.user');
  const names = selectedOfMembers(call);
  const members = [...(isTransitive ? transitiveMembers(call.tenant, group) : group.members)].map(member => ({ id: member }));
  const shown = isSeen(call, group) ? members.filter(member => cast === undefined || call.tenant.people.has(member.id)) : [];
  return page(call, place, shown, member => memberRow(call, member.id, names), 'directoryObjects');
};

/** Of the groups that somebody is in, hidden ones are left out for whom they are hidden. */
export function listMemberOf(asked: Call): unknown {
  need(asked.rights.memberOf);
  const { call, place } = resumed(asked);
  const [id = '', cast] = call.params;
  if (!call.tenant.people.has(id)) throw notFound(id);
  checkCast(call, cast, 'microsoft.graph.group');
  const groups = transitiveGroups(call.tenant, id).filter(({ visibility }) => visibility !== HIDDEN || call.rights.hidden);
  return page(call, place, groups, group => groupRow(group, selected(call)), 'directoryObjects');
}

function checkCast(call: Call, cast: string | undefined, only: string): void {
  if (cast === undefined) return;
  if (cast !== only) throw unsupported(`Unsupported Query: the cast to ${cast} is not supported.`);
  if (!isAdvanced(call)) throw unsupported('Request with OData cast needs the header ConsistencyLevel and $count.');
}

const HIDDEN = 'HiddenMembership';

function isSeen({ rights, quirks }: Call, { visibility }: EntraGroup): boolean {
  if (visibility !== HIDDEN || rights.hidden) return true;
  if (quirks.hiddenMembers === 'forbidden') throw forbidden();
  return false;
}

/** Whoever may read memberships and not users gets ids and kinds only (entra.md §4). */
function memberRow(call: Call, id: string, names: readonly string[]): unknown {
  const person = call.tenant.people.get(id);
  if (person !== undefined) {
    const row = userRow(call, person, names);
    return typeof row === 'object' && row !== null ? { '@odata.type': USER, ...row } : row;
  }
  const group = call.tenant.groups.get(id);
  const kind = group === undefined ? '#microsoft.graph.device' : '#microsoft.graph.group';
  return { '@odata.type': kind, id, displayName: group?.displayName ?? id };
}
