import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Mutant } from './mutants.js';

const entry = z.strictObject({
  file: z.string(),
  /** the line as it stands in the file, trimmed */
  code: z.string(),
  from: z.string(),
  to: z.array(z.string()).min(1),
  why: z.string().min(10),
});

/** A change that no test can notice, because it changes nothing that anybody could see, and why. */
export type Equivalent = z.infer<typeof entry>;

export const readEquivalents = (file: URL): Equivalent[] => z.array(entry).parse(JSON.parse(readFileSync(file, 'utf8')));

export const isEquivalent = (mutant: Mutant, { file, code, from, to }: Equivalent): boolean =>
  mutant.file === file && mutant.code === code && mutant.from === from && to.includes(mutant.to);

/** Whose place is no more: the list is kept short by naming them. */
export const outdated = (equivalents: readonly Equivalent[], mutants: readonly Mutant[]): Equivalent[] =>
  equivalents.filter(one => mutants.some(({ file }) => file === one.file) && !mutants.some(mutant => isEquivalent(mutant, one)));
