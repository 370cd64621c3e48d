import { describe, expect, it } from 'vitest';
import { inactive, person, pulled, unread } from '../../test/directories.js';
import { expression, sync } from '../../test/rules.js';
import { personId } from '../model/ids.js';
import type { LookedUp } from '../sources/source.js';
import { judge } from './judge.js';

const noContractors = sync({
  users: { filter: expression('!contractor', ({ attributes }) => attributes.type !== 'contractor') },
});
const ann = personId('ann');
const missing = (found: LookedUp | undefined, quarantined: { id?: typeof ann; where: string; problem: string }[] = []) =>
  judge(sync(), pulled({ quarantined }, found === undefined ? {} : { ann: found }), ann);

describe('what one sync says of one person', () => {
  it('U1: wants who is active and passes the filter', () => {
    expect(judge(noContractors, pulled({ people: [person('ann')] }), ann).kind).toBe('wanted');
  });

  it('R5: a row speaks for itself, also when the filter drops it: inactive is stated', () => {
    const gone = { ...inactive('ann'), attributes: { type: 'contractor' } };
    expect(judge(noContractors, pulled({ people: [gone] }), ann)).toMatchObject({
      kind: 'stated',
      reasons: [{ kind: 'inactive', status: 'SUSPENDED' }],
    });
  });

  it('U1: active but dropped by the filter is inferred, with the filter as the reason', () => {
    const contractor = person('ann', { attributes: { type: 'contractor' } });
    expect(judge(noContractors, pulled({ people: [contractor] }), ann)).toMatchObject({
      kind: 'inferred',
      reasons: [{ kind: 'filteredOut', filter: '!contractor' }],
    });
  });

  it('U1: a filter that fails makes the person unknown, never unwanted', () => {
    const broken = sync({
      users: {
        filter: expression('boom', () => {
          throw new Error('no such key');
        }),
      },
    });
    expect(judge(broken, pulled({ people: [person('ann')] }), ann)).toMatchObject({
      kind: 'unknown',
      failedFilter: 'Error: no such key',
    });
  });

  it('nobody is wanted or ends who is not active yet', () => {
    const staged = person('ann', { standing: { kind: 'pending', status: 'STAGED' } });
    expect(judge(sync(), pulled({ people: [staged] }), ann).kind).toBe('unknown');
  });

  it('R1: of an unread source everybody is unknown', () => {
    expect(judge(sync(), unread(), ann)).toEqual({ kind: 'unknown', why: 'source okta could not be read' });
  });

  it.each<[string, LookedUp | undefined, string]>([
    ['inactive is stated', { kind: 'inactive', status: 'DEPROVISIONED' }, 'stated'],
    ['deleted is stated', { kind: 'deleted' }, 'stated'],
    ['active, but out of scope, is inferred', { kind: 'outOfScope', why: 'not assigned to the app' }, 'inferred'],
    ['there after all is unknown', { kind: 'present' }, 'unknown'],
    ['a failed look-up is unknown', { kind: 'unknown', why: '503' }, 'unknown'],
    ['not looked up is unknown', undefined, 'unknown'],
  ])('R5: missing from the list, and the look-up says: %s', (_, found, kind) => {
    expect(missing(found).kind).toBe(kind);
  });

  it('R2: who is quarantined is unknown', () => {
    expect(missing({ kind: 'deleted' }, [{ id: ann, where: 'row 7', problem: 'no login' }]).kind).toBe('unknown');
  });

  it('R2: while a row cannot be identified nobody counts as gone, but what the source states by id stands', () => {
    const row = [{ where: 'row 7', problem: 'no id' }];
    expect(missing({ kind: 'outOfScope', why: 'app' }, row).kind).toBe('unknown');
    expect(missing({ kind: 'inactive', status: 'SUSPENDED' }, row).kind).toBe('stated');
  });
});
