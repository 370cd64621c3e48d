import { type Equivalent, isEquivalent, outdated } from './equivalent.js';
import type { Finding } from './findings.js';
import type { Mutant } from './mutants.js';

export interface Result {
  readonly mutants: readonly Mutant[];
  readonly findings: readonly Finding[];
  readonly equivalents: readonly Equivalent[];
}

interface Sorted {
  readonly noticed: readonly Mutant[];
  readonly survivors: readonly Mutant[];
  /** no test comes by, or only while the file is loaded */
  readonly unreached: readonly Mutant[];
}

function sort({ mutants, findings, equivalents }: Result): Sorted {
  const noticed = new Set(findings.flatMap(one => (one.kind === 'noticed' ? [one.id] : [])));
  const reached = new Set(findings.flatMap(one => (one.kind === 'reached' ? one.ids : [])));
  const left = mutants.filter(mutant => !noticed.has(mutant.id) && !equivalents.some(one => isEquivalent(mutant, one)));
  return {
    noticed: mutants.filter(({ id }) => noticed.has(id)),
    survivors: left.filter(({ id }) => reached.has(id)),
    unreached: left.filter(({ id }) => !reached.has(id)),
  };
}

const share = (part: number, whole: number): string => `${whole === 0 ? '100.0' : ((100 * part) / whole).toFixed(1)} %`;

/** The score of each file, and every change that no test noticed, with its place. */
export function reportOf(result: Result): string {
  const { noticed, survivors, unreached } = sort(result);
  const row = (name: string, isIn: (mutant: Mutant) => boolean) => {
    const [n, s, u] = [noticed, survivors, unreached].map(some => some.filter(isIn).length);
    const all = (n ?? 0) + (s ?? 0) + (u ?? 0);
    return `${name.padEnd(36)} ${share(n ?? 0, all).padStart(8)} ${String(n).padStart(5)} of ${String(all).padStart(4)}`;
  };
  const files = [...new Set(result.mutants.map(({ file }) => file))];
  const place = ({ file, line, from, to }: Mutant) => `${file}:${line}\n    - ${from}\n    + ${to}`;
  const section = (title: string, some: readonly string[]) => (some.length === 0 ? [] : ['', title, ...some]);
  return [
    ...files.map(file => row(file, mutant => mutant.file === file)),
    row('all', () => true),
    ...section('no test notices:', survivors.map(place)),
    ...section('no test comes by:', unreached.map(place)),
    ...section(
      'in equivalent.json, and no longer in the code:',
      outdated(result.equivalents, result.mutants).map(({ file, code, to }) => `${file}: ${code} → ${to.join(' | ')}`),
    ),
  ].join('\n');
}
