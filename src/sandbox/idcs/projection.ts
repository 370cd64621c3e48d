import { invalidValue } from './errors.js';
import { fieldOf, matches } from './filter.js';
import { parseFilter } from './filter-parser.js';
import { type Attribute, isExtension, type ResourceSchema, resolve } from './schema.js';

type AttributeSet = 'all' | 'always' | 'default' | 'request' | 'never';

/** What of one attribute was asked for: all of it, some of what is in it, or a part of its rows. */
interface Wanted {
  whole: boolean;
  sub: Map<string, Wanted>;
  pick?: (rows: unknown[]) => unknown[];
}

export interface Projection {
  wanted: Wanted;
  sets: ReadonlySet<AttributeSet>;
}

/** What may be paged inside an attribute at once: the largest that anybody asks for; the true limit is not documented. */
const INNER_MOST = 1000;

/** Both together give the union; neither gives the default. Unknown names are passed over. */
export function projectionOf(schema: ResourceSchema, attributes: readonly string[], sets: readonly string[]): Projection {
  const wanted = nothing();
  for (const text of attributes) add(wanted, schema, text);
  const named = sets.map(set => (isSet(set) ? set : refuse(`${set} is no attribute set.`)));
  return { wanted, sets: new Set(attributes.length === 0 && named.length === 0 ? ['default'] : named) };
}

function add(wanted: Wanted, schema: ResourceSchema, text: string) {
  const [, path, inner] = /^([^[\]]+)(?:\[(.*)\])?$/.exec(text) ?? refuse(`${text} is no attribute.`);
  const walked = resolve(schema, path ?? '');
  if (walked === undefined) return;
  let node = wanted;
  for (const { name } of walked) {
    const child = node.sub.get(name) ?? nothing();
    node.sub.set(name, child);
    node = child;
  }
  node.whole = true;
  if (inner !== undefined) node.pick = pickOf(inner, walked.at(-1));
}

const nothing = (): Wanted => ({ whole: false, sub: new Map() });

/** `startIndex=1&count=1000`, or a filter. */
function pickOf(inner: string, attribute: Attribute | undefined): (rows: unknown[]) => unknown[] {
  const [, startIndex, count] = /^startIndex=(-?\d+)&count=(\d+)$/i.exec(inner) ?? [];
  if (startIndex !== undefined) {
    const start = Math.max(1, Number(startIndex)) - 1;
    return rows => rows.slice(start, start + Math.min(Number(count), INNER_MOST));
  }
  const filter = parseFilter(inner, { id: '', name: '', attributes: attribute?.sub ?? [] });
  return rows => rows.filter(row => matches(filter, row));
}

/** The row with what always comes, what a set brings, and what was asked for by name. */
export function project(schema: ResourceSchema, row: object, { wanted, sets }: Projection): Record<string, unknown> {
  return pickFrom(schema.attributes, row, wanted, sets);
}

function pickFrom(attributes: readonly Attribute[], row: unknown, wanted: Wanted | undefined, sets: ReadonlySet<AttributeSet>) {
  const picked: Record<string, unknown> = {};
  for (const attribute of attributes) {
    const node = wanted?.sub.get(attribute.name);
    const comes = isExtension(attribute) || attribute.returned === 'always' || node || brings(sets, attribute);
    if (!comes || attribute.returned === 'never') continue;
    const value = pickedValue(attribute, fieldOf(row, attribute.name), node, sets);
    if (value !== undefined) picked[attribute.name] = value;
  }
  return picked;
}

function pickedValue(attribute: Attribute, value: unknown, node: Wanted | undefined, sets: ReadonlySet<AttributeSet>): unknown {
  if (attribute.type !== 'complex' || value === undefined || value === null) return value;
  const isWhole = node ? node.whole : !isExtension(attribute);
  const inner = isWhole ? new Set<AttributeSet>([...sets, 'default']) : sets;
  if (Array.isArray(value)) {
    const rows = node?.pick ? node.pick(value) : value;
    return rows.map(row => pickFrom(attribute.sub, row, node, inner));
  }
  const picked = pickFrom(attribute.sub, value, node, inner);
  return Object.keys(picked).length === 0 ? undefined : picked;
}

const brings = (sets: ReadonlySet<AttributeSet>, { returned }: Attribute) => sets.has('all') || sets.has(returned);

/** A comma inside brackets parts nothing. */
export const namesIn = (text: string): string[] =>
  (text.match(/(?:\[[^\]]*\]?|[^,[])+/g) ?? []).map(name => name.trim()).filter(name => name !== '');

const SETS: readonly string[] = ['all', 'always', 'default', 'request', 'never'] satisfies AttributeSet[];
const isSet = (word: string): word is AttributeSet => SETS.includes(word);

function refuse(detail: string): never {
  throw invalidValue(detail);
}
