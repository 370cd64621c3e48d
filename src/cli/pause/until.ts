import { z } from 'zod';
import { Duration } from '../../config/units.js';
import { ConfigError } from '../../errors.js';
import { moment } from '../../report/numbers.js';

/** A day, or a day and a time; without a zone of its own it is the machine's. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?))?$/;

/**
 * `8h`, `3d`, `2026-12-01`, `2026-12-01T08:00` → the time meant, as ISO time in UTC. A day alone counts until its last moment, as
 * everywhere in the config. Throws ConfigError: not understood, or over already.
 */
export function pauseEnd(text: string, now: Date): string {
  const until = Duration.safeParse(text).success ? new Date(now.getTime() + Duration.parse(text)) : momentOf(text);
  if (until === undefined || Number.isNaN(until.getTime()))
    throw new ConfigError(
      `--until ${text} is not a time`,
      'Write how long, such as 8h or 3d, a day such as 2026-12-01, or a time such as 2026-12-01T08:00.',
    );
  if (until > now) return until.toISOString();
  throw new ConfigError(`--until ${text} is over: it is ${moment(now.toISOString())}`, 'Write a time that is still to come.');
}

function momentOf(text: string): Date | undefined {
  const [, day, time] = MOMENT.exec(text) ?? [];
  if (day === undefined || !z.iso.date().safeParse(day).success) return undefined; // 30 February is the 2nd of March for Date
  return new Date(`${day}T${time ?? '23:59:59.999'}`);
}
