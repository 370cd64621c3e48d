import type { RunId, SyncName, TargetName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';
import type { RunResult } from '../sync/apply-run.js';

/** Stopped between two runs, or in the middle of one. */
export type Ending = 'idle' | 'cut short';

/** What watching tells whoever listens; what happens inside a run are the run's own events. Times are ISO. */
export type WatchEvent =
  | { readonly kind: 'scheduled'; readonly schedule: Schedule; readonly next: string | undefined }
  | { readonly kind: 'runStarted'; readonly syncs: readonly SyncName[]; readonly targets: readonly TargetName[] }
  /** its time came while these targets were still being run: they wait for their next time */
  | { readonly kind: 'runSkipped'; readonly sync: SyncName; readonly targets: readonly TargetName[] }
  | { readonly kind: 'runEnded'; readonly run: RunId; readonly result: RunResult['record']; readonly next: string | undefined }
  /** it never came to a result: no connection, the lock of another run, a bug */
  | { readonly kind: 'runFailed'; readonly error: unknown; readonly next: string | undefined }
  | { readonly kind: 'stopped'; readonly how: Ending };

export type Tell = (event: WatchEvent) => void;
