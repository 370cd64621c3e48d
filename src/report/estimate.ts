import { duration, number } from './numbers.js';

/** How far a list is: `done` of `total`, where the vendor tells it. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total?: number;
}

interface Measured extends Progress {
  readonly first: { readonly at: number; readonly done: number };
  readonly at: number;
}

/** Fewer than these say nothing about the rate, in ms and things done. */
const LEAST_MS = 2_000;
const LEAST_DONE = 2;

/** Several lists that are read at once, each with its rate. Times are ms of one clock. */
export class Estimate {
  readonly #lists = new Map<string, Measured>();

  note({ what, done, total }: Progress, at: number): void {
    const before = this.#lists.get(what);
    const again = before === undefined || done < before.done;
    const first = again ? { at, done } : before.first;
    this.#lists.set(what, total === undefined ? { what, done, first, at } : { what, done, total, first, at });
  }

  /** `2,400 of 9,000 people · members of 12 of 40 groups · about 40 s left` */
  text(): string {
    const lists = [...this.#lists.values()];
    const left = Math.max(0, ...lists.map(msLeft));
    return [...lists.map(progressText), ...(left > 0 ? [`about ${duration(left)} left`] : [])].join(' · ');
  }
}

/** 0: done, or nobody can tell. */
function msLeft({ done, total, first, at }: Measured): number {
  const took = at - first.at;
  const read = done - first.done;
  if (total === undefined || done >= total || took < LEAST_MS || read < LEAST_DONE) return 0;
  return ((total - done) * took) / read;
}

/** A list that goes through other things counts those. */
const THROUGH: ReadonlyMap<string, string> = new Map([
  ['members', 'groups'],
  ['components', 'projects'],
]);

export function progressText({ what, done, total }: Progress): string {
  if (total === undefined) return `${number(done)} ${named(what, done)}`;
  const of = `${number(done)} of ${number(total)}`;
  const through = THROUGH.get(what);
  return through === undefined ? `${of} ${named(what, total)}` : `${what} of ${of} ${named(through, total)}`;
}

/** Lists are named in the plural; of one thing the name is its singular. */
const named = (what: string, n: number): string => {
  if (n !== 1) return what;
  return what === 'people' ? 'person' : what.replace(/s$/, '');
};
