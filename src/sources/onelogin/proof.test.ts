import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personId } from '../../model/ids.js';
import { probesOf } from './proof.js';

const role = (length: number) => ({ users: Array.from({ length }, (_, at) => personId(String(at))) });

describe('which roles are asked for their own counts', () => {
  it('finds every cut, wherever it falls: one of those asked counts more than came along (R1)', () => {
    const lengths = fc.array(fc.nat(30), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.nat(30), (whole, cut) => {
        const roles = whole.map(length => ({ ...role(Math.min(length, cut)), length }));
        fc.pre(whole.some(length => length > cut) && whole.filter(length => length >= cut).length <= 5);

        expect(probesOf(roles).some(({ users, length }) => users.length !== length)).toBe(true);
      }),
    );
  });

  it('never asks more than six', () => {
    fc.assert(fc.property(fc.array(fc.nat(3)), lengths => probesOf(lengths.map(role)).length <= 6));
  });

  it('asks an empty one besides, and none twice', () => {
    expect(probesOf([role(2), role(0), role(0), role(1)]).map(({ users }) => users.length)).toEqual([2, 0]);
    expect(probesOf([role(0)])).toHaveLength(1);
    expect(probesOf([])).toEqual([]);
  });
});
