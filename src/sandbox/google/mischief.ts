/** What Google does on its worse days, beside failing. */
export interface GoogleMischief {
  /** this user's row leaves with these fields instead; not an object: that instead of the row */
  corrupt(who: string, patch: unknown): void;
  /** runs just before a matching request is answered, once; after so many that match. Tested on "GET /path?query" */
  before(match: RegExp, event: () => void, skip?: number): void;
  /** ends all access tokens */
  expireTokens(): void;
}

export interface MischiefState {
  readonly patches: Map<string, unknown>;
  /** no page holds more, whatever is asked for */
  readonly mostRows?: number | undefined;
  events: { readonly match: RegExp; readonly event: () => void; skip: number }[];
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
