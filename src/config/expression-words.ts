import { closest, nearestFirst } from './suggest.js';

/** What cel-js says of an expression, in words that say what to do. */
export interface Words {
  readonly message: string;
  readonly hint?: string;
}

/** Every function that an expression may call, and how: ours, and those of CEL that were tried with this library. */
const SIGNATURES: Readonly<Record<string, string>> = {
  lower: 'lower(text)',
  upper: 'upper(text)',
  trim: 'trim(text)',
  ascii: 'ascii(text)',
  umlauts: 'umlauts(text)',
  split: 'split(text, separator)',
  replace: 'replace(text, what, by)',
  before: 'before(text, separator)',
  after: 'after(text, separator)',
  re: 're(text, "pattern")',
  capture: 'capture(text, "pattern")',
  startsWith: 'text.startsWith(part)',
  endsWith: 'text.endsWith(part)',
  contains: 'text.contains(part)',
  indexOf: 'text.indexOf(part)',
  lastIndexOf: 'text.lastIndexOf(part)',
  substring: 'text.substring(from, to)',
  join: 'list.join(separator)',
  size: 'size(textOrList)',
  exists: 'list.exists(x, …)',
  exists_one: 'list.exists_one(x, …)',
  all: 'list.all(x, …)',
  map: 'list.map(x, …)',
  filter: 'list.filter(x, …)',
  string: 'string(value)',
  int: 'int(value)',
  double: 'double(value)',
};

/** The library's own sentence → ours; undefined: it has to do. */
export function inWords(summary: string): Words | undefined {
  for (const [pattern, words] of sentences) {
    const found = pattern.exec(summary);
    if (found !== null) return words(...found.slice(1).map(part => part ?? ''));
  }
  return undefined;
}

type Sentence = readonly [pattern: RegExp, words: (...parts: string[]) => Words];

const sentences: readonly Sentence[] = [
  [/no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/i, (of = '', name = '', taken = '') => call(of, name, taken)],
  [/^no such overload: (\S+) (\S+) (\S+)$/i, (left = '', operator = '', right = '') => operation(left, operator, right)],
  [
    /^no such overload: ([!-])(\S+)$/i,
    (operator = '', type = '') => ({
      message: `${operator} needs ${operator === '!' ? 'true or false' : 'a number'}, and this is ${kindOf(type)}`,
      hint: 'Compare it with something: user.x != ""',
    }),
  ],
  [
    /^logical operator requires bool operands, got '(.+)'$/i,
    (type = '') => ({
      message: `&& and || join true or false, and this is ${kindOf(type)}`,
      hint: 'Compare it with something: user.x != ""',
    }),
  ],
  [
    /^ternary branches must have the same type, got '(.+)' and '(.+)'$/i,
    (yes = '', no = '') => ({
      message: `both sides of ? : must be of one kind, and these are ${kindOf(yes)} and ${kindOf(no)}`,
      hint: 'Make text of the other: string(…).',
    }),
  ],
  [
    /^cannot index type '(.+)'$/i,
    (type = '') => ({
      message: `${kindOf(type)} has no parts to name`,
      hint: 'For a part of a text: before, after, split, substring or capture.',
    }),
  ],
];

function call(of: string, name: string, taken: string): Words {
  const signature = Object.hasOwn(SIGNATURES, name) ? SIGNATURES[name] : undefined;
  if (signature === undefined) {
    const names = Object.keys(SIGNATURES);
    const near = closest(name, names);
    const meant = near === undefined ? '' : `Did you mean ${near}? `;
    return { message: `there is no function "${name}"`, hint: `${meant}There are: ${nearestFirst(name, names)}.` };
  }
  const types = taken === '' ? [] : taken.split(', ');
  const given = [...(of === '' ? [] : [of]), ...types].map(kindOf);
  return {
    message: `${name} cannot be called with ${given.length === 0 ? 'nothing' : given.join(', ')}`,
    hint: `It is ${signature}.`,
  };
}

function operation(left: string, operator: string, right: string): Words {
  const message = `${operator} cannot stand between ${kindOf(left)} and ${kindOf(right)}`;
  const kinds = [kindOf(left), kindOf(right)];
  if (operator === 'in') return { message, hint: 'To look for a text in a text: user.x.contains("…").' };
  if (kinds.includes(LIST)) return { message, hint: 'To look for one in a list: "x" in user.list.' };
  if (kinds.includes(NULL)) return { message, hint: 'The person lacks it. Ask first: user.x != null && …' };
  if (operator === '+') return { message, hint: 'Make text of it first: string(…).' };
  return { message, hint: 'Compare like with like: text stands in quotes, numbers and true or false do not.' };
}

const LIST = 'a list';
const NULL = 'null';

function kindOf(type: string): string {
  const bare = type.replace(/^dyn<(.+)>$/, '$1');
  if (bare === 'string') return 'text';
  if (['int', 'uint', 'double'].includes(bare)) return 'a number';
  if (bare === 'bool') return 'true or false';
  if (bare === 'null' || bare === 'null_type') return NULL;
  if (bare.startsWith('list')) return LIST;
  return bare === 'dyn' ? 'any value' : bare === 'Person' ? 'the whole user' : bare;
}

/** What stands where CEL expects something else, by what people write who know other languages. */
export function unexpected(found: string, before: string): Words {
  if (found === '') return { message: 'it ends too early', hint: 'Something must follow, such as a text in quotes.' };
  const message = `${found} is not expected here`;
  if (/[‘’“”„«»]/.test(found)) return { message, hint: 'Quotes are " or \', straight ones.' };
  if (found === '>' && before.endsWith('<')) return { message, hint: 'Write != for "is not".' };
  if (found.startsWith('=')) return { message, hint: 'To compare, write ==.' };
  if (/^and$/i.test(found)) return { message, hint: 'Write && for "and".' };
  if (/^or$/i.test(found)) return { message, hint: 'Write || for "or".' };
  if (/^like|matches|~$/i.test(found)) return { message, hint: 'Write re(text, "pattern"), or text.contains("…").' };
  return { message };
}
