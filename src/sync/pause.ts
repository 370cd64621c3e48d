import type { Change } from '../model/change.js';
import type { TargetName } from '../model/ids.js';
import type { Pause } from '../state/store.js';
import { takesAway } from './guards/takes-away.js';

/** The strictest pause that is in force for a target at that time (ISO). Pure. */
export function pauseInForce(pauses: readonly Pause[], target: TargetName, now: string): Pause | undefined {
  const mine = pauses.filter(pause => (pause.target === undefined || pause.target === target) && isInForce(pause, now));
  return mine.find(({ level }) => level === 'everything') ?? mine[0];
}

/** Whether it has not run out at that time (ISO). Pure. */
export const isInForce = ({ until }: Pause, now: string): boolean => until === undefined || Date.parse(until) > Date.parse(now);

/** Why a change may not be done now; undefined: it may. Pure. */
export const pausedBecause = (change: Change, pause: Pause | undefined): string | undefined =>
  pause !== undefined && (pause.level === 'everything' || takesAway(change)) ? pauseText(pause) : undefined;

/** `what takes away is paused in jira by anna@ops1 until 2026-12-01 08:00 UTC: the big move` */
export function pauseText({ target, level, until, reason, by }: Pause): string {
  const what = `${level === 'everything' ? 'everything' : 'what takes away'} is paused${target === undefined ? '' : ` in ${target}`}`;
  const time = until === undefined ? '' : ` until ${until.slice(0, 16).replace('T', ' ')} UTC`;
  return `${what} by ${by}${time}${reason === undefined ? '' : `: ${reason}`}`;
}
