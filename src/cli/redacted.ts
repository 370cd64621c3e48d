/**
 * The same failure without secrets, its causes too: taken out before it is laid out, since a secret that is broken over two
 * lines is not found any more. Of what a library hangs on its errors (requests, headers) nothing is kept.
 */
export function redacted(error: unknown, clean: (text: string) => string, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? clean(error) : error;
  if (depth === DEEPEST) return new Error('…');
  const kept: PropertyDescriptorMap = {};
  for (const name of SHOWN) if (name in error) kept[name] = { value: deeply(Reflect.get(error, name), clean, depth) };
  return Object.create(Object.getPrototypeOf(error), kept);
}

/** What a report may show of an error: ours have a hint, an exit code and the mistakes of a file. */
const SHOWN = ['name', 'message', 'stack', 'cause', 'errors', 'code', 'hint', 'exitCode', 'mistakes'];
/** Causes that lead back to themselves have no end. */
const DEEPEST = 8;

function deeply(value: unknown, clean: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (value instanceof Error) return redacted(value, clean, depth + 1);
  if (Array.isArray(value)) return value.map(item => deeply(item, clean, depth));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, deeply(field, clean, depth)]));
}
