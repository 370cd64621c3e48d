import { type MischiefState as CommonState, createMischief as createCommon, type Mischief } from '../mischief.js';
import type { Answered } from './call.js';

/** What Graph does on its worse days, beside failing. Matches are tested on "GET /users?$select=…", decoded, also inside a batch. */
export interface EntraMischief extends Mischief {
  /** a matching question is answered so; every time, unless told */
  answer(match: RegExp, answer: Partial<Answered>, times?: number): void;
  /** so much more than there is stands in `@odata.count` */
  miscount(match: RegExp, by: number): void;
  /** next links lead here instead; `same`: to the page that they stand on */
  misdirect(to: string): void;
  /** questions that match are missing in the answers of a batch */
  forget(match: RegExp): void;
}

export interface MischiefState extends CommonState {
  readonly counts: { readonly match: RegExp; readonly by: number }[];
  readonly forgotten: RegExp[];
  readonly answers: { readonly match: RegExp; readonly answer: Partial<Answered>; times: number }[];
  nextLink: string | undefined;
}

export function createMischief(
  idOf: (who: string) => string,
  expireTokens: () => void,
): { readonly state: MischiefState; readonly switches: EntraMischief } {
  const common = createCommon(idOf, expireTokens);
  const state: MischiefState = Object.assign(common.state, { counts: [], forgotten: [], answers: [], nextLink: undefined });
  return {
    state,
    switches: {
      ...common.switches,
      answer: (match, answer, times = Number.POSITIVE_INFINITY) => void state.answers.push({ match, answer, times }),
      miscount: (match, by) => void state.counts.push({ match, by }),
      misdirect(to) {
        state.nextLink = to;
      },
      forget: match => void state.forgotten.push(match),
    },
  };
}

/** What is answered instead of the truth. */
export function plannedAnswer({ answers }: MischiefState, asked: string): Answered | undefined {
  const planned = answers.find(({ match, times }) => times > 0 && match.test(asked));
  if (planned === undefined) return undefined;
  planned.times -= 1;
  return { status: 200, headers: {}, body: undefined, ...planned.answer };
}
