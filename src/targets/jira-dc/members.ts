import { UnexpectedReply } from '../../errors.js';
import type { ExistingGroup } from '../../model/change.js';
import { type AccountId, accountId, type TargetGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { type MembersRead, membersOrUnknown } from '../members-or-unknown.js';
import { inParallel } from '../parallel.js';
import { MemberPage } from './schema.js';
import { CONCURRENCY, get, type Session } from './session.js';

/** More than Jira gives: it cuts a page at 50 and says so in `maxResults` (jira-dc sheet §3, November 2026). */
const ASKED = 1000;
const TRIES = 2;

/** The members of one group, inactive ones too, or why they are unknown. Rejects when nothing else could be read either. */
export const readMembers = (session: Session, group: string, signal: AbortSignal): Promise<MembersRead> =>
  membersOrUnknown(() => stableMembers(session, group, signal));

/** How many are in each group, inactive ones too: a page of one row tells (jira-dc sheet §3, November 2026). */
export async function readSizes(
  session: Session,
  groups: readonly ExistingGroup[],
  { signal }: ReadOptions,
): Promise<ReadonlyMap<TargetGroupId, number>> {
  const sizes = new Map<TargetGroupId, number>();
  await inParallel(groups, CONCURRENCY, signal, async ({ id, name }, either) => {
    const { total } = await memberPage(session, name, 0, either, 1);
    sizes.set(id, total);
  });
  return sizes;
}

/** A list that moved while it was paged through is read once more from its start. */
async function stableMembers(session: Session, group: string, signal: AbortSignal): Promise<MembersRead> {
  for (let tries = 1; ; tries++) {
    const { ids, rows, pages, total } = await memberPages(session, group, signal);
    if (rows === total && ids.size === total)
      return {
        members: { kind: 'read', ids },
        evidence: { what: `members of ${group}`, pages, rows, end: 'total reached', total },
      };
    if (tries === TRIES) throw strange(session, group, `gave ${rows} rows of ${ids.size} people where it counts ${total}`);
  }
}

async function memberPages(session: Session, group: string, signal: AbortSignal) {
  const ids = new Set<AccountId>();
  let [rows, pages, startAt, total] = [0, 0, 0, 0];
  do {
    const page = await memberPage(session, group, startAt, signal);
    if (page.startAt !== startAt) throw strange(session, group, `answered from ${page.startAt} where ${startAt} was asked`);
    if (page.maxResults < 1) throw strange(session, group, 'gave pages of no size');
    for (const { key } of page.values) ids.add(accountId(key));
    rows += page.values.length;
    pages += 1;
    total = page.total;
    startAt += page.maxResults;
    if (page.values.length === 0) break; // whatever it counts, nothing more comes: asking on could take for ever
  } while (startAt < total);
  return { ids, rows, pages, total };
}

const memberPage = (session: Session, groupname: string, startAt: number, signal: AbortSignal, maxResults = ASKED) =>
  get(session, 'group/member', MemberPage, { groupname, includeInactiveUsers: true, startAt, maxResults }, signal);

const strange = (session: Session, group: string, what: string) =>
  new UnexpectedReply(`${session.name} ${what} while the members of ${group} were read`, 'They count as unknown in this run.');
