import { describe, expect, it } from 'vitest';
import { JIRA, key, link } from '../../../test/directories.js';
import type { Change } from '../../model/change.js';
import { accountId } from '../../model/ids.js';
import { type Known, whom } from './whom.js';

const nothing: Known = { links: [], entries: [] };
const ann = { kind: 'existing', id: accountId('J1'), username: 'ann', displayName: 'Ann Lee' } as const;
const entry = (change: Change, account?: typeof ann): Known['entries'][number] => ({
  ...{ target: JIRA, change },
  outcome: account === undefined ? undefined : { kind: 'applied', account },
});
const renamed: Change = { kind: 'renameUser', id: 'r', reasons: [], account: ann, before: 'ann', username: 'ann.lee' };
const created: Change = {
  ...{ kind: 'createUser', id: 'c', reasons: [], person: key('p1'), username: 'ann' },
  values: { username: 'ann', email: 'ann@x.com', displayName: 'Ann Lee' },
};

describe('whom a word on the command line means (purge)', () => {
  it('a linked person, by login without case, e-mail address or id at the source', () => {
    const links = [link('p1', { account: accountId('J1'), values: { username: 'Ann', email: 'ann@x.com' } })];
    for (const text of ['ANN', 'Ann@X.com', 'p1'])
      expect(whom(text, { ...nothing, links })).toMatchObject({
        people: [key('p1')],
        accounts: [{ target: JIRA, account: 'J1' }],
        names: expect.arrayContaining(['Ann', 'ann@x.com']),
      });
  });

  it('somebody whom only the journal knows, by any name they ever had', () => {
    const entries = [entry(created, ann), entry(renamed)];
    expect(whom('ann.lee', { ...nothing, entries })).toEqual({
      people: [key('p1')],
      accounts: [{ target: JIRA, account: 'J1' }],
      names: ['ann.lee', 'ann', 'ann@x.com'],
    });
  });

  it('nobody, and nobody else: a display name is no name to go by, nor a part of one', () => {
    const entries = [entry(created, ann)];
    expect(whom('Ann Lee', { ...nothing, entries })).toBeUndefined();
    expect(whom('an', { ...nothing, entries })).toBeUndefined();
    expect(whom('', { ...nothing, entries })).toBeUndefined();
  });
});
