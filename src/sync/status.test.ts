import { describe, expect, it } from 'vitest';
import { hoursBefore, JIRA, link, NOW } from '../../test/directories.js';
import { sync } from '../../test/rules.js';
import {
  deactivation,
  failedRead,
  known,
  pauseOf,
  readBy,
  removal,
  runOf,
  sighting,
  waits,
  wholeRead,
} from '../../test/standing.js';
import { runId, sourceName, targetName } from '../model/ids.js';
import { type Known, statusOf } from './status.js';

const alerts = (more: Partial<Known>) => statusOf(known(more)).alerts;

describe('how things stand (DESIGN §8)', () => {
  it('is quiet where everything was read and applied lately', () => {
    const { alerts: none, sources, targets, waiting, leavers, running, broken } = statusOf(known());

    expect({ none, waiting, leavers, running, broken }).toEqual({
      none: [],
      waiting: [],
      leavers: [],
      running: undefined,
      broken: [],
    });
    expect(sources).toMatchObject([{ name: 'okta', newest: { run: 12 }, whole: { run: 12 } }]);
    expect(targets).toMatchObject([{ name: 'jira', lastRun: { id: 12, did: { applied: 3 } }, pins: 0 }]);
  });

  it('tells a failed read from the last whole one, and both at once', () => {
    const reads = [
      readBy(14, failedRead('okta')),
      readBy(12, wholeRead('okta', hoursBefore(9)), false),
      readBy(14, wholeRead('jira')),
    ];
    const { sources, alerts: found } = statusOf(known({ reads }));

    expect(sources).toMatchObject([{ newest: { run: 14, read: { result: { kind: 'failed' } } }, whole: { run: 12 } }]);
    expect(found).toEqual([{ kind: 'readFailed', system: 'okta' }]);
  });

  it('DESIGN §2: a source unread for longer than its staleAfter is told apart, by its own limit', () => {
    const since = hoursBefore(30);
    const reads = [readBy(14, failedRead('okta')), readBy(12, wholeRead('okta', since), false), readBy(14, wholeRead('jira'))];
    const [okta] = known().sources;
    const within = (hours: number) =>
      alerts({ reads, sources: okta === undefined ? [] : [{ ...okta, staleAfterMs: hours * 3_600_000 }] });

    expect(within(31)).toEqual([{ kind: 'readFailed', system: 'okta' }]);
    expect(within(29)).toEqual([
      { kind: 'readFailed', system: 'okta' },
      { kind: 'staleSource', system: 'okta', since },
    ]);
  });

  it('warns of what is older than three days, and of what never was', () => {
    const old = hoursBefore(73);

    expect(alerts({ reads: [readBy(1, wholeRead('okta', old)), readBy(12, wholeRead('jira', hoursBefore(71)))] })).toEqual([
      { kind: 'oldRead', system: 'okta', since: old },
    ]);
    expect(alerts({ runs: [runOf(1, { startedAt: old })] })).toEqual([{ kind: 'oldApply', target: 'jira', since: old }]);
    expect(alerts({ runs: [], reads: [readBy(1, wholeRead('okta'))] })).toEqual([
      { kind: 'neverRead', system: 'jira' },
      { kind: 'neverApplied', target: 'jira' },
    ]);
  });

  it('finds the last run of each target, whatever other runs came after it', () => {
    const elsewhere = runOf(14, { summary: { targets: [], problems: [] } });

    expect(
      statusOf(known({ runs: [runOf(15, { command: 'pause', summary: undefined }), elsewhere, runOf(12)] })).targets,
    ).toMatchObject([{ lastRun: { id: 12 } }]);
  });

  it('tells a run at work from one that died (A6): the lock of a dead process counts for nothing', () => {
    const holder = { command: 'sync', host: 'ops1', pid: 7, since: hoursBefore(0), life: 'alive' } as const;
    const runs = [runOf(13, { result: 'open', summary: undefined }), runOf(12)];

    expect(statusOf(known({ runs, holder }))).toMatchObject({ running: { pid: 7 }, broken: [], alerts: [] });
    expect(statusOf(known({ runs, holder: { ...holder, life: 'gone' } }))).toMatchObject({
      running: undefined,
      broken: [{ id: 13 }],
      alerts: [{ kind: 'brokenRun', run: 13 }],
    });
    // a pause needs no lock
    expect(statusOf(known({ runs: [runOf(13, { command: 'pause', result: 'open' }), runOf(12)] })).broken).toEqual([]);
  });

  it('leaves out pauses that are over, and says of what they held that it is free', () => {
    const over = pauseOf({ until: hoursBefore(1) });
    const row = waits(removal('ann', 'devs'), { guard: 'paused', reason: 'what takes away is paused' });

    expect(statusOf(known({ pauses: [over, pauseOf({ target: targetName('wiki') })], waiting: [row] }))).toMatchObject({
      pauses: [{ target: 'wiki' }],
      waiting: [{ reason: expect.stringContaining('the pause is over') }],
    });
    expect(statusOf(known({ pauses: [pauseOf()], waiting: [row] })).waiting).toEqual([row]);
  });

  it('leaves out what waits for a target that is no longer in the config', () => {
    expect(statusOf(known({ waiting: [waits(removal('ann', 'devs'), { target: targetName('gone') })] })).waiting).toEqual([]);
  });

  it('counts the pins that this config still knows (A8)', () => {
    const pin = {
      target: JIRA,
      key: 'k',
      change: deactivation('ann'),
      run: runId(9),
      undid: runId(8),
      configFingerprint: 'f00d',
      since: NOW,
    };

    expect(statusOf(known({ pins: [pin, { ...pin, key: 'l', configFingerprint: 'older' }] })).targets).toMatchObject([
      { pins: 1 },
    ]);
  });

  it('names the syncs that nobody runs by a schedule', () => {
    const schedule = { sync: sync().name, targets: [JIRA], cron: '@daily', timezone: undefined, jitterMs: 0 };

    expect(statusOf(known({ syncs: [sync(), sync({ name: 'partners' })], next: [{ schedule, next: NOW }] })).unscheduled).toEqual(
      ['partners'],
    );
  });
});

describe('leavers not yet done (U2 to U4)', () => {
  const leavers = (more: Partial<Known>) => statusOf(known({ links: [link('ann')], ...more })).leavers;

  it('are those whose end was held, failed or did not run: one line each, with every reason and the age of the oldest', () => {
    const waiting = [
      waits(deactivation('ann'), { guard: 'no-successor', reason: 'leads project OPS', since: hoursBefore(80) }),
      waits(deactivation('ann'), { guard: 'paused', reason: 'paused by anna', since: hoursBefore(2) }),
      waits(removal('ann', 'devs', 'stated'), {
        why: 'failed',
        guard: undefined,
        reason: 'it answered 500',
        since: hoursBefore(4),
      }),
      waits(removal('bob', 'devs'), { since: hoursBefore(90) }), // no leaver
    ];

    expect(leavers({ waiting, pauses: [pauseOf()], links: [link('ann', { accessCutAt: hoursBefore(79) })] })).toEqual([
      {
        target: 'jira',
        name: 'ann',
        person: link('ann').person,
        since: hoursBefore(80),
        because: [
          { kind: 'held', guard: 'no-successor', reason: 'leads project OPS' },
          { kind: 'held', guard: 'paused', reason: 'paused by anna' },
          { kind: 'failed', reason: 'it answered 500' },
        ],
        accessCutAt: hoursBefore(79),
        unread: undefined,
      },
    ]);
    expect(alerts({ waiting })).toEqual([{ kind: 'lateLeavers', target: 'jira', people: 1, since: hoursBefore(80) }]);
  });

  it('are those in grace, with how far it has come; a long grace is no alarm', () => {
    const slow = sync({
      users: { leavers: { action: 'deactivate', after: { reads: 3, atLeastMs: 30 * 86_400_000 }, deleteAfterMs: 0 } },
    });
    const sightings = [sighting('ann', { reads: 2, since: hoursBefore(100) })];

    expect(leavers({ sightings: [sighting('ann')] })).toMatchObject([{ because: [{ kind: 'inGrace', reads: 1, needed: 2 }] }]);
    expect(leavers({ sightings, syncs: [slow] })).toMatchObject([
      {
        name: 'ann',
        since: hoursBefore(100),
        because: [{ kind: 'inGrace', until: '2026-12-16T08:00:00.000Z', reads: 2, needed: 3 }],
      },
    ]);
    expect(alerts({ sightings, syncs: [slow], links: [link('ann')] })).toEqual([]);
  });

  it('are nobody whom another sync still wants there, whose link is closed, who was ended, or whom the config keeps', () => {
    const sightings = [sighting('ann')];
    const keeps = sync({ users: { leavers: { action: 'keep', after: { reads: 2, atLeastMs: 0 }, deleteAfterMs: 0 } } });

    expect(leavers({ sightings })).toHaveLength(1);
    expect(leavers({ sightings, syncs: [sync(), sync({ name: 'partners' })] })).toEqual([]);
    expect(leavers({ sightings, links: [link('ann', { status: 'closed' })] })).toEqual([]);
    expect(leavers({ sightings, links: [link('ann', { deactivatedAt: hoursBefore(1) })] })).toEqual([]);
    expect(leavers({ sightings, syncs: [keeps] })).toEqual([]);
  });

  it('are done when the grace was over as the target was last planned, and nothing of it waits; not before', () => {
    const over = [sighting('ann', { reads: 5, since: hoursBefore(50) })];

    expect(leavers({ sightings: over })).toEqual([]);
    // the source was read since, for another target
    expect(leavers({ sightings: over, reads: [readBy(13, wholeRead('okta')), readBy(12, wholeRead('jira'))] })).toMatchObject([
      { because: [{ kind: 'due' }] },
    ]);
    // the grace ended only after that run
    expect(
      leavers({
        sightings: over,
        reads: [readBy(12, wholeRead('okta', hoursBefore(30))), readBy(12, wholeRead('jira', hoursBefore(30)))],
      }),
    ).toMatchObject([{ because: [{ kind: 'due' }] }]);
  });

  it('say so where their source could not be read', () => {
    const reads = [readBy(13, failedRead('okta')), readBy(12, wholeRead('okta'), false), readBy(13, wholeRead('jira'))];

    expect(leavers({ sightings: [sighting('ann')], reads })).toMatchObject([{ unread: sourceName('okta') }]);
  });
});
