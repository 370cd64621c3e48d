import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LookedUp } from '../source.js';
import type { AwsApi } from './api.js';
import { readAssignments, type Scope, whyOut } from './assignments.js';
import { NoSuchUser } from './errors.js';
import { groupsOf } from './memberships.js';
import { once } from './once.js';
import { readUser, type UserRow } from './schema.js';
import type { AwsSettings } from './settings.js';
import { NO_STATUS } from './users.js';

type Settings = Pick<AwsSettings, 'app' | 'attributes' | 'identityStoreId' | 'provisionedOnly'>;

/** What AWS says now of each of these people, one call each; what fails is unknown (R5). */
export async function lookUp(
  api: AwsApi,
  settings: Settings,
  ids: readonly PersonId[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  const desk = deskOf(api, settings, signal);
  let done = 0;
  const answers = await eachAlone(ids, {
    signal,
    failed: (why): LookedUp => ({ kind: 'unknown', why }),
    task: async id => {
      const found = await lookUpOne(api, desk, id);
      done += 1;
      onProgress?.({ what: 'look-ups', done, total: ids.length });
      return found;
    },
  });
  return new Map(ids.map((id, at) => [id, answers[at] ?? { kind: 'unknown', why: 'not asked' }]));
}

/** What several look-ups share; each is asked once, and only when it matters. */
export interface Desk extends Pick<Settings, 'attributes'> {
  readonly signal: AbortSignal;
  /** what becomes of whom AWS does not know */
  readonly gone: LookedUp;
  readonly scope: () => Promise<Scope>;
  /** whether this endpoint tells `UserStatus` at all */
  readonly tellsStatus: () => Promise<boolean>;
}

export const deskOf = (
  api: AwsApi,
  { app, attributes, identityStoreId, provisionedOnly }: Settings,
  signal: AbortSignal,
): Desk => ({
  attributes,
  signal,
  gone: identityStoreId === undefined ? PERHAPS_ELSEWHERE : { kind: 'deleted' },
  scope: once(async () => ({
    provisionedOnly,
    assignments: app === undefined ? undefined : await readAssignments(api, app, signal),
  })),
  tellsStatus: once(async () => {
    const { rows } = await api.users(undefined, signal);
    return rows.map(row => readUser(row, attributes, 'users')).some(row => row.kind === 'user' && row.isEnabled !== undefined);
  }),
});

async function lookUpOne(api: AwsApi, desk: Desk, id: PersonId): Promise<LookedUp> {
  const row = await api.user(id, desk.signal).catch(error => {
    if (error instanceof NoSuchUser) return GONE;
    throw error;
  });
  if (row === GONE) return desk.gone;
  const read = readUser(row, desk.attributes, 'look-up');
  if (read.kind === 'odd') return { kind: 'unknown', why: `a row that we do not understand: ${read.odd.problem}` };
  if (read.person.id !== id) return { kind: 'unknown', why: `AWS answered with somebody else, ${read.person.id}` };
  if (read.isEnabled === undefined && (await desk.tellsStatus())) return { kind: 'unknown', why: NO_STATUS };
  return judge(api, desk, read);
}

/** With the credential of another account, or another instance in the region, another store is asked: there nobody is known. */
const PERHAPS_ELSEWHERE: LookedUp = {
  kind: 'outOfScope',
  why: 'not in the identity store that AWS shows, and the config does not say whether it is the one before (identityStoreId)',
};

/** AWS's own word that there is no such user. */
const GONE = Symbol('gone');

/** What the row says of its person; whether they are assigned is asked where nothing else decides. */
export async function judge(api: AwsApi, desk: Desk, row: UserRow): Promise<LookedUp> {
  const { person } = row;
  if (person.standing.kind === 'inactive') return { ...person.standing, person };
  const scope = await desk.scope();
  const byGroups =
    scope.assignments !== undefined && !scope.assignments.users.has(person.id) && scope.assignments.groups.size > 0;
  const why = whyOut(row, byGroups ? (await groupsOf(api, person.id, desk.signal)).ids : [], scope);
  return why === undefined ? { kind: 'present', person } : { kind: 'outOfScope', why, person };
}
