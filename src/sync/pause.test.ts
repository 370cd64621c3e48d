import { describe, expect, it } from 'vitest';
import { hoursBefore, JIRA, NOW } from '../../test/directories.js';
import { deactivation, pauseOf, removal } from '../../test/standing.js';
import { targetName } from '../model/ids.js';
import { addMember } from '../report/test-plans.js';
import { isInForce, pausedBecause, pauseInForce, pauseText } from './pause.js';

const later = '2026-11-21T08:00:00.000Z';

describe('a pause', () => {
  it('is in force until its time comes, or until somebody resumes', () => {
    expect(isInForce(pauseOf(), NOW)).toBe(true);
    expect(isInForce(pauseOf({ until: later }), NOW)).toBe(true);
    expect(isInForce(pauseOf({ until: NOW }), NOW)).toBe(false);
    expect(isInForce(pauseOf({ until: hoursBefore(1) }), NOW)).toBe(false);
  });

  it('of a target counts there only; the strictest of several counts', () => {
    const every = pauseOf();
    const here = pauseOf({ target: JIRA, level: 'everything' });

    expect(pauseInForce([every, here], JIRA, NOW)).toBe(here);
    expect(pauseInForce([every, here], targetName('wiki'), NOW)).toBe(every);
    expect(pauseInForce([here], targetName('wiki'), NOW)).toBeUndefined();
    expect(pauseInForce([{ ...here, until: hoursBefore(1) }, every], JIRA, NOW)).toBe(every);
  });

  it('lets what gives pass, and nothing that takes away; `everything` lets nothing pass', () => {
    for (const change of [removal('ann', 'devs'), deactivation('ann')])
      expect(pausedBecause(change, pauseOf())).toContain('what takes away is paused');
    expect(pausedBecause(addMember('devs', 'ann'), pauseOf())).toBeUndefined();
    expect(pausedBecause(addMember('devs', 'ann'), pauseOf({ level: 'everything' }))).toContain('everything is paused');
    expect(pausedBecause(deactivation('ann'), undefined)).toBeUndefined();
  });

  it('says where, by whom, until when and why', () => {
    expect(pauseText(pauseOf({ target: JIRA, until: later, reason: 'the move' }))).toBe(
      'what takes away is paused in jira by anna@ops1 until 2026-11-21 08:00 UTC: the move',
    );
    expect(pauseText(pauseOf({ level: 'everything' }))).toBe('everything is paused by anna@ops1');
  });
});
