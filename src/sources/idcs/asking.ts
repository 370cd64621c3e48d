import { Interrupted, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import type { IdcsApi } from './api.js';
import type { IdcsSettings } from './settings.js';

/** What `check` asks with. */
export interface Asking extends Pick<IdcsSettings, 'app' | 'attributes' | 'clientId'> {
  readonly api: IdcsApi;
}

/** One question of `check`. What fails is a finding; being interrupted rejects. */
export type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;

export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly finding: Finding; readonly error: SyncError };

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
