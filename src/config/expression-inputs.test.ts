import { describe, expect, it } from 'vitest';
import { person } from '../../test/directories.js';
import { compilerFor } from './expressions.js';

const ann = person('ann', { attributes: { userType: 'contractor', teams: ['a', 'b'] } });

function inputsOf(text: string) {
  const compiled = compilerFor({ userType: 'string', teams: 'list', department: 'string' }).filter(text);
  if (compiled.kind === 'bad') throw new Error(compiled.message);
  return compiled.value.inputs(ann);
}

describe('what an expression saw of a person', () => {
  it('is each attribute that it names, once, with the value that the source has', () => {
    expect(inputsOf('user.userType != "x" && (user.login != "y" || user.userType == "")')).toEqual([
      { name: 'userType', value: 'contractor' },
      { name: 'login', value: 'ann' },
    ]);
  });

  it('tells what the person lacks apart from what is empty', () => {
    expect(inputsOf('user.department == ""')).toEqual([{ name: 'department', value: null }]);
  });

  it('finds it in calls, macros and brackets', () => {
    expect(inputsOf('user.teams.exists(t, t == "a") && lower(user.department) == ""')).toEqual([
      { name: 'teams', value: ['a', 'b'] },
      { name: 'department', value: null },
    ]);
  });
});
