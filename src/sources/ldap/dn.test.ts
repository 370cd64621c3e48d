import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dnKey, namedBy } from './dn.js';

describe('a DN made comparable (RFC 4514)', () => {
  it.each([
    ['case', 'CN=Ann,DC=Example', 'cn=ann,dc=example'],
    ['blanks around the parts', 'cn = ann , dc= example', 'cn=ann,dc=example'],
    ['several blanks as one', 'cn=ann   lee,dc=x', 'cn=ann lee,dc=x'],
    ['the way a comma is escaped', 'cn=lee\\, ann,dc=x', 'cn=lee\\2C ann,dc=x'],
    ['letters as bytes', 'cn=M\\C3\\BCller,dc=x', 'cn=Müller,dc=x'],
    ['the two ways of writing an umlaut', 'cn=Mu\u0308ller,dc=x', 'cn=M\u00fcller,dc=x'],
    ['quotes of LDAPv2', 'cn="lee, ann",dc=x', 'cn=lee\\, ann,dc=x'],
    ['semicolons of LDAPv2', 'cn=ann;dc=x', 'cn=ann,dc=x'],
    ['the order within an RDN', 'cn=ann+uid=7,dc=x', 'uid=7+cn=ann,dc=x'],
    ['attributes by number', '2.5.4.3=ann,0.9.2342.19200300.100.1.25=x', 'cn=ann,dc=x'],
    ['digits after an escaped backslash', 'cn=\\\\00,dc=x', 'cn=\\5c00,dc=x'],
    ['an escaped blank at the end', 'cn=ann\\ ,dc=x', 'cn=ann\\20,dc=x'],
  ])('does not mind %s', (_, one, other) => expect(dnKey(one)).toBe(dnKey(other)));

  it.each([
    ['another value', 'cn=ann,dc=x', 'cn=anna,dc=x'],
    ['an escaped comma, which is part of the value', 'cn=ann\\,dc=x', 'cn=ann,dc=x'],
    ['an escaped plus', 'cn=ann\\+uid=7,dc=x', 'cn=ann+uid=7,dc=x'],
    ['another depth', 'cn=ann,ou=a,dc=x', 'cn=ann,dc=x'],
  ])('tells %s apart', (_, one, other) => expect(dnKey(one)).not.toBe(dnKey(other)));

  it('finds every value again, however its signs are escaped', () => {
    const hex = (text: string) => [...Buffer.from(text)].map(byte => `\\${byte.toString(16).padStart(2, '0')}`).join('');
    const quoted = (text: string) => text.replaceAll(/[,+"\\<>;=#]/g, '\\$&');
    const values = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter(text => text.trim() === text);
    fc.assert(
      fc.property(values, value => {
        expect(dnKey(`cn=${hex(value)},dc=x`)).toBe(dnKey(`cn=${quoted(value)},dc=x`));
      }),
    );
  });

  it('compares what is no DN as it is, and does not stumble over anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(dnKey(text)).toBe(dnKey(text));
      }),
    );
    expect(dnKey('S-1-5-21')).toBe(dnKey('s-1-5-21'));
  });

  it('says what the entry is named by', () => expect(namedBy('CN=Lee\\, Ann+UID=7,dc=x', 'cn')).toEqual(['Lee, Ann']));
});
