import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { hoursBefore, JIRA, link } from '../../../test/directories.js';
import { sync } from '../../../test/rules.js';
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
} from '../../../test/standing.js';
import { targetName } from '../../model/ids.js';
import { type Known, statusOf } from '../../sync/status.js';
import type { Paper } from './paper.js';
import { renderStatus } from './status.js';

const paper: Paper = { width: 120, full: false, chalk: new Chalk({ level: 0 }) };
const shown = (more: Partial<Known> = {}, on = paper) => renderStatus(statusOf(known(more)), undefined, on);

describe('status', () => {
  it('of a healthy state: what was read and applied, how long ago, and when the next run comes', () => {
    const schedule = { sync: sync().name, targets: [JIRA], cron: '@daily', timezone: undefined, jitterMs: 0 };

    expect(shown({ next: [{ schedule, next: '2026-11-20T12:20:00.000Z' }] })).toBe(
      `2026-11-20 12:00 UTC · nothing is running

sources
  ✓ okta  read whole 1 h ago, 2026-11-20 11:00 UTC (run 12): 100 active people, 10 groups

targets
  ✓ jira  read whole 1 h ago, 2026-11-20 11:00 UTC (run 12): 100 accounts, 10 groups
          run 12, sync (unattended) by rollcall@ops1, 1 h ago: done; 3 applied
          as it was planned: 99 of 100 people matched, 400 memberships managed

credentials
  not asked: rollcall status --online asks every system whether they still work, and when they end

next runs
  · staff  → jira  2026-11-20 12:20 UTC, in 20 min
  as long as rollcall watch runs`,
    );
  });

  it('of a target that shares a directory: whose, and what the last comparison found; a read that failed wants attention (G12)', () => {
    const wiki = targetName('wiki');
    const verified = { kind: 'compared', people: 100, groups: 10, differences: { missingPerson: 2 }, unknownGroups: [] } as const;
    const last = runOf(12);
    const compared = {
      ...last.summary,
      targets: last.summary?.targets ?? [],
      problems: [],
      shared: [{ target: wiki, of: JIRA, syncMs: 3_600_000, verified }],
    };
    const sharing = [{ name: wiki, of: JIRA }];
    const reads = [readBy(12, wholeRead('okta')), readBy(12, wholeRead('jira'))];

    const well = shown({ sharing, runs: [{ ...last, summary: compared }], reads: [...reads, readBy(12, wholeRead('wiki'))] });
    const ill = shown({ sharing, reads: [...reads, readBy(12, failedRead('wiki'))] });

    expect(well.replaceAll(/\s+/g, ' ')).toContain(
      'shares the directory of jira · 100 people, 10 groups · not as in jira: 2 people missing',
    );
    expect(well).not.toContain('nothing was ever applied to wiki');
    expect(ill.split('\n')[1]).toBe('! wiki could not be read the last time');
  });

  it('says first what wants attention', () => {
    const text = shown({
      reads: [
        readBy(14, failedRead('okta')),
        readBy(2, wholeRead('okta', hoursBefore(80)), false),
        readBy(14, wholeRead('jira')),
      ],
      runs: [runOf(13, { result: 'open', summary: undefined }), runOf(12)],
    });

    expect(text.split('\n').slice(1, 3)).toEqual([
      '! run 13 (sync) of 2026-11-20 11:00 UTC did not end, and nothing runs: the next run goes on from there',
      '! okta could not be read the last time',
    ]);
    expect(text).toMatch(
      /✗ okta {2}the last attempt failed, 1 h ago \(run 14\): okta answered 401\n +→ Renew the token\.\n +read whole 3 d 8 h ago/,
    );
  });

  it('folds what waits by guard and reason, with its age and what lifts it; --full unfolds', () => {
    const lifted = { allow: 'jira:removals=30', since: hoursBefore(52) };
    const waiting = [
      ...Array.from({ length: 30 }, (_, at) => waits(removal(`user${at}`, 'devs'), lifted)),
      waits(removal('zoe', 'devs'), { why: 'failed', guard: undefined, reason: 'it answered 500', since: hoursBefore(1) }),
    ];

    expect(shown({ waiting })).toContain('waiting: 31 changes');
    expect(shown({ waiting })).toMatch(
      /! devs {2}30 removals: user0 {2}user1 .* … 24 more\n +removals: 30 removals; limit 10 · waits for 2 d 4 h\n +→ if that is right, lift it with --allow jira:removals=30/,
    );
    expect(shown({ waiting })).toMatch(/✗ failed {2}it answered 500 · waits for 1 h\n +remove zoe from devs/);
    expect(shown({ waiting }, { ...paper, full: true })).toContain('user29');
  });

  it('names leavers, says why they are not done, and that a source unread is in the way', () => {
    const text = shown({
      waiting: [waits(deactivation('ann'), { guard: 'no-successor', reason: 'leads project OPS' })],
      sightings: [sighting('bob')],
      links: [link('ann', { accessCutAt: hoursBefore(4) }), link('bob')],
      reads: [readBy(14, failedRead('okta')), readBy(12, wholeRead('okta'), false), readBy(14, wholeRead('jira'))],
    });

    expect(text).toContain('leavers not yet done: 2');
    expect(text).toMatch(
      /! ann {2}held by no-successor: leads project OPS +waits for 5 h\n +access is cut since 2026-11-20 08:00 UTC/,
    );
    expect(text).toMatch(/· bob {2}in grace until 2026-11-21 07:00 UTC, seen missing in 1 of 2 complete reads +missing for 5 h/);
    expect(text.match(/! okta could not be read the last time: what rests on it waits/g)).toHaveLength(1);
  });

  it('says what is paused, by whom, why, and what ends it', () => {
    const pauses = [
      pauseOf({ until: '2026-12-01T08:00:00.000Z', reason: 'the move' }),
      pauseOf({ target: JIRA, level: 'everything' }),
    ];

    expect(shown({ pauses })).toContain(`paused
  ! every target  what takes away  until 2026-12-01 08:00 UTC
                  by anna@ops1 on 2026-11-20 10:00 UTC: the move
                  → rollcall resume
  ! jira          everything       until somebody resumes
                  by anna@ops1 on 2026-11-20 10:00 UTC
                  → rollcall resume jira`);
  });

  it('says who runs now', () => {
    const holder = { command: 'sync', host: 'ops1', pid: 7, since: hoursBefore(1), life: 'alive' } as const;

    expect(shown({ holder })).toMatch(/^2026-11-20 12:00 UTC · running now: rollcall sync, process 7 on ops1, for 1 h\n/);
    expect(shown({ holder: { ...holder, life: 'unknown' } })).toContain('as far as can be told');
  });

  it('says what to do first where nothing was ever done, and names the timer where there is no schedule', () => {
    expect(shown({ reads: [], runs: [] })).toMatch(/^nothing was ever read or applied here\n {2}→ First: rollcall check/);
    expect(shown({ reads: [], runs: [], pauses: [pauseOf()] })).toContain('every target  what takes away');
    expect(shown()).toContain('no schedule: staff. A timer must call rollcall sync');
  });

  it('shows what every system said when it was asked', () => {
    const systems = [{ system: 'okta', findings: [{ level: 'problem' as const, what: 'refused', hint: 'Renew it.' }] }];

    expect(renderStatus(statusOf(known()), systems, paper)).toMatch(
      /credentials\n {2}okta\n {4}✗ problem: refused\n {6}→ Renew it\./,
    );
  });

  it('fits the terminal, and prints nothing that a terminal obeys', () => {
    const evil = 'eve\u001b[31m\u202e';
    const parts: Partial<Known> = {
      waiting: [waits(removal(evil, 'devs'), { reason: 'a long reason '.repeat(12) }), waits(deactivation(evil))],
      pauses: [pauseOf({ reason: 'a long reason '.repeat(12) })],
      runs: [runOf(12, { by: evil })],
      reads: [readBy(14, failedRead('okta')), readBy(14, wholeRead('jira'))],
    };

    for (const width of [60, 80, 200])
      for (const line of shown(parts, { ...paper, width }).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    for (const unseen of ['\u001b', '\u202e']) expect(shown(parts)).not.toContain(unseen);
  });
});
