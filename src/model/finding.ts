/** One thing that `check` found out. `hint` says what to do about it. */
export interface Finding {
  readonly level: 'ok' | 'info' | 'warning' | 'problem';
  readonly what: string;
  readonly hint?: string;
  /** ISO time at which our credential ends, where the system tells */
  readonly expires?: string;
}
