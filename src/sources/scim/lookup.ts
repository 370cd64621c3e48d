import { prettifyError, z } from 'zod';
import { NotFound } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { Service } from './lists.js';
import type { UserRow } from './schema.js';

/** What the server says now of each of these people, one call each; what fails is unknown (R5). */
export async function lookUp(
  service: Service,
  row: UserRow,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  return lookUpEach(ids, options, async id => {
    const raw = await userOf(service, id, options.signal);
    return raw === undefined ? { kind: 'deleted' } : judged(row, id, raw);
  });
}

/** What the row says of the person with this id. */
export function judged(row: UserRow, id: PersonId, raw: unknown): LookedUp {
  const { data, error } = row.safeParse(raw);
  if (error !== undefined) return { kind: 'unknown', why: `a row that we do not understand: ${prettifyError(error)}` };
  const { person } = data;
  if (person.id !== id) return { kind: 'unknown', why: `the server answered with somebody else, ${person.id}` };
  return person.standing.kind === 'inactive' ? { ...person.standing, person } : { kind: 'present', person };
}

/** The row of one person; undefined where SCIM itself says that there is none. */
export async function userOf({ api, offer }: Service, id: PersonId, signal: AbortSignal): Promise<unknown> {
  try {
    return await api.get(`${offer.users}/${pathSegment(id, api.name)}`, {}, z.looseObject({}), signal);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
