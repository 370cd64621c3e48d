import { describe, expect, it } from 'vitest';
import type { Attributes, Person } from '../model/directory.js';
import { personId } from '../model/ids.js';
import type { Checked } from './complaint.js';
import { compilerFor } from './expressions.js';

const compiler = compilerFor({
  firstName: 'string',
  department: 'string',
  vip: 'boolean',
  level: 'number',
  badges: 'list',
  'cost-centre': 'string',
});

const person = (attributes: Attributes = {}): Person => ({
  id: personId('00u1'),
  login: 'Zoë.Müller@example.com',
  email: 'zoe@example.com',
  displayName: 'Zoë Müller',
  standing: { kind: 'active' },
  attributes,
});

function evaluate<T>(checked: Checked<{ evaluate(person: Person): T }>, attributes?: Attributes): T {
  if (checked.kind === 'bad') throw new Error(checked.message);
  return checked.value.evaluate(person(attributes));
}

const attribute = (text: string, attributes?: Attributes) => evaluate(compiler.attribute(text), attributes);
const filter = (text: string, attributes?: Attributes) => evaluate(compiler.filter(text), attributes);
const is = (value: unknown) => ({ kind: 'value', value });
const problemOf = (checked: Checked<unknown>) => {
  if (checked.kind === 'ok') throw new Error('it was accepted');
  return checked;
};

describe('expressions (DESIGN §3)', () => {
  it('see the person and its attributes', () => {
    expect(attribute('user.login.split("@")[0]')).toEqual(is('Zoë.Müller'));
    expect(attribute('user.firstName + " " + user["cost-centre"]', { firstName: 'Zoë', 'cost-centre': '7' })).toEqual(
      is('Zoë 7'),
    );
    expect(attribute('user.id + user.email')).toEqual(is('00u1zoe@example.com'));
    expect(filter('user.vip && user.level > 4 && "gold" in user.badges', { vip: true, level: 5, badges: ['gold'] })).toEqual(
      is(true),
    );
    expect(filter('user.level + 1 == 6 && user.level < 5.5', { level: 5 })).toEqual(is(true));
  });

  it('read what a person lacks, or has as null, as "", [] or false', () => {
    const lacking = 'user.department == "" && !user.vip && size(user.badges) == 0';

    expect(filter(lacking)).toEqual(is(true));
    expect(filter(lacking, { department: null, vip: null, badges: null })).toEqual(is(true));
    expect(filter('user.level == null')).toEqual(is(true));
  });

  it('have functions for logins and names', () => {
    expect(attribute('user.login.before("@").lower().ascii()')).toEqual(is('zoe.muller'));
    expect(attribute('upper(after(user.login, "@"))')).toEqual(is('EXAMPLE.COM'));
    expect(attribute('ascii("Łukasz Straße Ærø İ")')).toEqual(is('Lukasz Strasse AEro I'));
    expect(attribute('"a.b.c".replace(".", "$&")')).toEqual(is('a$&b$&c'));
    expect(attribute('trim("  a ") + split("b,c", ",")[1]')).toEqual(is('ac'));
    expect(attribute('before("a", "@") + after("b", "@")')).toEqual(is('a'));
  });

  it('write umlauts as German does, where that is asked for', () => {
    expect(attribute('umlauts("Jürgen Öztürk Groß ÜBER MÜ Übung A\u0308")')).toEqual(
      is('Juergen Oeztuerk Gross UEBER MUE Uebung Ae'),
    );
    expect(attribute('"Łukasz Müller".umlauts().ascii().lower()')).toEqual(is('lukasz mueller'));
    expect(attribute('ascii("Łukasz Müller")')).toEqual(is('Lukasz Muller'));
  });

  it('take a part out with a pattern, which is checked when the config is loaded', () => {
    expect(attribute('capture(user.login, "@(.+)$")')).toEqual(is('example.com'));
    expect(attribute('capture(user.login, "[^@]+")')).toEqual(is('Zoë.Müller'));
    expect(attribute('capture(user.login, "#(.+)")')).toEqual(is(''));
    expect(problemOf(compiler.attribute('capture(user.login, "(a")'))).toMatchObject({ offset: 20, length: 4 });
  });

  it.each([
    ['"abc".startsWith("a") && "abc".endsWith("c") && "abc".contains("b")', true],
    ['"abc".indexOf("c") == 2 && "abcc".lastIndexOf("c") == 3 && "abc".substring(1, 2) == "b"', true],
    ['size(user.badges) == 1 && size("ab") == 2 && user.badges[0] == "gold"', true],
    ['user.badges.exists(b, b == "gold") && user.badges.all(b, b != "x") && user.badges.exists_one(b, b == "gold")', true],
    ['user.badges.map(b, b + "!").join("-") == "gold!" && size(user.badges.filter(b, b == "x")) == 0', true],
    ['int("3") == 3 && double("3.5") > 3.0 && string(3) == "3"', true],
    ['"Ann" in ["Ann", "Bob"] ? true : false', true],
  ])("have CEL's own functions that the docs name: %s", (text, value) => {
    expect(filter(text, { badges: ['gold'] })).toEqual(is(value));
  });

  it('fail for one person alone, with the reason', () => {
    expect(filter('user.level > 4')).toMatchObject({ kind: 'failed', problem: '> cannot stand between null and a number' });
    expect(attribute('user.login.split("#")[1]')).toMatchObject({ kind: 'failed', problem: expect.stringMatching(/index/) });
    expect(attribute('user.department', { department: ['IT'] })).toEqual({
      kind: 'failed',
      problem: 'user.department is a list at the source, and not a string',
    });
  });

  it.each([
    [
      'user.departmnt == "IT"',
      /no attribute "departmnt"/,
      /Did you mean user\.department\? It has: department, .*attributes: \{ departmnt: string \}/,
      5,
    ],
    ['department == "IT"', /nothing called "department"/, /Did you mean user\.department\?/, 0],
    ['user.vip == IT', /nothing called "IT"/, /text stands in quotes/, 12],
    ['user.department', /gives a string, and must give a bool/, /Compare it/, undefined],
    ['user.department == 5', /== cannot stand between text and a number/, /Compare like with like/, 0],
    ['user.vip &&', /ends too early/, /must follow/, 11],
    ['loewr(user.login) == ""', /there is no function "loewr"/, /Did you mean lower\? There are: lower, /, 0],
    ['user.login.lowr() == ""', /there is no function "lowr"/, /There are: lower, /, 0],
    ['before(user.login) == ""', /before cannot be called with text/, /It is before\(text, separator\)/, 0],
    ['!user.login', /! needs true or false, and this is text/, /Compare it/, 0],
    ['user.vip && user.login', /join true or false, and this is text/, /Compare it/, 0],
    ['user.vip ? "a" : 5', /must be of one kind, and these are text and a number/, /string/, 0],
    ['user.badges == "a"', /a list and text/, /"x" in user\.list/, 0],
    ['user.login in "abc"', /text and text/, /contains/, 0],
    ['user.login == "a" and true', /and is not expected/, /&&/, 18],
    ['user.vip = true', /= is not expected/, /write ==/, 9],
    ['user.login <> "a"', /> is not expected/, /!=/, 12],
    ['user.login == ‘a’', /not expected/, /straight/, 14],
    ['usr.vip', /nothing called "usr"/, /Did you mean user\?/, 0],
  ])('are checked when the config is loaded: %s', (text, message, hint, offset) => {
    const problem = problemOf(compiler.filter(text));

    expect(problem.message).toMatch(message);
    expect(problem.hint).toMatch(hint);
    expect(problem.offset).toBe(offset);
  });

  it('mark the place, also in the second line', () => {
    expect(problemOf(compiler.filter('user.vip ||\n  user.vop'))).toMatchObject({
      ...{ message: 'the source has no attribute "vop"', offset: 19, length: 3 },
    });
  });

  it('need text for an attribute', () => {
    expect(problemOf(compiler.attribute('user.level'))).toMatchObject({ hint: 'Wrap it: string(…).' });
    expect(attribute('string(user.level)', { level: 5 })).toEqual(is('5'));
  });

  it.each(['user.login.matches("(a+)+$")', 'user.badges.exists(b, b.matches("x"))', 'cel.bind(x, user.login, x.matches("y"))'])(
    "refuse CEL's own matches, which backtracks: %s",
    text => {
      expect(problemOf(compiler.filter(text))).toMatchObject({ hint: 'Write re(text, "pattern") instead.' });
    },
  );

  it('have re() instead, which cannot hang', () => {
    expect(filter('re(user.login, "(?i)^zoë\\\\.m.ller@")')).toEqual(is(true));
    expect(filter(`re("${'a'.repeat(5000)}!", "^(a+)+$")`)).toEqual(is(false));
    expect(filter('re(user.email, "^" + user.department)', { department: 'zoe' })).toEqual(is(true));
    expect(filter('re(user.email, user.department)', { department: '(' })).toMatchObject({ kind: 'failed' });
    expect(problemOf(compiler.filter('re(user.login, "(?=a)")'))).toMatchObject({
      offset: 15,
      hint: expect.stringMatching(/look-around/),
    });
    expect(problemOf(compiler.filter('re(user.vip, "a")')).message).toMatch(/takes two texts, not bool/);
  });

  it('refuse has(), which would always be true', () => {
    expect(problemOf(compiler.filter('has(user.department)'))).toMatchObject({ hint: expect.stringMatching(/user\.x != ""/) });
  });

  it.each([
    'user.constructor.constructor("return process")() == 1',
    'user.__proto__ == ""',
    'dyn(user).toString() == ""',
    'process.exit(1)',
    'globalThis == ""',
    '(function(){ return true })()',
    'import("node:fs")',
    '`x` == "x"',
    'user.login; true',
  ])('never become JavaScript: %s', text => {
    expect(problemOf(compiler.filter(text)).message).not.toBe('');
  });

  it('see nothing of the object behind a person', () => {
    for (const name of ['constructor', '__proto__', 'get', 'size', 'hasOwnProperty', 'standing'])
      expect(filter(`dyn(user).${name} == ""`, { constructor: 'x' })).toMatchObject({ kind: 'failed' });
  });

  it('are still checked for their syntax where the source is not known', () => {
    const unknown = compilerFor(undefined);

    expect(unknown.filter('user.anything == 1').kind).toBe('ok');
    expect(unknown.attribute('user.anything').kind).toBe('ok');
    expect(unknown.filter('user.anything ==').kind).toBe('bad');
  });
});
