import type { Capabilities } from './target.js';

/** What a product can do from this version on, until the next row. Its first row is the oldest version that we know. */
export interface CapabilitiesSince {
  readonly since: string;
  readonly capabilities: Capabilities;
}

/** The row of a version such as `9.2.21`: the newest that is not above it; of a version nobody told, or that is no number, the newest of all. */
export function capabilitiesAt(rows: readonly CapabilitiesSince[], version: string | undefined): Capabilities {
  const isTold = version !== undefined && /^\d/.test(version);
  const fitting = isTold ? rows.filter(({ since }) => isAtLeast(version, since)) : rows;
  const row = fitting.at(-1) ?? rows[0];
  if (row === undefined) throw new Error('a connector without a table of capabilities');
  return row.capabilities;
}

/** Whether a version is this one or a later one, number by number: 10.1 is after 9.12, and 9.3 is 9.3.0. */
export function isAtLeast(version: string, since: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(since)];
  for (let index = 0; index < Math.max(have.length, want.length); index += 1) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const numbersOf = (version: string) => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
