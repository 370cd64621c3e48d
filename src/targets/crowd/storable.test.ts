import { describe, expect, it } from 'vitest';
import { storable } from './storable.js';

describe('what Crowd stores (U8)', () => {
  it.each([
    ['username', 'Mia.Park+x@example.com', 'Mia.Park+x@example.com'],
    ['username', 'a&b/c#d<e>', 'a&b/c#d<e>'],
    ['displayName', ' Mia Park ', 'Mia Park'],
    ['group', ' Team Blue ', 'Team Blue'],
    ['email', 'e\u0301@example.com', 'é@example.com'],
  ] as const)('%s %j as %j', (attribute, value, stored) => {
    expect(storable(attribute, value)).toEqual({ kind: 'ok', stored });
  });

  it.each([
    ['username', ' mia', /blank/],
    ['username', '', /empty/],
    ['displayName', '   ', /empty/],
    ['email', 'x'.repeat(256), /longer than 255/],
    ['group', 'a\u0000b', /no text/],
    ['username', 'half \ud83d', /no text/],
  ] as const)('%s %j not at all', (attribute, value, why) => {
    expect(storable(attribute, value)).toEqual({ kind: 'cannot', why: expect.stringMatching(why) });
  });
});
