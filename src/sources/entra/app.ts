import { AccessDenied, NotFound, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import { type GraphApi, pathWith } from './api.js';
import type { Named } from './groups.js';
import { readList, readLists, type WholeList } from './lists.js';
import { grant } from './permissions.js';
import { AssignmentRow, idOf } from './schema.js';

/** Who has the app: these users, and whoever is directly in one of these groups. */
export interface Assignments {
  readonly people: ReadonlySet<PersonId>;
  readonly groups: readonly SourceGroupId[];
  readonly evidence: ListEvidence;
}

export async function readAssignments(api: GraphApi, app: string, signal: AbortSignal): Promise<Assignments> {
  const { rows, evidence } = await assignmentsOf(api, app, signal);
  const people = new Set<PersonId>();
  const groups = new Set<SourceGroupId>();
  for (const row of rows) {
    const { data } = AssignmentRow.safeParse(row);
    if (data === undefined)
      throw new UnexpectedReply(
        'Graph sent an assignment of the app that we do not understand',
        'Nothing was believed: it may have been anybody. Its API may have changed.',
      );
    if (data.principalType === 'User') people.add(personId(data.principalId));
    if (data.principalType === 'Group') groups.add(sourceGroupId(data.principalId));
  }
  return { people, groups: [...groups], evidence };
}

/** By its application id; the object id, which the same page of the admin center shows, does as well. */
async function assignmentsOf(api: GraphApi, app: string, signal: AbortSignal): Promise<WholeList> {
  const [byAppId, byObjectId] = placesOf(app).map(place => ({
    what: 'assignments of the app',
    path: pathWith(`${place}/appRoleAssignedTo`, { $top: api.pageSize }),
  }));
  for (const request of [byAppId, byObjectId])
    try {
      if (request !== undefined) return await readList(api, request, signal);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  throw noApp(app);
}

/** Where an enterprise application may stand: by its application id, and by its object id. */
export const placesOf = (app: string): readonly string[] => [
  `servicePrincipals(appId='${pathSegment(app, 'Graph')}')`,
  `servicePrincipals/${pathSegment(app, 'Graph')}`,
];

export const noApp = (app: string) =>
  new NotFound(
    `Graph knows no enterprise application ${app}`,
    'Copy the application id from Enterprise applications > the app > Overview.',
  );

interface Direct {
  readonly ids: ReadonlySet<PersonId>;
  readonly evidence: readonly ListEvidence[];
}

/** The people directly in assigned groups; nobody who is in a group inside has the app (entra.md §2, 2026-11). All of them, or it rejects. */
export async function directMembers(
  api: GraphApi,
  groups: readonly Pick<Named, 'id' | 'name' | 'isHidden'>[],
  signal: AbortSignal,
): Promise<Direct> {
  const roles = await api.roles(signal);
  const query = { $count: 'true', $select: 'id', $top: api.pageSize };
  const requests = groups.map(({ id, name }) => ({
    what: `people directly in ${name}`,
    path: pathWith(`groups/${pathSegment(id, 'Graph')}/members/microsoft.graph.user`, query),
    isAdvanced: true,
  }));
  const ids = new Set<PersonId>();
  const evidence: ListEvidence[] = [];
  for (const [at, list] of (await readLists(api, requests, signal)).entries()) {
    const group = groups[at];
    if (list.kind === 'failed') throw list.error;
    if (group?.isHidden === true && list.rows.length === 0 && !roles?.includes('Member.Read.Hidden')) throw hidden(group.name);
    for (const row of list.rows) ids.add(personId(idOf(row, list.evidence.what)));
    evidence.push(list.evidence);
  }
  return { ids, evidence };
}

const hidden = (name: string) =>
  new AccessDenied(
    `The app is assigned to the group ${name}, whose members are hidden from us`,
    `${grant('Member.Read.Hidden')} Or assign another group.`,
  );
