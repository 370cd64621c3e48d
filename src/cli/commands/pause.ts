import { ExitCode } from '../../errors.js';
import type { Pause } from '../../state/store.js';
import type { Call } from '../call.js';
import { oneTarget } from '../choose.js';
import { unlocked } from '../pause/record.js';
import { pauseEnd } from '../pause/until.js';
import { pauseWords } from '../pause/words.js';
import { openSession } from '../session.js';

interface PauseFlags {
  readonly until?: string;
  readonly reason?: string;
  readonly everything?: boolean;
}

/** Nothing destructive, or nothing at all, until then; works at once, also on a run under way. */
export async function pause(call: Call, name: string | undefined, { until, reason, everything }: PauseFlags): Promise<ExitCode> {
  const end = until === undefined ? undefined : pauseEnd(until, call.now());
  await using session = await openSession(call, 'write');
  const { config, store, now } = session;
  const made: Pause = {
    target: name === undefined ? undefined : oneTarget(config, name),
    level: everything === true ? 'everything' : 'destructive',
    until: end,
    reason,
    by: call.by,
    since: now(),
  };
  const what = `pause ${pauseWords(made)}`;
  await unlocked(call, session, { command: 'pause', reason: reason === undefined ? what : `${what}: ${reason}` }, () =>
    store.putPause(made),
  );
  const how = made.level === 'everything' ? 'does nothing more' : 'takes nothing more away';
  const resume = `rollcall resume${name === undefined ? '' : ` ${name}`}`;
  call.screen.tell(`Paused: ${pauseWords(made)}. A run under way ${how} from now on. ${resume} ends it.`);
  return ExitCode.Done;
}
