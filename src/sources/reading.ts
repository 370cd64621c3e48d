import { Interrupted, SyncError } from '../errors.js';
import type { Finding } from '../model/finding.js';

/** What came of one question of `check`. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly finding: Finding; readonly error: SyncError };

/** Asks. What fails is a finding; being interrupted rejects, and so does what we do not understand. */
export async function reading<T>(what: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { kind: 'read', value: await ask() };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    const finding = { level: 'problem', what: `could not read ${what}: ${error.message}`, hint: error.hint } as const;
    return { kind: 'failed', finding, error };
  }
}

export const may = (what: string): Finding => ({ level: 'ok', what: `may ${what}` });
