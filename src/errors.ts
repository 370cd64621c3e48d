/** What the process ends with (DESIGN §8). 3 and 4 belong to a run's result, not to an error. */
export const ExitCode = {
  Done: 0,
  CouldNot: 1,
  Changes: 2,
  Held: 3,
  Failed: 4,
  BadInput: 5,
  Locked: 6,
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A failure we understand: what happened (`message`) and what to do (`hint`). Anything else is a bug and keeps its stack trace. */
export abstract class SyncError extends Error {
  abstract override readonly name: string;
  readonly exitCode: ExitCode = ExitCode.CouldNot;

  constructor(
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The system knows us and says no, or does not know our credential. */
export class AccessDenied extends SyncError {
  override readonly name = 'AccessDenied';
}

/** The system could not be reached, or could not answer; the next run may succeed. */
export class Unavailable extends SyncError {
  override readonly name = 'Unavailable';
}

/** The system answered something we do not understand, or that proves the read incomplete. */
export class UnexpectedReply extends SyncError {
  override readonly name = 'UnexpectedReply';
}

/** The thing asked for is not there (404 on an object). */
export class NotFound extends SyncError {
  override readonly name = 'NotFound';
}

/** The system understood a write and refused it for a reason of its own (400, 409, …). */
export class Refused extends SyncError {
  override readonly name = 'Refused';
  constructor(
    message: string,
    hint: string,
    readonly reply: { readonly status: number; readonly body: unknown },
    options?: ErrorOptions,
  ) {
    super(message, hint, options);
  }
}

/** One mistake in a file that a person wrote. Lines and columns count from 1. */
export interface Mistake {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly message: string;
  readonly hint?: string;
  /** the line of the file, and which part of it is meant (in characters, from 0) */
  readonly excerpt?: { readonly text: string; readonly start: number; readonly length: number };
}

/** The config or the command line is wrong: exit 5, with every mistake found. */
export class ConfigError extends SyncError {
  override readonly name = 'ConfigError';
  override readonly exitCode = ExitCode.BadInput;
  constructor(
    message: string,
    hint: string,
    readonly mistakes: readonly Mistake[] = [],
    options?: ErrorOptions,
  ) {
    super(message, hint, options);
  }
}

/** Another run holds the state's lock: exit 6. */
export class LockHeld extends SyncError {
  override readonly name = 'LockHeld';
  override readonly exitCode = ExitCode.Locked;
}

/** The state file cannot be used: unwritable, damaged, made by a newer version, on a network file system. */
export class StateError extends SyncError {
  override readonly name = 'StateError';
}

/** A plan file that must not be applied: edited, too old, made by another version or from another config. */
export class PlanFileError extends SyncError {
  override readonly name = 'PlanFileError';
  override readonly exitCode = ExitCode.BadInput;
}

/** An export of the links that cannot be written, or must not be taken in: open to others, not ours, damaged. */
export class LinksFileError extends SyncError {
  override readonly name = 'LinksFileError';
  override readonly exitCode = ExitCode.BadInput;
}

/** A snapshot of a run that cannot be written or read: not kept, open to others, not ours, damaged. */
export class SnapshotError extends SyncError {
  override readonly name = 'SnapshotError';
  override readonly exitCode = ExitCode.BadInput;
}

/** Somebody asked us to stop (Ctrl-C, SIGTERM). */
export class Interrupted extends SyncError {
  override readonly name = 'Interrupted';
  override readonly exitCode = ExitCode.Interrupted;
}
