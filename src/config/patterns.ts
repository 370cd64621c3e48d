import { RE2JS, RE2JSException } from 're2js';
import type { GroupNames } from '../model/condition.js';
import { nameKey } from '../model/names.js';
import type { GroupSelector, NameMatcher } from '../model/rules.js';
import { bad, type Checked, ok } from './complaint.js';

/** Compiles RE2 syntax, which cannot hang; what RE2 lacks is answered with what to write instead. */
export function compilePattern(source: string, flags = RE2JS.CASE_INSENSITIVE): Checked<RE2JS> {
  if (source === '') return bad('the pattern is empty', 'Write /.*/ for everything.');
  try {
    return ok(RE2JS.compile(source.normalize('NFC'), flags));
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    const { what, at, length } = placeOf(cause.message, source);
    return bad(`this pattern cannot be used: ${what}`, instead(source), at, length);
  }
}

/** The library names the part that it stumbled over: `missing closing ): \`(?i)a(\``; the (?i) is ours. */
function placeOf(message: string, source: string) {
  const [, what = message, part = ''] = /^(?:error parsing regexp: )?(.*?)(?:: `(.*)`)?$/s.exec(message) ?? [];
  const written = part.replace(/^\(\?i\)/, '');
  const at = written === '' ? -1 : source.indexOf(written);
  return at < 0 ? { what, at: 0, length: source.length } : { what, at, length: written.length };
}

/** What RE2 lacks for the sake of its speed, and a way around. */
function instead(source: string): string {
  if (/\(\?<?[=!]/.test(source))
    return 'Patterns here know no look-around. Write what should match, and put what should not into `exclude` or a rule of its own.';
  if (/\\[1-9]|\\k</.test(source))
    return 'Patterns here know no back-references. Write the alternatives out: (aa|bb) for (a|b)\\1.';
  if (/\(\?>|[*+?}]\+/.test(source))
    return 'Atomic groups and possessive quantifiers are not needed here: write (?:…), or leave the second + out.';
  if (/\\[ZG]/.test(source)) return 'Write \\z for the end of the text.';
  return 'The syntax is RE2: https://github.com/google/re2/wiki/Syntax. A literal ( [ { . + needs a backslash before it.';
}

type Name = { readonly kind: 'exact'; readonly name: string } | { readonly kind: 'pattern'; readonly pattern: RE2JS };

/** A string is an exact name, `/…/` a pattern that may be found anywhere in one (DESIGN §3). */
function readName(text: string): Checked<Name> {
  if (/^\/.+\/[gimsuy]$/.test(text))
    return bad('a pattern ends with its slash', 'Leave the letter after it out: case never matters.');
  if (text.length < 2 || !text.startsWith('/') || !text.endsWith('/')) return ok({ kind: 'exact', name: text });
  const pattern = compilePattern(text.slice(1, -1));
  if (pattern.kind === 'ok') return ok({ kind: 'pattern', pattern: pattern.value });
  return { ...pattern, offset: (pattern.offset ?? 0) + 1 }; // after the slash
}

const matcherOf = (name: Name): ((candidate: string) => boolean) => {
  if (name.kind === 'pattern') return candidate => name.pattern.test(candidate.normalize('NFC'));
  const key = nameKey(name.name);
  return candidate => nameKey(candidate) === key;
};

/** One entry of `from`, `include` or `exclude`. */
export function groupSelector(text: string): Checked<GroupSelector> {
  if (text.startsWith('id:')) {
    const id = text.slice('id:'.length);
    if (id === '') return bad('the id is empty', 'Write id:00g1…');
    const asked = { names: [], prefixes: [], ids: [id] };
    return ok({ text, kind: 'id', asked, matches: group => group.id === id });
  }
  const name = readName(text);
  if (name.kind === 'bad') return name;
  const matches = matcherOf(name.value);
  const asked = askedBy(name.value, text);
  const kind = name.value.kind === 'exact' ? 'name' : 'pattern';
  return ok({ text, kind, ...(asked === undefined ? {} : { asked }), matches: group => matches(group.name) });
}

/** Names that a query could ask for: plain ASCII, since no vendor says how it compares other letters. */
function askedBy(name: Name, text: string): GroupNames | undefined {
  const none = { names: [], prefixes: [], ids: [] };
  if (name.kind === 'exact') return PLAIN.test(name.name) ? { ...none, names: [name.name] } : undefined;
  // what follows the beginning may only narrow it: a `|` anywhere, or a repeated last letter, would not
  const beginning = /^\/\^([A-Za-z0-9 _-]+)(?![*?{])/.exec(text)?.[1];
  return beginning === undefined || text.includes('|') ? undefined : { ...none, prefixes: [beginning] };
}

const PLAIN = /^[\x20-\x7e]+$/;

/** One name or pattern of `protect` or `ignore`. */
export function oneName(text: string): Checked<NameMatcher> {
  const name = readName(text);
  if (name.kind === 'bad') return name;
  return ok({ matches: matcherOf(name.value), exact: name.value.kind === 'exact' ? [text] : [], texts: [text] });
}

export const anyName = (matchers: readonly NameMatcher[]): NameMatcher => ({
  matches: name => matchers.some(matcher => matcher.matches(name)),
  exact: matchers.flatMap(({ exact }) => exact),
  texts: matchers.flatMap(({ texts }) => texts),
});

/** `match` and `to` of an onTheFly rule: a group's whole name → the target group's; undefined where it does not match. */
export function nameTemplate(match: string, to: string | undefined): Checked<(name: string) => string | undefined> {
  if (/^\/.*\/$/.test(match)) return bad('`match` is always a pattern', 'Leave the slashes around it out.');
  const pattern = compilePattern(match);
  if (pattern.kind === 'bad') return pattern;
  return ok(name => {
    const matcher = pattern.value.matcher(name.normalize('NFC'));
    if (!matcher.matches()) return undefined;
    if (to === undefined) return name;
    return to.replace(PLACEHOLDER, (_, capture: string) => matcher.group(groupNumberOr(capture)) ?? '').trim();
  });
}

/**
 * Whether some name may come out as this one. Captures bring whatever they like: of `to` only what is written in it can be
 * looked for, in its order; without `to` the name itself must match.
 */
export function reachOf(target: (name: string) => string | undefined, to: string | undefined): (name: string) => boolean {
  if (to === undefined) return name => target(name) !== undefined;
  const [first = '', ...others] = to.split(/\{\w+\}/).map(partOfName);
  const last = others.pop();
  return name => {
    const whole = partOfName(name);
    if (last === undefined) return whole === first;
    if (!whole.startsWith(first) || !whole.endsWith(last)) return false;
    let at = first.length;
    for (const text of others) {
      const found = whole.indexOf(text, at);
      if (found < 0) return false;
      at = found + text.length;
    }
    return at <= whole.length - last.length;
  };
}

/** Folded so that a part of a name stays a part of it, whatever stands next to it: an accent, the end of a word. */
const partOfName = (text: string) => nameKey(text).toUpperCase().normalize('NFD').trim();

/** A placeholder of `to` that no capture of `match` fills. */
export function checkPlaceholders(match: string, to: string): Checked<void> {
  const pattern = compilePattern(match);
  if (pattern.kind === 'bad') return ok(undefined);
  const names = Object.keys(pattern.value.namedGroups());
  const count = pattern.value.groupCount();
  for (const { 0: text, 1: capture = '', index } of to.matchAll(PLACEHOLDER)) {
    if (names.includes(capture) || (/^\d+$/.test(capture) && Number(capture) <= count)) continue;
    const hint = names.length > 0 ? `\`match\` captures: ${names.join(', ')}.` : `Capture it in \`match\`: (?<${capture}>…).`;
    return bad(`nothing is captured as ${text}`, hint, index, text.length);
  }
  return ok(undefined);
}

const PLACEHOLDER = /\{(\w+)\}/g;
const groupNumberOr = (capture: string) => (/^\d+$/.test(capture) ? Number(capture) : capture);
