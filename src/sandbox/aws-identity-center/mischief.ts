import { type MischiefState as CommonState, createMischief as createCommon, type Mischief, runEvents } from '../mischief.js';
import type { AwsFailure } from './failure.js';

/** What the service does on its worse days, beside failing. Calls are tested as `ListUsers {"IdentityStoreId":…}`. */
export interface StoreMischief extends Pick<Mischief, 'corrupt' | 'before'> {
  /** calls that match are refused in this way; every time, unless `times` says how often */
  refuse(match: RegExp, failure: AwsFailure, times?: number): void;
  /** the first page of matching lists is empty, and has a token all the same */
  emptyFirstPage(match: RegExp): void;
  /** the token of matching lists leads to the same page again */
  loop(match: RegExp): void;
  /** forgets all of these */
  behave(): void;
}

export interface MischiefState extends CommonState {
  refusals: { readonly match: RegExp; readonly failure: AwsFailure; times: number }[];
  emptyFirst: RegExp[];
  loops: RegExp[];
}

export function createMischief(idOf: (who: string) => string): {
  readonly state: MischiefState;
  readonly switches: StoreMischief;
} {
  const common = createCommon(idOf, () => {}); // requests are signed: there is no token to expire
  const { corrupt, before } = common.switches;
  const state: MischiefState = Object.assign(common.state, { refusals: [], emptyFirst: [], loops: [] });
  return {
    state,
    switches: {
      ...{ corrupt, before },
      refuse: (match, failure, times = Number.POSITIVE_INFINITY) => void state.refusals.push({ match, failure, times }),
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
  runEvents(state, call);
  const refusal = state.refusals.find(({ match, times }) => times > 0 && match.test(call));
  if (refusal === undefined) return;
  refusal.times -= 1;
  throw refusal.failure;
}
