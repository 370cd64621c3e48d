import { ConfigError, type Mistake, SyncError } from '../../errors.js';
import { clean, cleanLine } from '../clean.js';
import { cut, widthOf } from '../width.js';
import { paragraph } from './blocks.js';
import { type Paper, paint } from './paper.js';

/** What went wrong and what to do; every mistake with its place. What we do not understand is called a bug; its stack is for `verbose`. */
export function renderError(error: unknown, paper: Paper & { readonly verbose: boolean }): string {
  return (error instanceof SyncError ? knownLines(error, paper) : bugLines(error, paper)).join('\n');
}

function knownLines(error: SyncError, paper: Paper & { readonly verbose: boolean }): string[] {
  const mistakes = error instanceof ConfigError ? error.mistakes.toSorted(byPlace) : [];
  return [
    ...paragraph(`✗ ${cleanLine(error.message)}`, 0, paper, 'alarm'),
    ...mistakes.flatMap(mistake => mistakeLines(mistake, paper)),
    ...paragraph(`→ ${cleanLine(error.hint)}`, 2, paper, 'hint'),
    ...(paper.verbose ? causeLines(error.cause, paper) : []),
  ];
}

const byPlace = (a: Mistake, b: Mistake) =>
  compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The place stands alone on its line, so that terminals and editors make a link of it. */
function mistakeLines({ file, line, column, path, message, hint, excerpt }: Mistake, paper: Paper): string[] {
  const place = [clean(file), line, line === undefined ? undefined : column].filter(part => part !== undefined).join(':');
  const where = path === undefined || path === '' ? '' : `  ${clean(path)}`;
  return [
    `  ${paint(paper, 'strong', place)}${paint(paper, 'faint', where)}`,
    ...paragraph(cleanLine(message), 6, paper, 'plain'),
    ...(excerpt === undefined ? [] : excerptLines(excerpt, paper)),
    ...(hint === undefined ? [] : paragraph(`→ ${cleanLine(hint)}`, 6, paper, 'hint')),
  ];
}

/** The line, and a mark under what is meant; of a long one the part around it. */
function excerptLines({ text, start, length }: NonNullable<Mistake['excerpt']>, paper: Paper): string[] {
  const width = Math.max(paper.width - 8, LEAST);
  const skipped = widthOf(clean(text.slice(0, start + length))) > width ? Math.max(0, start - Math.floor(width / 2)) : 0;
  const shown = `${skipped > 0 ? '…' : ''}${clean(text.slice(skipped))}`;
  const before = widthOf(clean(text.slice(skipped, start))) + (skipped > 0 ? 1 : 0);
  const marks = Math.min(Math.max(1, widthOf(clean(text.slice(start, start + length)))), Math.max(1, width - before));
  const margin = ' '.repeat(8);
  return [
    margin + paint(paper, 'faint', cut(shown, width)),
    margin + ' '.repeat(before) + paint(paper, 'alarm', '^'.repeat(marks)),
  ];
}

/** columns that a line keeps, however narrow the terminal */
const LEAST = 24;

function bugLines(error: unknown, paper: Paper & { readonly verbose: boolean }): string[] {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const hint = paper.verbose ? 'Please report it, with the lines below.' : 'Please report it; --verbose shows where it happened.';
  return [
    ...paragraph(`✗ a bug in rollcall: ${cleanLine(what)}`, 0, paper, 'alarm'),
    ...paragraph(`→ ${hint}`, 2, paper, 'hint'),
    ...(paper.verbose && error instanceof Error ? [...stackLines(error), ...causeLines(error.cause, paper)] : []),
  ];
}

const stackLines = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .map(line => `    ${clean(line.trim())}`);

function causeLines(cause: unknown, paper: Paper): string[] {
  if (!(cause instanceof Error)) return [];
  return [
    ...paragraph(`caused by ${cleanLine(`${cause.name}: ${cause.message}`)}`, 2, paper, 'faint'),
    ...stackLines(cause),
    ...causeLines(cause.cause, paper),
  ];
}
