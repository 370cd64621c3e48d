import { describe, expect, it } from 'vitest';
import { manual, onTheFly, selector } from '../../test/rules.js';
import { droppedBy, firstFitting, isManual } from './group-fate.js';

const named = (name: string) => ({ id: `g-${name}`, name });

describe('what becomes of a source group', () => {
  it('G1: it counts when any entry of include names it, or there is none, and no entry of exclude does', () => {
    expect(droppedBy({ include: undefined, exclude: [] }, named('A'))).toBeUndefined();
    expect(droppedBy({ include: ['A', 'B'].map(selector), exclude: [] }, named('B'))).toBeUndefined();
    expect(droppedBy({ include: [selector('A')], exclude: [] }, named('B'))).toEqual({ kind: 'notIncluded' });
  });

  it('G1: of several entries that exclude it the first is named', () => {
    const exclude = ['B', 'A', '/^a/'].map(selector);
    expect(droppedBy({ include: undefined, exclude }, named('A'))).toEqual({ kind: 'excluded', by: 'A' });
  });

  it('G2: any entry of any manual rule takes it', () => {
    const rules = [manual(['A', 'B'], 'devs'), manual('C', 'ops')];
    expect(['A', 'B', 'C', 'D'].map(name => isManual({ manual: rules }, named(name)))).toEqual([true, true, true, false]);
  });

  it('G2: the first pattern that covers its name says what it becomes', () => {
    const rules = [
      onTheFly('b.*'),
      onTheFly('a-(?<to>.*)', '{to}', { id: 'second' }),
      onTheFly('.*', undefined, { id: 'third' }),
    ];
    const fitting = firstFitting({ onTheFly: rules }, 'a-team');
    expect([fitting?.rule.id, fitting?.computed]).toEqual(['second', 'team']);
    expect(firstFitting({ onTheFly: rules.slice(0, 1) }, 'a-team')).toBeUndefined();
  });
});
