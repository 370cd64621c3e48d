import { createHash } from 'node:crypto';

/** sha256 over a value whose keys are in any order. Secrets serialise as dots, so they do not count. */
export function fingerprintOf(meaning: unknown): string {
  const plain: unknown = JSON.parse(JSON.stringify(meaning));
  return createHash('sha256')
    .update(JSON.stringify(sorted(plain)))
    .digest('hex');
}

function sorted(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(sorted);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
