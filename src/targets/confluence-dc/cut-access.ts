import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { findUser, groupNames } from './lookup.js';
import { removeMember } from './memberships.js';
import { hasOwnAccess, readGranted } from './permissions.js';
import { failed } from './refusal.js';
import { groupIdOf } from './schema.js';
import type { Session } from './session.js';

/**
 * The groups of an account that let it in, as they are now. From 9.2 on Confluence tells which do (GET /permissions); where it
 * does not, any of them may.
 */
export async function accessGroups(
  session: Session,
  account: ExistingAccount,
  signal: AbortSignal,
): Promise<readonly ExistingGroup[]> {
  if ((await findUser(session, { key: account.id }, signal)) === undefined) return [];
  const granted = await readGranted(session, signal);
  const open = granted && new Set([...granted.users, ...session.settings.administratorGroups].map(nameKey));
  const names = await groupNames(session, account.id, { signal });
  return names
    .filter(name => open === undefined || open.has(nameKey(name)))
    .map(name => ({ kind: 'existing', id: groupIdOf(name), name }));
}

/** Takes an account out of every group that lets it in (U4). One group that refuses does not keep the others; `details` are the groups left. */
export async function cutAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<Outcome> {
  const groups = await accessGroups(session, account, signal);
  const [left, still]: [string[], string[]] = [[], []];
  for (const group of groups) {
    const outcome = await removeMember(session, { group, account }, signal);
    if (outcome.kind === 'failed') still.push(`${group.name} (${outcome.problem})`);
    else left.push(group.name);
  }
  if (still.length > 0)
    return failed(
      `could not cut the access of ${account.username}: still in ${still.join(', ')}${left.length === 0 ? '' : `, out of ${left.join(', ')}`}`,
      'A nested group or a read-only directory keeps them in. Take them out there.',
    );
  if ((await hasOwnAccess(session, account.id, signal)) === true)
    return failed(
      `could not cut the access of ${account.username}: it has a global permission of its own${left.length === 0 ? '' : `, though out of ${left.join(', ')}`}`,
      'Take it away: General configuration > Global permissions > Individual users.',
    );
  return groups.length === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: left };
}
