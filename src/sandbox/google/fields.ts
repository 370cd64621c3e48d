import { invalid } from './failure.js';

/** What `fields` names: a name alone is all that stands there, `users(id,name(givenName))` a part of it. */
export type Selection = ReadonlyMap<string, Selection | 'all'>;

/** Parses a partial response's selector, as in `nextPageToken,users(id,name/fullName)`. Refuses what it does not understand. */
export function selectionOf(text: string): Selection {
  const tokens = text.match(/[A-Za-z_][\w]*|[(),/*]/g) ?? [];
  if (tokens.join('') !== text.replaceAll(/\s/g, '')) throw invalid(`Invalid field selection ${text}`);
  let at = 0;

  const list = (): Selection => {
    const found = new Map<string, Selection | 'all'>();
    for (;;) {
      const name = tokens[at++] ?? '';
      if (!/^\w/.test(name)) throw invalid(`Invalid field selection ${text}`);
      found.set(name, below());
      if (tokens[at] !== ',') return found;
      at += 1;
    }
  };
  const below = (): Selection | 'all' => {
    if (tokens[at] === '/') {
      const name = tokens[at + 1] ?? '';
      at += 2;
      return new Map([[name, below()]]);
    }
    if (tokens[at] !== '(') return 'all';
    at += 1;
    const inside = list();
    if (tokens[at++] !== ')') throw invalid(`Invalid field selection ${text}`);
    return inside;
  };

  const whole = list();
  if (at < tokens.length) throw invalid(`Invalid field selection ${text}`);
  return whole;
}

/** Of an answer only what was asked for: whoever does not name `nextPageToken` is not told that there is more (google.md §1). */
export function selected(value: unknown, selection: Selection | 'all'): unknown {
  if (selection === 'all' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(each => selected(each, selection));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const part = selection.get(name);
      return part === undefined ? [] : [[name, selected(inner, part)]];
    }),
  );
}
