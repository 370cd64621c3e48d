import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookalikeKey, nameKey } from './names.js';

const ADMINISTRATORS = 'jira-administrators';

describe('nameKey (C1): which name it is', () => {
  it.each([
    ['case', 'Ada.Okafor', 'ADA.okafor'],
    ['how letters are composed', 'Jos\u00e9', 'Jose\u0301'],
  ])('does not mind %s', (_, a, b) => {
    expect(nameKey(a)).toBe(nameKey(b));
  });

  it.each([
    ['a Cyrillic letter', 'admin', '\u0430dmin'],
    ['full-width letters', 'admin', '\uff41dmin'],
    ['something invisible', 'admin', 'ad\u200bmin'],
    ['an accent', 'jose', 'jos\u00e9'],
    ['the Turkish i without a dot', 'admin', 'adm\u0131n'],
  ])('tells apart by %s: those are two objects', (_, a, b) => {
    expect(nameKey(a)).not.toBe(nameKey(b));
  });
});

describe('lookalikeKey (G2): how a name looks', () => {
  it.each([
    ['case', 'JIRA-Administrators'],
    ['full-width letters', '\uff4a\uff49\uff52\uff41\uff0dadministrators'],
    ['mathematical letters', '\u{1d423}\u{1d422}\u{1d42b}\u{1d41a}-administrators'],
    ['zero-width characters', 'jira\u200b-admin\u2060istrators\ufeff'],
    ['bidi controls', '\u202djira-administrators\u202c'],
    ['a soft hyphen', 'jira-admin\u00adistrators'],
    ['tags and variation selectors', 'jira-administrators\ufe0f\u{e0041}'],
    ['blanks around it', ' jira-administrators\u00a0'],
    ['Cyrillic letters', 'j\u0456r\u0430-\u0430dm\u0456n\u0456str\u0430t\u043er\u0455'],
    ['Cyrillic capitals', 'JIR\u0410-\u0410D\u041cINIS\u0422R\u0410\u0422\u041eRS'],
    ['Greek letters', 'jir\u03b1-\u03b1dministr\u03b1t\u03bfrs'],
    ['Greek capitals', 'JIR\u0391-\u0391D\u039cINIS\u03a4R\u0391\u03a4\u039fRS'],
    ['Armenian letters', 'jira-admi\u0578istrat\u0585rs'],
    ['the Turkish i, with its dot or without', 'j\u0130ra-adm\u0131nistrators'],
    ['another hyphen', 'jira\u2010administrators'],
    ['a dash, or a minus', 'jira\u2013administrators'],
    ['the long s', 'jira-admini\u017ftrators'],
  ])('sees through %s', (_, name) => {
    expect(lookalikeKey(name)).toBe(lookalikeKey(ADMINISTRATORS));
  });

  it.each(['jira-administrator', 'jira-users', 'jira administrators', 'администраторы', 'διαχειριστές'])(
    'does not take %s for it',
    name => {
      expect(lookalikeKey(name)).not.toBe(lookalikeKey(ADMINISTRATORS));
    },
  );

  it('names that are one name look alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), name => {
        expect(lookalikeKey(name.normalize('NFD'))).toBe(lookalikeKey(name.normalize('NFC')));
      }),
    );
  });
});
