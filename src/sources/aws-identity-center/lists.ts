import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { Page } from './schema.js';

export interface WholeList {
  /** one per key, the last one seen; rows without a key are all there */
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

export interface ListRequest {
  readonly what: string;
  readonly page: (token: string | undefined) => Promise<Page>;
  /** what tells one row from another; undefined: nothing that could be read */
  readonly keyOf: (row: unknown) => string | undefined;
  readonly onPage?: ((rows: number) => void) | undefined;
}

/** Empty pages with a token are normal (aws.md §1, 2026-11), but not without end. */
const MOST_EMPTY_PAGES = 100;

/** Reads a list to the page that has no token, or rejects (R1). The list is not frozen meanwhile: a row may come twice. */
export async function readList({ what, page, keyOf, onPage }: ListRequest): Promise<WholeList> {
  const rows = new Map<string, unknown>();
  const nameless: unknown[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  let empty = 0;
  for (let count = 1; ; count += 1) {
    const { rows: fresh, next } = await page(token);
    for (const row of fresh) {
      const key = keyOf(row);
      if (key === undefined) nameless.push(row);
      else rows.set(key, row);
    }
    onPage?.(rows.size + nameless.length);
    const evidence = { what, pages: count, rows: rows.size + nameless.length, end: 'no next token' };
    if (next === undefined || next === null) return { rows: [...rows.values(), ...nameless], evidence };
    empty = fresh.length === 0 ? empty + 1 : 0;
    if (tokens.has(next)) throw endless(what, 'a page leads back to one that was read already');
    if (empty > MOST_EMPTY_PAGES) throw endless(what, `${empty} empty pages in a row`);
    token = next;
    tokens.add(next);
  }
}

const endless = (what: string, why: string) =>
  new UnexpectedReply(
    `AWS's list of ${what} has no end: ${why}`,
    'Nothing was believed. Try again; if it stays, ask AWS support.',
  );
