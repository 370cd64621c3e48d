import { describe, expect, it } from 'vitest';
import { granted, sourceGroup } from '../../../test/directories.js';
import { manual, onTheFly, sync } from '../../../test/rules.js';
import { syncName } from '../../model/ids.js';
import type { SyncRules } from '../../model/rules.js';
import { knownRules, retirement, rulesIn } from './ledger.js';

const byName = (...syncs: readonly SyncRules[]) => new Map(syncs.map(one => [one.name, one]));
const staff = sync({ groups: { manual: [manual('A', 'devs')], onTheFly: [onTheFly('.*')], onRetire: 'revoke' } });
const partners = sync({ name: 'partners', groups: { onRetire: 'keep' } });
const syncs = byName(staff, partners);
const fate = (...by: readonly string[]) => retirement(granted('devs', 'ann', by), knownRules(syncs), { syncs });

describe('G11: what becomes of a membership whose rules are gone', () => {
  it('the rules of the config are manual ones, those on the fly, and `allUsers`', () => {
    expect([...knownRules(byName(staff))]).toEqual(['staff manual 1', 'staff onTheFly 1', 'staff defaults.allUsers']);
  });

  it('nothing, while one of its rules is still there', () => {
    expect(fate('staff old', 'staff manual 1')).toBeUndefined();
    expect(fate('staff manual 1', 'partners old')).toBeUndefined();
  });

  it('nothing, when no rule is known to have granted it, or new users were given it', () => {
    expect(fate()).toBeUndefined();
    expect(fate('staff old', 'defaults.newUsers')).toBeUndefined();
  });

  it('its own sync says, and it goes only when all say so', () => {
    expect(fate('staff old')).toBe('revoke');
    expect(fate('partners old')).toBe('keep');
    expect(fate('staff old', 'partners old')).toBe('keep');
  });

  it('a sync that is gone keeps, also one whose name begins like another’s', () => {
    expect(fate('gone old')).toBe('keep');
    expect(fate('staffing old')).toBe('keep');
    expect(syncs.has(syncName('staff'))).toBe(true);
  });
});

describe('G5: what counts as a grant', () => {
  const rule = { kind: 'rule', rule: { sync: staff.name, rule: 'manual 1' }, group: sourceGroup('A', []) } as const;
  const list = (name: 'allUsers' | 'newUsers') => ({ kind: 'default', sync: staff.name, list: name }) as const;

  it('each rule once, and `allUsers`; not what new users are given, nor any other reason', () => {
    expect(rulesIn([rule, list('allUsers'), rule])).toEqual(['staff defaults.allUsers', 'staff manual 1']);
    expect(rulesIn([list('newUsers'), { kind: 'sourceRenamed', from: 'A', to: 'B' }])).toEqual([]);
  });
});
