import { checked } from '../../http/checked.js';
import { waitAsked } from '../../http/rate-limit.js';
import { interrupted } from '../../http/slots.js';
import { type Answer, errorOf } from './errors.js';
import { BatchReply } from './schema.js';
import { ADVANCED, authorized, LOW_PRIORITY, type Question, type Session } from './session.js';
import { costOf } from './units.js';

/** Graph takes no more in one call (entra.md §6, 2026-11). */
const BATCH = 20;

/** So many at a time. */
export const inBatches = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH));

/** How often one question is asked again because we ask too much, and because it failed otherwise. */
const MOST_WAITS = 10;
const MOST_FAILURES = 3;
const TRANSIENT = [408, 500, 502, 503, 504];

interface Asked {
  readonly question: Question;
  readonly at: number;
  waits: number;
  failures: number;
}

/**
 * Several questions in one call. It costs as much as asking each alone, but for the way there and back. Each is answered and throttled
 * by itself inside an answer of 200: one that is told to wait, or failed, is asked again, with those only that need it.
 */
export async function askBatch(
  session: Session,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<readonly Answer[]> {
  const answers: Answer[] = questions.map(() => ({ kind: 'refused', status: 504, body: undefined })); // whom no answer names
  let open: readonly Asked[] = questions.map((question, at) => ({ question, at, waits: 0, failures: 0 }));
  let renewed = false;

  while (open.length > 0) {
    const token = await session.tokens.ready(signal);
    const again: Asked[] = [];
    for (const [asked, { answer, headers }] of await send(session, open, signal)) {
      answers[asked.at] = answer;
      if (mustWait(session, asked, answer, headers)) again.push(asked);
      if (answer.kind === 'refused' && answer.status === 401 && !renewed) again.push(asked);
    }
    if (again.some(({ at }) => isStatus(answers[at], 401))) {
      session.tokens.drop(token);
      renewed = true;
    }
    open = again;
  }
  return answers;
}

const isStatus = (answer: Answer | undefined, status: number) => answer?.kind === 'refused' && answer.status === status;

/** Whether it is worth another try; then everybody waits for as long as was said. */
function mustWait({ units, clock }: Session, asked: Asked, answer: Answer, headers: Headers): boolean {
  if (answer.kind === 'ok') return false;
  if (answer.status === 429) {
    asked.waits += 1;
    if (asked.waits > MOST_WAITS) return false;
    const told = waitAsked(headers);
    units.block(units.waitAfter(asked.waits, told.kind === 'wait' ? told.ms : undefined));
    return true;
  }
  if (!TRANSIENT.includes(answer.status)) return false;
  asked.failures += 1;
  if (asked.failures >= MOST_FAILURES) return false;
  const told = waitAsked(headers);
  units.block(told.kind === 'wait' ? units.waitAfter(1, told.ms) : 500 * 2 ** asked.failures * (0.5 + clock.random() / 2));
  return true;
}

type Headers = Readonly<Record<string, string | undefined>>;
type Sent = ReadonlyMap<Asked, { readonly answer: Answer; readonly headers: Headers }>;

async function send(session: Session, open: readonly Asked[], signal: AbortSignal): Promise<Sent> {
  const requests = open.map(({ question: { path, isAdvanced }, at }) => ({
    ...{ id: String(at + 1), method: 'GET', url: `/${path}` },
    headers: { ...LOW_PRIORITY, ...(isAdvanced && ADVANCED) },
  }));
  const cost = open.reduce((sum, { question }) => sum + costOf(question.path), 0);
  await session.units.take(cost, signal);
  if (signal.aborted) throw interrupted();
  const request = { method: 'POST', path: '$batch', json: { requests }, signal, idempotent: true } as const;
  const { status, body, headers } = await authorized(session, request);
  session.units.learn(cost, headers);
  if (status >= 300) throw errorOf(session.name, '$batch', { kind: 'refused', status, body });
  const byId = new Map(checked(body, BatchReply, session.name).map(response => [response.id, response]));
  return new Map(
    open.map(asked => {
      const { status: code = 504, body: said, headers: told } = byId.get(String(asked.at + 1)) ?? {};
      const answer: Answer = code < 300 ? { kind: 'ok', body: said } : { kind: 'refused', status: code, body: said };
      const lower = Object.entries(told ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
      return [asked, { answer, headers: Object.fromEntries(lower) }];
    }),
  );
}
