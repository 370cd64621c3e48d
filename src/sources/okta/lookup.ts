import { prettifyError } from 'zod';
import { NotFound, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import { AppUserRow, UserRow } from './schema.js';
import type { OktaApi } from './sdk.js';

/** What Okta says now of each of these people, one call each (two with an app); what fails is unknown (R5). */
export async function lookUp(
  api: OktaApi,
  app: string | undefined,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  return lookUpEach(ids, options, id => lookUpOne(api, app, id));
}

async function lookUpOne(api: OktaApi, app: string | undefined, id: PersonId): Promise<LookedUp> {
  const row = await userRow(api, id);
  return row === undefined ? { kind: 'deleted' } : judgeRow(api, app, id, row);
}

/** One user's row as Okta has it now, by id or login; undefined: there is none. */
export const userRow = (api: OktaApi, idOrLogin: string): Promise<unknown> =>
  unlessMissing(api.one(`users/${pathSegment(idOrLogin, 'Okta')}`));

/** What the row says of the person with this id; with an app, Okta is asked whether they are assigned to it. */
export async function judgeRow(api: OktaApi, app: string | undefined, id: PersonId, row: unknown): Promise<LookedUp> {
  const { data: person, error } = UserRow.safeParse(row);
  if (person === undefined)
    return { kind: 'unknown', why: `a row that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}` };
  if (person.id !== id) return { kind: 'unknown', why: `Okta answered with somebody else, ${person.id}` }; // an id may read as a login
  const { standing } = person;
  if (standing.kind === 'inactive') return { ...standing, person };
  if (standing.kind === 'pending') return { kind: 'unknown', why: `${standing.status}: not active yet` };
  const why = app === undefined ? undefined : await whyNotAssigned(api, app, id);
  return why === undefined ? { kind: 'present', person } : { kind: 'outOfScope', why, person };
}

/** Why this person is not assigned; undefined when they are. */
async function whyNotAssigned(api: OktaApi, app: string, id: PersonId): Promise<string | undefined> {
  const row = await unlessMissing(api.one(`apps/${pathSegment(app, 'Okta')}/users/${pathSegment(id, 'Okta')}`));
  if (row === undefined) return `not assigned to the app ${app}`;
  const { data, error } = AppUserRow.safeParse(row);
  if (data === undefined)
    throw new UnexpectedReply(
      `an assignment that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
      'Its API may have changed.',
    );
  return data.assigned ? undefined : `the assignment to the app ${app} is ${data.status}`;
}

async function unlessMissing(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
