import type { AwsFailure } from './failure.js';

/** What the service does on its worse days, beside failing. Calls are tested as `ListUsers {"IdentityStoreId":…}`. */
export interface StoreMischief {
  /** calls that match are refused in this way; every time, unless `times` says how often */
  refuse(match: RegExp, failure: AwsFailure, times?: number): void;
  /** this person's row leaves with these fields instead (undefined: without them); not an object: that instead of the row */
  corrupt(who: string, patch: unknown): void;
  /** runs just before a matching call is answered, once */
  before(match: RegExp, event: () => void): void;
  /** the first page of matching lists is empty, and has a token all the same */
  emptyFirstPage(match: RegExp): void;
  /** the token of matching lists leads to the same page again */
  loop(match: RegExp): void;
  /** forgets all of these */
  behave(): void;
}

export interface MischiefState {
  refusals: { readonly match: RegExp; readonly failure: AwsFailure; times: number }[];
  events: { readonly match: RegExp; readonly event: () => void }[];
  emptyFirst: RegExp[];
  loops: RegExp[];
  readonly patches: Map<string, unknown>;
}

export function createMischief(): { readonly state: MischiefState; readonly switches: StoreMischief } {
  const state: MischiefState = { refusals: [], events: [], emptyFirst: [], loops: [], patches: new Map() };
  return {
    state,
    switches: {
      refuse: (match, failure, times = Number.POSITIVE_INFINITY) => void state.refusals.push({ match, failure, times }),
      corrupt: (who, patch) => void state.patches.set(who, patch),
      before: (match, event) => void state.events.push({ match, event }),
      emptyFirstPage: match => void state.emptyFirst.push(match),
      loop: match => void state.loops.push(match),
      behave() {
        Object.assign(state, { refusals: [], events: [], emptyFirst: [], loops: [] });
        state.patches.clear();
      },
    },
  };
}

/** Runs what was planned for just before this call, and throws where it is to be refused. */
export function meddle(state: MischiefState, call: string): void {
  for (const planned of state.events.filter(({ match }) => match.test(call))) {
    state.events = state.events.filter(each => each !== planned);
    planned.event();
  }
  const refusal = state.refusals.find(({ match, times }) => times > 0 && match.test(call));
  if (refusal === undefined) return;
  refusal.times -= 1;
  throw refusal.failure;
}

/** The row as it leaves, which may be no row at all. */
export function sent({ patches }: MischiefState, id: string, row: Record<string, unknown>): unknown {
  if (!patches.has(id)) return row;
  const patch = patches.get(id);
  return typeof patch === 'object' && patch !== null ? { ...row, ...patch } : patch;
}
