import { prettifyError } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence, SourceGroup } from '../../model/directory.js';
import type { SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { readList, type Service } from './lists.js';
import { GroupRow } from './schema.js';
import type { ScimSettings } from './settings.js';

export type Named = Pick<SourceGroup, 'id' | 'name'>;

export interface GroupList {
  readonly named: ReadonlyMap<SourceGroupId, Named>;
  /** the attribute `members` as it came; undefined: it did not come */
  readonly members: ReadonlyMap<SourceGroupId, unknown>;
  readonly evidence: readonly ListEvidence[];
  /** others were left out */
  readonly isNarrowed: boolean;
}

export interface GroupQuestion {
  readonly where: ScimSettings['members'];
  /** members are known from elsewhere */
  readonly isEnough: boolean;
  /** those only that it names; without it all */
  readonly filter?: string | undefined;
}

/** Groups by name, with their members where lists show them. */
export async function listGroups(
  service: Service,
  { where, isEnough, filter }: GroupQuestion,
  options: ReadOptions,
): Promise<GroupList> {
  const narrow = filter === undefined ? {} : { filter, isLong: true };
  const request = { what: 'groups', path: service.offer.groups, ...narrow, ...options };
  if (where === 'users' || where === 'each') return listed(service, { ...request, excludedAttributes: 'members' });
  const first = await listed(service, request);
  const saysSome = [...first.members.values()].some(members => members !== undefined);
  if (saysSome || isEnough || first.named.size === 0) return first;
  // some servers leave members out of lists unless they are asked for (scim.md §3, 2026-08)
  const second = await listed(service, { ...request, what: "groups' members", attributes: 'displayName,members' });
  return { ...second, evidence: [...first.evidence, ...second.evidence] };
}

async function listed(service: Service, request: Parameters<typeof readList>[1]): Promise<GroupList> {
  const { rows, evidence } = await readList(service, request);
  const groups = rows.map(row => groupOf(row, service));
  return {
    named: new Map(groups.map(({ id, name }) => [id, { id, name }])),
    members: new Map(groups.map(({ id, members }) => [id, members])),
    evidence: [evidence],
    isNarrowed: request.filter !== undefined,
  };
}

/** A group that we do not understand may be inside another: then nobody's memberships are certain. */
function groupOf(row: unknown, { api }: Service) {
  const { data, error } = GroupRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `${api.name} sent a group that we do not understand: ${prettifyError(error)}`,
    'Nothing was believed. Each group must have an id and a displayName (RFC 7643 §4.2).',
  );
}
