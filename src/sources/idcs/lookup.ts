import { prettifyError, z } from 'zod';
import { NotFound } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { IdcsApi } from './api.js';
import { userAttributes } from './attributes.js';
import { isGranted } from './grants.js';
import { UserRow } from './schema.js';
import type { IdcsSettings } from './settings.js';

/** What IDCS says now of each of these people, one call each (two with an app); what fails is unknown (R5). */
export async function lookUp(
  api: IdcsApi,
  settings: Pick<IdcsSettings, 'app' | 'attributes'>,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  return lookUpEach(ids, options, id => lookUpOne(api, settings, id, options.signal));
}

async function lookUpOne(
  api: IdcsApi,
  settings: Pick<IdcsSettings, 'app' | 'attributes'>,
  id: PersonId,
  signal: AbortSignal,
): Promise<LookedUp> {
  const row = await userRow(api, id, userAttributes(settings.attributes), signal);
  return row === undefined ? { kind: 'deleted' } : judgeRow(api, settings, id, row, signal);
}

/** What the row says of the person with this id; with an app, IDCS is asked whether they have a grant for it. */
export async function judgeRow(
  api: IdcsApi,
  { app }: Pick<IdcsSettings, 'app'>,
  id: PersonId,
  row: unknown,
  signal: AbortSignal,
): Promise<LookedUp> {
  const { data, error } = UserRow.safeParse(row);
  if (error !== undefined) return { kind: 'unknown', why: `a row that we do not understand: ${prettifyError(error)}` };
  const { person } = data;
  if (person.id !== id) return { kind: 'unknown', why: `IDCS answered with somebody else, ${person.id}` };
  if (person.standing.kind === 'inactive') return { ...person.standing, person };
  if (app === undefined || (await isGranted(api, app, id, signal))) return { kind: 'present', person };
  return { kind: 'outOfScope', why: `no grant for the app ${app}`, person };
}

export async function userRow(api: IdcsApi, id: PersonId, attributes: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await api.get(`Users/${pathSegment(id, 'IDCS')}`, { attributes }, z.looseObject({}), signal);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
