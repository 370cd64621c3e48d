import type { ProviderId, RunId, SourceName, SyncName, TargetName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';
import type { Following, SharedSummary } from '../model/shared-directory.js';
import type { Link, Pause, Pin, ReadRecord, RunRecord, RunSummary, Sighting, Waiting } from '../state/store.js';
import { type LeaverLeft, type LeaversInput, leaversLeft } from './leavers-left.js';
import { isInForce, pauseInForce } from './pause.js';
import { isOffboardPin, isPinInForce, namesIn } from './pins.js';
import { isStale } from './unread-problem.js';

/** A read, and the run that did it. */
export interface ReadBy {
  readonly run: RunId;
  readonly read: ReadRecord;
}

/** A source or a target: how it was read last, and how it was last read whole. */
export interface SystemStatus<Name = SourceName | TargetName> {
  readonly name: Name;
  readonly newest: ReadBy | undefined;
  readonly whole: ReadBy | undefined;
}

export interface TargetStatus extends SystemStatus<TargetName> {
  readonly lastRun: LastRun | undefined;
  /** what an undo took back and no plan does again */
  readonly pins: number;
  /** usernames of those who were offboarded: whatever their source says, they stay switched off until `unpin` */
  readonly offboarded: readonly string[];
}

/** A target that shares the directory of another one (G12). `compared`: what the last run that compared the two found. */
export interface SharingStatus extends SystemStatus<TargetName>, Pick<Following, 'of'> {
  readonly compared: SharedSummary | undefined;
}

/** The last run that applied a plan to a target, and what it did there. */
export interface LastRun extends Pick<RunRecord, 'id' | 'command' | 'attended' | 'by' | 'startedAt' | 'endedAt' | 'result'> {
  readonly did: RunSummary['targets'][number];
}

/** Who runs at this moment. */
export interface Running {
  readonly command: string;
  readonly host: string;
  readonly pid: number;
  /** ISO time */
  readonly since: string;
  readonly life: 'alive' | 'gone' | 'unknown';
}

/** What an admin should look at. Times are ISO. */
export type Alert =
  | { readonly kind: 'readFailed'; readonly system: SourceName | TargetName }
  | { readonly kind: 'neverRead'; readonly system: SourceName | TargetName }
  | { readonly kind: 'oldRead'; readonly system: SourceName | TargetName; readonly since: string }
  /** it cannot be read, for longer than its `staleAfter`: a person must settle that (DESIGN §2) */
  | { readonly kind: 'staleSource'; readonly system: SourceName | TargetName; readonly since: string }
  | { readonly kind: 'neverApplied'; readonly target: TargetName }
  | { readonly kind: 'oldApply'; readonly target: TargetName; readonly since: string }
  | { readonly kind: 'lateLeavers'; readonly target: TargetName; readonly people: number; readonly since: string }
  | { readonly kind: 'brokenRun'; readonly run: RunId; readonly command: string; readonly since: string };

/** How things stand: what `status` shows. Plain values. */
export interface Status {
  readonly now: string;
  readonly running: Running | undefined;
  /** runs that never ended, though nobody runs */
  readonly broken: readonly RunRecord[];
  readonly alerts: readonly Alert[];
  readonly sources: readonly SystemStatus<SourceName>[];
  readonly targets: readonly TargetStatus[];
  readonly sharing: readonly SharingStatus[];
  readonly pauses: readonly Pause[];
  readonly waiting: readonly Waiting[];
  readonly leavers: readonly LeaverLeft[];
  readonly next: readonly { readonly schedule: Schedule; readonly next: string | undefined }[];
  /** syncs without a schedule */
  readonly unscheduled: readonly SyncName[];
}

/** What the config and the state say. */
export interface Known {
  readonly now: string;
  readonly sources: readonly {
    readonly name: SourceName;
    readonly provider: ProviderId;
    readonly staleAfterMs: number;
  }[];
  readonly targets: readonly TargetName[];
  /** those that share the directory of one of `targets` */
  readonly sharing?: readonly Following[];
  readonly syncs: LeaversInput['syncs'];
  readonly configFingerprint: string;
  readonly holder: Running | undefined;
  /** newest first */
  readonly runs: readonly RunRecord[];
  readonly reads: readonly (ReadBy & { readonly isNewest: boolean })[];
  readonly waiting: readonly Waiting[];
  readonly pauses: readonly Pause[];
  readonly pins: readonly Pin[];
  readonly links: readonly Link[];
  readonly sightings: readonly Sighting[];
  readonly next: Status['next'];
}

/** So long without a whole read, an apply, or a leaver's end is worth a warning. */
const LATE_MS = 3 * 24 * 3_600_000;

/** How things stand, out of what was written down. Pure. */
export function statusOf(known: Known): Status {
  const { now, syncs, holder } = known;
  const systems = <Name extends SourceName | TargetName>(kind: ReadRecord['kind'], name: Name): SystemStatus<Name> => {
    const mine = known.reads.filter(({ read }) => read.kind === kind && read.system === name);
    return { name, newest: bare(mine.find(({ isNewest }) => isNewest)), whole: bare(mine.find(isWhole)) };
  };
  const sources = known.sources.map(({ name }) => systems('source', name));
  const targets = known.targets.map(name => ({
    ...systems('target', name),
    lastRun: lastRunOf(name, known.runs),
    ...pinsOf(known.pins.filter(pin => pin.target === name && isPinInForce(pin, known.configFingerprint))),
  }));
  const sharing = (known.sharing ?? []).map(({ name, of }) => ({
    ...systems('target', name),
    of,
    compared: known.runs.flatMap(({ summary }) => summary?.shared ?? []).find(one => one.target === name && wasCompared(one)),
  }));
  const waiting = known.waiting.filter(({ target }) => known.targets.includes(target)).map(row => upToDate(row, known));
  const running = holder?.life === 'gone' ? undefined : holder;
  const status = {
    ...{ now, running, sources, targets, sharing, next: known.next },
    broken: running === undefined ? known.runs.filter(isBroken) : [],
    pauses: known.pauses.filter(pause => isInForce(pause, now)),
    waiting,
    leavers: leaversLeft({ ...known, waiting, ...readsOf([...sources, ...targets]) }),
    unscheduled: syncs.flatMap(({ name }) => (known.next.some(({ schedule }) => schedule.sync === name) ? [] : [name])),
  };
  return { ...status, alerts: alertsOf(status, known.sources) };
}

const wasCompared = ({ verified }: SharedSummary) => verified.kind === 'compared';

/** What a pause held is free once it is over, though no run has looked yet. */
const upToDate = (row: Waiting, { pauses, now }: Known): Waiting =>
  row.guard === 'paused' && pauseInForce(pauses, row.target, now) === undefined
    ? { ...row, reason: 'the pause is over: the next run goes on' }
    : row;

const pinsOf = (pins: readonly Pin[]): Pick<TargetStatus, 'pins' | 'offboarded'> => ({
  pins: pins.filter(pin => !isOffboardPin(pin)).length,
  offboarded: pins.filter(isOffboardPin).flatMap(({ change }) => namesIn(change)),
});

const isWhole = ({ read }: ReadBy) => read.result.kind === 'whole';
const bare = (one: ReadBy | undefined): ReadBy | undefined => one && { run: one.run, read: one.read };
const isBroken = ({ result, command }: RunRecord) => result === 'open' && command !== 'pause' && command !== 'resume';

export function lastRunOf(target: TargetName, runs: readonly RunRecord[]): LastRun | undefined {
  for (const { summary, id, command, attended, by, startedAt, endedAt, result } of runs) {
    const did = summary?.targets.find(one => one.target === target);
    // a run for some people says nothing of how the target stands
    if (did !== undefined && summary?.some !== true) return { id, command, attended, by, startedAt, endedAt, result, did };
  }
  return undefined;
}

function readsOf(systems: readonly SystemStatus[]): Pick<LeaversInput, 'lastRead' | 'isUnread'> {
  const named = (name: string) => systems.find(system => system.name === name);
  return {
    lastRead(name) {
      const whole = named(name)?.whole;
      return whole && { run: whole.run, at: whole.read.readAt };
    },
    isUnread: name => named(name)?.newest?.read.result.kind === 'failed',
  };
}

function alertsOf(
  { now, sources, targets, sharing, leavers, broken }: Omit<Status, 'alerts'>,
  limits: Known['sources'],
): Alert[] {
  const isLate = (since: string) => Date.parse(now) - Date.parse(since) > LATE_MS;
  return [
    ...broken.map(({ id, command, startedAt }): Alert => ({ kind: 'brokenRun', run: id, command, since: startedAt })),
    ...sources.flatMap(source => readAlerts(source, limits.find(({ name }) => name === source.name)?.staleAfterMs, now)),
    ...[...targets, ...sharing].flatMap(target => readAlerts(target, undefined, now)),
    ...targets.flatMap(({ name, lastRun }): Alert[] => {
      if (lastRun === undefined) return [{ kind: 'neverApplied', target: name }];
      return isLate(lastRun.startedAt) ? [{ kind: 'oldApply', target: name, since: lastRun.startedAt }] : [];
    }),
    ...targets.flatMap(({ name }): Alert[] => {
      const late = leavers.filter(
        ({ target, since, because }) => target === name && isLate(since) && because.every(({ kind }) => kind !== 'inGrace'),
      );
      const [oldest] = late;
      return oldest === undefined ? [] : [{ kind: 'lateLeavers', target: name, people: late.length, since: oldest.since }];
    }),
  ];
}

/** `staleAfterMs`: of a source. */
function readAlerts({ name, newest, whole }: SystemStatus, staleAfterMs: number | undefined, now: string): Alert[] {
  const since = whole?.read.readAt;
  const isOld = since !== undefined && isStale(since, { staleAfterMs: staleAfterMs ?? LATE_MS }, now);
  if (newest?.read.result.kind === 'failed') {
    const failed: Alert = { kind: 'readFailed', system: name };
    return staleAfterMs !== undefined && isOld ? [failed, { kind: 'staleSource', system: name, since }] : [failed];
  }
  if (since === undefined) return [{ kind: 'neverRead', system: name }];
  return isOld ? [{ kind: 'oldRead', system: name, since }] : [];
}
