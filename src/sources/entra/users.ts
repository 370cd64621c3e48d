import { AccessDenied } from '../../errors.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { withoutGuests } from '../evidence.js';
import { type GraphApi, pathWith } from './api.js';
import { directMembers, readAssignments } from './app.js';
import { selectOf } from './attributes.js';
import type { Named } from './groups.js';
import { readList } from './lists.js';
import { grant } from './permissions.js';
import { readUser, type UserRow } from './schema.js';
import type { EntraSettings } from './settings.js';

export interface Users {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: readonly ListEvidence[];
}

/** Everybody in the tenant, or those who are assigned to the app; the disabled too. Whole, or it rejects (R1). */
export async function readUsers(
  api: GraphApi,
  settings: EntraSettings,
  named: readonly Named[],
  options: ReadOptions,
): Promise<Users> {
  const all = await readAll(api, settings, options);
  const { app } = settings;
  const assigned = app === undefined ? undefined : await readAssigned(api, app, named, options.signal);
  const inScope = all.users.filter(
    user => isMeant(user, settings) && (assigned === undefined || assigned.ids.has(user.person.id)),
  );
  return {
    people: new Map(inScope.map(({ person }) => [person.id, person])),
    quarantined: all.odd.filter(({ id }) => id === undefined || assigned === undefined || assigned.ids.has(id)),
    evidence: [
      withoutGuests(all.evidence, all.users.filter(user => !isMeant(user, settings)).length),
      ...(assigned?.evidence ?? []),
    ],
  };
}

/** Whether the person is one of those whom `guests` lets in. */
export const isMeant = ({ isGuest }: Pick<UserRow, 'isGuest'>, { guests }: Pick<EntraSettings, 'guests'>): boolean =>
  !isGuest || guests === 'include';

async function readAll(api: GraphApi, settings: EntraSettings, { signal, onProgress }: ReadOptions) {
  const path = pathWith('users', { $select: selectOf(settings.attributes), $top: api.pageSize });
  const request = { what: 'users', path, onPage: (done: number) => onProgress?.({ what: 'users', done }) };
  const { rows, evidence } = await readList(api, request, signal);
  if (rows.length === 0)
    throw new AccessDenied('Graph shows us nobody in this tenant', `Check \`tenant\`. ${grant('User.Read.All')}`);
  api.sawUsers(rows.length);
  const read = rows.map(row => readUser(row, settings, 'users'));
  if (read.every(one => one.kind === 'odd' && one.isWithheld)) throw withheld();
  return {
    users: read.flatMap(one => (one.kind === 'user' ? [one] : [])),
    odd: read.flatMap(one => (one.kind === 'odd' ? [one.odd] : [])),
    evidence,
  };
}

/** Properties that we may not read come as null, or not at all, in an answer of 200 (entra.md §4, 2026-11). */
export const withheld = () =>
  new AccessDenied('Graph shows us users without accountEnabled: who is active is not to be seen', grant('User.Read.All'));

interface Assigned {
  readonly ids: ReadonlySet<PersonId>;
  readonly evidence: readonly ListEvidence[];
}

/** Everybody who has the app, by an assignment of their own or as a direct member of an assigned group. */
export async function readAssigned(api: GraphApi, app: string, named: readonly Named[], signal: AbortSignal): Promise<Assigned> {
  const { people, groups, evidence } = await readAssignments(api, app, signal);
  const byId = new Map(named.map(group => [group.id, group]));
  const direct = await directMembers(
    api,
    groups.map(id => byId.get(id) ?? { id, name: id, isHidden: false }),
    signal,
  );
  return { ids: people.union(direct.ids), evidence: [evidence, ...direct.evidence] };
}
