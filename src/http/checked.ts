import type { z } from 'zod';
import { toSyncError } from './errors.js';

/** What an answer holds, by its schema; throws what a reply means that nobody understands. */
export function checked<S extends z.ZodType>(body: unknown, schema: S, system: string): z.output<S> {
  const { data, error } = schema.safeParse(body);
  if (error !== undefined) throw toSyncError(error, system);
  return data;
}
