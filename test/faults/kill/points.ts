import fc from 'fast-check';
import type { ChangeKind } from '../../../src/model/change.js';
import type { RunEvent } from '../../../src/sync/events.js';
import { seedFrom } from '../../chance.js';

const OCCURS = 'it occurs';
const NOTHING_FAILS = 'here every system can be read; a run that tells of it has written nothing and sent nothing yet';

/** A new kind of event does not compile until it is decided here whether a run must be killed at it, and if not, why. */
export const EVENTS = {
  recordOpened: OCCURS,
  recordClosed: OCCURS,
  pullStarted: OCCURS,
  pullProgress: OCCURS,
  lookUpStarted: OCCURS,
  pulled: OCCURS,
  pullFailed: NOTHING_FAILS,
  readStarted: OCCURS,
  readProgress: OCCURS,
  read: OCCURS,
  readFailed: NOTHING_FAILS,
  planned: OCCURS,
  applyStarted: OCCURS,
  stageStarted: OCCURS,
  changeStarted: OCCURS,
  changeIntended: OCCURS,
  changeAnswered: OCCURS,
  changeSettled: OCCURS,
  stageFinished: OCCURS,
  applied: OCCURS,
} satisfies Record<RunEvent['kind'], string>;

const CHANGES = {
  createUser: OCCURS,
  updateUser: OCCURS,
  renameUser: OCCURS,
  reactivateUser: OCCURS,
  handOver: OCCURS,
  cutAccess: OCCURS,
  deactivateUser: OCCURS,
  deleteUser: OCCURS,
  createGroup: OCCURS,
  renameGroup: 'Jira cannot',
  grantPermission: 'Jira cannot',
  deleteGroup: OCCURS,
  addMember: OCCURS,
  removeMember: OCCURS,
} satisfies Record<ChangeKind, string>;

export const occurring = (kinds: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set(Object.keys(kinds).filter(kind => kinds[kind] === OCCURS));
export const kindsOfChange = occurring(CHANGES);

export interface Sample {
  readonly seed: number;
  readonly points: readonly string[];
}

/** Where something was lost once: groups left, sessions not ended yet. Always in the sample. */
const LOST_ONCE: readonly string[] = ['send DELETE desk/rest/api/2/user/session/uma #1'];

/** So many of the points, by a seed; all with `KILL=all`, one with `KILL_POINT`. `KILL_SEED` draws an earlier sample again. */
export function sampleOf(points: readonly string[], size: number, { KILL, KILL_POINT, KILL_SEED }: NodeJS.ProcessEnv): Sample {
  const seed = seedFrom(KILL_SEED);
  if (KILL_POINT !== undefined) return { seed, points: points.filter(point => point === KILL_POINT) };
  const always = points.filter(point => LOST_ONCE.includes(point));
  // what is done at the same time comes in another order each time
  const others = points.filter(point => !LOST_ONCE.includes(point)).toSorted();
  const length = KILL === 'all' ? others.length : Math.min(size - always.length, others.length);
  const [drawn = []] = fc.sample(fc.shuffledSubarray(others, { minLength: length, maxLength: length }), { seed, numRuns: 1 });
  return { seed, points: [...always, ...drawn] };
}
