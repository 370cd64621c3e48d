import { basename } from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { AttributeValue } from '../../model/directory.js';
import { nameKey } from '../../model/names.js';
import { foldHeader } from './csv.js';
import { fileProblem, type Raw, type RawGroup, type RawUser } from './raw.js';
import { readText } from './text.js';

/** One YAML or JSON document: `users: [{login, …}]`, `groups: [{name, members: [id or login], id?}]`. */
export async function readDocument(path: string, signal: AbortSignal): Promise<Raw> {
  const file = basename(path);
  const lineCounter = new LineCounter();
  const document = parseDocument(await readText(path, signal), { lineCounter, prettyErrors: false, merge: false });
  const reader = new Reader(file, document, lineCounter);
  const [error] = document.errors;
  if (error)
    throw fileProblem(
      `${file}:${lineCounter.linePos(error.pos[0]).line}`,
      error.message,
      'Correct the line; nothing was believed.',
      error,
    );

  const users = reader.list('users').map(node => reader.user(node));
  const groups = reader.has('groups') ? reader.list('groups').map(node => reader.group(node)) : [];
  const ids = new Set(groups.map(({ id }) => id));
  if (ids.size < groups.length) throw fileProblem(file, 'two groups have the same id or name', 'Give each an `id` of its own.');
  const hasIds = users.some(({ fields }) => Object.keys(fields).some(name => foldHeader(name) === 'id'));
  return { users, groups, hasIds, files: 1 };
}

class Reader {
  constructor(
    private readonly file: string,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  has(key: string): boolean {
    return this.document.has(key);
  }

  list(key: string): readonly unknown[] {
    const { contents } = this.document;
    const odd = isMap(contents)
      ? contents.items.find(({ key }) => !isScalar(key) || !['users', 'groups'].includes(String(key.value)))
      : undefined;
    if (odd)
      throw fileProblem(this.where(odd.key), 'only users and groups may stand here', 'Correct the line; nothing was believed.');
    const node = this.document.get(key, true);
    if (isSeq(node)) return node.items;
    throw fileProblem(
      this.where(node ?? contents),
      `there is no list of ${key}`,
      'The file must hold `users: […]`, and may hold `groups: […]`.',
    );
  }

  user(node: unknown): RawUser {
    const where = this.where(node);
    if (!isMap(node)) return { where, fields: {}, odd: 'not a person with fields' };
    return { where, fields: Object.fromEntries(node.items.map(({ key, value }) => [String(this.js(key)), this.value(value)])) };
  }

  group(node: unknown): RawGroup {
    const where = this.where(node);
    if (!isMap(node)) throw fileProblem(where, 'not a group with fields', 'Write `- { name: …, members: […] }`.');
    const name = this.text(node, 'name') ?? '';
    const members = node.get('members', true);
    if (name === '' || !isSeq(members))
      throw fileProblem(where, 'a group needs a name and a list of members', 'An empty group has `members: []`.');
    return {
      id: this.text(node, 'id') ?? nameKey(name),
      name,
      members: members.items.map(member => ({ where: this.where(member), member: textOf(this.value(member)) })),
    };
  }

  private text(map: YAMLMap, key: string): string | undefined {
    return map.has(key) ? textOf(this.value(map.get(key, true))) : undefined;
  }

  /** Numbers as they are written: the id `007` is not 7. Types are settled by who uses the value. */
  private value(node: unknown): AttributeValue {
    if (isScalar(node) && typeof node.value === 'number') return node.source ?? node.value;
    if (isSeq(node)) return node.items.map(item => this.value(item));
    const value = this.js(node);
    return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? value : null;
  }

  private js(node: unknown): unknown {
    return isNode(node) ? node.toJS(this.document, { maxAliasCount: 100 }) : node;
  }

  private where(node: unknown): string {
    const at = isNode(node) ? node.range?.[0] : undefined;
    return at === undefined ? this.file : `${this.file}:${this.lines.linePos(at).line}`;
  }
}

const isNode = (node: unknown): node is Node =>
  isScalar(node) || isMap(node) || isSeq(node) || (typeof node === 'object' && node !== null && 'toJS' in node);

const textOf = (value: AttributeValue) => (value === null ? '' : String(value).trim());
