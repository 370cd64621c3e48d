import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { hoursBefore } from '../../../test/directories.js';
import { failedRead, wholeRead } from '../../../test/standing.js';
import type { Paper } from './paper.js';
import { evidenceLines, readLines } from './reads.js';

const paper: Paper = { width: 120, full: false, chalk: new Chalk({ level: 0 }) };
const full: Paper = { ...paper, full: true };
const lists = [
  { what: 'users', pages: 8, rows: 1_509, end: 'no next link' },
  { what: 'groups', pages: 1, rows: 7, end: 'total reached', total: 7 },
  ...Array.from({ length: 7 }, (_, at) => ({ what: `members of g${at}`, pages: 1, rows: 2, end: 'no next link' })),
];
const whole = wholeRead('okta', hoursBefore(1), {
  ...{ calls: 16, lists, people: 1_509, groups: 7 },
  before: { readAt: hoursBefore(25), people: 1_506, groups: 8 },
});

describe('how a system was read (R1)', () => {
  it('stands in a plan in one line, with the difference to the last whole read', () => {
    expect(evidenceLines([whole], paper)).toEqual([
      'read okta: 1,509 active people, 7 groups in 16 calls, every list to its end ·',
      '  +3 people and -1 group since 2026-11-19 11:00 UTC',
    ]);
    expect(evidenceLines([wholeRead('jira', hoursBefore(1))], paper)).toEqual([
      'read jira: 100 accounts, 10 groups in 3 calls, every list to its end',
    ]);
  });

  it('unfolded has each list with its pages, its rows, its end, and the system’s own count', () => {
    const text = evidenceLines([whole], full).join('\n');

    expect(text).toContain('users: 1,509 rows in 8 pages, no next link\n');
    expect(text).toContain('groups: 7 rows in 1 page, total reached; the system itself counts 7');
    expect(text).toContain('members of g6');
  });

  it('of a run folds long lists, and counts what it folds', () => {
    const text = readLines([whole], paper).join('\n');

    expect(text).toContain('✓ okta');
    expect(text).toContain('members of g1');
    expect(text).not.toContain('members of g2');
    expect(text).toContain('… 5 more lists, 10 rows (--full shows all)');
    expect(readLines([whole], full).join('\n')).toContain('members of g6');
  });

  it('of a run tells what was set aside, and whose members are not known: never that all lists came to their end', () => {
    const odd = wholeRead('okta', hoursBefore(1), { quarantined: 2, unknownGroups: ['Sales', 'Ops'] });

    for (const text of [readLines([odd], paper).join('\n'), evidenceLines([odd], paper).join('\n')]) {
      expect(text).toContain('all but the members of 2 groups to their end');
      expect(text).toContain('2 rows set aside');
    }
    expect(readLines([odd], paper).join('\n')).toContain('! members not known: Sales, Ops');
  });

  it('of a run that was not believed says why, and what to do; a plan says that elsewhere', () => {
    expect(readLines([failedRead('okta')], paper)).toEqual([
      '  ✗ okta  not read: okta answered 401',
      '          → Renew the token.',
    ]);
    expect(evidenceLines([failedRead('okta')], paper)).toEqual([]);
  });

  it('fits the terminal', () => {
    for (const width of [60, 80, 200])
      for (const line of [...readLines([whole], { ...full, width }), ...evidenceLines([whole], { ...full, width })])
        expect(line.length).toBeLessThanOrEqual(width);
  });
});
