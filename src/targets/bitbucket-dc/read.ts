import type { ListEvidence, TargetDirectory, TargetGroup } from '../../model/directory.js';
import type { TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { ReadScope } from '../target.js';
import { type AccessControl, administratorGroupsOf, judged, judgedGroup, readAccessControl } from './access-control.js';
import { AMBIGUOUS, type NamedGroup, readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { readMembers } from './members.js';
import { readHolders } from './permissions.js';
import { accountOf, type DetailedUser } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';
import { ourselves, readUsers } from './users.js';

/** All accounts and group names, who gets in, and the members of the groups in play (R1, R3). */
export async function readDirectory(session: Session, scope: ReadScope, options: ReadOptions): Promise<TargetDirectory> {
  const readAt = new Date().toISOString();
  const callsBefore = session.http.calls;
  session.renamed.clear();
  session.made.clear();

  const identity = await whoAndWhat(session, options.signal);
  const users = await readUsers(session, scope.accounts ?? [], options);
  const self = ourselves(session, identity, users.accounts);
  const named = await readGroups(session, options.signal);
  options.onProgress?.({ what: 'groups', done: named.groups.size });
  const control = await readAccessControl(session, options.signal);
  const licensed = await readHolders(session, 'LICENSED_USER', options.signal);
  const administratorGroups = administratorGroupsOf(session, control);
  const inPlay = groupsInPlay(named.groups, scope, administratorGroups, control);
  const { groups, lists, rows } = await readGroupsInPlay(session, named.groups, inPlay, options);

  // the groups tell of whoever came since the list was read
  for (const row of rows) if (!users.accounts.has(row.id)) users.accounts.set(row.id, accountOf(row));
  const mayGetIn = new Set(licensed.rows.map(({ id }) => id));
  return {
    product: { name: 'Bitbucket', version: identity.version, url: session.settings.url },
    self,
    accounts: new Map([...users.accounts].map(([id, account]) => [id, judged(account, self, control, mayGetIn)])),
    groups: new Map([...groups].map(([id, group]) => [id, { ...group, ...judgedGroup(group, self, control) }])),
    ...{ administratorGroups, administrators: control.administrators, seats: control.seats },
    evidence: {
      ...{ readAt, calls: session.http.calls - callsBefore },
      lists: [users.evidence, named.evidence, licensed.evidence, ...lists],
    },
  };
}

/**
 * The administrators are always read: no match key may take one of them over (C2). And where seats are limited and a group
 * in play takes some, all groups that take them are: who has a seat already takes no other.
 */
function groupsInPlay(
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  { membersOf }: ReadScope,
  administratorGroups: ReadonlySet<string>,
  { seats }: AccessControl,
): readonly NamedGroup[] {
  const administrators = new Set([...administratorGroups].map(lookalikeKey));
  const all = [...named.values()];
  const asked = all.filter(({ id, name }) => membersOf({ id, key: nameKey(name), name }));
  const limited = seats.filter(({ remaining, groups }) => remaining !== undefined && asked.some(({ id }) => groups.has(id)));
  const besides = all.filter(
    ({ id, name }) => administrators.has(lookalikeKey(name)) || limited.some(({ groups }) => groups.has(id)),
  );
  return [...new Set([...asked, ...besides])];
}

interface InPlay {
  readonly groups: ReadonlyMap<TargetGroupId, TargetGroup>;
  readonly lists: readonly ListEvidence[];
  /** whoever is a member of any of them */
  readonly rows: readonly DetailedUser[];
}

async function readGroupsInPlay(
  session: Session,
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  inPlay: readonly NamedGroup[],
  { signal, onProgress }: ReadOptions,
): Promise<InPlay> {
  const groups = new Map([...named].map(([id, group]) => [id, { ...group, members: { kind: 'notRead' } } as TargetGroup]));
  const [lists, rows]: [ListEvidence[], DetailedUser[]] = [[], []];
  let done = 0;
  await inParallel(inPlay, CONCURRENCY, signal, async (group, either) => {
    if (group.readOnly === AMBIGUOUS) groups.set(group.id, { ...group, members: { kind: 'unknown', why: AMBIGUOUS } });
    else {
      const found = await readMembers(session, group.name, either);
      groups.set(group.id, { ...group, members: found.members });
      if (found.evidence !== undefined) lists.push(found.evidence);
      rows.push(...found.rows);
    }
    onProgress?.({ what: 'members', done: ++done, total: inPlay.length });
  });
  await dropGone(session, groups, signal);
  return { groups, lists, rows };
}

/** Of a group that is not there Bitbucket may list nobody, instead of saying so: one that is empty is looked for once more. */
async function dropGone(session: Session, groups: Map<TargetGroupId, TargetGroup>, signal: AbortSignal): Promise<void> {
  const empty = [...groups.values()].filter(({ members }) => members.kind === 'read' && members.ids.size === 0);
  if (empty.length === 0) return;
  const there = await readGroups(session, signal);
  for (const { id } of empty) if (!there.groups.has(id)) groups.delete(id);
}
