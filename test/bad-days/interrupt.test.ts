import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/sync/events.js';
import { type Company, writesOf } from './company.js';
import { status } from './faults.js';
import { expectRecovered, recorded } from './recovery.js';
import type { Ran } from './runs.js';
import { unrest } from './unrest.js';

/** How a run comes to tell of a phase, and whether it has begun to apply by then. */
interface Phase {
  readonly applies: boolean;
  readonly spoil?: (company: Company) => void;
}

const reading: Phase = { applies: false };
const applying: Phase = { applies: true };

/** Every kind of event there is: a new one does not compile until it is here. */
const PHASES = {
  pullStarted: reading,
  pullProgress: reading,
  lookUpStarted: reading,
  pulled: reading,
  pullFailed: { ...reading, spoil: ({ okta }) => okta.fail(/\/users\?/, status(503)) },
  readStarted: reading,
  readProgress: reading,
  read: reading,
  readFailed: { ...reading, spoil: ({ jira }) => jira.fail(/user\/list/, status(503)) },
  planned: reading,
  applyStarted: applying,
  stageStarted: applying,
  changeIntended: applying,
  changeSettled: applying,
  stageFinished: applying,
  applied: applying,
} satisfies Record<RunEvent['kind'], Phase>;

const phases = (Object.entries(PHASES) as [RunEvent['kind'], Phase][]).map(([phase, how]) => ({ phase, ...how }));

/** Ids of the changes that were intended before the stop, those of them that were under way then, and all that were ever sent. */
function changesIn({ events }: Ran, stoppedAt: number) {
  const before = events.slice(0, stoppedAt);
  const settled = new Set(before.flatMap(event => (event.kind === 'changeSettled' ? [event.change.id] : [])));
  const intended = before.flatMap(event => (event.kind === 'changeIntended' ? [event.change.id] : []));
  const sent = events.flatMap(event =>
    event.kind === 'changeSettled' && event.outcome.kind !== 'notRun' ? [event.change.id] : [],
  );
  return { intended, underWay: intended.filter(id => !settled.has(id)), sent };
}

describe('A7: Ctrl-C in every phase', () => {
  it.each(phases)('$phase: nothing more is sent, the record is written, and the next run ends in the same state', async phase => {
    await using company = await unrest();
    const { okta, jira } = company;
    phase.spoil?.(company);
    const stop = new AbortController();
    const runsBefore = (await recorded(company)).runs;
    let seen = 0;
    let stoppedAt = 0;
    let writesAtStop = 0;
    const before = writesOf(jira.requests).length;

    const ran = await company.run({
      signal: stop.signal,
      onEvent(event) {
        seen += 1;
        if (event.kind !== phase.phase || stop.signal.aborted) return;
        stoppedAt = seen;
        writesAtStop = writesOf(jira.requests).length - before;
        stop.abort();
      },
    });

    expect(stop.signal.aborted).toBe(true);
    expect(ran.interrupted || ran.result?.record === 'interrupted').toBe(true);
    const { intended, underWay, sent } = changesIn(ran, stoppedAt);
    expect(sent.filter(id => !intended.includes(id))).toEqual([]);
    if (underWay.length === 0) expect(ran.writes).toHaveLength(writesAtStop);
    if (!phase.applies) expect(ran.writes).toEqual([]);
    const { record, journal, runs } = await recorded(company);
    if (phase.applies) expect(runs).toBe(runsBefore + 1);
    if (runs > runsBefore) {
      expect(record).toMatchObject({ result: 'interrupted', endedAt: expect.any(String) });
      expect(journal.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    }

    okta.heal();
    jira.heal();
    await expectRecovered(company);
  });
});
