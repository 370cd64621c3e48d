import type { Mistake } from '../errors.js';
import type { HttpFactory } from '../http/client.js';
import type { Approval, SourceRules, SyncRules, TargetRules } from '../model/rules.js';
import type { Schedule } from '../model/schedule.js';
import type { SharingRules } from '../model/shared-directory.js';
import type { Secret } from '../secrets.js';
import type { AttributeType, Source } from '../sources/source.js';
import type { Target } from '../targets/target.js';

/** A source of the config, and how to build it: its settings are parsed, its secrets resolved. */
export interface SourceConfig extends SourceRules {
  readonly kind: string;
  /** what expressions can name besides id, login, email and displayName */
  readonly attributeTypes: Readonly<Record<string, AttributeType>>;
  create(http: HttpFactory): Source;
}

/** A target of the config, and how to build it. */
export interface TargetConfig extends TargetRules {
  readonly kind: string;
  /** for display; '' for a kind without one */
  readonly url: string;
  /** `directory: own`: whatever another target looks like, this one has people of its own */
  readonly ownDirectory: boolean;
  create(http: HttpFactory): Target;
}

/** A target of the config that shares the directory of another one, and how to build it. */
export interface SharingConfig extends SharingRules {
  readonly kind: string;
  readonly url: string;
  create(http: HttpFactory): Target;
}

/** The whole config, compiled, with every default filled. */
export interface Config {
  readonly file: string;
  /** the folder of the file: relative paths in it start here */
  readonly baseDir: string;
  readonly stateFile: string;
  /** where an export is saved after each run that wrote, and how many are kept */
  readonly backup: { readonly folder: string; readonly keep: number } | undefined;
  readonly plan: { readonly maxAgeMs: number };
  /** how long runs and their journals are kept, and of how many runs what they read */
  readonly retention: { readonly historyMs: number; readonly snapshots: number };
  readonly sources: readonly SourceConfig[];
  /** those that are written to; no sync feeds any other */
  readonly targets: readonly TargetConfig[];
  readonly sharing: readonly SharingConfig[];
  readonly syncs: readonly SyncRules[];
  readonly approvals: readonly Approval[];
  /** of the syncs that have one; `watch` runs them */
  readonly schedules: readonly Schedule[];
  /** files of policy tests, absolute; undefined: the config names none */
  readonly tests: readonly string[] | undefined;
  readonly warnings: readonly Mistake[];
  /** sha256 over the meaning: comments, order of keys and written-out defaults do not change it; secrets are left out */
  readonly fingerprint: string;
  /** every secret that was resolved, for redaction */
  readonly secrets: readonly Secret[];
}
