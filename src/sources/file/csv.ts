import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { fileProblem } from './raw.js';
import { readText } from './text.js';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

interface TableRow {
  /** `people.csv:3`; of a row over several lines the last one */
  readonly where: string;
  /** trimmed, one per column, unless the row is odd */
  readonly cells: readonly string[];
  readonly odd?: string;
}

/** A CSV file with a header line. Comma, semicolon or tab, whichever the header has most; quotes as in RFC 4180. */
export async function readTable(path: string, signal: AbortSignal): Promise<Table> {
  const name = basename(path);
  const [header, ...body] = recordsOf(name, await readText(path, signal));
  const columns = (header?.record ?? []).map(cell => cell.trim());
  checkHeader(name, columns);
  return { columns, rows: body.map(({ record, info }) => rowOf(`${name}:${info.lines}`, record, columns.length)) };
}

/** Two headers that differ in case, spaces, `-` or `_` only are one: `First Name` is `firstName`. */
export const foldHeader = (header: string) => header.toLowerCase().replaceAll(/[\s_-]/g, '');

const Records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

function recordsOf(name: string, text: string): z.output<typeof Records> {
  try {
    return Records.parse(
      parse(text, { delimiter: delimiterOf(text), info: true, relax_column_count: true, skip_empty_lines: true }),
    );
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = z.number().safeParse(cause.lines).data;
    throw fileProblem(
      line === undefined ? name : `${name}:${line}`,
      `not CSV: ${cause.message}`,
      'Look for a quote that is not closed.',
      cause,
    );
  }
}

function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function checkHeader(name: string, columns: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const column of columns) {
    const twin = seen.get(foldHeader(column));
    if (column === '') throw fileProblem(`${name}:1`, 'a column has no name', 'The first line must name the columns.');
    if (twin !== undefined) throw fileProblem(`${name}:1`, `two columns are called ${twin}`, 'Take one of them out.');
    seen.set(foldHeader(column), column);
  }
}

function rowOf(where: string, record: readonly string[], columns: number): TableRow {
  const cells = record.map(cell => cell.trim());
  return cells.length === columns ? { where, cells } : { where, cells: [], odd: `${cells.length} values for ${columns} columns` };
}
