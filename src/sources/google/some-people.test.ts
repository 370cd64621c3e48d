import { describe, expect, it } from 'vitest';
import { googleFixture } from '../../../test/contracts/google-fixture.js';
import { personId } from '../../model/ids.js';

const soon = () => ({ signal: new AbortController().signal });
const off = { suspended: true };
const users = [
  'ann',
  { ...off, id: 'gus', primaryEmail: 'ann@guests.example', isGuestUser: true },
  { ...off, id: 'old', primaryEmail: 'ann@old.example' },
];
const ids = ['ann', 'gus', 'old'].map(personId);

describe('people of a Google Workspace who are not in the list that is read', () => {
  it('are stated leavers where their row says that they are suspended: it speaks for itself (R5)', async () => {
    await using fixture = await googleFixture({ users }, { domain: 'example.com' });

    const found = await fixture.source.lookup(ids, soon());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['present', 'inactive', 'inactive']);
  });

  it('are nobody to be taken for another where only some people are asked for (C2)', async () => {
    await using byDomain = await googleFixture({ users }, { domain: 'example.com' });
    await using all = await googleFixture({ users });

    for (const [fixture, expected] of [
      [byDomain, ['ann']],
      [all, ['ann', 'old']],
    ] as const) {
      const { directory, lookedUp } = await fixture.source.pullPeople({ ids, logins: [], alike: [] }, soon());

      expect([...directory.people.keys()].toSorted()).toEqual(expected);
      for (const [, said] of lookedUp) expect(said.kind).toBe('inactive');
    }
  });
});
