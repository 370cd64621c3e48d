import type { Person } from './directory.js';

/**
 * What a vendor's query can express of a filter over people: everybody who passes the filter fulfils it, and perhaps others, whom the
 * filter drops here. Texts are never empty: what a person lacks reads as '', and no query finds that.
 */
export type Condition =
  | { readonly kind: 'is'; readonly attribute: string; readonly values: readonly string[] }
  | { readonly kind: 'startsWith'; readonly attribute: string; readonly text: string }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

export type Leaf = Exclude<Condition, { kind: 'all' | 'any' }>;

/** What is left of a condition when only some leaves can be asked for: weaker, never narrower; undefined: nothing. Pure. */
export function asFarAs(condition: Condition, can: (leaf: Leaf) => boolean): Condition | undefined {
  if (condition.kind === 'is' || condition.kind === 'startsWith') return can(condition) ? condition : undefined;
  const parts = condition.of.map(part => asFarAs(part, can));
  const kept = parts.filter(part => part !== undefined);
  if (condition.kind === 'any') return kept.length === parts.length ? joined('any', kept) : undefined;
  return joined('all', kept);
}

/** Several conditions as one; undefined: none. Pure. */
export function joined(kind: 'all' | 'any', of: readonly Condition[]): Condition | undefined {
  const [only] = of;
  return of.length > 1 ? { kind, of } : only;
}

/** Whether a person fulfils it, letter by letter, as the filter itself would compare. Pure. */
export function fulfils(condition: Condition, person: Person): boolean {
  switch (condition.kind) {
    case 'is':
      return condition.values.includes(textOf(person, condition.attribute));
    case 'startsWith':
      return textOf(person, condition.attribute).startsWith(condition.text);
    case 'all':
      return condition.of.every(part => fulfils(part, person));
    case 'any':
      return condition.of.some(part => fulfils(part, person));
  }
}

/** As a person would write it; two that ask for the same have one text. Pure. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'is':
      return condition.values.length === 1
        ? `${condition.attribute} is ${JSON.stringify(condition.values[0])}`
        : `${condition.attribute} is one of ${condition.values
            .toSorted()
            .map(value => JSON.stringify(value))
            .join(', ')}`;
    case 'startsWith':
      return `${condition.attribute} starts with ${JSON.stringify(condition.text)}`;
    case 'all':
    case 'any':
      return condition.of
        .map(part => (part.kind === 'all' || part.kind === 'any' ? `(${conditionText(part)})` : conditionText(part)))
        .toSorted()
        .join(condition.kind === 'all' ? ' and ' : ' or ');
  }
}

function textOf(person: Person, attribute: string): string {
  if (attribute === 'id' || attribute === 'login' || attribute === 'email' || attribute === 'displayName')
    return person[attribute];
  const value = Object.hasOwn(person.attributes, attribute) ? person.attributes[attribute] : undefined;
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

/** Source groups by name: the whole of one, its beginning, or its id. What compares them may ignore case, never more. */
export interface GroupNames {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly ids: readonly string[];
}
