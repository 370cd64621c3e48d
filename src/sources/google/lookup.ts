import { z } from 'zod';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { GoogleApi } from './api.js';
import { projectionOf } from './custom.js';
import { readList } from './lists.js';
import { readUser, USER_FIELDS } from './schema.js';
import { type GoogleSettings, scopeOf } from './settings.js';

/** What Google says now of each of these people, one call each; what fails is unknown (R5). */
export function lookUp(api: GoogleApi, settings: GoogleSettings, ids: readonly PersonId[], options: ReadOptions) {
  const lookUpOne = lookUps(api, settings, options.signal);
  return lookUpEach(ids, options, lookUpOne);
}

/** Looks people up by id, which is never given again; an address would find who has it now. */
export function lookUps(api: GoogleApi, settings: GoogleSettings, signal: AbortSignal): (id: PersonId) => Promise<LookedUp> {
  const query = { ...projectionOf(settings.attributes), fields: USER_FIELDS };
  let deleted: ReturnType<typeof readDeleted> | undefined; // one list for all of them

  return async id => {
    const row = await api.find(`users/${pathSegment(id, 'Google')}`, query, z.unknown(), signal);
    if (row !== undefined) return judgeRow(settings, id, row);
    deleted ??= readDeleted(api, settings, signal);
    return (await deleted).has(id) ? { kind: 'deleted' } : { kind: 'outOfScope', why: NOWHERE };
  };
}

/** A role for some organisational units may hide whom it does not show: 404 alone is no statement about a person (R5). */
const NOWHERE = 'neither among the users that Google shows us, nor among those deleted lately';

const Deleted = z.object({ id: z.string(), deletionTime: z.string().min(1) });

/** Who was deleted in the last weeks, by Google's own list of them (google.md §2, 2026-09). */
async function readDeleted(api: GoogleApi, settings: GoogleSettings, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const query = { ...scopeOf(settings), showDeleted: true };
  const fields = 'id,deletionTime';
  const { rows } = await readList(api, { what: 'deleted users', path: 'users', kind: 'users', fields, query, signal });
  return new Set(rows.flatMap(row => Deleted.safeParse(row).data?.id ?? []));
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
