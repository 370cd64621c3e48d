import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeKind } from '../../../src/model/change.js';
import type { JournalEntry } from '../../../src/state/store.js';
import type { RunEvent } from '../../../src/sync/events.js';
import { stateOf } from '../../bad-days/memory.js';
import { recorded } from '../../bad-days/recovery.js';
import { wishedBy } from '../../bad-days/runs.js';
import { RESTLESS, stir } from '../../bad-days/unrest.js';
import { expectedKinds } from './running.js';
import { writes } from './steps.js';
import { type Synced, synced } from './synced.js';
import { type OpenWorld, sorted } from './world.js';

const READING: readonly RunEvent['kind'][] = ['readStarted', 'readProgress', 'read', 'planned'];
const APPLYING: readonly RunEvent['kind'][] = [
  'recordOpened',
  'changeStarted',
  'changeIntended',
  'changeAnswered',
  'stageFinished',
];
const CUT_OFF: readonly ChangeKind[] = [
  ...(['createUser', 'updateUser', 'renameUser', 'deactivateUser', 'createGroup', 'addMember', 'removeMember'] as const),
];

/** A run that is told to stop, or given up, wherever it is: the next one ends where an undisturbed one does (A2, A7). */
export function survivesInterrupts(kind: string, open: OpenWorld): void {
  describe(`${kind} keeps the contract of targets: interrupted`, () => {
    let company: Synced;
    /** where it ends when nothing disturbs */
    let undisturbed: End;
    beforeAll(async () => {
      company = await synced(open, RESTLESS);
      stir(company.okta);
      await company.run();
      undisturbed = await endOf(company);
      expect(wishedBy(await company.run())).toEqual([]);
    }, 60_000);
    beforeEach(async () => {
      await company.again();
      stir(company.okta);
    });
    afterAll(() => company[Symbol.asyncDispose]());

    async function expectRecovered(): Promise<void> {
      expect((await company.run()).result?.record).toBe('done');
      expect(await endOf(company)).toEqual(undisturbed);
    }

    it('A7: Ctrl-C while a run reads and plans: nothing is sent', async () => {
      const before = company.world.byHand.content();
      for (const phase of READING) {
        const { ran, stop } = await stoppedAt(company, phase);
        expect([phase, stop.aborted, ran.writes]).toEqual([phase, true, []]);
        expect(ran.interrupted || ran.result?.record === 'interrupted').toBe(true);
        expect(company.world.byHand.content()).toEqual(before);
      }
      await expectRecovered();
    });

    it.each(APPLYING)(
      'A7: Ctrl-C at %s: nothing more is begun, all is written down, and the next run does the rest',
      async phase => {
        const { ran } = await stoppedAt(company, phase);
        expect(ran.result?.record).toBe('interrupted');
        const { record, journal } = await recorded(company);
        expect(record).toMatchObject({ result: 'interrupted', endedAt: expect.any(String) });
        expect(openIn(journal)).toEqual([]);
        await expectRecovered();
      },
    );

    it.each(CUT_OFF)(
      'A2: %s is given up while it is under way, and never happened: the next run looks, and does it',
      async change => {
        if (!expectedKinds(company).includes(change)) return expect(expectedKinds(company)).not.toContain(change);
        const { emulator, wire } = company.world;

        const { record } = await cutOff(company, change, () => emulator.fail(wire.write, { kind: 'hang' }));
        emulator.heal();

        await expectRecovered();
        expect(openIn((await recorded(company, record?.id)).journal)).toEqual([]);
      },
    );

    it.each(CUT_OFF)('A2: %s is given up, and the product did it all the same: nothing twice, nothing lost', async change => {
      const { slow, emulator } = company.world;
      if (slow === undefined || !expectedKinds(company).includes(change))
        return expect([slow, expectedKinds(company)]).not.toEqual([]);

      const { record } = await cutOff(company, change, () => slow(100));
      while (emulator.requests.some(({ status }) => status === undefined)) await sleep(5);
      slow(0);

      await expectRecovered();
      expect(openIn((await recorded(company, record?.id)).journal)).toEqual([]);
    });
  });
}

/** Stops a run when it first tells of the phase. */
async function stoppedAt(company: Synced, phase: RunEvent['kind']) {
  const stop = new AbortController();
  const ran = await company.run({ signal: stop.signal, onEvent: event => event.kind === phase && stop.abort() });
  return { ran, stop: stop.signal };
}

/** A run that is stopped, and given up at once, while a request of that kind of change is at the product. */
async function cutOff(company: Synced, change: ChangeKind, delay: () => void) {
  const { world } = company;
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  let before = Number.POSITIVE_INFINITY;
  let isOver = false;
  const watch = async () => {
    while (!isOver && writes(world).length <= before) await sleep(2);
    stop.abort();
    giveUp.abort();
  };
  const run = company.run({
    signal: stop.signal,
    inFlight: giveUp.signal,
    onEvent(event) {
      if (event.kind !== 'changeIntended' || event.change.kind !== change || before !== Number.POSITIVE_INFINITY) return;
      before = writes(world).length;
      delay();
    },
  });
  const [ran] = await Promise.all([
    run.finally(() => {
      isOver = true;
    }),
    watch(),
  ]);
  expect(writes(world).length).toBeGreaterThan(before);
  expect(ran.result?.record).toBe('interrupted');
  return recorded(company);
}

type End = Awaited<ReturnType<typeof endOf>>;

/** Where it ended up, whatever numbers were given on the way. */
export async function endOf(company: Synced) {
  const content = company.world.byHand.content();
  const names = new Map(content.people.map(({ id, username }) => [id, username]));
  return { ...sorted(content), state: await stateOf(company, account => names.get(account) ?? account) };
}

const openIn = (journal: readonly JournalEntry[]) => journal.filter(({ outcome }) => outcome === undefined);
