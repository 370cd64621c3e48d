import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { ConfigError, type Mistake } from '../errors.js';
import { type Complaint, type Path, pathText } from './complaint.js';
import { offsetInside } from './scalar-offset.js';

/** A config file as text: its plain value, what YAML itself says against it, and where each part of it stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** if any, `value` is not to be trusted */
  readonly mistakes: readonly Mistake[];
  place(complaint: Complaint): Mistake;
}

export function readDocument(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const mistakes = firstPerLine([
    ...[...firstOfCascade(document.errors), ...document.warnings].map(error => syntaxMistake(error, { file, text, lines })),
    ...aliasMistakes(document, file, lines),
  ]);
  return {
    value: mistakes.length > 0 ? undefined : document.toJS(),
    mistakes,
    place: ({ path, at, offset, length = 1, message, hint }) => {
      const { line, col: column } = lines.linePos(locate({ document, text }, path, at === 'key', offset));
      const excerpt = offset === undefined ? {} : { excerpt: excerptOf(text, line, column, length) };
      return { file, line, column, path: pathText(path), message, ...(hint === undefined ? {} : { hint }), ...excerpt };
    },
  };
}

/** All that is wrong with a file, in its order. `hint`: what to do once it is corrected. */
export function wrongFile(file: string, mistakes: readonly Mistake[], hint: string): ConfigError {
  const sorted = mistakes.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const count = sorted.length === 1 ? 'a mistake' : `${sorted.length} mistakes`;
  return new ConfigError(`${file} has ${count}`, hint, sorted);
}

const QUOTE_IT = "Put the whole value in quotes: '…'. An expression with `? :`, `: `, `#` or a leading ! * & % @ ` needs them.";

const syntaxHints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  DUPLICATE_KEY: 'Keep one of the two.',
  MULTIPLE_DOCS: 'Remove the `---` line: one file holds one config.',
  BAD_INDENT: 'Indent the lines of one section alike.',
};

function syntaxMistake(error: YAMLError, { file, text, lines }: { file: string; text: string; lines: LineCounter }): Mistake {
  const { line, col: column } = lines.linePos(error.pos[0]);
  const source = text.split('\n')[line - 1]?.trim() ?? '';
  const hint = syntaxHints[error.code] ?? QUOTE_IT;
  return { file, line, column, message: `YAML cannot read this line: ${error.message} (${source})`, hint };
}

/** An alias that leads nowhere, or to something that it stands in. */
function aliasMistakes(document: Document, file: string, lines: LineCounter): Mistake[] {
  const found: Mistake[] = [];
  visit(document, {
    Alias(_, alias: Alias, ancestors) {
      const goal = alias.resolve(document);
      if (goal !== undefined && !ancestors.some(ancestor => ancestor === goal)) return;
      const { line, col: column } = lines.linePos(alias.range?.[0] ?? 0);
      const why = goal === undefined ? `there is no anchor &${alias.source}` : `*${alias.source} stands inside what it repeats`;
      found.push({ file, line, column, message: why, hint: `If * is meant as a letter: ${QUOTE_IT}` });
    },
  });
  return found;
}

/** Once YAML has lost its place, everything that follows is unexpected to it. */
function firstOfCascade(errors: readonly YAMLError[]): readonly YAMLError[] {
  const first = errors.findIndex(({ code }) => code === 'UNEXPECTED_TOKEN');
  return errors.filter(({ code }, at) => code !== 'UNEXPECTED_TOKEN' || at === first);
}

/** One slip often makes YAML stumble several times over the same line. */
function firstPerLine(mistakes: readonly Mistake[]): Mistake[] {
  return [...new Map(mistakes.toReversed().map(mistake => [mistake.line, mistake])).values()].toReversed();
}

/** The offset in the text of what `path` names, or of the closest thing around it that is there. */
function locate(
  { document, text }: { document: Document; text: string },
  path: Path,
  wantsKey: boolean,
  inside?: number,
): number {
  let node = resolve(document.contents, document);
  let value: Node | null = document.contents;
  let key = 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node) ? pairOf(node.items, String(step), document) : undefined;
    const child: unknown = isSeq(node) ? node.items[Number(step)] : pair?.value;
    if (pair === undefined && child === undefined) return depth === 0 ? 0 : key;
    value = isNodeLike(child) ? child : null;
    node = resolve(value, document);
    key = offsetOf(pair?.key) ?? offsetOf(value) ?? key;
  }
  if (wantsKey || value === null) return key;
  const start = offsetOf(value) ?? key;
  return isScalar(value) && inside !== undefined ? offsetInside(value, inside, text) : start;
}

function pairOf(items: readonly Pair[], name: string, document: Document): Pair | undefined {
  const own = items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (own !== undefined) return own;
  for (const { key, value } of items) {
    if (!isScalar(key) || key.value !== '<<' || !isNodeLike(value)) continue;
    const merged = resolve(value, document);
    const inherited = isMap(merged) ? pairOf(merged.items, name, document) : undefined;
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}

const isNodeLike = (value: unknown): value is Node => isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
const resolve = (node: Node | null, document: Document) => (isAlias(node) ? (node.resolve(document) ?? null) : node);
const offsetOf = (node: unknown) => (isNodeLike(node) ? node.range?.[0] : undefined);

/** The line that is meant, without its indentation. */
function excerptOf(text: string, line: number, column: number, length: number) {
  const whole = text.split('\n')[line - 1] ?? '';
  const indent = whole.length - whole.trimStart().length;
  const start = Math.max(0, column - 1 - indent);
  const shown = whole.trim();
  return { text: shown, start, length: Math.max(1, Math.min(length, shown.length - start)) };
}
