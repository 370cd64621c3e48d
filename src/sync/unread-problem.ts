import type { SourceRules } from '../model/rules.js';
import type { ReadRecord } from '../state/store.js';
import type { Pulled } from './judge.js';

type Unread = Extract<Pulled, { kind: 'unread' }>;

/** So long without a whole read, and an admin must settle it: nothing that the source speaks for moves meanwhile (DESIGN §2). Pure. */
export const isStale = (lastWhole: string, { staleAfterMs }: Pick<SourceRules, 'staleAfterMs'>, now: string): boolean =>
  Date.parse(now) - Date.parse(lastWhole) > staleAfterMs;

/** To the minute, as people read it. */
export const minuteOf = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** What a run says of a source that it could not read. Pure. */
export function unreadProblem({ source, why, hint }: Unread, last: ReadRecord | undefined, rules: SourceRules, now: string) {
  if (last === undefined || !isStale(last.readAt, rules, now))
    return { system: source, problem: why, hint: `${hint} Nothing that only this source speaks for is changed.` };
  return {
    system: source,
    problem: `${why}; it was last read whole at ${minuteOf(last.readAt)}, longer ago than its staleAfter`,
    hint:
      `${hint} Until it is read again nothing that only this source speaks for is changed, and whoever left it keeps their access: ` +
      'repair it; or, if it is gone for good, take its syncs out of the config (onRetire says what becomes of what they gave); ' +
      'or, if it is meant to be away for so long, raise its staleAfter.',
  };
}
