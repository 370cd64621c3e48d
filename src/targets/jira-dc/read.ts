import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence, SeatPool, TargetDirectory, TargetGroup } from '../../model/directory.js';
import { accountId, type NameKey, type TargetGroupId } from '../../model/ids.js';
import { lookalikeKey, nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { inParallel } from '../parallel.js';
import type { ReadScope } from '../target.js';
import { type NamedGroup, readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { readMembers } from './members.js';
import { readApplications } from './seats.js';
import { CONCURRENCY, type Session } from './session.js';
import { accountsOf, addMissing, completenessOf, evidenceOf, readUsers, type Users } from './users.js';

/** All accounts and group names, and the members of the groups in play (R1, R3). */
export async function readDirectory(session: Session, scope: ReadScope, options: ReadOptions): Promise<TargetDirectory> {
  const readAt = new Date().toISOString();
  const callsBefore = session.http.calls;
  session.renamed.clear();
  session.shown = { kind: 'notRead' };

  const identity = await whoAndWhat(session, options.signal);
  const { server, myself } = identity;
  const users = await readUsers(session, identity, options);
  if (!accountsOf(users).has(accountId(myself.key))) throw withoutUs(session, myself.name);
  const named = await readGroups(session, options.signal);
  options.onProgress?.({ what: 'groups', done: named.groups.size });
  const applications = await readApplications(session, options.signal);
  const seats = (applications ?? []).map(({ pool }) => pool);
  const { administratorGroups } = session.settings;
  const { groups, lists } = await membersInPlay(
    session,
    named.groups,
    widened(scope, named.groups, new Set(administratorGroups.map(lookalikeKey)), seats),
    options,
  );
  await addMissing(session, users, [...(scope.accounts ?? []), ...membersBesides(users, groups)], options);
  const accounts = accountsOf(users);
  session.shown = users.kind === 'whole' ? { kind: 'whole' } : { kind: 'unproved', accounts: new Set(accounts.keys()) };

  return {
    product: { name: 'Jira', version: server.version, url: session.settings.url },
    self: accountId(myself.key),
    accounts,
    completeness: completenessOf(users),
    groups,
    administratorGroups: new Set(administratorGroups),
    seats,
    evidence: { readAt, calls: session.http.calls - callsBefore, lists: [evidenceOf(users), named.evidence, ...lists] },
  };
}

/** Where searches may leave somebody out, the groups tell of more people. */
const membersBesides = ({ kind }: Users, groups: ReadonlyMap<TargetGroupId, TargetGroup>) =>
  kind === 'whole' ? [] : [...groups.values()].flatMap(({ members }) => (members.kind === 'read' ? [...members.ids] : []));

/**
 * The administrators are always read: no match key may take one of them over (C2). And where seats are limited and a group
 * in play takes some, all groups that take them are: who has a seat already takes no other.
 */
function widened(
  { membersOf }: ReadScope,
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  administrators: ReadonlySet<NameKey>,
  seats: readonly SeatPool[],
): ReadScope {
  const inScope = ({ id, name }: NamedGroup) => membersOf({ id, key: nameKey(name), name });
  const limited = seats.filter(
    ({ remaining, groups }) => remaining !== undefined && [...groups].some(id => isThere(named.get(id), inScope)),
  );
  const licensed = new Set(limited.flatMap(({ groups }) => [...groups]));
  return {
    membersOf: group => membersOf(group) || administrators.has(lookalikeKey(group.name)) || licensed.has(group.id),
  };
}

const isThere = (group: NamedGroup | undefined, inScope: (group: NamedGroup) => boolean) => group !== undefined && inScope(group);

async function membersInPlay(
  session: Session,
  named: ReadonlyMap<TargetGroupId, NamedGroup>,
  { membersOf }: ReadScope,
  { signal, onProgress }: ReadOptions,
) {
  const groups = new Map<TargetGroupId, TargetGroup>();
  for (const { id, name, isAmbiguous } of named.values())
    groups.set(id, { id, name, members: { kind: 'notRead' }, ...(isAmbiguous ? { readOnly: AMBIGUOUS } : {}) });

  const lists: ListEvidence[] = [];
  const inPlay = [...groups.values()].filter(({ id, name }) => membersOf({ id, key: nameKey(name), name }));
  let done = 0;
  await inParallel(inPlay, CONCURRENCY, signal, async (group, either) => {
    const { members, evidence } =
      group.readOnly === undefined
        ? await readMembers(session, group.name, either)
        : { members: unknown(group.readOnly), evidence: undefined };
    groups.set(group.id, { ...group, members });
    if (evidence !== undefined) lists.push(evidence);
    onProgress?.({ what: 'members', done: ++done, total: inPlay.length });
  });
  return { groups, lists };
}

export const AMBIGUOUS = 'another group has the same name, but for case or the way its letters are composed';
const unknown = (why: string) => ({ kind: 'unknown', why }) as const;

/** We are an account like the others: a list without us was not whole, whatever it says of its end. */
const withoutUs = (session: Session, name: string) =>
  new UnexpectedReply(
    `${session.name} listed its users without ${name}, the account that we sign in with`,
    'Its users count as unread. Is a proxy or a cache answering in its place?',
  );
