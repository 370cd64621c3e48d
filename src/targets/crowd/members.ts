import { AccessDenied, Interrupted, SyncError, UnexpectedReply } from '../../errors.js';
import type { ExistingGroup } from '../../model/change.js';
import type { ListEvidence } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { type MembersRead, membersOrUnknown } from '../members-or-unknown.js';
import { inParallel } from '../parallel.js';
import { type Held, parseMemberships } from './membership-document.js';
import { everyRow } from './pages.js';
import { groupIdOf, listOf, Named } from './schema.js';
import { ask, CONCURRENCY, get, isDone, type Session } from './session.js';

/** Every direct membership, by group; or why the one document that tells them cannot be had. */
export type Memberships =
  | { readonly kind: 'whole'; readonly groups: ReadonlyMap<TargetGroupId, Held>; readonly evidence: ListEvidence }
  | { readonly kind: 'refused'; readonly why: string };

/** A server, or a proxy before it, that does not give the document. */
const REFUSED = [403, 404, 405, 406, 415, 501];
/** It is made while we wait, and may be tens of megabytes (crowd sheet §3). */
const PATIENCE = 5;

/** GET /group/membership: the whole directory in one answer, XML only (crowd sheet §3, November 2026). */
export async function readMemberships(session: Session, signal: AbortSignal): Promise<Memberships> {
  try {
    const question = { path: 'group/membership', accept: 'application/xml', expect: REFUSED, patience: PATIENCE };
    const reply = await ask(session, question, signal);
    if (!isDone(reply)) return { kind: 'refused', why: `the list of all memberships was refused (${reply.status})` };
    const groups = byGroup(await parsed(session, reply.body, signal));
    const rows = [...groups.values()].reduce((sum, { users }) => sum + users.length, 0);
    return { kind: 'whole', groups, evidence: { what: 'memberships', pages: 1, rows, end: 'document closed' } };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof AccessDenied || error instanceof Interrupted) throw error;
    return { kind: 'refused', why: error.message };
  }
}

async function parsed(session: Session, body: unknown, signal: AbortSignal): Promise<ReadonlyMap<string, Held>> {
  try {
    if (typeof body !== 'string') throw new Error('it is no XML');
    return await parseMemberships(body, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new UnexpectedReply(
      `${session.name} sent a list of all memberships that cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Each group is read alone instead.',
      { cause },
    );
  }
}

/** Names of one group in different cases are one group. */
function byGroup(named: ReadonlyMap<string, Held>): ReadonlyMap<TargetGroupId, Held> {
  const groups = new Map<TargetGroupId, Held>();
  for (const [name, { users, groups: children }] of named) {
    const before = groups.get(groupIdOf(name));
    groups.set(groupIdOf(name), {
      users: [...(before?.users ?? []), ...users],
      groups: [...(before?.groups ?? []), ...children],
    });
  }
  return groups;
}

/** Which account a username is. */
export type ByName = (username: string) => AccountId;

/** The direct members of one group, inactive ones too, or why they are unknown. Rejects when nothing else could be read either. */
export function readMembers(session: Session, group: string, idOf: ByName, signal: AbortSignal): Promise<MembersRead> {
  return membersOrUnknown(async () => {
    const { rows, pages } = await memberNames(session, group, signal);
    return {
      members: { kind: 'read', ids: new Set(rows.map(({ name }) => idOf(name))) },
      evidence: { what: `members of ${group}`, pages, rows: rows.length, end: 'nobody after the last' },
    };
  });
}

const Users = listOf('user', Named);

const memberNames = (session: Session, groupname: string, signal: AbortSignal) =>
  everyRow(session, {
    what: `members of ${groupname}`,
    page: (start, most) =>
      get(session, Users, { path: 'group/user/direct', query: { groupname, 'start-index': start, 'max-results': most } }, signal),
    keyOf: ({ name }) => name,
  });

/** How many are directly in each group. There is no total: their names are counted. */
export async function readSizes(
  session: Session,
  groups: readonly ExistingGroup[],
  { signal }: ReadOptions,
): Promise<ReadonlyMap<TargetGroupId, number>> {
  const sizes = new Map<TargetGroupId, number>();
  await inParallel(groups, CONCURRENCY, signal, async ({ id, name }, either) => {
    sizes.set(id, (await memberNames(session, name, either)).rows.length);
  });
  return sizes;
}
