import { z } from 'zod';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { GoogleApi } from './api.js';
import { projectionOf } from './custom.js';
import { readUser, USER_FIELDS } from './schema.js';
import type { GoogleSettings } from './settings.js';

/** What Google says now of each of these people, one call each; what fails is unknown (R5). */
export const lookUp = (api: GoogleApi, settings: GoogleSettings, ids: readonly PersonId[], options: ReadOptions) =>
  lookUpEach(ids, options, id => lookUpOne(api, settings, id, options.signal));

/** By id, which is never given again; an address would find who has it now. */
export async function lookUpOne(api: GoogleApi, settings: GoogleSettings, id: PersonId, signal: AbortSignal): Promise<LookedUp> {
  const query = { ...projectionOf(settings.attributes), fields: USER_FIELDS };
  const row = await api.find(`users/${pathSegment(id, 'Google')}`, query, z.unknown(), signal);
  return row === undefined ? { kind: 'deleted' } : judgeRow(settings, id, row);
}

/** What the row says of the person with this id. */
export function judgeRow(settings: GoogleSettings, id: PersonId, row: unknown): LookedUp {
  const read = readUser(row, settings.attributes, 'look-up');
  if (read.kind === 'odd') return { kind: 'unknown', why: `a row that we do not understand: ${read.odd.problem}` };
  const { person } = read;
  if (person.id !== id) return { kind: 'unknown', why: `Google answered with somebody else, ${person.id}` };
  if (read.isDeleted) return { kind: 'deleted' };
  const isLeftOut = read.isGuest && !settings.guests;
  const isElsewhere = !isOf(settings, person.login);
  if (person.standing.kind === 'inactive') return { ...person.standing, ...(!isLeftOut && !isElsewhere && { person }) }; // whoever it is (R5)
  if (isLeftOut) return { kind: 'outOfScope', why: 'a guest account' };
  if (isElsewhere) return { kind: 'outOfScope', why: `not of the domain ${settings.domain}`, person };
  return { kind: 'present', person };
}

/** A list by domain has those whose primary address is in it. */
const isOf = ({ domain }: GoogleSettings, login: string): boolean =>
  domain === undefined || login.toLowerCase().endsWith(`@${domain.toLowerCase()}`);
