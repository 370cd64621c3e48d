import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.js';
import { allowances } from './allow.js';

const systems = ['jira', 'okta'];

describe('--allow TARGET:GUARD=N (DESIGN §4, guards)', () => {
  it('lifts one guard of one target up to a number', () => {
    const allowed = allowances(['jira:removals=350', 'jira:deletions=1', 'okta:shrunk-source=90'], systems);

    expect(allowed.get('jira')).toEqual(
      new Map([
        ['removals', 350],
        ['deletions', 1],
      ]),
    );
    expect(allowed.get('okta')?.get('shrunk-source')).toBe(90);
  });

  it.each([
    ['jira', 'TARGET:GUARD=N'],
    ['jira:removals', 'TARGET:GUARD=N'],
    ['jira:removals=all', 'TARGET:GUARD=N'],
    ['jira:removals=-1', 'TARGET:GUARD=N'],
    ['jira:removal=3', 'Did you mean "removals"?'],
    ['jria:removals=3', 'Did you mean "jira"?'],
  ])('refuses %s and says how it is written: %s', (text, hint) => {
    expect(() => allowances([text], systems)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
    expect(() => allowances([text], systems)).toThrow(ConfigError);
  });
});
