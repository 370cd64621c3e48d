import { AccessDenied, Interrupted, SyncError, UnexpectedReply } from '../../errors.js';
import type { ListEvidence, Members } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { AwsApi } from './api.js';
import { NoSuchStore, NoSuchUser } from './errors.js';
import { readList } from './lists.js';
import { MembershipRow } from './schema.js';

export interface Memberships {
  readonly members: ReadonlyMap<SourceGroupId, Members<PersonId>>;
  readonly evidence: readonly ListEvidence[];
}

interface Named {
  readonly id: SourceGroupId;
  readonly name: string;
}

/**
 * Who is in these groups, in the fewest calls: one for each group, or one for each person where there are fewer of those and all of
 * them are known (aws.md §5, 2026-11). What the way over the people does not bring is asked of the groups.
 */
export async function readMemberships(
  api: AwsApi,
  groups: readonly Named[],
  people: readonly PersonId[] | undefined,
  options: ReadOptions,
): Promise<Memberships> {
  if (people === undefined || people.length >= groups.length) return byGroup(api, groups, options);
  try {
    return await byPerson(api, groups, people, options);
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted || error instanceof NoSuchStore) throw error;
    return byGroup(api, groups, options);
  }
}

/** A group whose members fail alone is unknown, also one that was deleted meanwhile (R1). */
async function byGroup(api: AwsApi, groups: readonly Named[], { signal, onProgress }: ReadOptions): Promise<Memberships> {
  let done = 0;
  const read = await eachAlone(groups, {
    signal,
    fatal: error => error instanceof AccessDenied || error instanceof NoSuchStore,
    failed: (why): Read => ({ members: { kind: 'unknown', why } }),
    task: async group => {
      const members = await membersOf(api, group, signal);
      done += 1;
      onProgress?.({ what: 'members', done, total: groups.length });
      return members;
    },
  });
  return {
    members: new Map(groups.map(({ id }, at) => [id, read[at]?.members ?? { kind: 'unknown', why: 'not asked' }])),
    evidence: read.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence])),
  };
}

interface Read {
  readonly members: Members<PersonId>;
  readonly evidence?: ListEvidence;
}

async function membersOf(api: AwsApi, { id, name }: Named, signal: AbortSignal): Promise<Read> {
  const { rows, evidence } = await readList({
    what: `members of ${name}`,
    page: token => api.members(id, token, signal),
    keyOf: row => MembershipRow.safeParse(row).data?.person,
  });
  const ids = rows.map(row => MembershipRow.safeParse(row).data);
  if (ids.some(row => row?.group !== id)) return { members: { kind: 'unknown', why: 'a membership that we do not understand' } };
  return { members: { kind: 'read', ids: new Set(ids.flatMap(row => (row === undefined ? [] : [row.person]))) }, evidence };
}

/** All groups of everybody, or it rejects: whoever is missing would be missing from each group. */
async function byPerson(
  api: AwsApi,
  groups: readonly Named[],
  people: readonly PersonId[],
  { signal, onProgress }: ReadOptions,
): Promise<Memberships> {
  const members = new Map(groups.map(({ id }) => [id, new Set<PersonId>()]));
  const total = { pages: 0, rows: 0 };
  let done = 0;
  await eachAlone(people, {
    signal,
    fatal: () => true,
    failed: () => undefined,
    task: async person => {
      const { ids, evidence } = await groupsOf(api, person, signal);
      for (const id of ids) members.get(id)?.add(person);
      total.pages += evidence.pages;
      total.rows += evidence.rows;
      done += 1;
      onProgress?.({ what: 'members', done, total: people.length });
    },
  });
  const evidence = { what: `groups of each of ${people.length} people`, ...total, end: 'no next token' };
  return { members: new Map([...members].map(([id, ids]) => [id, { kind: 'read', ids }])), evidence: [evidence] };
}

/** The groups of one person; none where AWS says that there is no such person any more. */
export async function groupsOf(api: AwsApi, person: PersonId, signal: AbortSignal) {
  const what = `groups of ${person}`;
  const { rows, evidence } = await readList({
    what,
    page: token => api.groupsOf(person, token, signal),
    keyOf: row => MembershipRow.safeParse(row).data?.group,
  }).catch(error => {
    if (!(error instanceof NoSuchUser)) throw error;
    return { rows: [], evidence: { what, pages: 1, rows: 0, end: 'AWS says that this person is gone' } };
  });
  const ids = rows.map(row => {
    const { data } = MembershipRow.safeParse(row);
    if (data?.person === person) return data.group;
    throw new UnexpectedReply(
      'AWS sent a membership that we do not understand',
      'Nothing was believed. Its API may have changed.',
    );
  });
  return { ids, evidence };
}
