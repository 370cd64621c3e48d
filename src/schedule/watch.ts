import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Interrupted } from '../errors.js';
import type { Schedule } from '../model/schedule.js';
import type { RunResult } from '../sync/apply-run.js';
import { Agenda, type Due } from './agenda.js';
import type { Ending, Tell } from './events.js';
import type { StartTimers, Timers } from './timers.js';

/** Schedules for the same moment come due a little apart, and make one run all the same. */
const GATHER_MS = 1_000;

export interface WatchOptions {
  readonly schedules: readonly Schedule[];
  readonly startTimers: StartTimers;
  /** one run, as the `sync` command does it; what it throws is told, and the next run comes */
  readonly run: (due: Due) => Promise<Pick<RunResult, 'run' | 'record'>>;
  readonly tell: Tell;
  /** starts nothing more, and lets a run under way stop in good order (A7) */
  readonly signal: AbortSignal;
  /** how long to wait for what comes due at the same moment; a second unless told */
  readonly gatherMs?: number;
}

export interface Watch {
  /** Other schedules from now on; a run under way goes on. */
  replace(schedules: readonly Schedule[]): void;
  readonly ended: Promise<Ending>;
}

/** Runs targets when schedules say so, one run at a time, until the signal says stop (DESIGN §2). */
export function startWatch(options: WatchOptions): Watch {
  const { startTimers, tell, signal } = options;
  const agenda = new Agenda();
  const bell = new EventEmitter();
  const onDue = (schedule: Schedule) => {
    const busy = agenda.note(schedule);
    if (busy.length > 0) tell({ kind: 'runSkipped', sync: schedule.sync, targets: busy });
    bell.emit('due');
  };
  const begin = (schedules: readonly Schedule[]) => {
    const timers = startTimers(schedules, onDue);
    for (const schedule of schedules) tell({ kind: 'scheduled', schedule, next: timers.next(schedule.sync) });
    return { timers, schedules };
  };

  let current = begin(options.schedules);
  const desk = { agenda, bell, next: () => soonest(current) };
  return {
    ended: untilStopped(options, desk)
      .finally(() => current.timers.stop())
      .then(how => {
        tell({ kind: 'stopped', how });
        return how;
      }),
    replace(schedules) {
      if (signal.aborted) return;
      current.timers.stop();
      agenda.keepOnly(schedules);
      current = begin(schedules);
    },
  };
}

interface Desk {
  readonly agenda: Agenda;
  /** rings when something has come due */
  readonly bell: EventEmitter;
  /** when the next run is foreseen */
  readonly next: () => string | undefined;
}

async function untilStopped(options: WatchOptions, desk: Desk): Promise<Ending> {
  for (;;) {
    const due = await nextDue(options, desk);
    if (due === undefined) return 'idle';
    const isWhole = await attempt(options, due, desk);
    desk.agenda.ended();
    if (!isWhole) return 'cut short';
  }
}

/** Waits until something is due, and a moment longer for what comes with it; undefined: stop. */
async function nextDue({ signal, gatherMs = GATHER_MS }: WatchOptions, { agenda, bell }: Desk): Promise<Due | undefined> {
  while (!signal.aborted) {
    if (agenda.isEmpty) await orAborted(once(bell, 'due', { signal }), signal);
    await orAborted(setTimeout(gatherMs, undefined, { signal }), signal);
    const due = signal.aborted ? undefined : agenda.take(); // other schedules may have come meanwhile, and taken it away
    if (due !== undefined) return due;
  }
  return undefined;
}

/** Resolves when the promise does, or when the signal ends the waiting. */
async function orAborted(waiting: Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await waiting;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** One run; whether it came to its own end, be that a failure. */
async function attempt({ run, tell, signal }: WatchOptions, due: Due, { next }: Desk): Promise<boolean> {
  const upcoming = () => (signal.aborted ? undefined : next());
  tell({ kind: 'runStarted', ...due });
  try {
    const { run: id, record } = await run(due);
    tell({ kind: 'runEnded', run: id, result: record, next: upcoming() });
    return record !== 'interrupted';
  } catch (error) {
    // a bug too: one bad night must not be the last one
    tell({ kind: 'runFailed', error, next: upcoming() });
    return !(error instanceof Interrupted);
  }
}

function soonest({
  timers,
  schedules,
}: {
  readonly timers: Timers;
  readonly schedules: readonly Schedule[];
}): string | undefined {
  return schedules
    .flatMap(({ sync }) => timers.next(sync) ?? [])
    .toSorted()
    .at(0);
}
