import { z } from 'zod';

/** NULL in a row is undefined in our types. */
export const orNothing = <S extends z.ZodType>(column: S) => column.nullable().transform(value => value ?? undefined);

/** SQLite has no booleans. */
export const Flag = z.union([z.literal(0), z.literal(1)]).transform(number => number === 1);

/** A column that holds JSON of this shape. */
export const json = <S extends z.ZodType>(content: S) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(content);
