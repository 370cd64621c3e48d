import { describe, expect, it } from 'vitest';
import { account, type TargetContent, targetDirectory, targetGroup } from '../../../test/directories.js';
import { targetRules } from '../../../test/rules.js';
import type { TargetDirectory } from '../../model/directory.js';
import { accountId } from '../../model/ids.js';
import { compareDirectories } from './compare.js';

const NONE = targetRules().ignore;
const COMPANY: TargetContent = {
  accounts: [account('ann'), account('bob'), account('cid', { active: false })],
  groups: [targetGroup('Developers', ['ann', 'bob']), targetGroup('Sales', ['bob']), targetGroup('Elsewhere', undefined)],
};
const side = (directory: TargetDirectory, directMembers = true) => ({ directory, directMembers });

function compared(there: TargetContent, here: TargetContent, ignore = NONE) {
  return compareDirectories(side(targetDirectory(there)), side(targetDirectory(here)), ignore);
}

describe('two directories that should be one (G12)', () => {
  it('are the same by folded names, whatever ids each product gives', () => {
    const here: TargetContent = {
      accounts: [account('Ann', { id: accountId('ff80-1') }), account('BOB'), account('cid', { active: false })],
      groups: [
        targetGroup('developers', [], { members: { kind: 'read', ids: new Set([accountId('ff80-1'), accountId('id-BOB')]) } }),
        targetGroup('sales', ['BOB']),
      ],
    };

    expect(compared(COMPANY, here)).toEqual({ people: 3, groups: 2, differences: [], unknownGroups: [] });
  });

  it('differ by whom, and what, one of them lacks', () => {
    const here: TargetContent = {
      accounts: [account('bob', { active: false }), account('cid'), account('eve')],
      groups: [targetGroup('Developers', ['bob', 'cid'])],
    };

    expect(compared(COMPANY, here).differences).toEqual([
      { kind: 'missingPerson', username: 'ann' },
      { kind: 'extraPerson', username: 'eve' },
      { kind: 'stillActive', username: 'cid' },
      { kind: 'stillInactive', username: 'bob' },
      { kind: 'missingGroup', group: 'Sales' },
    ]);
  });

  it('differ by memberships of those who are switched on in both: products list the others, or do not', () => {
    const people = ['ann', 'bob', 'cid'].map(name => account(name));
    const there = { accounts: people, groups: [targetGroup('Developers', ['ann', 'bob'])] };
    const here = { accounts: people, groups: [targetGroup('Developers', ['bob', 'cid'])] };

    expect(compared(there, here).differences).toEqual([
      { kind: 'missingMember', group: 'Developers', username: 'ann' },
      { kind: 'extraMember', group: 'Developers', username: 'cid' },
    ]);
    const switchedOff = [account('ann', { active: false }), account('bob'), account('cid', { active: false })];
    expect(compared({ ...there, accounts: switchedOff }, { ...here, accounts: switchedOff }).differences).toEqual([]);
  });

  it('do not differ by what is ignored, by our own account, by service accounts', () => {
    const ignore = targetRules({ ignoreUsers: ['eve'], ignoreGroups: ['sales'] }).ignore;
    const here: TargetContent = {
      accounts: [...(COMPANY.accounts ?? []), account('eve'), account('build', { kind: 'service' })],
      groups: [targetGroup('Developers', ['ann', 'bob'])],
    };

    expect(compared(COMPANY, here, ignore)).toMatchObject({ groups: 1, differences: [] });
  });

  it('are not known to differ by what one of them cannot prove, or could not read (R1)', () => {
    const unproved = { kind: 'unproved', why: 'more than 1,000 are found' } as const;
    const there = { ...targetDirectory(COMPANY), completeness: unproved };
    const few = targetDirectory({ accounts: [account('bob'), account('eve')], groups: [targetGroup('Sales', [])] });
    const unknown = { ...targetGroup('Developers', []), members: { kind: 'unknown', why: 'a page failed' } as const };
    const here = { ...few, completeness: unproved, groups: new Map(few.groups).set(unknown.id, unknown) };

    expect(compareDirectories(side(there), side(here), NONE)).toMatchObject({
      differences: [{ kind: 'missingMember', group: 'Sales', username: 'bob' }],
      unknownGroups: ['Developers'],
    });
  });

  it('do not differ by who is in a list only because it tells of nested groups too (G9)', () => {
    const people = [account('ann'), account('bob')];
    const all = targetDirectory({ accounts: people, groups: [targetGroup('Developers', ['ann', 'bob'])] });
    const direct = targetDirectory({ accounts: people, groups: [targetGroup('Developers', ['ann'])] });

    expect(compareDirectories(side(all, false), side(direct), NONE).differences).toEqual([]);
    expect(compareDirectories(side(direct), side(all, false), NONE).differences).toEqual([]);
    expect(compareDirectories(side(direct, false), side(all), NONE).differences).toHaveLength(1);
    expect(compareDirectories(side(all), side(direct, false), NONE).differences).toHaveLength(1);
  });
});
