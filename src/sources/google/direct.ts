import { prettifyError } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import type { GoogleApi } from './api.js';
import { readList } from './lists.js';
import { GROUP_FIELDS, GroupRow, MEMBER_FIELDS, MemberRow } from './schema.js';

/** Who is in a group directly; or that this is not known (R1). */
export type Direct =
  | {
      readonly kind: 'read';
      readonly people: readonly PersonId[];
      readonly groups: readonly SourceGroupId[];
      /** all of the customer are */
      readonly everybody: boolean;
      readonly evidence: ListEvidence;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** Who and what belongs to the customer. */
export interface Known {
  readonly isPerson: (id: PersonId) => boolean;
  /** guests who count as nobody */
  readonly isLeftOut: (id: PersonId) => boolean;
  readonly isGroup: (id: SourceGroupId) => boolean;
}

type Asked = Pick<GroupRow, 'id' | 'name'> & { readonly count?: number | undefined };

/**
 * The direct members of one group. Google's count of it speaks of people only and may be late, so that it never says that nobody
 * is there; but a list with fewer than it counts is read once more, and then not believed.
 */
export async function readDirect(api: GoogleApi, group: Asked, known: Known, signal: AbortSignal): Promise<Direct> {
  const path = `groups/${pathSegment(group.id, 'Google')}`;
  const first = await readOnce(api, path, group, known, signal);
  if (first.kind === 'unknown' || first.own >= (group.count ?? 0)) return first;
  const { count } = await api.get(path, { fields: GROUP_FIELDS }, GroupRow, signal);
  const second = await readOnce(api, path, { ...group, count }, known, signal);
  if (second.kind === 'unknown' || second.own >= (count ?? 0)) return second;
  return { kind: 'unknown', why: `Google counts ${count} people in it, and shows ${second.own}, twice` };
}

type Once = (Extract<Direct, { kind: 'read' }> & { readonly own: number }) | Extract<Direct, { kind: 'unknown' }>;

async function readOnce(api: GoogleApi, path: string, group: Asked, known: Known, signal: AbortSignal): Promise<Once> {
  const what = `members of ${group.name}`;
  const list = await readList(api, { what, path: `${path}/members`, kind: 'members', fields: MEMBER_FIELDS, signal });
  const members = list.rows.map(member);
  const sorted = Map.groupBy(members, each => sortOf(each, known));
  const [strange] = sorted.get('strange') ?? [];
  if (strange !== undefined) return { kind: 'unknown', why: `a member of a kind that we do not know: ${strange.type}` };
  const { evidence } = list;
  return {
    kind: 'read',
    people: (sorted.get('person') ?? []).map(({ id }) => personId(id)),
    groups: (sorted.get('group') ?? []).map(({ id }) => sourceGroupId(id)),
    everybody: sorted.has('everybody'),
    own: members.filter(({ type }) => type !== 'GROUP').length,
    evidence: {
      ...{ ...evidence, end: `${evidence.end}${told(sorted.get('outside') ?? [])}` },
      ...(group.count !== undefined && !sorted.has('group') && { total: group.count }), // of people only
    },
  };
}

function member(row: unknown): MemberRow {
  const { data, error } = MemberRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `Google sent a member that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
    'This group is left as it is. Its API may have changed.',
  );
}

type Sort = 'person' | 'group' | 'everybody' | 'outside' | 'leftOut' | 'strange';

/**
 * Members are known by their id: their address may be an alias. Whoever is of another organisation has no `status`, and is nobody
 * here (google.md §3, 2026-09). Somebody of ours whom the list of people lacks (new, odd, of another domain) has one.
 */
function sortOf({ id, type, status }: MemberRow, { isPerson, isLeftOut, isGroup }: Known): Sort {
  switch (type) {
    case 'USER':
    case 'EXTERNAL':
      if (isPerson(personId(id))) return 'person';
      if (isLeftOut(personId(id))) return 'leftOut';
      return type === 'USER' && status ? 'person' : 'outside';
    case 'GROUP':
      return isGroup(sourceGroupId(id)) || status ? 'group' : 'outside';
    case 'CUSTOMER':
      return 'everybody';
    default:
      return 'strange';
  }
}

/** So many by name. */
const SHOWN = 3;

function told(outside: readonly MemberRow[]): string {
  if (outside.length === 0) return '';
  const names = outside.slice(0, SHOWN).map(({ email, id }) => email ?? id);
  const more = outside.length > SHOWN ? ` and ${outside.length - SHOWN} more` : '';
  return `; ${outside.length} not of this organisation, who count as nobody: ${names.join(', ')}${more}`;
}
