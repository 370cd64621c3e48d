import fc from 'fast-check';
import { BerReader, BerWriter } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { readFilter, textOf } from '../../sandbox/ldap/filter.js';
import { and, equal, type Filter, not, or, parseFilter, present, startsWith } from './filter.js';
import { writeFilter } from './filter-bytes.js';

/** As a server reads it. */
const sent = (filter: Filter) => {
  const writer = new BerWriter();
  writeFilter(filter, writer);
  return readFilter(new BerReader(writer.buffer));
};

describe('a filter as an admin writes it (RFC 4515)', () => {
  it.each([
    '(cn=ann)',
    '(&(objectClass=user)(!(cn=bob)))',
    '(|(cn=a*)(cn=*b)(cn=a*b*c)(cn=*b*))',
    '(member=*)',
    '(userAccountControl:1.2.840.113556.1.4.803:=2)',
    '(age>=3)',
    '(age<=3)',
    '(cn~=ann)',
    '(cn;lang-de=ann)',
    '(2.5.4.3=ann)',
  ])('is sent as it is written: %s', text => expect(textOf(sent(parseFilter(text)))).toBe(text));

  it('may have blanks and line ends between its parts', () =>
    expect(textOf(sent(parseFilter(' ( & (a=b)\n  (c=d) ) ')))).toBe('(&(a=b)(c=d))'));

  it('keeps escaped bytes: they are not turned into other characters', () => {
    expect(sent(parseFilter('(objectGUID=\\80\\ff\\00)'))).toMatchObject({ value: Buffer.from('80ff00', 'hex') });
    expect(sent(parseFilter('(cn=J\\c3\\bcrgen\\2a)'))).toMatchObject({ kind: 'equal', value: Buffer.from('Jürgen*') });
  });

  it.each([
    '',
    'cn=ann',
    '(cn=ann',
    '(cn=ann))',
    '(&(a=b)(c=d)',
    '(a=b)(c=d)',
    '(&)',
    '(!)',
    '(=x)',
    '(cn=\\zz)',
    '(cn:=)x',
    '()',
  ])('is refused where it is none: %s', text => expect(() => parseFilter(text)).toThrow(/the filter/));
});

describe('a filter of ours', () => {
  it('compares values as they are: no sign in them becomes part of the filter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        expect(sent(equal('uid', value))).toEqual({ kind: 'equal', attribute: 'uid', value: Buffer.from(value) });
        if (value !== '')
          expect(sent(startsWith('uid', value))).toMatchObject({ initial: Buffer.from(value).toString(), any: [], final: '' });
      }),
    );
  });

  it('is put together', () =>
    expect(textOf(sent(and(present('a'), or(equal('b', 'c'), not(equal('d', 'e'))))))).toBe('(&(a=*)(|(b=c)(!(d=e))))'));
});
