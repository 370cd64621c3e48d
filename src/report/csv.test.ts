import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from './clean.js';
import { csvText } from './csv.js';

const cells = (text: string): unknown => parse(text, { record_delimiter: '\r\n' });
const only = (cell: string) => csvText(['h'], [[cell]]).slice('h\r\n'.length, -'\r\n'.length);

describe('csvText', () => {
  it('writes RFC 4180: commas, doubled quotes, CRLF after every row', () => {
    const text = csvText(
      ['login', 'group', 'active', 'since'],
      [
        ['ada', 'Team "Blue", Berlin', true, 3],
        ['bob', null, false, undefined],
      ],
    );

    expect(text).toBe('login,group,active,since\r\nada,"Team ""Blue"", Berlin",true,3\r\nbob,,false,\r\n');
  });

  it.each([
    ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A1', "'＠A1"],
    [' =1', `"' =1"`],
    ['\t=1', String.raw`'\u0009=1`],
    ['\r=1', String.raw`'\u000d=1`],
    ['\u200b=1', String.raw`\u200b=1`],
  ])('makes text of the formula %j', (cell, written) => {
    expect(only(cell)).toBe(written);
  });

  it('numbers of ours stay numbers', () => {
    expect(csvText(['n'], [[-1]])).toBe('n\r\n-1\r\n');
  });

  it('spells out what cannot be seen', () => {
    expect(only('ad\u202emin\u001b[2J')).toBe(String.raw`ad\u202emin\u001b[2J`);
  });

  it('refuses a row that does not fit its header', () => {
    expect(() => csvText(['a', 'b'], [['x']])).toThrow('1 cells in a table of 2');
  });

  it('is read back as it was written, but for what it neutralises, and begins no cell with a formula', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ \t\r\n]*[=+\-@＝",;a-]{0,5}$/));
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { minLength: 1 }), rows => {
        const text = csvText(['a', 'b'], rows);
        const [, ...read] = cells(text) as string[][];

        expect(read.map(row => row.map(cell => cell.replace(/^'(?=\s*[=+\-@＝＋－＠\\])/, '')))).toEqual(
          rows.map(row => row.map(cell => clean(cell).replace(/^'(?=\s*[=+\-@＝＋－＠\\])/, ''))),
        );
        for (const cell of read.flat()) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/);
      }),
    );
  });
});
