import type { ZodError, z } from 'zod';
import { guardNames } from '../model/plan.js';
import type { Complaint, Path } from './complaint.js';
import { notInThisVersion } from './not-built.js';
import { closest, suggestion } from './suggest.js';

type Issue = z.core.$ZodIssue;

/** What belongs into one section, for messages about what does not. */
export interface Vocabulary {
  /** the settings that may stand at this place */
  keysAt(path: Path): readonly string[];
  /** settings that DESIGN knows and this version does not */
  futureAt(path: Path): readonly string[];
}

export interface Salvaged<T> {
  /** undefined: too much is wrong to go on */
  readonly value: T | undefined;
  readonly complaints: readonly Complaint[];
}

/**
 * Parses a section and, where it is wrong, once more without what is wrong, so that the checks that follow can still
 * find their own mistakes in the rest. Complaints have paths from the section.
 */
export function salvage<S extends z.ZodType>(schema: S, raw: unknown, words: Vocabulary): Salvaged<z.output<S>> {
  const first = schema.safeParse(raw);
  if (first.success) return { value: first.data, complaints: [] };
  const complaints = first.error.issues.flatMap(issue => leavesOf(issue, raw)).flatMap(issue => complaintsOf(issue, raw, words));
  let rest = structuredCloneOf(raw);
  let { error }: { error: ZodError | undefined } = first;
  for (let round = 0; round < 5 && error !== undefined; round++) {
    for (const issue of error.issues.flatMap(one => leavesOf(one, rest))) rest = without(rest, issue);
    const again = schema.safeParse(rest);
    if (again.success) return { value: again.data, complaints };
    error = again.error;
  }
  return { value: undefined, complaints };
}

const pathOf = (issue: Issue): Path => issue.path.map(step => (typeof step === 'number' ? step : String(step)));

function complaintsOf(issue: Issue, raw: unknown, words: Vocabulary): Complaint[] {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => unknownKey(key, path, words));
  const value = valueAt(raw, path);
  const name = path.at(-1);
  if (value === undefined && name !== undefined)
    return [{ path, message: `${name} is missing`, hint: expectation(issue, value).replace(/^not /, '') }];
  if (issue.message.includes(notInThisVersion(''))) return [{ path, message: issue.message, hint: 'Remove it.' }];
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const choices = issue.values.map(String);
    const near = closest(value, choices);
    const hint = near === undefined ? {} : { hint: `Did you mean "${near}"?` };
    return [{ path, message: `"${value}" is not one of ${choices.join(', ')}`, ...hint }];
  }
  if (issue.code === 'invalid_key') return [{ path, at: 'key', message: issue.issues[0]?.message ?? issue.message }];
  const hint = isBraced(value) ? 'YAML reads { … } as a section. If it is text, put it in quotes.' : undefined;
  return [{ path, message: `${name ?? 'this section'}: ${expectation(issue, value)}`, ...(hint === undefined ? {} : { hint }) }];
}

/** What is wrong inside a section that may be something else too, or the issue itself. */
function leavesOf(issue: Issue, raw: unknown): readonly Issue[] {
  const value = valueAt(raw, pathOf(issue));
  const section = issue.code === 'invalid_union' && isRecord(value) ? sectionOf(issue, value) : undefined;
  return section?.flatMap(inner => leavesOf({ ...inner, path: [...issue.path, ...inner.path] }, raw)) ?? [issue];
}

/** Of what may be a text or a section, or a list of these, what is wrong with the section. */
const sectionOf = ({ errors }: z.core.$ZodIssueInvalidUnion, value: unknown): readonly Issue[] | undefined =>
  errors.find(issues =>
    issues.every(({ code, path }) =>
      Array.isArray(value) ? path.length > 0 && (path.length > 1 || isStructured(code)) : path.length > 0 || isStructured(code),
    ),
  );

const isStructured = (code: Issue['code']) => code === 'unrecognized_keys' || code === 'invalid_union';

export function unknownKey(key: string, path: Path, words: Vocabulary): Complaint {
  const place = [...path, key];
  if (words.futureAt(path).includes(key))
    return {
      path: place,
      at: 'key',
      message: notInThisVersion(`\`${key}\``),
      hint: 'Remove it; nothing would happen because of it.',
    };
  if (path.at(-1) === 'guards' && guardNames.some(name => name === key))
    return { path: place, at: 'key', message: `the guard ${key} is always on`, hint: 'Remove it: there is nothing to set.' };
  const hint = sectionsWith(key, path, words) ?? suggestion(key, words.keysAt(path));
  return { path: place, at: 'key', message: `unknown setting "${key}"`, hint };
}

/** Written one level too high: `exclusive` beside `groups` instead of under it. */
function sectionsWith(key: string, path: Path, { keysAt }: Vocabulary): string | undefined {
  const sections = keysAt(path).filter(section => keysAt([...path, section]).includes(key));
  return sections.length === 0 ? undefined : `Write it under ${sections.join(' or ')}: ${sections[0]}: { ${key}: … }.`;
}

/** A schema's own words; where it has none, zod's said again for somebody who writes YAML. */
function expectation(issue: Issue, value: unknown): string {
  if (!/^(Invalid (input|option)|Too (big|small)): /.test(issue.message)) return issue.message;
  const found = value === undefined ? '' : `, found ${isText(value) ? `"${value}"` : kindOf(value)}`;
  if (issue.code === 'invalid_type') return `expected ${WORDS[issue.expected] ?? issue.expected}${found}`;
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(' or ')}${found}`;
  if (issue.code === 'too_big' && isNumber(issue.origin)) return `${issue.maximum} is the most`;
  if (issue.code === 'too_small' && isNumber(issue.origin) && issue.inclusive === true) return `${issue.minimum} is the least`;
  if (issue.code === 'too_small' && issue.origin === 'string' && value === '') return 'it is empty';
  return issue.message.replace(/^Invalid (input|option): /, '').replace('received', 'found');
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  ...{ string: 'text', boolean: 'true or false', int: 'a whole number', number: 'a number', nan: 'a number' },
  ...{ array: 'a list', object: 'a section', record: 'a section', null: 'null' },
};

const isText = (value: unknown): value is string => typeof value === 'string' && /^[\w.@:/-]{1,40}$/.test(value);
const isNumber = (origin: string) => origin === 'number' || origin === 'int';

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return WORDS.array ?? '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'nothing' : (WORDS[typeof value] ?? typeof value);
}

const isBraced = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).length > 0 &&
  Object.values(value).every(item => item === null);

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, step) => (isRecord(node) && Object.hasOwn(node, step) ? node[step] : undefined), raw);
}

const isRecord = (node: unknown): node is Record<string | number, unknown> => typeof node === 'object' && node !== null;

/** Secrets keep their identity; only the containers are copied. */
function structuredCloneOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(structuredCloneOf);
  if (!isRecord(node) || Object.getPrototypeOf(node) !== Object.prototype) return node;
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, structuredCloneOf(item)]));
}

/** Takes the nearest setting around an issue out. List items stay where they are, so that places keep their meaning. */
function without(raw: unknown, issue: Issue): unknown {
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...pathOf(issue), key]) : [pathOf(issue)];
  for (const path of paths) {
    let end = path.length;
    while (end > 0 && (typeof path[end - 1] === 'number' || valueAt(raw, path.slice(0, end)) === undefined)) end--;
    const parent = valueAt(raw, path.slice(0, end - 1));
    const key = path[end - 1];
    if (isRecord(parent) && key !== undefined) delete parent[key];
  }
  return raw;
}
