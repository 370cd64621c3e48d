import type { ListEvidence } from '../../model/directory.js';
import { IdRow, type Page } from './schema.js';

export interface WholeList {
  readonly rows: readonly unknown[];
  readonly evidence: ListEvidence;
}

/** How one try at a list ended. */
export type Read =
  | ({ readonly kind: 'whole' } & WholeList)
  /** it changed meanwhile, or its pages contradict one another: worth another try */
  | { readonly kind: 'moved'; readonly why: string }
  /** the server goes on in the other way */
  | { readonly kind: 'other'; readonly collected: Collected; readonly cursor: string | undefined };

export const moved = (why: string): Read => ({ kind: 'moved', why });

/** The rows of a list, page by page. */
export class Collected {
  readonly rows = new Map<string, unknown>();
  pages = 0;
  /** rows that came, those that came twice too */
  received = 0;
  /** what the row that came last is known by */
  last: string | undefined;
  total: number | undefined;

  constructor(
    private readonly what: string,
    private readonly hasTotals: boolean,
  ) {}

  /** What the rows of a page are known by; one without an id by its place. */
  keysOf(rows: readonly unknown[], overlap: 0 | 1): readonly string[] {
    return rows.map((row, at) => IdRow.safeParse(row).data?.id ?? `row ${this.received - overlap + at + 1}`);
  }

  /** Takes a page in, without its first `overlap` rows; resolves with how many rows were new, or why the page contradicts the others. */
  take({ rows, total }: Page, overlap: 0 | 1): { readonly fresh: number } | { readonly why: string } {
    this.pages += 1;
    if (this.hasTotals && total !== undefined) {
      if (this.total !== undefined && this.total !== total) return { why: `its total went from ${this.total} to ${total}` };
      this.total = total;
    }
    const before = this.rows.size;
    const keys = this.keysOf(rows, overlap);
    for (const [at, key] of keys.entries()) if (at >= overlap) this.rows.set(key, rows[at]);
    this.received += keys.length - overlap;
    this.last = keys.at(-1) ?? this.last;
    if (this.total !== undefined && this.rows.size > this.total)
      return { why: `it has more than the ${this.total} rows that it names` };
    return { fresh: this.rows.size - before };
  }

  get hasAll(): boolean {
    return this.rows.size === this.total;
  }

  /** The list is over, says `end`; whether it is whole, its total says where there is one. */
  finish(end: string): Read {
    if (this.total !== undefined && !this.hasAll) return moved(`it ends after ${this.rows.size} of ${this.total} rows`);
    const total = this.total === undefined ? {} : { total: this.total };
    const evidence = { what: this.what, pages: this.pages, rows: this.rows.size, end, ...total };
    return { kind: 'whole', rows: [...this.rows.values()], evidence };
  }
}
