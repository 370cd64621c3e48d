import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  inactive,
  JIRA,
  NOW,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
  unread,
} from '../../test/directories.js';
import { failedRead, wholeRead } from '../../test/standing.js';
import { sourceRecord, targetRecord } from './read-records.js';

describe('how a read goes on record (R1)', () => {
  it('of a source has its evidence, active people, odd rows (R2), and the groups that are unknown', () => {
    const one = pulled({
      people: [person('ann'), inactive('bob')],
      groups: [sourceGroup('Engineering', ['ann']), sourceGroup('Sales', 'unknown')],
      quarantined: [{ where: 'row 3', problem: 'no id' }],
    });

    expect(sourceRecord(one, hoursBefore(9), undefined)).toEqual({
      system: 'okta',
      kind: 'source',
      readAt: NOW, // its own beginning, not the run's
      result: { kind: 'whole', calls: 1, lists: [], people: 1, groups: 2, quarantined: 1, unknownGroups: ['Sales'] },
    });
  });

  it('of a source that was not believed says why, and has no numbers: unknown is never empty', () => {
    expect(sourceRecord(unread(), NOW, wholeRead('okta'))).toEqual({
      system: 'okta',
      kind: 'source',
      readAt: NOW,
      result: { kind: 'failed', problem: 'it answered 503', hint: 'The next run tries again.' },
    });
  });

  it('of a target has all of its accounts, and the groups whose members failed; those not in play are not unknown (R3)', () => {
    const directory = targetDirectory({
      accounts: [account('ann'), account('bob', { active: false })],
      groups: [
        targetGroup('devs', ['ann']),
        targetGroup('others', undefined),
        { ...targetGroup('broken', []), members: { kind: 'unknown', why: 'it answered 500' } },
      ],
    });

    expect(targetRecord(JIRA, directory, undefined)).toMatchObject({
      system: 'jira',
      kind: 'target',
      result: { people: 3, groups: 3, unknownGroups: ['broken'] },
    });
  });

  it('remembers the whole read before it, and never a failed one', () => {
    const before = wholeRead('okta', hoursBefore(24), { people: 7, groups: 3 });

    expect(sourceRecord(pulled({}), NOW, before).result).toMatchObject({
      before: { readAt: hoursBefore(24), people: 7, groups: 3 },
    });
    expect(sourceRecord(pulled({}), NOW, failedRead('okta')).result).not.toHaveProperty('before');
  });
});
