import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence, Person, Quarantined, SourceGroup } from '../../model/directory.js';
import { type PersonId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import type { PullScope } from '../source.js';
import type { AwsApi } from './api.js';
import { type Assignments, readAssignments, whyOut } from './assignments.js';
import { readNames } from './groups.js';
import { type Memberships, readMemberships } from './memberships.js';
import type { AwsSettings } from './settings.js';
import { readUsers, type Users } from './users.js';

type Settings = Pick<AwsSettings, 'app' | 'attributes' | 'provisionedOnly'>;

interface Whole {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly quarantined: readonly Quarantined[];
  readonly lists: readonly ListEvidence[];
}

/** Everybody who counts, all groups by name, and the members of those groups that matter. */
export async function pullWhole(api: AwsApi, settings: Settings, scope: PullScope, options: ReadOptions): Promise<Whole> {
  const { app, attributes, provisionedOnly } = settings;
  const users = await readUsers(api, attributes, options);
  const { named, evidence } = await readNames(api, options);
  const assignments = app === undefined ? undefined : await readAssignments(api, app, options.signal);
  const needed = named.filter(group => scope.group(group) || assignments?.groups.has(group.id));
  const { members, evidence: ofMembers } = await readMemberships(api, needed, everybody(users), options);

  const assigned = assignments === undefined ? undefined : assignedGroups(assignments, members);
  const groupsOf = (id: PersonId) => [...(assigned ?? [])].flatMap(([group, ids]) => (ids.has(id) ? [group] : []));
  const inScope = [...users.rows].filter(
    ([id, row]) => whyOut(row, groupsOf(id), { provisionedOnly, assignments }) === undefined,
  );
  return {
    people: new Map(inScope.map(([id, { person }]) => [id, person])),
    groups: new Map(
      named.map(group => [
        group.id,
        { ...group, members: (scope.group(group) ? members.get(group.id) : undefined) ?? { kind: 'notRead' } },
      ]),
    ),
    quarantined: users.odd,
    lists: [users.evidence, evidence, ...(assignments === undefined ? [] : [assignments.evidence]), ...ofMembers],
  };
}

/** The ids of all who are in the store; undefined where one of them cannot even be named. */
function everybody({ rows, odd }: Users): readonly PersonId[] | undefined {
  const strangers = odd.map(({ id }) => id);
  return strangers.includes(undefined) ? undefined : [...rows.keys(), ...strangers.flatMap(id => id ?? [])];
}

/** Who counts rests on them, so that one that is unknown makes everybody unknown. One that is gone has no members. */
function assignedGroups({ groups }: Assignments, members: Memberships['members']): ReadonlyMap<string, ReadonlySet<PersonId>> {
  const found = new Map<string, ReadonlySet<PersonId>>();
  for (const id of groups) {
    const read = members.get(sourceGroupId(id));
    if (read?.kind === 'read') found.set(id, read.ids);
    else if (read !== undefined)
      throw new UnexpectedReply(
        `The members of a group that is assigned to the application cannot be read: ${read.kind === 'unknown' ? read.why : id}`,
        'Who counts rests on them, so that nothing was believed. The next run tries again.',
      );
  }
  return found;
}
