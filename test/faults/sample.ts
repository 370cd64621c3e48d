import { seedFrom } from '../chance.js';
import type { Place } from './misfortune.js';
import { MISFORTUNES, type Misfortune } from './misfortune.js';

export interface Case {
  /** its number among all; `FAULT_CASE=12,34` runs these alone */
  readonly number: number;
  readonly place: Place;
  readonly misfortune: Misfortune;
}

export interface Sample {
  readonly seed: number;
  readonly all: number;
  readonly cases: readonly Case[];
}

/** So many of all cases, by a seed; all of them with `FAULTS=all`. `FAULT_SEED` draws an earlier sample again. */
export function sampleOf(places: readonly Place[], size: number, env: NodeJS.ProcessEnv): Sample {
  const all = places
    .flatMap(place => MISFORTUNES.map(misfortune => ({ place, misfortune })))
    .map((one, number): Case => ({ number, ...one }));
  const seed = seedFrom(env.FAULT_SEED);
  const only = env.FAULT_CASE?.split(',').map(Number);
  if (only !== undefined) return { seed, all: all.length, cases: all.filter(({ number }) => only.includes(number)) };
  return { seed, all: all.length, cases: env.FAULTS === 'all' ? all : drawn(all, size, seed) };
}

/** Without putting any back, each as likely as the others. */
function drawn<T>(from: readonly T[], size: number, seed: number): readonly T[] {
  const chance = mulberry32(seed);
  return from
    .map(one => ({ one, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, size)
    .map(({ one }) => one);
}

/** At least 0, below 1: Tommy Ettinger's generator of 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const first = Math.imul(state ^ (state >>> 15), state | 1);
    const second = first ^ (first + Math.imul(first ^ (first >>> 7), first | 61));
    return ((second ^ (second >>> 14)) >>> 0) / 2 ** 32;
  };
}
