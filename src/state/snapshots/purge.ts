import { z } from 'zod';
import { SnapshotError } from '../../errors.js';
import { splitPersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { withoutNames } from '../history/words.js';
import type { Purge } from '../store.js';
import { jsonIn } from './file.js';
import { dropSnapshots, snapshotFiles } from './folder.js';

/** By what somebody is known. */
interface Known {
  readonly ids: Set<string>;
  readonly names: Set<string>;
}

/**
 * Removes every snapshot that says anything of somebody: an id, a name, also where another's record names them as a manager.
 * The whole file, since a company without one of its people is not what the run read. One that cannot be read goes as well:
 * nobody can tell what is in it. How many were removed.
 */
export async function purgeSnapshots(folder: string, { people, accounts, names }: Purge): Promise<number> {
  const ids = [...people.map(key => splitPersonKey(key).id), ...accounts.map(({ account }) => account)];
  const known: Known = { ids: new Set<string>(ids), names: new Set(names) };
  for (const file of await snapshotFiles(folder)) await learn(file, known);
  const isAbout = speaksOf(known);
  return dropSnapshots(folder, file => some(file, isAbout).catch(readable(true)));
}

/** Whether a snapshot has somebody of that login, username, address or id. */
export async function areInSnapshots(folder: string, name: string): Promise<boolean> {
  const isMeant = (line: unknown) => namesOf(line).some(one => nameKey(one) === nameKey(name));
  for (const file of await snapshotFiles(folder)) if (await some(file, isMeant).catch(readable(false))) return true;
  return false;
}

const Line = z.object({
  kind: z.enum(['person', 'account']),
  row: z.object({
    ...{ id: z.string(), displayName: z.string().default('') },
    ...{ login: z.string().default(''), username: z.string().default(''), email: z.string().default('') },
  }),
});

/** What tells people apart, the id first; a display name may be another's too. */
function namesOf(line: unknown): readonly string[] {
  const found = Line.safeParse(line).data?.row;
  return found === undefined ? [] : [found.id, found.login, found.username, found.email].filter(name => name !== '');
}

/** Takes up what else they are called in a snapshot. */
async function learn(file: string, known: Known): Promise<void> {
  const keys = new Set([...known.names].map(nameKey));
  await some(file, line => {
    const [id, ...names] = namesOf(line);
    if (id === undefined || !(known.ids.has(id) || names.some(name => keys.has(nameKey(name))))) return false;
    known.ids.add(id);
    for (const name of [...names, Line.parse(line).row.displayName]) known.names.add(name);
    return false;
  }).catch(readable(false));
}

/** Names as words of a text, ids and what has no letters as they are; a person's key ends with the id. */
function speaksOf({ ids, names }: Known): (value: unknown) => boolean {
  const exact = new Set([...ids, ...names].filter(text => text !== ''));
  const without = withoutNames([...names].filter(name => /\p{L}/u.test(name)));
  const isTheirs = (text: string) =>
    exact.has(text) || exact.has(text.slice(text.indexOf('\u001f') + 1)) || without(text) !== text;
  const speaks = (value: unknown): boolean => {
    if (typeof value === 'string') return isTheirs(value);
    return typeof value === 'object' && value !== null && Object.values(value).some(speaks);
  };
  return speaks;
}

async function some(file: string, holds: (line: unknown) => boolean): Promise<boolean> {
  for await (const line of jsonIn(file)) if (holds(line)) return true;
  return false;
}

const readable =
  (instead: boolean) =>
  (error: unknown): boolean => {
    if (error instanceof SnapshotError) return instead;
    throw error;
  };
