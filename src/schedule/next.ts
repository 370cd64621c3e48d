import { createTask } from 'node-cron';
import type { Schedule } from '../model/schedule.js';

/** When a schedule comes due next, ISO time, the jitter not in it; nothing is started. undefined: never again. */
export function nextTime({ cron, timezone }: Schedule): string | undefined {
  const task = createTask(cron, () => {}, { ...(timezone !== undefined && { timezone }) });
  try {
    return task.getNextRuns(1).at(0)?.toISOString();
  } finally {
    task.destroy();
  }
}
