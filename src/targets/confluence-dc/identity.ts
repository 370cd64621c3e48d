import { AccessDenied, Unavailable, UnexpectedReply } from '../../errors.js';
import { accountId } from '../../model/ids.js';
import { CurrentUser, Manifest, meansActive, ServerInformation } from './schema.js';
import { api, ask, get, read, type Session } from './session.js';

/** Which Confluence this is, and as whom we are signed in. */
export async function whoAndWhat(session: Session, signal: AbortSignal) {
  const version = await versionOf(session, signal);
  session.known.version = version;
  const user = await get(session, api('user/current'), CurrentUser, { expand: 'status' }, signal);
  if (user.type !== 'known' || user.userKey === undefined || user.username === undefined)
    throw new AccessDenied(
      `${session.name} answered as if nobody had signed in`,
      'Renew the token of this target, or look at `username` and `password`. Or a proxy takes the Authorization header away.',
    );
  if (user.status !== undefined && !meansActive(user.status)) throw unknownStatus(session, user.username);
  return { version, self: { id: accountId(user.userKey), username: user.username, displayName: user.displayName } };
}

/**
 * Which words Confluence has for the status nobody documents (sheet §2). Whoever signs in is active: where that is not what we
 * read, we would take all others for switched off too, and never end a leaver.
 */
export const unknownStatus = ({ name }: Session, username: string) =>
  new UnexpectedReply(
    `${name} gives ${username}, the account that we sign in with, a status that we do not take for active`,
    'Then we cannot tell who else is active: its users count as unread. Please report which version of Confluence this is.',
  );

/** Before 9.2 only the application link's manifest tells (confluence-dc sheet §1, November 2026). */
async function versionOf(session: Session, signal: AbortSignal): Promise<string> {
  const reply = await ask(session, api('server-information'), {}, [404], signal);
  if (reply.status !== 404) return read(session, ServerInformation, reply).version;
  const manifest = await ask(session, 'rest/applinks/1.0/manifest', {}, [404], signal);
  if (manifest.status === 404) throw nowhere(session, 'no Confluence');
  const { typeId, version } = read(session, Manifest, manifest);
  if (!/confluence/i.test(typeId)) throw nowhere(session, `a ${typeId}, no Confluence,`);
  return version;
}

const nowhere = ({ settings: { url } }: Session, what: string) =>
  new Unavailable(
    `there is ${what} at ${url}`,
    'Give `url` as the browser shows it, with the context path: https://host/confluence',
  );
