import { UnexpectedReply } from '../../errors.js';
import type { Session } from './session.js';

/** The default is 1000, no upper limit is documented, and clients ask for up to 99999 (crowd sheet §4, November 2026). */
const PAGE = 5000;

/** A list that is asked for by its start and length: it has neither a total nor a link to the next page. */
export interface List<T> {
  /** "users", "members of team-blue" */
  readonly what: string;
  page(start: number, most: number): Promise<readonly T[]>;
  keyOf(row: T): string;
  onPage?(rows: number): void;
}

export interface Listed<T> {
  readonly rows: readonly T[];
  /** those that brought somebody new */
  readonly pages: number;
}

/** The whole list (R1). One that moved while it was paged through is read once more from its start. */
export async function everyRow<T>(session: Pick<Session, 'name'>, list: List<T>): Promise<Listed<T>> {
  const listed = (await oneReading(list)) ?? (await oneReading(list));
  if (listed !== undefined) return listed;
  throw new UnexpectedReply(
    `${session.name} gave pages of ${list.what} that do not fit together`,
    'The list moved while it was read, or the server does not heed `start-index`. Run again.',
  );
}

/**
 * Each page begins with the last row of the one before it: a server that ignores `start-index`, and a list that moved, show
 * (undefined). A page shorter than asked is no end, since a server may give less than is asked for; nobody after the last one is.
 */
async function oneReading<T>({ page, keyOf, onPage }: List<T>): Promise<Listed<T> | undefined> {
  const rows = new Map<string, T>();
  for (let pages = 0; ; pages += 1) {
    const last = [...rows.keys()].at(-1);
    const overlap = rows.size > 1 ? 1 : 0; // of one row alone it could not be told from a page of one row
    const found = await page(rows.size - overlap, PAGE + overlap);
    if (overlap === 1 && (found[0] === undefined || keyOf(found[0]) !== last)) return undefined;
    const fresh = found.slice(overlap);
    if (fresh.length === 0) return { rows: [...rows.values()], pages: Math.max(pages, 1) };
    if (rows.size === 1) return undefined; // there was one row, and now there are more; or the server gives one at a time
    for (const row of fresh) {
      if (rows.has(keyOf(row))) return undefined;
      rows.set(keyOf(row), row);
    }
    onPage?.(rows.size);
  }
}
