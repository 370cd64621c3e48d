import type { ListEvidence, TargetDirectory, TargetGroup } from '../../model/directory.js';
import type { NameKey, TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { ReadScope } from '../target.js';
import { type NamedGroup, readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { readMembers } from './members.js';
import { administratorsOf, ownAdministrators, readGranted } from './permissions.js';
import { CONCURRENCY, forget, type Session } from './session.js';
import { addMissing, assertHasUs, readUsers } from './users.js';

/** All accounts and group names, and the members of the groups in play (R1, R3). */
export async function readDirectory(session: Session, scope: ReadScope, options: ReadOptions): Promise<TargetDirectory> {
  const readAt = new Date().toISOString();
  const callsBefore = session.http.calls;
  forget(session);

  const { version, self } = await whoAndWhat(session, options.signal);
  const users = await readUsers(session, version, options);
  assertHasUs(session, users.accounts, self);
  const named = await readGroups(session, options);
  const granted = await readGranted(session, options.signal);
  const administratorGroups = await administratorsOf(session, granted, named.groups, options);
  const administrators = new Set([...administratorGroups].map(lookalikeKey));
  const { groups, lists } = await membersInPlay(session, named.groups, widened(scope, administrators), options);
  await addMissing(session, users.accounts, scope.accounts ?? [], options);

  return {
    product: { name: 'Confluence', version, url: session.settings.url },
    self: self.id,
    accounts: users.accounts,
    groups,
    administratorGroups,
    administrators: await ownAdministrators(session, granted, users.accounts.values(), options.signal),
    seats: [], // REST does not tell them
    evidence: { readAt, calls: session.http.calls - callsBefore, lists: [...users.lists, named.evidence, ...lists] },
  };
}

/** The administrators are always read: no match key may take one of them over (C2). */
const widened = ({ membersOf }: ReadScope, administrators: ReadonlySet<NameKey>): ReadScope['membersOf'] => {
  return group => membersOf(group) || administrators.has(lookalikeKey(group.name));
};

async function membersInPlay(
  session: Session,
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  membersOf: ReadScope['membersOf'],
  { signal, onProgress }: ReadOptions,
) {
  const groups = new Map<TargetGroupId, TargetGroup>();
  for (const group of named.values()) groups.set(group.id, { ...group, members: { kind: 'notRead' } });

  const lists: ListEvidence[] = [];
  const inPlay = [...groups.values()].filter(({ id, name }) => membersOf({ id, key: nameKey(name), name }));
  let done = 0;
  await inParallel(inPlay, CONCURRENCY, signal, async (group, either) => {
    const { members, evidence } = await membersOfOne(session, group, either);
    groups.set(group.id, { ...group, members });
    if (evidence !== undefined) lists.push(evidence);
    onProgress?.({ what: 'members', done: ++done, total: inPlay.length });
  });
  return { groups, lists };
}

const membersOfOne = async (session: Session, { name, readOnly }: TargetGroup, signal: AbortSignal) =>
  readOnly === undefined
    ? await readMembers(session, name, signal)
    : { members: { kind: 'unknown', why: readOnly } as const, evidence: undefined };
