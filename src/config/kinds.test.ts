import { describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { everyKind, kindsNamed } from './kinds.js';

const loadedFor = async (value: unknown) => {
  const { sources, targets } = await kindsNamed(value, connectors);
  return [...sources.kinds, ...targets.kinds].map(({ kind }) => kind);
};

describe('the kinds of a config', () => {
  it('are loaded when it names them, and no others', async () => {
    const config = { sources: { a: { type: 'okta' }, b: { type: 'okta' } }, targets: { jira: { type: 'jira-dc' } } };

    expect(await loadedFor(config)).toEqual(['okta', 'jira-dc']);
  });

  it.each([
    undefined,
    'text',
    { sources: ['okta'] },
    { sources: { a: 'okta', b: null, c: { type: 7 }, d: { type: 'constructor' } } },
  ])('are none where %j names none', async value => {
    expect(await loadedFor(value)).toEqual([]);
  });

  it('are called as the table calls them', async () => {
    const { sources, targets } = await everyKind(connectors);

    expect(sources.kinds.map(({ kind }) => kind)).toEqual(sources.names);
    expect(targets.kinds.map(({ kind }) => kind)).toEqual(targets.names);
  });
});
