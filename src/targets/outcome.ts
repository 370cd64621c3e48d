import { Interrupted, SyncError, Unavailable } from '../errors.js';
import type { Outcome } from '../model/change.js';

/** Makes an outcome of a failure (A3). Rejects only when interrupted, or on a bug. */
export async function asOutcome(signal: AbortSignal, work: () => Promise<Outcome> | Outcome): Promise<Outcome> {
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
    // a look that failed may have come after the write: what nobody saw nobody knows
    if (error instanceof SyncError && !(error instanceof Interrupted))
      return { kind: 'failed', problem: error.message, hint: `The next run looks. ${error.hint}`, uncertain: true };
    throw error;
  }
}
