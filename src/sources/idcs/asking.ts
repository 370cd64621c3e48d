import type { Finding } from '../../model/finding.js';
import type { IdcsApi } from './api.js';
import type { IdcsSettings } from './settings.js';

/** What `check` asks with. */
export interface Asking extends Pick<IdcsSettings, 'app' | 'attributes' | 'clientId'> {
  readonly api: IdcsApi;
}

/** One question of `check`. What fails is a finding; being interrupted rejects. */
export type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;
