import { clean } from '../clean.js';
import { number } from '../numbers.js';
import { widthOf } from '../width.js';
import type { Paper } from './paper.js';

interface Folded<T> {
  readonly shown: readonly T[];
  readonly hidden: readonly T[];
}

/** The first few of a long list, and what was left out; a list hardly longer than that is shown whole. */
export function fold<T>(items: readonly T[], most: number, { full }: Pick<Paper, 'full'>): Folded<T> {
  if (full || items.length <= most + 2) return { shown: items, hidden: [] };
  return { shown: items.slice(0, most), hidden: items.slice(most) };
}

const MOST_NAMES = 6;

/** `ada.okafor  mia.park  … 12 more`: as many names as fit into so many columns, at least one. */
export function fittingNames(names: readonly string[], width: number, { full }: Pick<Paper, 'full'>): string {
  const texts = names.map(clean);
  if (full) return texts.join('  ');
  const withRest = (n: number) => {
    const rest = texts.length - n;
    return texts.slice(0, n).join('  ') + (rest > 0 ? `  … ${number(rest)} more` : '');
  };
  for (let n = Math.min(texts.length, MOST_NAMES); n > 1; n -= 1) if (widthOf(withRest(n)) <= width) return withRest(n);
  return withRest(1);
}

/** Groups in the order in which they first appear. */
export const grouped = <T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, ...T[]])[] =>
  [...Map.groupBy(items, key).values()].flatMap(([first, ...rest]): [T, ...T[]][] =>
    first === undefined ? [] : [[first, ...rest]],
  );
