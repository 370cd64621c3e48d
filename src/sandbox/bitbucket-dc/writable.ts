import type { Bitbucket } from './bitbucket.js';
import { Refusal } from './call.js';
import type { BitbucketGroup, BitbucketUser, Directory } from './state.js';

/** New users and groups go to the first directory that can be written to: none can be chosen. */
export function firstWritable(bitbucket: Bitbucket): Directory {
  const found = bitbucket.directories.find(({ readOnly }) => !readOnly);
  if (found === undefined) throw unwritable(400, 'There is no user directory that can be written to.');
  return found;
}

/** Which status a read-only directory is refused with, nobody wrote down: one that the document has for the operation. */
export function mustBeWritable(bitbucket: Bitbucket, user: BitbucketUser, status: 400 | 403): void {
  const { name, readOnly } = bitbucket.directoryOf(user);
  if (readOnly) throw unwritable(status, `The directory "${name}" of ${user.name} is read-only.`);
}

export function groupMustBeWritable({ name, readOnly }: BitbucketGroup): void {
  if (readOnly) throw unwritable(403, `The group "${name}" is in a directory that is read-only.`);
}

const unwritable = (status: number, message: string) => new Refusal(status, 'user.UnmodifiableDirectoryException', message);
