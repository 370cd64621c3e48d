import { setTimeout } from 'node:timers/promises';
import { AccessDenied, Interrupted, Unavailable } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ExistingAccount, Outcome } from '../../model/change.js';
import { findUser } from './lookup.js';
import { failed } from './refusal.js';
import { LongTask } from './schema.js';
import { api, ask, read, type Session } from './session.js';

/** How long a task may take: pauses that double, in ms, and how many looks at most. */
export interface Patience {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly looks: number;
}

/** About four minutes: a deletion rewrites what the person left behind. */
const PATIENCE: Patience = { firstMs: 50, longestMs: 2000, looks: 120 };

interface Deletion {
  readonly what: string;
  readonly account: ExistingAccount;
  readonly task: string;
}

type Ended =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

/** A deletion is done when its task says so; where the task cannot be asked, the account tells, or nobody knows (A2). */
export async function followTask(
  session: Session,
  { what, account, task }: Deletion,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<Outcome> {
  const ended = await endOf(session, task, signal, patience);
  if (ended.kind === 'done') return { kind: 'applied', account };
  if (ended.kind === 'failed')
    return failed(`could not ${what}: ${ended.why}`, 'Look into the log of Confluence. The next run tries again.');
  const isGone = (await findUser(session, { key: account.id }, signal)) === undefined;
  if (isGone) return { kind: 'applied', account };
  return failed(
    `could not see the end of it: ${what}: ${ended.why}`,
    'Confluence took it on and may still do it. The next run looks.',
    { uncertain: true },
  );
}

async function endOf(
  session: Session,
  task: string,
  signal: AbortSignal,
  { firstMs, longestMs, looks }: Patience,
): Promise<Ended> {
  for (let look = 1, pause = firstMs; look <= looks; look++, pause = Math.min(pause * 2, longestMs)) {
    const seen = await seenOf(session, task, signal);
    if (seen !== undefined) return seen;
    await setTimeout(pause, undefined, { signal }).catch(cause => {
      throw new Interrupted('stopped', 'Confluence goes on deleting. The next run looks.', { cause });
    });
  }
  return { kind: 'lost', why: 'its task goes on and on' };
}

/** undefined: it is under way. */
async function seenOf(session: Session, task: string, signal: AbortSignal): Promise<Ended | undefined> {
  try {
    const reply = await ask(session, api(`longtask/${pathSegment(task, session.name)}`), {}, [404], signal);
    if (reply.status === 404) return { kind: 'lost', why: 'its task cannot be asked for any more' };
    const { percentageComplete, successful, messages } = read(session, LongTask, reply);
    if (percentageComplete < 100) return undefined;
    if (successful) return { kind: 'done' };
    const said = messages.map(({ translation, key }) => translation ?? key ?? '').filter(text => text !== '');
    return { kind: 'failed', why: ['the task failed', ...said].join(': ') };
  } catch (error) {
    if (error instanceof Unavailable || error instanceof AccessDenied) return { kind: 'lost', why: error.message };
    throw error;
  }
}
