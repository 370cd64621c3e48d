import { validateDetailed } from 'node-cron';
import { z } from 'zod';
import { syncName, targetName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';
import type { SyncText } from './schema.js';
import { closest } from './suggest.js';

/** A cron expression that comes due at all: `0 0 30 2 *` does not. */
export const Cron = z
  .string({ error: "write a cron expression in quotes, such as '*/30 * * * *'" })
  .superRefine((text, context) => {
    const problems = validateDetailed(text).errors.map(({ message }) => message);
    if (problems.length > 0)
      context.addIssue({
        code: 'custom',
        message: `this is no cron expression: ${problems.join('; ')}. Write minute, hour, day, month and weekday, such as '*/30 * * * *'`,
      });
  });

/** A time zone as the IANA database names it. */
export const TimeZone = z.string({ error: 'write a time zone such as Europe/Berlin' }).superRefine((name, context) => {
  if (isTimeZone(name)) return;
  const meant = closest(name, Intl.supportedValuesOf('timeZone'));
  const hint = meant === undefined ? 'write one such as Europe/Berlin, or UTC' : `did you mean ${meant}?`;
  context.addIssue({ code: 'custom', message: `there is no time zone "${name}"; ${hint}` });
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError; there is no other way to ask, aliases are in no list
  }
}

/** The syncs that have a schedule, in the order of the file. */
export const schedulesOf = (syncs: readonly { readonly text: SyncText }[]): readonly Schedule[] =>
  syncs.flatMap(({ text: { name, to, schedule, timezone, jitter } }) =>
    schedule === undefined
      ? []
      : [{ sync: syncName(name), targets: to.map(targetName), cron: schedule, timezone, jitterMs: jitter ?? 0 }],
  );
