import { clean } from './clean.js';

/** `null` and `undefined` are an empty cell. */
export type Cell = string | number | boolean | null | undefined;

/**
 * Rows → CSV as RFC 4180 has it: commas, quotes doubled, CRLF after every row, the last one too. For people who open it in a
 * spreadsheet: what would be a formula there is text, and what cannot be seen is spelled out. Every row needs a column for each
 * cell of the first one; throws when one has more or fewer, which would shift names below headings of others.
 */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  for (const row of rows)
    if (row.length !== header.length) throw new Error(`a row of ${row.length} cells in a table of ${header.length} columns`);
  return [header, ...rows].map(row => `${row.map(cellText).join(',')}\r\n`).join('');
}

/** Where spreadsheets see a formula: also written full-width, and behind blanks, which some of them drop (OWASP, "CSV Injection"). */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

function cellText(cell: Cell): string {
  if (typeof cell !== 'string') return String(cell ?? '');
  const shown = clean(cell); // tabs and line ends, which begin formulas too, are `\u0009` from here on
  const text = FORMULA.test(shown) || FORMULA.test(cell) ? `'${shown}` : shown;
  return /[",;\s]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
