import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import { type Declared, EXTENSION } from './schema.js';

const Extended = z.object({ Extensions: z.object({ [EXTENSION]: z.record(z.string(), z.unknown()) }) });

/** `attributes:` against the first page of users: there is no schema to ask for, and a misspelt one is an empty text for everybody. */
export function attributeFindings(rows: readonly unknown[], declared: Declared): readonly Finding[] {
  const names = rows.flatMap(row => Object.keys(Extended.safeParse(row).data?.Extensions[EXTENSION] ?? {}));
  const known = new Map(names.map(name => [name.toLowerCase(), name]));
  const missing = Object.keys(declared).filter(name => !known.has(name.toLowerCase()));
  const hint =
    known.size === 0
      ? `None of them has the extension ${EXTENSION}. Does your identity provider send its attributes?`
      : `They have ${[...known.values()].sort().join(', ')}.`;
  return missing.map(name => ({
    level: 'warning',
    what: `none of the first ${rows.length} users has the attribute ${name}`,
    hint,
  }));
}
