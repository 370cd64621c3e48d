import { schedule as cronTask, type Logger } from 'node-cron';
import type { SyncName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';

/** Schedules that come due again and again, until they are stopped. */
export interface Timers {
  /** when each comes due next, ISO time, the jitter not in it; undefined: never again */
  next(sync: SyncName): string | undefined;
  stop(): void;
}

export type StartTimers = (schedules: readonly Schedule[], onDue: (schedule: Schedule) => void) => Timers;

/** node-cron's own; a time that was slept through, or that the process was too busy for, is made up for at once. */
export const startTimers: StartTimers = (schedules, onDue) => {
  let isStopped = false; // node-cron forgets a delay of its own that was begun before another one
  const tasks = new Map(
    schedules.map(schedule => {
      const due = () => {
        if (!isStopped) onDue(schedule);
      };
      const { cron, timezone, jitterMs } = schedule;
      const task = cronTask(cron, due, { ...(timezone !== undefined && { timezone }), maxRandomDelay: jitterMs, logger: silent });
      task.on('execution:missed', due);
      return [schedule.sync, task];
    }),
  );
  return {
    next: sync => tasks.get(sync)?.getNextRun()?.toISOString(),
    stop() {
      isStopped = true;
      for (const task of tasks.values()) task.destroy();
    },
  };
};

/** By itself node-cron writes to the console; what matters is told by `watch`. */
const nothing = () => {};
const silent: Logger = { info: nothing, warn: nothing, error: nothing, debug: nothing };
