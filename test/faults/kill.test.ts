import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEventKinds } from '../../src/sync/events.js';
import { EVENTS, kindsOfChange, occurring, type Sample, sampleOf } from './kill/points.js';
import { type Reference, tryOut, undisturbed } from './kill/trial.js';
import { openWorld, type World } from './kill/world.js';

/** all points took 41 minutes on two busy cores (November 2026) */
const PATIENCE = 5 * 3_600_000;
/** how many points are drawn when not all of them are tried; and how many of those at which the next run dies as well */
const SAMPLE = 40;
const TWICE = 6;

/** A world and what becomes of it undisturbed; two of them, so that one works while the other waits. */
interface Lane {
  readonly world: World;
  readonly reference: Reference;
}

async function openLane(): Promise<Lane> {
  const world = await openWorld();
  return { world, reference: await undisturbed(world) };
}

describe('A2: a process that is killed while it applies more than 60 changes of every kind', () => {
  let lanes: readonly [Lane, Lane];
  beforeAll(async () => {
    lanes = await Promise.all([openLane(), openLane()]);
  }, 300_000);
  afterAll(() => Promise.all(lanes.map(({ world }) => world[Symbol.asyncDispose]())));

  /** What went wrong at each point, if anything did; both lanes take from one list. All points take long: who watches is told. */
  async function dyingAt({ points, seed }: Sample, title: string, ...then: readonly string[]): Promise<string[]> {
    const failures: string[] = [];
    const waiting = points.values();
    let tried = 0;
    const tell = () => {
      const all = lanes[0].reference.points.length;
      console.log(`${title}: ${tried - failures.length} of ${tried} points (of ${all}), seed ${seed}`);
    };
    const work = async ({ world, reference }: Lane) => {
      for (const point of waiting) {
        const problems = await tryOut(world, reference, point, ...then).catch(error => [String(error)]);
        if (problems.length > 0) failures.push(`${[point, ...then].join(', then ')}: ${problems.join('\n  ')}`);
        if (problems.length > 0) console.log(failures.at(-1));
        if (++tried % 50 === 0 && tried < points.length) tell();
      }
    };
    await Promise.all(lanes.map(work));
    tell();
    return failures;
  }

  it('the morning holds a change of each kind, and the run tells of every kind of event that is not excused', () => {
    const { done, kinds, points } = lanes[0].reference;
    expect(done.length).toBeGreaterThanOrEqual(60);
    expect(kinds).toEqual(kindsOfChange);
    expect(Object.keys(EVENTS).toSorted()).toEqual(runEventKinds.toSorted());
    const told = new Set(points.map(point => point.split(' ')[0] ?? ''));
    expect([...occurring(EVENTS)].filter(kind => !told.has(kind))).toEqual([]);
    expect(told).toContain('sent');
    expect(told).toContain('kept');
  });

  it('the same points come in each world, in whatever order', () => {
    const [one, other] = lanes.map(({ reference }) => new Set(reference.points));
    expect([...(one?.symmetricDifference(other ?? new Set()) ?? [])]).toEqual([]);
  });

  it(
    'wherever it dies, the next run ends where an undisturbed one does: nothing twice, nothing lost',
    async () => {
      const sample = sampleOf(lanes[0].reference.points, SAMPLE, process.env);
      expect(await dyingAt(sample, 'kill'), `KILL_SEED=${sample.seed}`).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'and when the next run dies while it looks what became of a request, the one after that does',
    async () => {
      const sent = lanes[0].reference.points.filter(point => point.startsWith('sent '));
      const sample = sampleOf(sent, TWICE, process.env);
      expect(await dyingAt(sample, 'killed twice', 'recovered #1'), `KILL_SEED=${sample.seed}`).toEqual([]);
    },
    PATIENCE,
  );
});
