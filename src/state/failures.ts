import { z } from 'zod';
import { StateError } from '../errors.js';

const Coded = z.object({ code: z.string() });
const SqliteFailure = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.int() });

/** Result codes of SQLite (sqlite.org/rescode.html, 2026-11-20); the low byte is the code, the rest says more. */
const Busy = 5;
const ReadOnly = 8;
const InputOutput = 10;
const Corrupt = 11;
const Full = 13;
const CannotOpen = 14;
const NotADatabase = 26;

/** The system's code of a failure (`EACCES`, `ENOENT`), or ''. */
export const systemCode = (cause: unknown): string => Coded.safeParse(cause).data?.code ?? '';

export const isBusy = (cause: unknown): boolean => resultCode(cause) === Busy;

const resultCode = (cause: unknown): number | undefined => {
  const failure = SqliteFailure.safeParse(cause).data;
  return failure && failure.errcode & 0xff;
};

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'there is a file of that name',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENOSPC: 'the disk is full',
};

/** What a system's failure means, in words, with its code. */
export function whyNot(cause: unknown): string {
  const code = systemCode(cause);
  return code in words ? `${words[code]} (${code})` : cause instanceof Error ? cause.message : String(cause);
}

export const damaged = (file: string, what: string, cause?: unknown): StateError =>
  new StateError(
    `the state ${file} is damaged: ${what}`,
    'Restore it from a backup, with its -wal file if there is one. Without a backup move it away: the next run then counts as a first run.',
    { cause },
  );

/** The one place where a failure of SQLite becomes a failure of ours; anything else passes untouched. */
export function toStateError(cause: unknown, file: string): unknown {
  if (cause instanceof z.ZodError) return damaged(file, `a row cannot be understood (${z.prettifyError(cause)})`, cause);
  switch (resultCode(cause)) {
    case NotADatabase:
      return new StateError(
        `${file} is not a state of rollcall: it is no SQLite database`,
        'Restore the state from a backup, or set "state:" to another path. The file was left as it is.',
        { cause },
      );
    case Corrupt:
      return damaged(file, 'SQLite cannot read it', cause);
    case Busy:
      return new StateError(`the state ${file} is in use by another process`, 'Try again in a moment.', { cause });
    case ReadOnly:
    case CannotOpen:
      return new StateError(
        `the state ${file} cannot be written: it and its folder must be writable`,
        'Let the user that runs rollcall read and write the folder, the file, and its -wal and -shm files.',
        { cause },
      );
    case Full:
      return new StateError(`the disk is full: the state ${file} cannot be written`, 'Make room, then run again.', { cause });
    case InputOutput:
      return new StateError(`the disk failed while the state ${file} was used`, 'Look at the system log, then run again.', {
        cause,
      });
    default:
      return cause;
  }
}
