/** What a server does on its worse days, beside failing. */
export interface Mischief {
  /** calls that match are forbidden, tested on "GET /path?query" */
  deny(match: RegExp): void;
  /** this person's row leaves with these fields instead, wherever it stands; not an object: that instead of the row */
  corrupt(who: string, patch: unknown): void;
  /** runs just before a matching request is answered, once; after so many that match */
  before(match: RegExp, event: () => void, skip?: number): void;
  /** ends all access tokens */
  expireTokens(): void;
}

export interface MischiefState {
  readonly denied: RegExp[];
  readonly patches: Map<string, unknown>;
  events: { readonly match: RegExp; readonly event: () => void; skip: number }[];
}

export function createMischief(
  idOf: (who: string) => string,
  expireTokens: () => void,
): { readonly state: MischiefState; readonly switches: Mischief } {
  const state: MischiefState = { denied: [], patches: new Map(), events: [] };
  return {
    state,
    switches: {
      expireTokens,
      deny: match => void state.denied.push(match),
      corrupt: (who, patch) => void state.patches.set(idOf(who), patch),
      before: (match, event, skip = 0) => void state.events.push({ match, event, skip }),
    },
  };
}

/** The row as it leaves, which may be no row at all. */
export function sent({ patches }: MischiefState, id: string, row: Record<string, unknown>): unknown {
  if (!patches.has(id)) return row;
  const patch = patches.get(id);
  return typeof patch === 'object' && patch !== null ? { ...row, ...patch } : patch;
}

/** Runs what was planned for just before this request, each once. */
export function runEvents(state: MischiefState, request: string): void {
  for (const planned of state.events.filter(({ match }) => match.test(request))) {
    if (planned.skip > 0) planned.skip -= 1;
    else {
      state.events = state.events.filter(each => each !== planned);
      planned.event();
    }
  }
}
