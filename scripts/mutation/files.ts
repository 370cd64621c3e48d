import { globSync, readFileSync } from 'node:fs';
import { type Mutated, mutate } from './mutants.js';

/** The pure core: what decides who is whom, what is wanted, what changes and what is held. */
const CORE = [
  'src/sync/{judge,opinions,map,map-groups,group-fate,last-wishes,contributions,unite,newcomers,correlate,privileged,scope,stage,pins}.ts',
  'src/sync/diff/*.ts',
  'src/sync/guards/*.ts',
];

/** Each file of the core with its mutants; `only` are parts of the paths of those that are asked for, none: all. */
export function mutatedFiles(root: string, only: readonly string[]): ReadonlyMap<string, Mutated> {
  const files = globSync(CORE, { cwd: root })
    .filter(file => !file.endsWith('.test.ts') && (only.length === 0 || only.some(part => file.includes(part))))
    .toSorted();
  const made = new Map<string, Mutated>();
  let next = 1;
  for (const file of files) {
    const one = mutate(file, readFileSync(`${root}/${file}`, 'utf8'), next);
    made.set(file, one);
    next += one.mutants.length;
  }
  return made;
}
