/** What a real org also does, or what comes of a broken proxy in between: switched on by a test, off by `behave`. */
export interface OktaMischief {
  /** 403 for what matches "GET /path?query": the token lacks that permission */
  deny(match: RegExp): void;
  /** from now on the token is no longer valid */
  expireToken(): void;
  /** there by id, but missing from these lists (all, unless named): a read that is not complete. A person or a group. */
  hide(which: string, from?: readonly ListKind[]): void;
  show(which: string): void;
  /** the row as sent is patched (undefined takes away), replaced when that is no object, or made by a function */
  corrupt(which: string, patch: Patch): void;
  /** before the n-th page (counted from 1) comes an empty one that has a `next` link */
  emptyPageBefore(page: number, match?: RegExp): void;
  /** each list ends with this `next` link, whatever comes */
  nextTo(url: string, match?: RegExp): void;
  /** the `next` link leads to the same page for ever */
  loopNext(match?: RegExp): void;
  /** a page cut short as if it were the last: the `next` link is missing */
  loseNext(match?: RegExp): void;
  dropContentType(match?: RegExp): void;
  /** lists with a larger `limit` take too long: 500 E0000009 */
  timeOutAbove(limit: number, match?: RegExp): void;
  /** 429 for the next requests that match (one, unless told), with `Reset` so many seconds ahead (1), or without it */
  limitRate(match?: RegExp, how?: { times?: number; resetIn?: number | 'missing' }): void;
  /** 429 as for too many requests at once: limit 0, remaining 0, an estimated reset */
  limitConcurrency(match?: RegExp, how?: { times?: number; resetIn?: number }): void;
  /** ends all mischief, and makes the token good again */
  behave(): void;
}

export type ListKind = 'users' | 'groups' | 'members' | 'groupsOfUser' | 'appUsers' | 'appGroups';

export type Patch = Record<string, unknown> | ((row: Record<string, unknown>) => unknown) | string | number | null;

export type NextRule = { match: RegExp } & (
  | { kind: 'emptyBefore'; page: number }
  | { kind: 'to'; url: string }
  | { kind: 'loop' }
  | { kind: 'lost' }
);

export interface Throttle {
  match: RegExp;
  kind: 'rate' | 'concurrency';
  times: number;
  resetIn: number | 'missing';
}

export interface MischiefState {
  denied: RegExp[];
  tokenExpired: boolean;
  hidden: Map<string, readonly ListKind[] | 'all'>;
  patches: Map<string, Patch>;
  next: NextRule[];
  withoutType: RegExp[];
  slow: { match: RegExp; limit: number }[];
  throttles: Throttle[];
}

const ANY = /^/;

const none = (): MischiefState => ({
  ...{ denied: [], tokenExpired: false, hidden: new Map(), patches: new Map() },
  ...{ next: [], withoutType: [], slow: [], throttles: [] },
});

/** `idOf` turns a login or a name into an id. */
export function createMischief(
  idOf: (which: string) => string,
  denied?: RegExp,
): { state: MischiefState; switches: OktaMischief } {
  const state: MischiefState = { ...none(), denied: denied ? [denied] : [] };
  const throttle = (
    kind: Throttle['kind'],
    match = ANY,
    { times = 1, resetIn = 1 }: { times?: number; resetIn?: number | 'missing' } = {},
  ) => {
    state.throttles.push({ kind, match, times, resetIn });
  };

  const switches: OktaMischief = {
    deny: match => void state.denied.push(match),
    expireToken() {
      state.tokenExpired = true;
    },
    hide: (which, from) => void state.hidden.set(idOf(which), from ?? 'all'),
    show: which => void state.hidden.delete(idOf(which)),
    corrupt: (which, patch) => void state.patches.set(idOf(which), patch),
    emptyPageBefore: (page, match = ANY) => void state.next.push({ kind: 'emptyBefore', page, match }),
    nextTo: (url, match = ANY) => void state.next.push({ kind: 'to', url, match }),
    loopNext: (match = ANY) => void state.next.push({ kind: 'loop', match }),
    loseNext: (match = ANY) => void state.next.push({ kind: 'lost', match }),
    dropContentType: (match = ANY) => void state.withoutType.push(match),
    timeOutAbove: (limit, match = ANY) => void state.slow.push({ limit, match }),
    limitRate: (match, how) => throttle('rate', match, how),
    limitConcurrency: (match, how) => throttle('concurrency', match, how),
    behave: () => void Object.assign(state, none()),
  };
  return { state, switches };
}

export const hides = ({ hidden }: MischiefState, id: string, list: ListKind) => {
  const from = hidden.get(id);
  return from === 'all' || from?.includes(list) === true;
};

/** The row as it leaves, which may be no row at all. */
export function sent({ patches }: MischiefState, id: string, row: Record<string, unknown>): unknown {
  if (!patches.has(id)) return row;
  const patch = patches.get(id);
  if (typeof patch === 'function') return patch(structuredClone(row));
  return typeof patch === 'object' && patch !== null ? { ...row, ...patch } : patch;
}

export function nextThrottle({ throttles }: MischiefState, request: string): Throttle | undefined {
  const found = throttles.find(({ times, match }) => times > 0 && tests(match, request));
  if (found) found.times -= 1;
  return found;
}

/** A global or sticky pattern remembers where it was; here each request starts afresh. */
export const tests = (match: RegExp, text: string) => text.search(match) >= 0;
