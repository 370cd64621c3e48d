import { Interrupted, SyncError } from '../errors.js';
import type { Finding } from '../model/finding.js';
import type { ReadOptions } from '../model/progress.js';

/** One question of a target's `check`, asked of what its parts share. */
export type Probe<S> = (session: S, signal: AbortSignal) => Promise<readonly Finding[]>;

/**
 * Asks who is there and as whom we are, and then, if that went well, all the rest; `unknowable` is what no question tells.
 * A failure is a finding; it rejects only when interrupted, or on a bug.
 */
export async function probeAll<S>(
  session: S,
  { identified, probes, unknowable = [] }: Questions<S>,
  { signal, onProgress }: ReadOptions,
): Promise<readonly Finding[]> {
  const identity = await probed(identified, session, signal);
  if (identity.some(({ level }) => level === 'problem')) return identity;
  const findings = [...identity];
  for (const [index, probe] of probes.entries()) {
    findings.push(...(await probed(probe, session, signal)));
    onProgress?.({ what: 'checks', done: index + 1, total: probes.length });
  }
  return [...findings, ...unknowable];
}

interface Questions<S> {
  readonly identified: Probe<S>;
  readonly probes: readonly Probe<S>[];
  readonly unknowable?: readonly Finding[];
}

async function probed<S>(probe: Probe<S>, session: S, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    return await probe(session, signal);
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    return [{ level: 'problem', what: error.message, hint: error.hint }];
  }
}
