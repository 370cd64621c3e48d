import { type Answered, forbidden } from './call.js';

/** What Graph does on its worse days, beside failing. Matches are tested on "GET /users?$select=…", decoded, also inside a batch. */
export interface EntraMischief {
  deny(match: RegExp): void;
  /** this person's row leaves with these fields instead, wherever it stands; not an object: that instead of the row */
  corrupt(who: string, patch: unknown): void;
  /** runs just before a matching question is answered, once; after so many that match */
  before(match: RegExp, event: () => void, skip?: number): void;
  /** a matching question is answered so; every time, unless told */
  answer(match: RegExp, answer: Partial<Answered>, times?: number): void;
  /** so much more than there is stands in `@odata.count` */
  miscount(match: RegExp, by: number): void;
  /** next links lead here instead; `same`: to the page that they stand on */
  misdirect(to: 'same' | string): void;
  /** questions that match are missing in the answers of a batch */
  forget(match: RegExp): void;
  /** ends all access tokens */
  expireTokens(): void;
}

export interface MischiefState {
  readonly patches: Map<string, unknown>;
  readonly counts: { readonly match: RegExp; readonly by: number }[];
  readonly forgotten: RegExp[];
  readonly answers: { readonly match: RegExp; readonly answer: Partial<Answered>; times: number }[];
  events: { readonly match: RegExp; readonly event: () => void; skip: number }[];
  nextLink: string | undefined;
}

export function createMischief(expireTokens: () => void): {
  readonly state: MischiefState;
  readonly switches: EntraMischief;
} {
  const state: MischiefState = {
    ...{ patches: new Map(), counts: [], forgotten: [], answers: [], events: [], nextLink: undefined },
  };
  const { status, code, message } = forbidden();
  const denial = { status, body: { error: { code, message } } };
  return {
    state,
    switches: {
      expireTokens,
      deny: match => void state.answers.push({ match, answer: denial, times: Number.POSITIVE_INFINITY }),
      corrupt: (who, patch) => void state.patches.set(who, patch),
      before: (match, event, skip = 0) => void state.events.push({ match, event, skip }),
      answer: (match, answer, times = Number.POSITIVE_INFINITY) => void state.answers.push({ match, answer, times }),
      miscount: (match, by) => void state.counts.push({ match, by }),
      misdirect(to) {
        state.nextLink = to;
      },
      forget: match => void state.forgotten.push(match),
    },
  };
}

/** The row as it leaves, which may be no row at all. */
export function sent({ patches }: MischiefState, id: string, row: Record<string, unknown>): unknown {
  if (!patches.has(id)) return row;
  const patch = patches.get(id);
  return typeof patch === 'object' && patch !== null ? { ...row, ...patch } : patch;
}

/** Runs what was planned for just before this question, each once. */
export function runEvents(state: MischiefState, asked: string): void {
  for (const planned of state.events.filter(({ match }) => match.test(asked))) {
    if (planned.skip > 0) planned.skip -= 1;
    else {
      state.events = state.events.filter(each => each !== planned);
      planned.event();
    }
  }
}

/** What is answered instead of the truth. */
export function plannedAnswer({ answers }: MischiefState, asked: string): Answered | undefined {
  const planned = answers.find(({ match, times }) => times > 0 && match.test(asked));
  if (planned === undefined) return undefined;
  planned.times -= 1;
  return { status: 200, headers: {}, body: undefined, ...planned.answer };
}
