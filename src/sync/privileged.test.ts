import { describe, expect, it } from 'vitest';
import { account, person, pulled, targetDirectory, targetGroup } from '../../test/directories.js';
import { idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { sync, targetRules } from '../../test/rules.js';
import { guardedBecause, privilegedIn } from './privileged.js';

const ADMINS = 'Jira-Administrators';
const unreadable = (name: string) => ({ ...targetGroup(name, []), members: { kind: 'unknown', why: 'page 2' } as const });

const accounts = [account('root'), account('off', { active: false }), account('vera'), account('ann')];
const actual = targetDirectory({
  accounts,
  groups: [
    targetGroup('jira-administrators', ['root', 'off']),
    targetGroup('jira\u2010administrators', ['ann']),
    targetGroup('vault', ['vera']),
    targetGroup('staff', ['ann']),
  ],
  administratorGroups: [ADMINS],
});
const rules = targetRules({
  protectGroups: ['Vault', 'Top\u2010Secret', '/^secret/', '/^\u0434\u043e\u043c/'],
  protectUsers: ['breakglass'],
});

describe('privileged: the administrators’ groups and protect.groups, and who is in them', () => {
  const privileged = () => privilegedIn(actual, rules);

  it.each([
    [true, 'jira-administrators'],
    [true, 'JIRA-ADMINISTRATORS'],
    [true, 'jira\u2010administrators'],
    [true, 'VAULT'],
    [true, 'v\u0430ult'],
    [true, 'secret-eu'],
    [true, '\uff53ecret-eu'],
    [true, 'TOP-SECRET'],
    [true, '\u0434\u043e\u043c-eu'],
    [false, 'staff'],
    [false, 'vaults'],
  ])('%s: %j', (is, name) => expect(privileged().group(name)).toBe(is));

  it('members are all who are in one; administrators only active ones of a group that is really theirs', () => {
    expect([...privileged().members].toSorted()).toEqual(['id-ann', 'id-off', 'id-root', 'id-vera']);
    expect([...privileged().administrators]).toEqual(['id-root']);
    expect(privileged().unread).toEqual([]);
  });

  it('one that could not be read is named', () => {
    const dark = targetDirectory({ accounts, groups: [unreadable('vault'), unreadable('staff')] });
    expect(privilegedIn(dark, rules)).toMatchObject({ unread: ['vault'] });
  });

  it('of whom only some were asked for, those who are in one are privileged', () => {
    const ids = new Set([account('root').id]);
    const some = { ...targetGroup('vault', []), members: { kind: 'some', ids } as const };
    expect(privilegedIn(targetDirectory({ accounts, groups: [some] }), rules)).toMatchObject({ members: ids, unread: [] });
  });

  it('C2: why a match key takes an account over, or not', () => {
    const why = (username: string) => guardedBecause(account(username), actual, rules, privileged());
    expect(why('rollcall')).toBe('it is the account that rollcall signs in with');
    expect(why('breakglass')).toBe('it is protected by the config');
    expect(why('vera')).toBe('it is in an administrators’ or a protected group');
    expect(why('zoe')).toBeUndefined();
  });
});

describe('C2: administrators by no group, where the product tells', () => {
  const told = { ...actual, administrators: new Set([account('vera').id, account('off').id]) };

  it('are privileged as well; the active ones count as administrators, and no match key takes their accounts over', () => {
    const found = privilegedIn(told, rules);
    expect([...found.members].toSorted()).toEqual(['id-ann', 'id-off', 'id-root', 'id-vera']);
    expect([...found.administrators].toSorted()).toEqual(['id-root', 'id-vera']);
    expect(guardedBecause(account('vera'), told, rules, found)).toBe('it is an administrator’s');
  });
});

describe('C2: while it is not known who is privileged', () => {
  const setup: Setup = { pulled: pulled({ people: [person('ann')] }), accounts: [account('ann')], syncs: [sync()] };

  it('no match key takes any account over', async () => {
    const plan = await planFor({ ...setup, groups: [unreadable('vault')], protectGroups: ['vault'] });
    expect([...idsOf(plan), ...plan.links]).toEqual([]);
    expect(notesOf(plan, 'needsAdoption')).toMatchObject([
      { why: 'whether it is privileged is unknown: who is in vault could not be read' },
    ]);
    expect((await planFor({ ...setup, groups: [unreadable('vault')] })).links).toHaveLength(1);
  });
});
