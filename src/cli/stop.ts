import { ExitCode } from '../errors.js';

/** How long requests in flight may take after the first signal, in milliseconds. */
const PATIENCE = 15_000;

/** Two ways to stop (A7): `signal` starts nothing new, `inFlight` gives up what is under way, some time later. */
export interface Stop {
  readonly signal: AbortSignal;
  readonly inFlight: AbortSignal;
}

/** The first Ctrl-C or SIGTERM stops in good order, the second one at once; what was sent is in the journal either way. */
export function stopOnSignals(process: NodeJS.Process): Stop {
  const stop = new AbortController();
  const giveUp = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(ExitCode.Interrupted);
    process.stderr.write('\nStopping: what is under way is finished first. Once more ends at once.\n');
    stop.abort();
    setTimeout(() => giveUp.abort(), PATIENCE).unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: stop.signal, inFlight: giveUp.signal };
}
