import { clean } from '../clean.js';
import { cut, pad, widthOf, wrap } from '../width.js';
import { fittingNames } from './fold.js';
import { type Paper, paint, type Tone } from './paper.js';

/** One line beside a subject: what happens, and why. */
export interface Row {
  readonly what: string;
  /** names that follow `what`: as many as fit, then how many more */
  readonly names?: readonly string[];
  readonly why?: string;
  readonly tone?: Tone;
  /** may be cut off at its end to keep the row on one line */
  readonly mayCut?: true;
}

/** A subject and what is said of it; `mark` is one column wide. */
export interface Block {
  readonly mark: string;
  readonly subject: string;
  readonly tone: Tone;
  readonly rows: readonly Row[];
}

interface Columns {
  readonly indent: number;
  readonly subject: number;
  readonly what: number;
  readonly rest: number;
}

const GAP = 2;
const MARK = 2;
/** a column takes at most this share of what there is; whoever needs more gets a line of its own */
const SUBJECT_SHARE = 0.35;
const WHAT_SHARE = 0.6;
/** what is cut keeps at least so many columns */
const LEAST = 24;

/** Blocks → lines in aligned columns: subject, what, why. What does not fit is wrapped under its own column. */
export function renderBlocks(blocks: readonly Block[], indent: number, paper: Paper): string[] {
  const columns = columnsOf(blocks, indent, paper);
  return blocks.flatMap(block => renderBlock(block, columns, paper));
}

function columnsOf(blocks: readonly Block[], indent: number, paper: Paper): Columns {
  const widest = (texts: readonly string[], most: number) =>
    texts.map(widthOf).reduce((max, one) => (one <= most && one > max ? one : max), 0);
  const room = Math.max(paper.width - indent - MARK, 2 * LEAST);
  const subjects = blocks.map(({ subject }) => clean(subject));
  const subject = widest(subjects, Math.floor(room * SUBJECT_SHARE));
  const rest = room - subject - (subject > 0 ? GAP : 0);
  const explained = blocks.flatMap(({ rows }) => rows.filter(({ why }) => why !== undefined));
  const texts = explained.map(row => textOf(row, Math.floor(rest * WHAT_SHARE), paper));
  return { indent, subject, what: widest(texts, Math.floor(rest * WHAT_SHARE)), rest };
}

function textOf({ what, names }: Row, width: number, paper: Paper): string {
  const text = clean(what);
  if (names === undefined) return text;
  return `${text} ${fittingNames(names, width - widthOf(text) - 1, paper)}`.trimStart();
}

function renderBlock({ mark, subject, tone, rows }: Block, columns: Columns, paper: Paper): string[] {
  const margin = ' '.repeat(columns.indent);
  const name = clean(subject);
  const beside = rows.flatMap(row => renderRow(row, tone, columns, paper));
  const head = `${mark} ${pad(cut(name, paper.width - columns.indent - MARK), columns.subject)}`;
  const [first, ...more] = beside;
  if (first === undefined) return [margin + paint(paper, tone, head.trimEnd())];
  const before = ' '.repeat(columns.indent + MARK + columns.subject + (columns.subject > 0 ? GAP : 0));
  const painted = margin + paint(paper, tone, head);
  if (widthOf(name) > columns.subject) return [painted, ...beside.map(line => before + line)];
  return [`${painted}${columns.subject > 0 ? ' '.repeat(GAP) : ''}${first}`, ...more.map(line => before + line)];
}

function renderRow(row: Row, blockTone: Tone, columns: Columns, paper: Paper): string[] {
  const tone = row.tone ?? blockTone;
  const { rest } = columns;
  const reason = clean(row.why ?? '');
  if (reason === '') return wrap(textOf(row, rest, paper), rest).map(line => paint(paper, tone, line));
  const free = rest - widthOf(reason) - GAP;
  const beside = row.names === undefined ? textOf(row, rest, paper) : textOf(row, Math.max(free, LEAST), paper);
  const text = row.mayCut === true && !paper.full && free >= LEAST ? cut(beside, free) : beside;
  const faint = (line: string) => paint(paper, 'faint', line);
  if (widthOf(text) > free) {
    const lines = wrap(textOf(row, rest, paper), rest).map(line => paint(paper, tone, line));
    return [...lines, ...wrap(reason, rest - GAP).map(line => `  ${faint(line)}`)];
  }
  const at = Math.max(Math.min(columns.what, free), widthOf(text));
  return [paint(paper, tone, text) + ' '.repeat(at - widthOf(text) + GAP) + faint(reason)];
}

/** A sentence as indented lines. */
export const paragraph = (text: string, indent: number, paper: Paper, tone: Tone): string[] =>
  wrap(clean(text), Math.max(paper.width - indent, LEAST)).map(line => ' '.repeat(indent) + paint(paper, tone, line));

/** Items in lines, `a · b · c`, broken between items where that is possible. */
export function items(all: readonly string[], indent: number, paper: Paper, tone: Tone): string[] {
  const width = paper.width - indent;
  const lines: string[] = [];
  for (const item of all) {
    const last = lines.at(-1);
    if (last === undefined || widthOf(`${last} · ${item} ·`) > width) lines.push(item);
    else lines.splice(-1, 1, `${last} · ${item}`);
  }
  return lines.flatMap((line, at) => paragraph(at < lines.length - 1 ? `${line} ·` : line, indent, paper, tone));
}
