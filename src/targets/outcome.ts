import { Interrupted, SyncError, Unavailable } from '../errors.js';
import type { Http } from '../http/client.js';
import type { Outcome } from '../model/change.js';

/**
 * Makes an outcome of a failure (A3). Rejects only when interrupted, or on a bug. What failed once something was written, such as the
 * look whether it arrived, leaves open what happened.
 */
export async function asOutcome(
  signal: AbortSignal,
  http: Pick<Http, 'written'>,
  work: () => Promise<Outcome> | Outcome,
): Promise<Outcome> {
  const before = http.written;
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal.aborted)
      throw error instanceof Interrupted
        ? error
        : new Interrupted('stopped', 'Run again: it goes on from here.', { cause: error });
    if (error instanceof Unavailable)
      return {
        kind: 'failed',
        problem: `no usable answer, so nobody knows whether it happened: ${error.message}`,
        hint: `The next run looks. ${error.hint}`,
        uncertain: true,
      };
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    const { message: problem, hint } = error;
    if (http.written === before) return { kind: 'failed', problem, hint };
    return { kind: 'failed', problem, hint: `The next run looks. ${hint}`, uncertain: true };
  }
}
