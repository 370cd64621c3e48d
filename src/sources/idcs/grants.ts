import { prettifyError, z } from 'zod';
import { NotFound, UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { quoted } from '../scim-filter.js';
import type { IdcsApi } from './api.js';
import { readList } from './lists.js';
import { GrantRow } from './schema.js';

export interface Granted {
  readonly people: ReadonlySet<PersonId>;
  readonly evidence: ListEvidence;
}

const ATTRIBUTES = 'grantee,app';

/** Who has a grant for the app, directly or through a group: one row for each way (idcs.md §6, 2026-08). */
export async function readGrants(api: IdcsApi, app: string, { signal, onProgress }: ReadOptions): Promise<Granted> {
  const request = { what: 'grants', path: 'Grants', attributes: ATTRIBUTES, filter: usersOf(app), signal, onProgress };
  const { rows, evidence } = await readList(api, request);
  if (rows.length === 0) await readApp(api, app, signal);
  return { people: new Set(rows.map(row => granteeOf(row, app))), evidence };
}

/** Whether this person has a grant for the app now. */
export async function isGranted(api: IdcsApi, app: string, person: PersonId, signal: AbortSignal): Promise<boolean> {
  const filter = `${usersOf(app)} and grantee.value eq ${quoted(person)}`;
  const { rows } = await readList(api, { what: `grants of ${person}`, path: 'Grants', attributes: ATTRIBUTES, filter, signal });
  return rows.some(row => granteeOf(row, app) === person);
}

/** The filter for them. */
export const usersOf = (app: string) => `app.value eq ${quoted(app)} and grantee.type eq "User"`;

/** A grant that we do not understand, or of another app, would be a person who is silently out of scope: nothing is believed. */
function granteeOf(row: unknown, app: string): PersonId {
  const { data, error } = GrantRow.safeParse(row);
  if (error !== undefined)
    throw new UnexpectedReply(
      `IDCS sent a grant that we do not understand: ${prettifyError(error)}`,
      'Its API may have changed.',
    );
  if (data.app === app) return data.person;
  throw new UnexpectedReply(
    `IDCS sent a grant for the app ${data.app} where those for ${app} were asked for`,
    'Nothing was believed. Check `app`; if it is right, its API may have changed.',
  );
}

const App = z.object({ displayName: z.string(), active: z.boolean().nullish() });

/** The app itself. Rejects when there is none: it must not pass for one to which nobody is assigned. */
export async function readApp(api: IdcsApi, app: string, signal: AbortSignal): Promise<z.output<typeof App>> {
  try {
    return await api.get(`Apps/${encodeURIComponent(app)}`, { attributes: 'displayName,active' }, App, signal);
  } catch (cause) {
    if (!(cause instanceof NotFound)) throw cause;
    const hint = 'Copy the id from the address of the application in the console.';
    throw new NotFound(`IDCS knows no app ${app}`, hint, { cause });
  }
}
