import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checked } from './complaint.js';
import { anyName, checkPlaceholders, groupSelector, nameTemplate, oneName, reachOf } from './patterns.js';

function must<T>(checked: Checked<T>): T {
  if (checked.kind === 'bad') throw new Error(checked.message);
  return checked.value;
}

const selects = (text: string, name: string, id = '00g1') => must(groupSelector(text)).matches({ id, name });
const hintOf = (checked: Checked<unknown>) => (checked.kind === 'bad' ? checked.hint : 'it was accepted');

describe('names and patterns (DESIGN §3)', () => {
  it('take a string as an exact name, without case and after NFC', () => {
    expect(selects('Büro', 'BU\u0308RO')).toBe(true);
    expect(selects('dev', 'developers')).toBe(false);
    expect(selects('a.c', 'abc')).toBe(false);
    expect(selects('/', '/')).toBe(true);
  });

  it('take /…/ as a pattern that may be found anywhere, without case', () => {
    expect(selects('/ATL-/', 'my-atl-x')).toBe(true);
    expect(selects('/^atl-/', 'my-atl-x')).toBe(false);
    expect(selects('/bü/', 'BU\u0308RO')).toBe(true);
  });

  it('take id:… as the id of a source group', () => {
    expect(selects('id:00g1', 'anything')).toBe(true);
    expect(selects('id:00g1', 'id:00g1', '00g2')).toBe(false);
    expect(selects('id:00G1', 'anything')).toBe(false);
  });

  it('collect several into one', () => {
    const names = anyName(['svc-ci', '/^bot-/'].map(text => must(oneName(text))));

    expect(['SVC-CI', 'bot-7', 'svc-ci-2', 'robot-7'].map(name => names.matches(name))).toEqual([true, true, false, false]);
    expect(names.exact).toEqual(['svc-ci']);
  });

  it.each([
    ['/a(?!b)/', /look-around/],
    ['/(?<=a)b/', /look-around/],
    ['/(a)\\1/', /back-references/],
    ['/a++/', /possessive/],
    ['/a(?>b)/', /Atomic/],
    ['/a\\Z/', /\\z/],
    ['/a(/', /backslash/],
    ['/a/i', /case never matters/],
    ['//', /everything/],
    ['id:', /id:00g1/],
  ])('answer %s with what to write instead', (text, hint) => {
    expect(hintOf(groupSelector(text))).toMatch(hint);
  });

  it('cannot hang', () => {
    expect(selects('/^(a+)+$/', `${'a'.repeat(20_000)}!`)).toBe(false);
  });
});

describe('onTheFly rules (G2)', () => {
  const name = (match: string, to: string | undefined, group: string) => must(nameTemplate(match, to))(group);

  it('must cover the whole name', () => {
    expect(name('atl-[a-z]+', undefined, 'atl-blue')).toBe('atl-blue');
    expect(name('atl-[a-z]+', undefined, 'atl-blue-2')).toBeUndefined();
    expect(name('atl-.', undefined, 'x-atl-b')).toBeUndefined();
  });

  it('fill captures into `to`, in the case of the source', () => {
    expect(name('atl-(?<team>.+)', 'team-{team}', 'ATL-Blue')).toBe('team-Blue');
    expect(name('(a)-(b)', '{2}{1}', 'a-b')).toBe('ba');
    expect(name('atl-(?<team>.*)', '{team}', 'atl-{team}')).toBe('{team}');
  });

  it('read nothing into what a capture brings', () => {
    expect(name('x-(?<team>.+)', '{team}', 'x-jira/admins')).toBe('jira/admins');
    expect(name('x-(?<team>.+)', 'a{team}', 'x-$&')).toBe('a$&');
  });

  it('give nothing where the template comes out empty', () => {
    expect(name('atl-(?<team>.*)', '{team}', 'atl-')).toBe('');
    expect(name('atl(-(?<team>x))?', ' {team} ', 'atl')).toBe('');
  });

  it('refuse slashes around `match`, and placeholders that nothing fills', () => {
    expect(hintOf(nameTemplate('/^atl-/', undefined))).toMatch(/Leave the slashes/);
    expect(hintOf(checkPlaceholders('a(?<x>b)', '{y}'))).toBe('`match` captures: x.');
    expect(hintOf(checkPlaceholders('a(b)', '{2}'))).toMatch(/Capture it/);
    expect(checkPlaceholders('a(?<x>b)(c)', '{x}{2}').kind).toBe('ok');
  });
});

describe('which target groups a pattern may name', () => {
  const mayName = (match: string, to: string | undefined, name: string) => reachOf(must(nameTemplate(match, to)), to)(name);

  it('DESIGN §2: never a wrong no, whatever the captures bring', () => {
    const part = fc.oneof(
      fc.constantFrom('', 'a', 'Ab', '-', ' ', 'e', 'Σ', 'ΑΣ', '\u0301', 'É', 'aba'),
      fc.string({ maxLength: 2 }),
    );
    const literal = part.map(text => text.replaceAll(/[{}]/g, ''));
    fc.assert(
      fc.property(literal, part, literal, part, literal, (first, x, between, y, last) => {
        const made = `${first}${x}${between}${y}${last}`.trim();
        expect(mayName('.*', `${first}{x}${between}{y}${last}`, made.normalize('NFC').toLowerCase())).toBe(true);
        expect(mayName('.*', `${first}{x}${between}{y}${last}`, made)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('by what is written in `to`, in its order, and by the whole name without it', () => {
    expect(mayName('atl-(?<t>.*)', 'team-{t}', 'Team-Blue')).toBe(true);
    expect(mayName('atl-(?<t>.*)', 'team-{t}', 'blue-team')).toBe(false);
    expect(mayName('(a)(b)', 'x-{1}-y-{2}-z', 'x-y-1-z')).toBe(false);
    expect(mayName('(a)', 'ab{1}ba', 'aba')).toBe(false);
    expect(mayName('a', 'all', 'all')).toBe(true);
    expect(mayName('a', 'all', 'allx')).toBe(false);
    expect(mayName('atl-.*', undefined, 'ATL-x')).toBe(true);
    expect(mayName('atl-.*', undefined, 'x-atl')).toBe(false);
  });
});
