import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storable } from './storable.js';

describe('jira-dc stores (U8)', () => {
  it.each([
    ['username', 'Mia.Park', 'mia.park'],
    ['username', 'ÅSA', 'åsa'],
    ['username', 'mia+x@example.com', 'mia+x@example.com'],
    ['email', ' Mia@Example.com ', 'Mia@Example.com'],
    ['displayName', ' Mia <Ops> ', 'Mia <Ops>'],
    ['displayName', 'José'.normalize('NFD'), 'José'.normalize('NFC')],
    ['group', ' Team Blue', 'Team Blue'],
    ['group', 'x'.repeat(255), 'x'.repeat(255)],
  ] as const)('%s %j as %j', (attribute, value, stored) => {
    expect(storable(attribute, value)).toEqual({ kind: 'ok', stored });
  });

  it.each([
    ['username', 'a<b'],
    ['username', 'a>b'],
    ['username', 'a&b'],
    ['username', ' mia'],
    ['username', 'mia '],
    ['username', ''],
    ['email', 'x'.repeat(256)],
    ['displayName', '  '],
    ['group', ''],
    ['group', 'x'.repeat(256)],
  ] as const)('not %s %j', (attribute, value) => {
    expect(storable(attribute, value)).toMatchObject({ kind: 'cannot', why: expect.stringMatching(/./) });
  });

  it('what is stored is stored as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('username', 'email', 'displayName', 'group'),
        fc.string({ unit: 'grapheme' }),
        (attribute, value) => {
          const once = storable(attribute, value);
          if (once.kind === 'ok') expect(storable(attribute, once.stored)).toEqual(once);
        },
      ),
    );
  });
});
