import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  JIRA,
  key,
  link,
  NOW,
  OKTA,
  person,
  type SourceContent,
  sourceDirectory,
  targetDirectory,
} from '../../test/directories.js';
import { memoryStore } from '../../test/memory-store.js';
import { memoryTarget } from '../../test/planning.js';
import { expression, sync, targetRules } from '../../test/rules.js';
import { someOf } from '../../test/some-people.js';
import { Unavailable } from '../errors.js';
import { runId, sourceName } from '../model/ids.js';
import { changesOf } from '../model/plan.js';
import type { SyncRules } from '../model/rules.js';
import type { Source } from '../sources/source.js';
import type { StateStore } from '../state/store.js';
import { applyRun } from './apply-run.js';
import { type PlanOptions, planRun, type RunContext } from './run.js';
import { EVERYTHING } from './undo/choice.js';

const source = (name: string, content: SourceContent | Error): Source => ({
  name: sourceName(name),
  provider: OKTA,
  pull: async () => {
    if (content instanceof Error) throw content;
    return sourceDirectory(content);
  },
  pullPeople: async whom => {
    if (content instanceof Error) throw content;
    return someOf(sourceDirectory(content), whom);
  },
  lookup: async ids => new Map(ids.map(id => [id, { kind: 'outOfScope', why: 'another app' }])),
  check: async () => [],
});
const start = {
  command: 'sync',
  attended: false,
  startedAt: NOW,
  by: 'cron',
  reason: undefined,
  toolVersion: '1',
  configFingerprint: 'x',
} as const;
const options: PlanOptions = { targets: [], attended: false, allow: new Map(), noRemovals: false, open: [] };

function contextOf(sources: readonly Source[], syncs: readonly SyncRules[], store: StateStore, now = NOW): RunContext {
  const never = new AbortController().signal;
  return {
    sources: sources.map(one => ({
      source: one,
      rules: { name: one.name, canaries: { users: [], groups: [] }, shrunkShare: 0.8, staleAfterMs: 259_200_000 },
    })),
    targets: [
      {
        target: memoryTarget({}, targetDirectory({ accounts: ['ann', 'bob'].map(name => account(name)) })),
        rules: targetRules(),
      },
    ],
    syncs,
    approvals: [],
    configFingerprint: 'x',
    store,
    emit: () => undefined,
    now: () => now,
    signal: never,
    inFlight: never,
  };
}

/** One unattended run: what it did. */
async function run(context: RunContext) {
  const planned = await planRun(context, options);
  const { record } = await applyRun(context, start, planned, false);
  return { record, ids: planned.plans.flatMap(changesOf).map(({ id }) => id), problems: planned.problems };
}

const linked = () => memoryStore({ everApplied: true, links: [link('ann')] });
const dropsAll = sync({ users: { filter: expression('false', () => false) } });

describe('DESIGN §2: a source that stays unread', () => {
  it('is a matter for an admin once staleAfter is over, and is told what to do', async () => {
    const store = linked();
    const at = (hours: number, content: SourceContent | Error) =>
      run(contextOf([source('okta', content)], [sync()], store, hoursBefore(hours)));
    await at(0, { people: [person('ann')] });
    const soon = await at(-71, new Unavailable('503', 'Wait.'));
    expect(soon.problems).toEqual([
      { system: 'okta', problem: '503', hint: 'Wait. Nothing that only this source speaks for is changed.' },
    ]);
    const late = await at(-73, new Unavailable('503', 'Wait.'));
    expect(late).toMatchObject({ record: 'could not', ids: [] });
    expect(late.problems[0]?.problem).toBe(`503; it was last read whole at 2026-11-20 12:00 UTC, longer ago than its staleAfter`);
    expect(late.problems[0]?.hint).toMatch(/^Wait\. .*take its syncs out of the config/);
  });
});

describe('U2: the grace, from run to run', () => {
  it('is over after enough reads and enough time, both', async () => {
    const store = linked();
    const at = (hours: number) =>
      run(contextOf([source('okta', { people: [person('ann')] })], [dropsAll], store, hoursBefore(hours)));
    expect((await at(48)).ids).toEqual([]);
    expect((await at(47)).ids).toEqual([]);
    expect((await at(24)).ids).toEqual(['deactivateUser id-ann']);
  });

  it('a run that could not read the source counts nothing', async () => {
    const store = linked();
    await run(contextOf([source('okta', { people: [person('ann')] })], [dropsAll], store, hoursBefore(48)));
    const unread = await run(contextOf([source('okta', new Unavailable('503', ''))], [dropsAll], store, hoursBefore(24)));
    expect(unread).toMatchObject({ record: 'could not', ids: [], problems: [{ system: 'okta' }] });
    expect(await store.sightings(OKTA)).toMatchObject([{ person: key('ann'), reads: 1, since: hoursBefore(48) }]);
  });

  it('an undo is no read: nobody comes nearer to the end of a grace by it (A8)', async () => {
    const store = linked();
    const context = (hours: number) =>
      contextOf([source('okta', { people: [person('ann')] })], [dropsAll], store, hoursBefore(hours));
    await run(context(48));
    const undo = { run: runId(1), choice: EVERYTHING };
    for (const hours of [36, 30]) {
      const planned = await planRun(context(hours), { ...options, attended: true, undo });
      await applyRun(context(hours), { ...start, command: 'undo', attended: true }, planned, false);
    }
    expect(await store.sightings(OKTA)).toMatchObject([{ person: key('ann'), reads: 1, since: hoursBefore(48) }]);
  });

  it('two sources of one provider do not forget each other’s sightings', async () => {
    const store = linked();
    const syncs = [
      { ...dropsAll, name: sync({ name: 'one' }).name },
      sync({ name: 'two', from: 'second', users: dropsAll.users }),
    ];
    const people = { people: [person('ann')] };
    for (const hours of [48, 24])
      await run(contextOf([source('okta', people), source('second', people)], syncs, store, hoursBefore(hours)));
    expect(await store.sightings(OKTA)).toMatchObject([
      { sync: 'one', reads: 2 },
      { sync: 'two', reads: 2 },
    ]);
  });
});

describe('a source that shrank', () => {
  it('is compared with its own last good read, not with that of another source of the same provider', async () => {
    const store = linked();
    const many = Array.from({ length: 10 }, (_, at) => person(`p${at}`));
    const syncs = [sync({ users: { create: false } }), sync({ name: 'two', from: 'second', users: { create: false } })];
    const both = [source('okta', { people: [person('ann')] }), source('second', { people: [person('ann'), ...many] })];
    for (let times = 0; times < 2; times++) expect((await run(contextOf(both, syncs, store))).problems).toEqual([]);
    const alone = linked();
    await run(contextOf([source('okta', { people: [person('ann'), ...many] })], [sync({ users: { create: false } })], alone));
    const shrunk = await run(
      contextOf([source('okta', { people: [person('ann')] })], [sync({ users: { create: false } })], alone),
    );
    expect(shrunk.problems).toMatchObject([{ system: 'okta', problem: expect.stringContaining('shrunk-source') }]);
  });
});

describe('the record of a run', () => {
  it('is closed with what came of it, and what was held', async () => {
    const store = memoryStore({ everApplied: false });
    const { record } = await run(contextOf([source('okta', { people: [person('ann'), person('new')] })], [sync()], store));
    expect(record).toBe('held');
    expect((await store.runs(1))[0]).toMatchObject({
      result: 'held',
      summary: { targets: [{ target: JIRA, applied: 0, held: [{ guard: 'creations' }] }] },
    });
  });
});
