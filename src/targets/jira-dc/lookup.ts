import { UnexpectedReply } from '../../errors.js';
import type { ExistingAccount } from '../../model/change.js';
import { accountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { isMissingObject } from './refusal.js';
import { UserWithGroups } from './schema.js';
import { ask, read, type Session } from './session.js';

export type Who = { readonly key: string } | { readonly username: string };

/** One account as it is now, with its groups and applications; undefined: there is none (deleted ones are none). */
export async function findUser(session: Session, who: Who, signal: AbortSignal): Promise<UserWithGroups | undefined> {
  const reply = await ask(session, 'user', { ...who, expand: 'groups,applicationRoles' }, [404], signal);
  if (isMissingObject(reply)) return undefined;
  if (reply.status === 404)
    throw new UnexpectedReply(`the Jira of "${session.name}" has no such endpoint: user`, 'Check `url` and its context path.');
  const user = read(session, UserWithGroups, reply);
  return user.deleted ? undefined : user;
}

/** Through nested groups counts too: Jira does not tell. */
export const isIn = (user: UserWithGroups, group: string) => user.groups.some(name => nameKey(name) === nameKey(group));

export const existing = ({ key, name, displayName }: { key: string; name: string; displayName: string }): ExistingAccount => ({
  kind: 'existing',
  id: accountId(key),
  username: name,
  displayName,
});
