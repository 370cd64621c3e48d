import type { ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import type { TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { findUser, groupNames } from './lookup.js';
import { removeMember } from './memberships.js';
import { withNested } from './nested.js';
import { hasOwnAccess, readGranted } from './permissions.js';
import { failed } from './refusal.js';
import { groupIdOf } from './schema.js';
import type { Session } from './session.js';

/** The groups of an account that let it in, as they are now. */
export async function accessGroups(
  session: Session,
  account: ExistingAccount,
  signal: AbortSignal,
): Promise<readonly ExistingGroup[]> {
  if ((await findUser(session, { key: account.id }, signal)) === undefined) return [];
  const letsIn = await opening(session, signal);
  const names = await groupNames(session, account.id, { signal });
  return names.filter(letsIn).map(name => ({ kind: 'existing', id: groupIdOf(name), name }));
}

/**
 * Which groups let people in: from 9.2 on Confluence tells to which it granted that (GET /permissions), and who is in a group
 * nested in one of them gets in as well. Where it does not tell, or names none, any group may.
 */
async function opening(session: Session, signal: AbortSignal): Promise<(group: string) => boolean> {
  const granted = (await readGranted(session, signal))?.users ?? [];
  const { names, whole } = await withNested(session, granted, { signal });
  if (granted.length === 0 || !whole) return () => true;
  const open = new Set([...names, ...session.settings.administratorGroups].map(nameKey));
  return group => open.has(nameKey(group));
}

/** Takes an account out of every group that lets it in (U4). One group that refuses does not keep the others; `details` are the groups left. */
export async function cutAccess(session: Session, account: ExistingAccount, signal: AbortSignal): Promise<Outcome> {
  const groups = await accessGroups(session, account, signal);
  const refused = new Map<TargetGroupId, string>();
  for (const group of groups) {
    const outcome = await removeMember(session, { group, account }, signal);
    if (outcome.kind === 'failed') refused.set(group.id, outcome.problem);
  }
  // groups that others are nested in kept them until they were out of those
  const kept = refused.size === 0 ? [] : await accessGroups(session, account, signal);
  const still = new Set(kept.map(({ id }) => id));
  const left = groups.filter(({ id }) => !still.has(id)).map(({ name }) => name);
  if (kept.length > 0) {
    const told = kept.map(({ id, name }) => (refused.has(id) ? `${name} (${refused.get(id)})` : name));
    return failed(
      `could not cut the access of ${account.username}: still in ${told.join(', ')}${left.length === 0 ? '' : `, out of ${left.join(', ')}`}`,
      'A nested group or a read-only directory keeps them in. Take them out there.',
    );
  }
  if ((await hasOwnAccess(session, account.id, signal)) === true)
    return failed(
      `could not cut the access of ${account.username}: it has a global permission of its own${left.length === 0 ? '' : `, though out of ${left.join(', ')}`}`,
      'Take it away: General configuration > Global permissions > Individual users.',
    );
  return groups.length === 0 ? { kind: 'alreadySo', account } : { kind: 'applied', account, details: left };
}
