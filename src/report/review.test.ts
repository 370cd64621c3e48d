import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JIRA, key } from '../../test/directories.js';
import { accountId, sourceName, targetName } from '../model/ids.js';
import type { TargetReview } from '../sync/review.js';
import { reviewCsv } from './review.js';

const review = (special: Partial<TargetReview> = {}): TargetReview => ({
  ...{ target: JIRA, rows: [], knowsStrangers: true, cautions: [] },
  ...special,
});
const Rows = z.array(z.record(z.string(), z.string()));
const rowsOf = (csv: string) => Rows.parse(parse(csv, { columns: true }));

describe('an access review as CSV', () => {
  it('has the account, whose it is, why it is there and what settles it in columns of their own', () => {
    const account = { id: accountId('u1'), username: 'ann', displayName: 'Ann "A" Lee', email: 'a@x.org', active: true };
    const row = { kind: 'conflict', person: key('ann'), login: 'ann@x.org', why: 'two of them' } as const;
    const [told] = rowsOf(reviewCsv([review({ rows: [{ ...row, account: { ...account, remarks: ['it is protected'] } }] })]));

    expect(told).toMatchObject({
      ...{ target: 'jira', kind: 'conflict', account: 'u1', username: 'ann', name: 'Ann "A" Lee', email: 'a@x.org' },
      ...{ active: 'true', remarks: 'it is protected', person: 'ann@x.org', 'source id': 'ann', why: 'two of them' },
    });
    expect(told?.['what settles it']).toContain('rollcall links set');
  });

  it('says what could not be read: a short list must not look whole', () => {
    const unread = { kind: 'source', source: sourceName('okta'), level: 'problem', what: 'it answered 503' } as const;
    const problems = [
      { system: sourceName('okta'), problem: 'it answered 503', hint: '' },
      { system: targetName('wiki'), problem: 'no answer', hint: 'Look at it.' },
    ];
    const rows = rowsOf(reviewCsv([review({ knowsStrangers: false, cautions: [unread] })], problems));

    expect(rows.map(({ target, kind, why }) => [target, kind, why])).toEqual([
      ['jira', 'caution', 'okta: it answered 503'],
      ['wiki', 'caution', 'could not be read: no answer'],
    ]);
  });
});
