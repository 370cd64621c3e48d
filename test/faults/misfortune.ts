import type { Emulator, Fault } from '../../src/sandbox/server.js';
import { LOGIN_PAGE, status } from '../bad-days/faults.js';
import type { SourceSide } from './source-side.js';

/** Where something goes wrong: the n-th request of its kind to one of the systems, in one run. */
export interface Place {
  readonly system: 'source' | 'jira';
  /** its place among all requests to the system, from 0 */
  readonly index: number;
  /** `METHOD url` */
  readonly request: string;
  /** how many equal ones come before it */
  readonly nth: number;
}

/** The systems that something may go wrong with. */
export interface Struck {
  readonly source: Pick<SourceSide, 'fail' | 'expire'>;
  readonly jira: Pick<Emulator, 'fail'>;
  readonly elsewhere: Pick<Emulator, 'url'>;
}

/** One way in which a request goes wrong. */
export interface Misfortune {
  readonly name: string;
  /** time-outs are short: it will not answer */
  readonly hangs?: true;
  strike(lab: Struck, place: Place): void;
}

const exactly = (text: string) => new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`);
const throttled = (after?: string): Fault => status(429, undefined, after === undefined ? {} : { 'retry-after': after });

const FAULTS: readonly { readonly name: string; readonly fault: (lab: Struck) => Fault; readonly hangs?: true }[] = [
  { name: '429', fault: () => throttled() },
  { name: '429 with Retry-After', fault: () => throttled('2') },
  { name: '429 with a Retry-After of three hours', fault: () => throttled('10800') },
  { name: '429 with a Retry-After of ever', fault: () => throttled('9223372036854775807') },
  { name: '500', fault: () => status(500) },
  { name: '503', fault: () => status(503) },
  { name: 'a reset before the server acted', fault: () => ({ kind: 'reset' }) },
  { name: 'a reset after the server acted', fault: () => ({ kind: 'resetAfter' }) },
  { name: 'half a body', fault: () => ({ kind: 'halfBody' }) },
  { name: 'no answer', fault: () => ({ kind: 'hang' }), hangs: true },
  { name: 'a web page as 200', fault: () => status(200, LOGIN_PAGE) },
  { name: 'an empty 200', fault: () => status(200) },
  { name: 'a redirect to elsewhere', fault: ({ elsewhere }) => ({ kind: 'redirect', to: `${elsewhere.url}/login` }) },
];

/** Each fault for one try, and for as often as the request is tried in that run. */
const single: readonly Misfortune[] = FAULTS.flatMap(({ name, fault, ...rest }) =>
  ([1, Number.POSITIVE_INFINITY] as const).map(times => ({
    ...{ name: `${name}, ${times === 1 ? 'once' : 'each time'}`, ...rest },
    strike(lab: Struck, { system, request, nth }: Place) {
      lab[system].fail(exactly(request), fault(lab), { times, skip: nth });
    },
  })),
);

const expired: Misfortune = {
  name: 'an expired token, from then on',
  strike: (lab, { system, index }) => (system === 'source' ? lab.source.expire(index) : expireAtJira(lab, index)),
};

/** As Jira answers it; the sandbox's own switch has no moment. */
const expireAtJira = ({ jira }: Struck, index: number) =>
  jira.fail(/^/, status(401, { message: 'Client must be authenticated to access this resource.', 'status-code': 401 }), {
    skip: index,
  });

/** The system acted, and nobody has seen it since. */
const crash: Misfortune = {
  name: 'a reset after the server acted, and no connection from then on',
  strike(lab, { system, request, nth, index }) {
    lab[system].fail(exactly(request), { kind: 'resetAfter' }, { times: 1, skip: nth });
    lab[system].fail(/^/, { kind: 'reset' }, { skip: index });
  },
};

export const MISFORTUNES: readonly Misfortune[] = [...single, expired, crash];
