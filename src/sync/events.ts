import type { Change, Outcome } from '../model/change.js';
import type { RunId, SourceName, TargetName } from '../model/ids.js';
import type { StageName } from '../model/plan.js';

/** What a run tells whoever listens, in the order it happens. Everything a screen or a log shows of a run is in here. */
export type RunEvent =
  /** the run has a record */
  | { readonly kind: 'recordOpened'; readonly run: RunId }
  /** the record is closed; nothing more is written */
  | { readonly kind: 'recordClosed'; readonly run: RunId }
  | { readonly kind: 'pullStarted'; readonly source: SourceName }
  | {
      readonly kind: 'pullProgress';
      readonly source: SourceName;
      readonly what: string;
      readonly done: number;
      readonly total?: number;
    }
  | { readonly kind: 'lookUpStarted'; readonly source: SourceName; readonly people: number }
  | {
      readonly kind: 'pulled';
      readonly source: SourceName;
      readonly people: number;
      readonly groups: number;
      readonly quarantined: number;
      readonly calls: number;
    }
  | { readonly kind: 'pullFailed'; readonly source: SourceName; readonly problem: string; readonly hint: string }
  | { readonly kind: 'readStarted'; readonly target: TargetName }
  | {
      readonly kind: 'readProgress';
      readonly target: TargetName;
      readonly what: string;
      readonly done: number;
      readonly total?: number;
    }
  | {
      readonly kind: 'read';
      readonly target: TargetName;
      readonly accounts: number;
      readonly groups: number;
      readonly calls: number;
    }
  | { readonly kind: 'readFailed'; readonly target: TargetName; readonly problem: string; readonly hint: string }
  | { readonly kind: 'planned'; readonly target: TargetName; readonly changes: number; readonly held: number }
  | { readonly kind: 'applyStarted'; readonly target: TargetName; readonly changes: number }
  | { readonly kind: 'stageStarted'; readonly target: TargetName; readonly stage: StageName; readonly changes: number }
  /** nothing of it is written down yet */
  | { readonly kind: 'changeStarted'; readonly target: TargetName; readonly change: Change }
  /** the intention is in the journal, nothing is sent yet */
  | { readonly kind: 'changeIntended'; readonly target: TargetName; readonly change: Change }
  /** the target has answered, the outcome is not in the journal yet */
  | { readonly kind: 'changeAnswered'; readonly target: TargetName; readonly change: Change; readonly outcome: Outcome }
  | { readonly kind: 'changeSettled'; readonly target: TargetName; readonly change: Change; readonly outcome: Outcome }
  | { readonly kind: 'stageFinished'; readonly target: TargetName; readonly stage: StageName }
  | {
      readonly kind: 'applied';
      readonly target: TargetName;
      readonly applied: number;
      readonly failed: number;
      readonly notRun: number;
    };

export type Emit = (event: RunEvent) => void;

/** Every kind of event, so that a test can name each point of a run; one that is missing here does not compile. */
const everyKind: Record<RunEvent['kind'], true> = {
  recordOpened: true,
  recordClosed: true,
  pullStarted: true,
  pullProgress: true,
  lookUpStarted: true,
  pulled: true,
  pullFailed: true,
  readStarted: true,
  readProgress: true,
  read: true,
  readFailed: true,
  planned: true,
  applyStarted: true,
  stageStarted: true,
  changeStarted: true,
  changeIntended: true,
  changeAnswered: true,
  changeSettled: true,
  stageFinished: true,
  applied: true,
};
export const runEventKinds: readonly string[] = Object.keys(everyKind);
