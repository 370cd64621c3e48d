import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personId, sourceGroupId } from '../../model/ids.js';
import type { Direct } from './direct.js';
import { flattened } from './nesting.js';

const evidence = { what: 'members', pages: 1, rows: 0, end: '' };
const MOST = 8;
const group = fc.record({
  people: fc.uniqueArray(fc.integer({ min: 0, max: 20 })),
  groups: fc.uniqueArray(fc.integer({ min: 0, max: MOST - 1 })),
  everybody: fc.boolean(),
  isUnknown: fc.integer({ min: 0, max: 9 }).map(dice => dice === 0),
});
type Group = typeof group extends fc.Arbitrary<infer G> ? G : never;

const directOf = ({ people, groups, everybody, isUnknown }: Group): Direct =>
  isUnknown
    ? { kind: 'unknown', why: 'broken' }
    : {
        kind: 'read',
        people: people.map(id => personId(`p${id}`)),
        groups: groups.map(id => sourceGroupId(`g${id}`)),
        everybody,
        evidence,
      };

/** Slow and obvious: whatever is in a group, until nothing is added any more. */
function reached(groups: readonly Group[], start: number): readonly number[] {
  let found = [start];
  for (;;) {
    const more = [...new Set([...found, ...found.flatMap(at => groups[at]?.groups ?? [])])];
    if (more.length === found.length) return found;
    found = more;
  }
}

describe('groups in groups, flattened (G9)', () => {
  it('have whoever is in any group that is reached, or are unknown where one of these is (R1)', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: MOST, maxLength: MOST }), groups => {
        const direct = new Map(groups.map((each, at) => [sourceGroupId(`g${at}`), directOf(each)]));
        const everybody = ['p0', 'p30'].map(personId);
        for (const at of groups.keys()) {
          // a group that is unknown shows nothing of what is in it
          const all = reached(
            groups.map(each => (each.isUnknown ? { ...each, groups: [] } : each)),
            at,
          ).flatMap(each => groups[each] ?? []);
          const members = flattened(sourceGroupId(`g${at}`), direct, everybody);
          if (all.some(({ isUnknown }) => isUnknown)) expect(members.kind).toBe('unknown');
          else {
            const people = all.flatMap(each => each.people.map(id => `p${id}`));
            const whole = all.some(each => each.everybody) ? [...people, ...everybody] : people;
            expect(members).toEqual({ kind: 'read', ids: new Set(whole) });
          }
        }
      }),
    );
  });
});
