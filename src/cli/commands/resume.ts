import { ConfigError, ExitCode } from '../../errors.js';
import type { Pause } from '../../state/store.js';
import { isInForce } from '../../sync/pause.js';
import type { Call } from '../call.js';
import { oneTarget } from '../choose.js';
import { unlocked } from '../pause/record.js';
import { pausedPart, pauseWords } from '../pause/words.js';
import { openSession, type Session } from '../session.js';

/** Ends the pause of one target, or, when none is named, all of them. */
export async function resume(call: Call, name: string | undefined, { reason }: { readonly reason?: string }): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { store, now } = session;
  const all = await store.pauses();
  const chosen = name === undefined ? all : all.filter(({ target }) => target === name);
  const inForce = chosen.filter(one => isInForce(one, now()));
  if (inForce.length === 0) return nothingPaused(call, session, name, all);

  const what = `resume ${inForce.map(pausedPart).join('; ')}`;
  await unlocked(call, session, { command: 'resume', reason: reason === undefined ? what : `${what}: ${reason}` }, async () => {
    for (const { target } of chosen) await store.dropPause(target);
  });
  for (const one of inForce) call.screen.tell(`Resumed: ${pausedPart(one)}.`);
  if (name !== undefined && all.some(one => one.target === undefined && isInForce(one, now())))
    call.screen.complain('Every target is paused still: rollcall resume ends that.');
  return ExitCode.Done;
}

function nothingPaused({ screen }: Call, { config, now }: Session, name: string | undefined, all: readonly Pause[]): ExitCode {
  if (name !== undefined) oneTarget(config, name); // a name that nobody knows is a mistake
  const every = all.find(one => one.target === undefined && isInForce(one, now()));
  if (every !== undefined)
    throw new ConfigError(
      `${name} has no pause of its own; what is paused: ${pauseWords(every)}`,
      'rollcall resume, without a target, ends that.',
    );
  screen.tell(`Nothing is paused${name === undefined ? '' : ` in ${name}`}.`);
  return ExitCode.Done;
}
