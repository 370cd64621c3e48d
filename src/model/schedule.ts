import type { SyncName, TargetName } from './ids.js';

/** When the targets that a sync feeds are run. */
export interface Schedule {
  readonly sync: SyncName;
  readonly targets: readonly TargetName[];
  /** five fields, six with seconds in front, or a nickname such as `@daily`; node-cron's syntax */
  readonly cron: string;
  /** an IANA name; undefined: the machine's own */
  readonly timezone: string | undefined;
  /** a run begins up to so many ms later, at random */
  readonly jitterMs: number;
}
