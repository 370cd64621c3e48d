import { NotFound } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { lookUpEach } from '../look-ups.js';
import type { LookedUp } from '../source.js';
import type { OneLoginApi } from './api.js';
import { isAssigned } from './app.js';
import { Rows, readUser } from './schema.js';
import type { OneLoginSettings } from './settings.js';

/** What OneLogin says now of each of these people, one call each (two with an app); what fails is unknown (R5). */
export const lookUp = (api: OneLoginApi, settings: OneLoginSettings, ids: readonly PersonId[], options: ReadOptions) =>
  lookUpEach(ids, options, async id => {
    const row = await userRow(api, id, options.signal);
    return row === undefined ? goneFrom(settings) : judgeRow(api, settings, id, row, options.signal);
  });

/**
 * What becomes of whom OneLogin does not know. Below an account's own host they are deleted. The older hosts stand for all accounts of a
 * region: with the credential of another one nobody is known there, so that this alone ends no account at once.
 */
export function goneFrom({ url }: Pick<OneLoginSettings, 'url'>): LookedUp {
  const { host } = new URL(url);
  if (!/^api\.\w+\.onelogin\.com$/.test(host)) return { kind: 'deleted' };
  return { kind: 'outOfScope', why: `not at ${host}, which does not say whose account was asked` };
}

/** Somebody's own page; undefined where OneLogin itself says that there is nobody: deleted people just vanish (onelogin.md §5, 2026-11). */
export async function userRow(api: OneLoginApi, id: PersonId, signal: AbortSignal): Promise<object | undefined> {
  try {
    const { value } = await api.get(`api/2/users/${pathSegment(id, 'OneLogin')}`, {}, Rows.element, signal);
    return Object(value);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** What the row says of the person with this id. */
export async function judgeRow(
  api: OneLoginApi,
  settings: OneLoginSettings,
  id: PersonId,
  row: unknown,
  signal: AbortSignal,
): Promise<LookedUp> {
  const read = readUser(row, settings, 'look-up');
  if (read.kind === 'odd') return { kind: 'unknown', why: `a row that we do not understand: ${read.odd.problem}` };
  const { person } = read;
  if (person.id !== id) return { kind: 'unknown', why: `OneLogin answered with somebody else, ${person.id}` };
  if (person.standing.kind === 'inactive') return { ...person.standing, person };
  if (settings.app === undefined || (await isAssigned(api, settings.app, id, signal))) return { kind: 'present', person };
  return { kind: 'outOfScope', why: `not assigned to the app ${settings.app}`, person };
}
