import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, conditionText, fulfils } from '../model/condition.js';
import type { Person } from '../model/directory.js';
import { personId } from '../model/ids.js';
import { compilerFor } from './expressions.js';

const compiler = compilerFor({ department: 'string', city: 'string', vip: 'boolean', badges: 'list', level: 'number' });

function compiled(text: string) {
  const checked = compiler.filter(text);
  if (checked.kind === 'bad') throw new Error(`${text}: ${checked.message}`);
  return checked.value;
}
const textOf = (condition: Condition | undefined) => (condition === undefined ? undefined : conditionText(condition));

describe('what of a filter a query could ask for', () => {
  it.each([
    ['user.department == "IT"', 'department is "IT"'],
    ['"IT" == user["department"]', 'department is "IT"'],
    ['user.department in ["IT", "HR"]', 'department is one of "HR", "IT"'],
    ['user.city.startsWith("Ber")', 'city starts with "Ber"'],
    ['user.department == "IT" && user.city == "Bern"', 'city is "Bern" and department is "IT"'],
    ['user.department == "IT" || user.city == "Bern"', 'city is "Bern" or department is "IT"'],
    ['user.department == "IT" && !user.vip && re(user.city, "^B")', 'department is "IT"'],
    ['(user.department == "IT" || user.city == "Bern") && user.vip', 'city is "Bern" or department is "IT"'],
  ])('%s: %s', (filter, expected) => {
    expect(textOf(compiled(filter).condition)).toBe(expected);
  });

  it.each([
    'user.department != "IT"',
    '!(user.department == "IT")',
    'user.department == ""',
    'user.department in ["IT", ""]',
    'user.city.startsWith("")',
    'user.department == "IT" || user.vip',
    'user.department.lowerAscii() == "it"',
    'user.department == user.city',
    'user.vip == true',
    'user.level == 5',
    '"gold" in user.badges',
    'user.city.endsWith("n")',
    'user.vip ? user.city == "Bern" : user.city == "Rom"',
  ])('nothing of: %s', filter => {
    const checked = compiler.filter(filter);
    if (checked.kind === 'ok') expect(textOf(checked.value.condition)).toBeUndefined();
  });

  const words = ['IT', 'it', 'HR', 'Bern', 'Berlin', ''];
  const attributes = fc.record(
    {
      department: fc.constantFrom<string | null>(...words, null),
      city: fc.constantFrom<string | number>(...words, 5),
      vip: fc.boolean(),
      badges: fc.constantFrom([], ['gold']),
    },
    { requiredKeys: [] },
  );
  const comparison = fc
    .tuple(
      fc.constantFrom('user.department', 'user.city'),
      fc.constantFrom('==', '!=', 'in', 'startsWith'),
      fc.constantFrom(...words, '5'),
    )
    .map(([of, how, word]) => {
      if (how === 'in') return `${of} in ["${word}", "HR"]`;
      return how === 'startsWith' ? `${of}.startsWith("${word}")` : `${of} ${how} "${word}"`;
    });
  const { filter } = fc.letrec<{ filter: string }>(tie => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      comparison,
      fc.constantFrom('user.vip', '"gold" in user.badges'),
      tie('filter').map(one => `!(${one})`),
      fc.tuple(tie('filter'), fc.constantFrom('&&', '||'), tie('filter')).map(([a, how, b]) => `(${a} ${how} ${b})`),
    ),
  }));

  it('nobody who passes the filter fails the condition', () => {
    fc.assert(
      fc.property(filter, attributes, (text, has) => {
        const { condition, evaluate } = compiled(text);
        const person: Person = {
          ...{ id: personId('p'), login: 'p', email: '', displayName: '', standing: { kind: 'active' } },
          attributes: has,
        };
        const passed = evaluate(person);
        if (condition !== undefined && passed.kind === 'value' && passed.value) expect(fulfils(condition, person)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
