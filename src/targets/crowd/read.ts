import type { Account, ListEvidence, TargetDirectory, TargetGroup } from '../../model/directory.js';
import type { AccountId, TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import type { MembersRead } from '../members-or-unknown.js';
import { inParallel } from '../parallel.js';
import type { ReadScope } from '../target.js';
import { type NamedGroup, readGroups } from './groups.js';
import { productOf } from './identity.js';
import { type ByName, readMembers, readMemberships } from './members.js';
import { groupIdOf, idByName } from './schema.js';
import { CONCURRENCY, type Session } from './session.js';
import { addMissing, readUsers } from './users.js';

/** All accounts and group names, and the direct members of the groups in play (R1, R3). An application is no account: no `self`. */
export async function readDirectory(session: Session, scope: ReadScope, options: ReadOptions): Promise<TargetDirectory> {
  const readAt = new Date().toISOString();
  const callsBefore = session.http.calls;
  session.renamed.clear();
  const users = await readUsers(session, options);
  await addMissing(session, users.accounts, scope.accounts ?? [], options.signal);
  const named = await readGroups(session, options.signal);
  options.onProgress?.({ what: 'groups', done: named.groups.size });

  const administrators = new Set(session.settings.administratorGroups.map(lookalikeKey));
  const isInPlay = ({ name }: NamedGroup) =>
    scope.membersOf({ id: groupIdOf(name), key: nameKey(name), name }) || administrators.has(lookalikeKey(name));
  const { groups, lists } = await membersInPlay(session, named.groups, isInPlay, byName(users.accounts), options);
  return {
    product: productOf(session),
    accounts: users.accounts,
    groups,
    administratorGroups: new Set(session.settings.administratorGroups),
    seats: [],
    evidence: { readAt, calls: session.http.calls - callsBefore, lists: [users.evidence, named.evidence, ...lists] },
  };
}

/** Somebody who is a member and in no list is somebody all the same, of whom only the name is known. */
export function byName(accounts: ReadonlyMap<AccountId, Account>): ByName {
  const exact = new Map([...accounts.values()].map(({ id, username }) => [username, id]));
  const ids = new Map([...accounts.values()].map(({ id, username }) => [nameKey(username), id]));
  return username => exact.get(username) ?? ids.get(nameKey(username)) ?? idByName(username);
}

/** From the one document that tells all; a group that it lacks is read alone, and so is every one where the document is refused. */
async function membersInPlay(
  session: Session,
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  isInPlay: (group: NamedGroup) => boolean,
  idOf: ByName,
  { signal, onProgress }: ReadOptions,
) {
  const groups = new Map<TargetGroupId, TargetGroup>();
  for (const group of named.values()) groups.set(group.id, { ...group, members: { kind: 'notRead' } });
  const inPlay = [...named.values()].filter(isInPlay);
  const lists: ListEvidence[] = [];
  if (inPlay.length === 0) return { groups, lists };

  const all = await readMemberships(session, signal);
  if (all.kind === 'whole') lists.push(all.evidence);
  let done = 0;
  await inParallel(inPlay, CONCURRENCY, signal, async (group, either) => {
    const held = all.kind === 'whole' ? all.groups.get(group.id) : undefined;
    const { members, evidence } =
      held === undefined || group.readOnly !== undefined
        ? await readAlone(session, group, idOf, either)
        : { members: { kind: 'read', ids: new Set(held.users.map(idOf)) } as const, evidence: undefined };
    groups.set(group.id, { ...group, members });
    if (evidence !== undefined) lists.push(evidence);
    onProgress?.({ what: 'members', done: ++done, total: inPlay.length });
  });
  return { groups, lists };
}

const readAlone = async (
  session: Session,
  { name, readOnly }: NamedGroup,
  idOf: ByName,
  signal: AbortSignal,
): Promise<MembersRead> =>
  readOnly === undefined ? readMembers(session, name, idOf, signal) : { members: { kind: 'unknown', why: readOnly } };
