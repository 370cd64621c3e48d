import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import { type PersonId, personId } from '../../model/ids.js';
import type { OneLoginApi } from './api.js';
import { readList } from './lists.js';
import { IdRow } from './schema.js';

export interface Assigned {
  readonly ids: ReadonlySet<PersonId>;
  readonly evidence: ListEvidence;
}

/** Who is assigned to the app, by the documented filter. Nobody at all is more likely a wrong id than an empty app: it rejects. */
export async function readAssigned(api: OneLoginApi, app: string, signal: AbortSignal): Promise<Assigned> {
  const { rows, evidence } = await readList(api, {
    what: 'users of the app',
    path: 'api/2/users',
    query: { app_id: app },
    signal,
  });
  if (rows.length === 0)
    throw new UnexpectedReply(
      `OneLogin names nobody who is assigned to the app ${app}`,
      'Check `app`: it is the number in the address of the app in the administration. Somebody must be assigned to it.',
    );
  return { ids: new Set(rows.map(idOf)), evidence };
}

/** Whether this person is assigned to it now. */
export async function isAssigned(api: OneLoginApi, app: string, person: PersonId, signal: AbortSignal): Promise<boolean> {
  const query = { app_id: app, user_ids: person };
  const { rows } = await readList(api, { what: `${person} in the app`, path: 'api/2/users', query, signal });
  return rows.some(row => idOf(row) === person);
}

/** A row without an id would be a person who is silently out of scope: nothing is believed. */
function idOf(row: unknown): PersonId {
  const { data } = IdRow.safeParse(row);
  if (data !== undefined) return personId(data.id);
  throw new UnexpectedReply('OneLogin sent a user of the app without an id', 'Nothing was believed. Its API may have changed.');
}
