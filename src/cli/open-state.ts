import { access } from 'node:fs/promises';
import { openEmptyStore, openStore } from '../state/sqlite.js';
import type { StateStore } from '../state/store.js';

/** `write` makes the state if need be; `read` changes nothing, and without a state there is an empty one in memory. */
export type Access = 'read' | 'write';

/** Opens the state as far as a command needs it. Throws StateError. */
export async function openState(file: string, kind: Access, now: () => Date): Promise<StateStore> {
  if (kind === 'write') return openStore(file, { now });
  return (await exists(file)) ? openStore(file, { now, readOnly: true }) : openEmptyStore({ now });
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    (cause: NodeJS.ErrnoException) => cause.code !== 'ENOENT',
  );
