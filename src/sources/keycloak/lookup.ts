import { z } from 'zod';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { KeycloakApi } from './api.js';
import { isDoubtful } from './federation.js';
import { type Declared, isServiceAccount, readUser } from './schema.js';

/** What Keycloak says now of each of these people, one call each; what fails is unknown (R5). */
export async function lookUp(
  api: KeycloakApi,
  declared: Declared,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  return lookUpEach(ids, options, id => lookUpOne(api, declared, id, options.signal));
}

/** Only these words say that somebody is gone: a realm that is not there, or a proxy, answers 404 too (run on 26.7.3, 2026-11). */
const GONE = 'User not found';

export async function lookUpOne(api: KeycloakApi, declared: Declared, id: PersonId, signal: AbortSignal): Promise<LookedUp> {
  const row = await api.find(`users/${pathSegment(id, 'Keycloak')}`, GONE, z.unknown(), signal);
  if (row !== undefined) return judgeRow(declared, id, row);
  // whoever is not kept in Keycloak itself is not found either when their directory was taken out of it (run on 26.7.3, 2026-11)
  return id.startsWith('f:')
    ? { kind: 'outOfScope', why: 'Keycloak finds nobody of this id in the federated directory that it names' }
    : { kind: 'deleted' };
}

/** What the row says of the person with this id. */
export function judgeRow(declared: Declared, id: PersonId, row: unknown): LookedUp {
  const read = readUser(row, declared, 'look-up');
  if (read.kind === 'odd') return { kind: 'unknown', why: `a row that we do not understand: ${read.odd.problem}` };
  const { person } = read;
  if (person.id !== id) return { kind: 'unknown', why: `Keycloak answered with somebody else, ${person.id}` };
  if (isServiceAccount(person.login)) return { kind: 'outOfScope', why: 'the account of a client, not of a person' };
  if (isDoubtful(read))
    return { kind: 'unknown', why: 'disabled, or the federated directory does not answer: only a whole read tells' };
  return person.standing.kind === 'inactive' ? { ...person.standing, person } : { kind: 'present', person };
}
