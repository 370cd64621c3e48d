import { prettifyError } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import type { ListEvidence, SourceGroup } from '../../model/directory.js';
import { personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { PullScope } from '../source.js';
import { SMALLEST_PAGE } from './executor.js';
import { readList } from './lists.js';
import { EveryoneRow, GroupRow, MemberRow } from './schema.js';
import type { OktaApi } from './sdk.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

/** All groups by name, the members of those in scope; one whose members fail alone is unknown (R1). */
export async function readGroups(api: OktaApi, scope: PullScope, { signal, onProgress }: ReadOptions): Promise<Groups> {
  const list = await readNames(api, done => onProgress?.({ what: 'groups', done }));
  const { named } = list;
  const wanted = named.filter(scope.group);

  let done = 0;
  const read = await eachAlone(wanted, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): Membership => ({ members: { kind: 'unknown', why } }),
    task: async group => {
      const members = await readMembers(api, group);
      done += 1;
      onProgress?.({ what: 'members', done, total: wanted.length });
      return members;
    },
  });

  const groups = new Map<SourceGroupId, SourceGroup>(named.map(group => [group.id, { ...group, members: { kind: 'notRead' } }]));
  for (const [at, group] of wanted.entries()) {
    const membership = read[at];
    if (membership !== undefined) groups.set(group.id, { ...group, members: membership.members });
  }
  return { groups, evidence: [list.evidence, ...read.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence]))] };
}

interface Membership extends Pick<SourceGroup, 'members'> {
  readonly evidence?: ListEvidence;
}

type Named = Pick<SourceGroup, 'id' | 'name'>;

/** All groups by name; `everyone`: the id of the one that everybody is in, where it is shown. */
export async function readNames(api: OktaApi, onPage?: (rows: number) => void) {
  // the guidance is at most 200, and many orgs allow no more (okta.md §2)
  const limits = [200, SMALLEST_PAGE];
  const list = await readList({ what: 'groups', limits, open: limit => api.groups(limit), ...(onPage && { onPage }) });
  const everyone = list.rows.map(row => EveryoneRow.safeParse(row).data?.id).find(id => id !== undefined);
  return { named: list.rows.map(groupOf), everyone, evidence: list.evidence };
}

export function groupOf(row: unknown): Named {
  const { data, error } = GroupRow.safeParse(row);
  if (data === undefined)
    throw new UnexpectedReply(
      `Okta sent a group that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
      'Nothing was believed. Its API may have changed.',
    );
  return { id: sourceGroupId(data.id), name: data.profile.name };
}

/** In pages of 1,000, Okta's own default for members, though its guidance is 200: a fifth of the calls in a scarce bucket (R4). */
async function readMembers(api: OktaApi, { id, name }: Named): Promise<Membership> {
  const { rows, evidence } = await readList({
    what: `members of ${name}`,
    limits: [1000, 200, SMALLEST_PAGE],
    open: limit => api.members(id, limit),
  });
  const members = rows.map(row => MemberRow.safeParse(row).data);
  if (members.includes(undefined)) return { members: { kind: 'unknown', why: 'a member without an id' }, evidence };
  return { members: { kind: 'read', ids: new Set(members.flatMap(member => (member ? [personId(member.id)] : []))) }, evidence };
}
