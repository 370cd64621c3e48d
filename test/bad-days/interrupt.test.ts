import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JiraEmulator } from '../../src/sandbox/jira-dc/index.js';
import type { JournalEntry } from '../../src/state/store.js';
import type { RunEvent } from '../../src/sync/events.js';
import { writes } from '../contracts/target/steps.js';
import type { Company } from './company.js';
import { status } from './faults.js';
import { contentOf, remembered } from './memory.js';
import { expectRecovered, recorded } from './recovery.js';
import type { Ran } from './runs.js';
import { KINDS_OF_CHANGE, type KindOfChange, unrest } from './unrest.js';

/** What must go wrong so that a run tells of this at all. */
type Spoil = (company: Company) => void;
const asUsual: Spoil = () => undefined;

/** Every kind of event there is: a new one does not compile until it stands here, or below. */
const READING = {
  pullStarted: asUsual,
  pullProgress: asUsual,
  lookUpStarted: asUsual,
  pulled: asUsual,
  pullFailed: ({ okta }) => okta.fail(/\/users\?/, status(503)),
  readStarted: asUsual,
  readProgress: asUsual,
  read: asUsual,
  readFailed: ({ jira }) => jira.fail(/user\/list/, status(503)),
  planned: asUsual,
} satisfies Partial<Record<RunEvent['kind'], Spoil>>;

const APPLYING = {
  applyStarted: asUsual,
  stageStarted: asUsual,
  recordOpened: asUsual,
  changeStarted: asUsual,
  changeIntended: asUsual,
  changeAnswered: asUsual,
  changeSettled: asUsual,
  stageFinished: asUsual,
  applied: asUsual,
  // at recordClosed nothing is left to be stopped
} satisfies Record<Exclude<RunEvent['kind'], keyof typeof READING | 'recordClosed'>, Spoil>;

const phasesOf = (phases: Partial<Record<RunEvent['kind'], Spoil>>) =>
  Object.entries(phases).map(([phase, spoil]) => ({ phase, spoil }));

/** Ids of the changes that were intended before the stop, those of them that were under way then, and all that were ever sent. */
function changesIn({ events }: Ran, stoppedAt: number) {
  const before = events.slice(0, stoppedAt);
  const settled = new Set(before.flatMap(event => (event.kind === 'changeSettled' ? [event.change.id] : [])));
  const intended = before.flatMap(event => (event.kind === 'changeStarted' ? [event.change.id] : []));
  const sent = events.flatMap(event =>
    event.kind === 'changeSettled' && event.outcome.kind !== 'notRun' ? [event.change.id] : [],
  );
  return { intended, underWay: intended.filter(id => !settled.has(id)), sent };
}

interface Phase {
  readonly phase: string;
  readonly spoil: Spoil;
}

/** Stops a run when it first tells of the phase: nothing more is sent, and if it had begun, its record and journal are closed. */
async function stoppedAt(company: Company, { phase, spoil }: Phase) {
  const { okta, jira } = company;
  const stop = new AbortController();
  const runsBefore = (await recorded(company)).runs;
  const writesBefore = writes(company.world).length;
  let [seen, seenAtStop, writesAtStop] = [0, 0, 0];
  spoil(company);

  const ran = await company.run({
    signal: stop.signal,
    onEvent({ kind }) {
      seen += 1;
      if (kind !== phase || stop.signal.aborted) return;
      seenAtStop = seen;
      writesAtStop = writes(company.world).length - writesBefore;
      stop.abort();
    },
  });
  okta.heal();
  jira.heal();

  expect(stop.signal.aborted).toBe(true);
  expect(ran.interrupted || ran.result?.record === 'interrupted').toBe(true);
  const { intended, underWay, sent } = changesIn(ran, seenAtStop);
  expect(sent.filter(id => !intended.includes(id))).toEqual([]);
  if (underWay.length === 0) expect(ran.writes).toHaveLength(writesAtStop);
  const { record, journal, runs } = await recorded(company);
  const hasBegun = runs > runsBefore;
  if (hasBegun) {
    expect(record).toMatchObject({ result: 'interrupted', endedAt: expect.any(String) });
    expect(openIn(journal)).toEqual([]);
  }
  return { ran, hasBegun };
}

describe('A7: Ctrl-C while a run reads and plans', () => {
  let here: Company;
  beforeAll(async () => {
    here = await unrest();
  }, 60_000);
  afterAll(() => here[Symbol.asyncDispose]());

  it.each(phasesOf(READING))('$phase: nothing is sent, and what is remembered stays as it was', async phase => {
    const before = { jira: contentOf(here.jira), state: await remembered(here) };
    const { ran, hasBegun } = await stoppedAt(here, phase);
    expect(ran.writes).toEqual([]);
    expect(contentOf(here.jira)).toEqual(before.jira);
    if (!hasBegun) expect(await remembered(here)).toEqual(before.state);
  });

  it('and the run after all these ends where an undisturbed one does', () => expectRecovered(here));
});

describe('A7: Ctrl-C while a run applies', () => {
  it.each(phasesOf(APPLYING))(
    '$phase: nothing more is begun, all is written down, and the next run does the rest',
    async phase => {
      await using company = await unrest();
      const { hasBegun } = await stoppedAt(company, phase);
      expect(hasBegun).toBe(true);
      await expectRecovered(company);
    },
  );
});

const byKey = (username: string) => (jira: JiraEmulator) => new RegExp(`^PUT .*key=${jira.userNamed(username)?.key}$`);

/** The request that is under way when patience ends, for each kind of change. */
const REQUESTS: Record<KindOfChange, (jira: JiraEmulator) => RegExp> = {
  handOver: () => /^PUT .*\/project\/OPS$/,
  deactivateUser: byKey('dan'),
  createUser: () => /^POST .*\/user$/,
  updateUser: byKey('ann'),
  renameUser: byKey('bob'),
  createGroup: () => /^POST .*\/group$/,
  addMember: () => /^POST .*\/group\/user\?groupname=blue/,
  removeMember: () => /^DELETE .*\/group\/user/,
};

/** A run that is stopped, and given up at once, while the request of that kind of change is at Jira. */
async function cutOff(company: Company, kind: KindOfChange, delay: (match: RegExp) => void) {
  const { jira } = company;
  const [stop, giveUp] = [new AbortController(), new AbortController()];
  const match = REQUESTS[kind](jira);
  const before = jira.requests.length;
  let isOver = false;
  const hasArrived = () => jira.requests.slice(before).some(({ method, url }) => match.test(`${method} ${url}`));
  const watch = async () => {
    while (!isOver && !hasArrived()) await sleep(2);
    stop.abort();
    giveUp.abort();
  };
  const run = company.run({
    signal: stop.signal,
    inFlight: giveUp.signal,
    onEvent: event => event.kind === 'changeIntended' && event.change.kind === kind && delay(match),
  });
  const [ran] = await Promise.all([
    run.finally(() => {
      isOver = true;
    }),
    watch(),
  ]);
  expect(hasArrived()).toBe(true);
  expect(ran.result?.record).toBe('interrupted');
  return recorded(company);
}

describe('A2, A7: a request that is given up while it is under way', () => {
  it.each<KindOfChange>(['handOver', 'createUser', 'deactivateUser', 'addMember'])(
    '%s, and it never happened: the entry stays open, the next run looks, and does it',
    async kind => {
      await using company = await unrest();
      const { record, journal } = await cutOff(company, kind, match => company.jira.fail(match, { kind: 'hang' }));
      company.jira.heal();

      expect(openIn(journal).map(({ change }) => change.kind)).toContain(kind);
      await expectRecovered(company);
      expect(openIn((await recorded(company, record?.id)).journal)).toEqual([]);
    },
  );

  it.each(KINDS_OF_CHANGE)('%s, and Jira did it all the same: nothing is done twice, nothing is lost', async kind => {
    await using company = await unrest();
    const { record } = await cutOff(company, kind, () => company.slowJira(100));
    while (company.jira.requests.some(({ status: answer }) => answer === undefined)) await sleep(5);
    company.slowJira(0);

    await expectRecovered(company);
    expect(openIn((await recorded(company, record?.id)).journal)).toEqual([]);
  });
});

const openIn = (journal: readonly JournalEntry[]) => journal.filter(({ outcome }) => outcome === undefined);
