import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Interrupted, Unavailable } from '../errors.js';
import { runId, syncName, targetName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';
import type { Due } from './agenda.js';
import type { WatchEvent } from './events.js';
import { startWatch, type WatchOptions } from './watch.js';

const schedule = (sync: string, ...targets: readonly string[]): Schedule => ({
  ...{ sync: syncName(sync), targets: targets.map(targetName) },
  ...{ cron: '* * * * *', timezone: undefined, jitterMs: 0 },
});
const STAFF = schedule('staff', 'jira');
const PARTNERS = schedule('partners', 'git');
const NEXT = '2026-11-22T06:30:00.000Z';

describe('watch (DESIGN §2)', () => {
  it('tells the next runs at the start, runs what is due, and tells how it ended', async () => {
    const stage = begin([STAFF, PARTNERS]);
    stage.ring(STAFF);
    await stage.until(1);

    stage.stop.abort();
    expect(await stage.watch.ended).toBe('idle');
    expect(stage.runs).toEqual([{ syncs: ['staff'], targets: ['jira'] }]);
    expect(stage.told).toEqual([
      { kind: 'scheduled', schedule: STAFF, next: NEXT },
      { kind: 'scheduled', schedule: PARTNERS, next: NEXT },
      { kind: 'runStarted', syncs: ['staff'], targets: ['jira'] },
      { kind: 'runEnded', run: 1, result: 'done', next: NEXT },
      { kind: 'stopped', how: 'idle' },
    ]);
  });

  it('makes one run of schedules that come due together', async () => {
    const stage = begin([STAFF, PARTNERS]);
    stage.ring(STAFF);
    stage.ring(PARTNERS);
    await stage.until(1);

    expect(stage.runs).toEqual([{ syncs: ['staff', 'partners'], targets: ['jira', 'git'] }]);
    await stage.end();
  });

  it('never runs two at once: what comes due meanwhile waits its turn, or for its next time', async () => {
    const first = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const stage = begin([STAFF, PARTNERS], async () => {
      most = Math.max(most, ++running);
      await first.promise;
      running -= 1;
      return { run: runId(1), record: 'done' };
    });
    stage.ring(STAFF);
    await stage.until(1);
    stage.ring(STAFF);
    stage.ring(PARTNERS);
    first.resolve();
    await stage.until(2);

    expect(stage.runs.map(({ targets }) => targets)).toEqual([['jira'], ['git']]);
    expect(stage.told).toContainEqual({ kind: 'runSkipped', sync: 'staff', targets: ['jira'] });
    expect(most).toBe(1);
    await stage.end();
  });

  it.each([
    ['a failure that we understand', new Unavailable('no answer', 'wait')],
    ['a bug', new TypeError('undefined is not a function')],
  ])('tells of %s, and the next run comes', async (_, error) => {
    const stage = begin([STAFF], async () => {
      throw error;
    });
    stage.ring(STAFF);
    await stage.until(1);
    await stage.toldOf('runFailed');
    stage.ring(STAFF);
    await stage.until(2);

    expect(stage.told).toContainEqual({ kind: 'runFailed', error, next: NEXT });
    expect(await stage.end()).toBe('idle');
  });

  it.each([
    ['its record says so', async () => ({ run: runId(1), record: 'interrupted' as const })],
    [
      'it threw before there was one',
      async () => {
        throw new Interrupted('stopped', 'again');
      },
    ],
  ])('was cut short when a run was: %s (A7)', async (_, run) => {
    const stage = begin([STAFF], () => {
      stage.stop.abort();
      return run();
    });
    stage.ring(STAFF);

    expect(await stage.watch.ended).toBe('cut short');
    expect(stage.told.at(-1)).toEqual({ kind: 'stopped', how: 'cut short' });
  });

  it('starts nothing more once it was stopped, and stops the timers', async () => {
    const stage = begin([STAFF]);
    stage.ring(STAFF);
    stage.stop.abort();

    expect(await stage.watch.ended).toBe('idle');
    expect(stage.runs).toEqual([]);
    expect(stage.live).toBe(0);
  });

  it('goes by other schedules once it has them', async () => {
    const stage = begin([STAFF]);
    stage.ring(STAFF);
    stage.watch.replace([PARTNERS]);
    stage.ring(PARTNERS);
    await stage.until(1);

    expect(stage.runs).toEqual([{ syncs: ['partners'], targets: ['git'] }]);
    expect(stage.live).toBe(1);
    await stage.end();
  });
});

/** A watch whose clock is the test. */
function begin(schedules: readonly Schedule[], run: WatchOptions['run'] = async () => ({ run: runId(1), record: 'done' })) {
  const stop = new AbortController();
  const told: WatchEvent[] = [];
  const runs: Due[] = [];
  const dues = new Set<(schedule: Schedule) => void>();
  const watch = startWatch({
    schedules,
    signal: stop.signal,
    gatherMs: 1,
    tell: event => told.push(event),
    run: due => {
      runs.push(due);
      return run(due);
    },
    startTimers: (_, onDue) => {
      dues.add(onDue);
      return { next: () => NEXT, stop: () => void dues.delete(onDue) };
    },
  });
  const toldOf = async (kind: WatchEvent['kind']) => {
    while (!told.some(event => event.kind === kind)) await setImmediate();
  };
  return {
    ...{ watch, told, runs, stop, toldOf },
    get live() {
      return dues.size;
    },
    ring: (due: Schedule) => dues.forEach(onDue => void onDue(due)),
    async until(count: number) {
      while (runs.length < count) await setImmediate();
      await setImmediate();
    },
    end() {
      stop.abort();
      return watch.ended;
    },
  };
}
