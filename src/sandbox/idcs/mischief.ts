/** What a real domain also does, or what comes of a broken proxy in between: switched on by a test, off by `behave`. */
export interface IdcsMischief {
  /** 403 for what matches "GET /path?query": the client's roles do not reach there */
  deny(match: RegExp): void;
  /** every access token given so far is no longer valid; a new one can be had */
  expireToken(): void;
  /** 401 at the token endpoint, as after a change of the client's secret; tokens given so far live on */
  refuseClient(): void;
  /** there by id, but missing from these lists (all, unless named): a read that is not complete. A person or a group. */
  hide(which: string, from?: readonly ListKind[]): void;
  show(which: string): void;
  /** the row as sent is patched (undefined takes away), replaced when that is no object, or made by a function */
  corrupt(which: string, patch: Patch): void;
  /** lists without `sortBy` come in another order for each request */
  shuffle(match?: RegExp): void;
  /** `totalResults` is off by so much */
  miscount(by: number, match?: RegExp): void;
  /** the same first page for ever, whatever `startIndex` says */
  stick(match?: RegExp): void;
  /** a page with no rows from this row on, though `totalResults` promises more */
  cutAt(row: number, match?: RegExp): void;
  /** happens just before the next request that matches is answered, once so many were let pass */
  before(match: RegExp, event: () => void, skip?: number): void;
  /** 429 for the next requests that match (one, unless told), without `Retry-After` unless given, in seconds */
  limitRate(match?: RegExp, how?: { times?: number; retryAfter?: number }): void;
  /** errors come without Oracle's extension */
  bareErrors(): void;
  /** ends all mischief; tokens once taken stay so */
  behave(): void;
}

export type ListKind = 'users' | 'groups' | 'members' | 'userGroups' | 'grants';

export type Patch = Record<string, unknown> | ((row: Record<string, unknown>) => unknown) | string | number | null;

export interface MischiefState {
  denied: RegExp[];
  clientRefused: boolean;
  hidden: Map<string, readonly ListKind[] | 'all'>;
  patches: Map<string, Patch>;
  shuffled: RegExp[];
  miscounts: { match: RegExp; by: number }[];
  stuck: RegExp[];
  cuts: { match: RegExp; row: number }[];
  events: { match: RegExp; event: () => void; skip: number }[];
  throttles: { match: RegExp; times: number; retryAfter: number | undefined }[];
  bareErrors: boolean;
  /** how often a list was shuffled */
  turns: number;
}

const ANY = /^/;

const none = (): MischiefState => ({
  ...{ denied: [], clientRefused: false, hidden: new Map(), patches: new Map(), shuffled: [], miscounts: [], stuck: [] },
  ...{ cuts: [], events: [], throttles: [], bareErrors: false, turns: 0 },
});

/** `idOf` turns a user name or a group's name into an id; `revoke` ends the tokens. */
export function createMischief(
  idOf: (which: string) => string,
  revoke: () => void,
): { state: MischiefState; switches: IdcsMischief } {
  const state = none();
  const switches: IdcsMischief = {
    deny: match => void state.denied.push(match),
    expireToken: revoke,
    refuseClient() {
      state.clientRefused = true;
    },
    hide: (which, from) => void state.hidden.set(idOf(which), from ?? 'all'),
    show: which => void state.hidden.delete(idOf(which)),
    corrupt: (which, patch) => void state.patches.set(idOf(which), patch),
    shuffle: (match = ANY) => void state.shuffled.push(match),
    miscount: (by, match = ANY) => void state.miscounts.push({ by, match }),
    stick: (match = ANY) => void state.stuck.push(match),
    cutAt: (row, match = ANY) => void state.cuts.push({ row, match }),
    before: (match, event, skip = 0) => void state.events.push({ match, event, skip }),
    limitRate: (match = ANY, { times = 1, retryAfter } = {}) => void state.throttles.push({ match, times, retryAfter }),
    bareErrors() {
      state.bareErrors = true;
    },
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

export function nextThrottle({ throttles }: MischiefState, request: string) {
  const found = throttles.find(({ times, match }) => times > 0 && tests(match, request));
  if (found) found.times -= 1;
  return found;
}

/** Runs what was planned for just before this request, each once. */
export function runEvents(state: MischiefState, request: string) {
  for (const planned of state.events.filter(({ match }) => tests(match, request))) {
    if (planned.skip-- > 0) continue;
    state.events = state.events.filter(each => each !== planned);
    planned.event();
  }
}

/** A global or sticky pattern remembers where it was; here each request starts afresh. */
export const tests = (match: RegExp, text: string) => text.search(match) >= 0;
