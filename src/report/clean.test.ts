import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cleanLine, cleanText, jsonText } from './clean.js';

describe('clean: a name from outside cannot move, hide or recolour anything', () => {
  it.each([
    ['an ANSI escape', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a C1 control that some terminals obey', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['a line break that would forge a line', 'bob\n    + eve', 'bob\\u000a    + eve'],
    ['a carriage return', 'bob\reve', 'bob\\u000deve'],
    ['a bidi override', 'gnp\u202egpj', 'gnp\\u202egpj'],
    ['a zero-width space', 'ad\u200bmin', 'ad\\u200bmin'],
    ['a variation selector and a filler', 'a\ufe0fb\u3164', 'a\\ufe0fb\\u3164'],
    ['a tag character beyond the first plane', 'a\u{e0041}', 'a\\u{e0041}'],
    ['an annotation anchor, which is not drawn either', 'a\ufff9b', 'a\\ufff9b'],
    ['half of a surrogate pair', 'a\ud800', 'a\\ud800'],
    ['a no-break space, which looks like another', 'Ada\u00a0O', 'Ada\\u00a0O'],
  ])('spells out %s', (_, name, shown) => {
    expect(clean(name)).toBe(shown);
  });

  it('leaves the letters of every script alone', () => {
    const names = ['Zoë Müller-Ångström', '山田　太郎', 'Иван', 'יוסי', '🦊 team', "O'Neil <o@x.com>"];

    expect(names.map(clean)).toEqual(names);
  });

  it('changes nothing the second time, and never lets a control through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        expect(clean(clean(name))).toBe(clean(name));
        expect(clean(name)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('makes one line of a message of several', () => {
    expect(cleanLine('✖ Invalid input\n  → at users[0]\r\n')).toBe('✖ Invalid input → at users[0]');
  });
});

const SHOWN_OR_BREAK = /^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0])*$/u;

describe('jsonText: JSON that may be read on a terminal', () => {
  it('writes what JSON leaves alone, and a terminal does not, as escapes', () => {
    expect(jsonText({ 'a\u009b2J': ['\u202e', '\u007f', '\u{e0041}', '\ud800', 'Zoë'] })).toBe(
      String.raw`{"a\u009b2J":["\u202e","\u007f","\udb40\udc41","\ud800","Zoë"]}`,
    );
  });

  it('means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), fc.nat(2), (value, indent) => {
        const text = jsonText(value, indent);
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
        expect(text).toMatch(SHOWN_OR_BREAK);
      }),
    );
  });
});

describe('cleanText: the last net before a stream', () => {
  it('lets through the line breaks, and the colours where there are some', () => {
    const text = '\u001b[1;31mred\u001b[39m\n\u001b[2J\u0007\u202ex';

    expect(cleanText(text, true)).toBe('\u001b[1;31mred\u001b[39m\n\\u001b[2J\\u0007\\u202ex');
    expect(cleanText(text, false)).toBe('\\u001b[1;31mred\\u001b[39m\n\\u001b[2J\\u0007\\u202ex');
  });

  it('lets nothing else through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(cleanText(text, false)).toMatch(SHOWN_OR_BREAK);
      }),
    );
  });
});
