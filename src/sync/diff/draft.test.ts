import { describe, expect, it } from 'vitest';
import { account, key, OKTA, person } from '../../../test/directories.js';
import { personId, syncName } from '../../model/ids.js';
import type { Note } from '../../model/plan.js';
import type { DesiredPerson } from '../../model/wish.js';
import { storedValues, who } from './draft.js';

const ann = (special: Partial<DesiredPerson> = {}): DesiredPerson => ({
  ...{ key: key('00u1'), provider: OKTA, id: personId('00u1'), opinions: [], owner: syncName('staff') },
  ...{ record: undefined, wish: { kind: 'unknown', why: 'x' }, wantedBy: new Set(), unsureFor: new Set(), values: {} },
  ...special,
});

describe('what somebody is called, as an admin knows them', () => {
  const record = person('ann.login');
  const values = { username: 'ann' };

  it('by the login; else by what the account would be called, or is; else by the id that nobody knows', () => {
    expect(who(ann({ record, values }), account('annika'))).toEqual({ person: key('00u1'), login: 'ann.login' });
    expect(who(ann({ values }), account('annika')).login).toBe('ann');
    expect(who(ann(), account('annika')).login).toBe('annika');
    expect(who(ann()).login).toBe('00u1');
  });
});

describe('U8: what the target would store', () => {
  it('of the attributes that are asked for, and that the person has; what it cannot store is a conflict', () => {
    const notes: Note[] = [];
    const values = { username: 'Ann', email: 'ann+x', displayName: 'Ann' };
    const storable = (_: string, value: string) =>
      value.includes('+') ? ({ kind: 'cannot', why: 'a +' } as const) : ({ kind: 'ok', stored: value.toLowerCase() } as const);
    expect(storedValues(ann({ values }), ['username', 'email'], { storable }, notes)).toEqual({ username: 'ann' });
    expect(notes).toEqual([{ kind: 'cannotStore', person: key('00u1'), login: 'Ann', attribute: 'email', why: 'a +' }]);
    expect(storedValues(ann(), ['username'], { storable }, notes)).toEqual({});
  });
});
