import { describe, expect, it } from 'vitest';
import { inactive, NOW, OKTA, person, sourceDirectory, sourceGroup } from '../../../test/directories.js';
import { sourceName } from '../../model/ids.js';
import type { SourceRules } from '../../model/rules.js';
import { shrunkBecause } from './shrunk-source.js';

const staff = (count: number) => Array.from({ length: count }, (_, at) => person(`p${at}`));
const atLeast = (least: number) => (count: number) => count >= least;
const rules = (canaries: Partial<SourceRules['canaries']> = {}): SourceRules => ({
  name: sourceName('okta'),
  shrunkShare: 0.8,
  staleAfterMs: 1,
  canaries: { users: [], groups: [], ...canaries },
});
const last = { provider: OKTA, source: sourceName('okta'), people: 100, groups: 0, readAt: NOW };

describe('shrunk-source: under 80 % of the last good read is not believed', () => {
  const why = (people: number, allowed = 0) => shrunkBecause(sourceDirectory({ people: staff(people) }), rules(), last, allowed);

  it('80 % is, one less is not; the reason gives the numbers and what lifts it', () => {
    expect(why(80)).toBeUndefined();
    expect(why(79)).toBe(
      `shrunk-source: 79 active people, 100 at the last good read (${NOW}); under 80 % is not believed; if it is right: --allow okta:shrunk-source=21`,
    );
  });

  it('--allow lifts it up to its number', () => {
    expect(why(79, 21)).toBeUndefined();
    expect(why(79, 20)).toContain('shrunk-source');
  });

  it('who is inactive does not count; a first read is believed', () => {
    const people = [...staff(79), inactive('gone')];
    expect(shrunkBecause(sourceDirectory({ people }), rules(), last, 0)).toContain('79 active people');
    expect(shrunkBecause(sourceDirectory({ people }), rules(), undefined, 0)).toBeUndefined();
  });
});

describe('canaries: who is always there', () => {
  const people = [person('Ceo', { email: 'Boss@Example.com' }), inactive('former')];
  const groups = [sourceGroup('Everyone', ['Ceo', 'a', 'b']), sourceGroup('Ops', []), sourceGroup('Dark', 'unknown')];
  const why = (canaries: Partial<SourceRules['canaries']>, more = groups) =>
    shrunkBecause(sourceDirectory({ people, groups: more }), rules(canaries), undefined, 0);
  const group = (name: string, least: number) => ({ groups: [{ name, text: `>= ${least}`, holds: atLeast(least) }] });

  it('a person, by login or e-mail, in whatever case, and active', () => {
    for (const user of ['CEO', 'ceo', 'boss@example.com', 'BOSS@EXAMPLE.COM']) expect(why({ users: [user] })).toBeUndefined();
    for (const user of ['former', 'nobody', 'Boss'])
      expect(why({ users: ['ceo', user] })).toBe(`shrunk-source: the canary ${user} is not among the active people`);
  });

  it('a group with so many members, in whatever case', () => {
    for (const name of ['Everyone', 'EVERYONE', 'everyone']) expect(why(group(name, 3))).toBeUndefined();
    expect(why(group('Everyone', 4))).toBe('shrunk-source: the canary group Everyone has 3 members, not >= 4');
    expect(why(group('Ops', 3))).toBe('shrunk-source: the canary group Ops has 0 members, not >= 3');
    expect(why(group('Nobody', 0))).toBe('shrunk-source: the canary group Nobody is not there');
  });

  it('of two groups of one name one is enough; one that could not be read has none', () => {
    expect(why(group('Ops', 1), [...groups, sourceGroup('ops', ['a'], 'g-2')])).toBeUndefined();
    expect(why(group('Dark', 1))).toContain('has 0 members');
  });
});
