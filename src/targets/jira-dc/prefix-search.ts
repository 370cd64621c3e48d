import { AccessDenied } from '../../errors.js';
import type { Account, ListEvidence } from '../../model/directory.js';
import { type AccountId, accountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import { findUser } from './lookup.js';
import { Prefixes } from './prefixes.js';
import { accountOf, type UserRow } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';
import { EVERYBODY, search } from './user-search.js';

/** Everybody, as far as searches for the beginnings of names find them. It cannot be proved that nobody is left out. */
export class PrefixSearch {
  readonly accounts = new Map<AccountId, Account>();
  readonly #prefixes = new Prefixes();
  readonly #names = new Set<string>();
  #searches = 0;

  /** `window`: how many a search shows at most; so many may be more. */
  constructor(
    private readonly session: Session,
    private readonly window: number,
  ) {}

  /** Takes in somebody who was found elsewhere: `run` again, and what the name reveals is searched for. */
  take(row: UserRow): void {
    this.#prefixes.see(row);
    this.#names.add(nameKey(row.name));
    if (!row.deleted) this.accounts.set(accountId(row.key), accountOf(row));
  }

  async run({ signal, onProgress }: ReadOptions): Promise<void> {
    if (this.#searches === 0) await this.#find(EVERYBODY, signal);
    for (let texts = this.#prefixes.next(); texts.length > 0; texts = this.#prefixes.next())
      await inParallel(texts, CONCURRENCY, signal, async (text, either) => {
        const isCut = (await this.#find(text, either)) >= this.window;
        if (isCut && this.#prefixes.split(text)) await this.#findNamed(text, either);
        onProgress?.({ what: 'users', done: this.accounts.size });
      });
  }

  get evidence(): ListEvidence {
    return { what: 'users', pages: this.#searches, rows: this.accounts.size, end: `prefixes, not provable${this.#givenUp}` };
  }

  get #givenUp(): string {
    const { givenUp } = this.#prefixes;
    return givenUp === 0 ? '' : `; ${givenUp} still cut`;
  }

  async #find(text: string, signal: AbortSignal): Promise<number> {
    const rows = await search(this.session, text, { maxResults: this.window }, signal);
    this.#searches += 1;
    for (const row of rows) this.take(row);
    return rows.length;
  }

  /** Whose whole username is a prefix that is cut begins with none that is longer. */
  async #findNamed(username: string, signal: AbortSignal): Promise<void> {
    if (this.#names.has(nameKey(username))) return;
    const user = await findUser(this.session, { username }, signal);
    if (user !== undefined) this.take(user);
  }
}

/** Who may not browse users finds nobody, which looks like an empty Jira: the search must find us. Resolves with what it shows. */
export async function proveSearch(session: Session, { name, key }: UserRow, window: number, signal: AbortSignal) {
  const rows = await search(session, name, { maxResults: window }, signal);
  if (rows.some(row => row.key === key) || rows.length >= window) return rows;
  throw new AccessDenied(
    `${session.name} does not find ${name}, the account that we sign in with, among its users`,
    'The account may lack the permission "Browse Users". Give it "Jira Administrators".',
  );
}
