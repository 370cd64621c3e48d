import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { type Probe, probeAll } from '../probes.js';
import { whoAndWhat } from './identity.js';
import { findByName } from './lookup.js';
import { readHolders } from './permissions.js';
import { Directories } from './schema.js';
import { readLicence } from './seats.js';
import { ask, isDone, read, type Session } from './session.js';

const PROBES: readonly Probe<Session>[] = [permissions, seats, directories, pace];

/** What an admin should know before the first plan. A failure is a finding; it rejects only when interrupted. */
export const check = (session: Session, options: ReadOptions): Promise<readonly Finding[]> =>
  probeAll(session, { identified, probes: PROBES }, options);

async function identified(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { version, username } = await whoAndWhat(session, signal);
  return [
    { level: 'ok', what: `Bitbucket ${version} at ${session.settings.url}` },
    { level: 'ok', what: `signed in as ${username}` },
  ];
}

/** What an administrator may see, and what the account has: a token may take the former away, not the latter. */
async function permissions(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { username } = await whoAndWhat(session, signal);
  const maySee = isDone(await ask(session, 'admin/permissions/users', { limit: 1 }, [401, 403], signal));
  const self = await findByName(session, username, signal);
  const has = async (level: 'ADMIN' | 'SYS_ADMIN') =>
    (await readHolders(session, level, signal, username)).rows.some(({ id }) => id === self?.id);
  if (!maySee) return [(await has('ADMIN')) ? tokenOnly : lacksAdmin(username)];
  if (await has('SYS_ADMIN')) return [{ level: 'ok', what: 'has the global permission SYS_ADMIN' }];
  return [
    { level: 'ok', what: 'has the global permission ADMIN' },
    { level: 'info', what: 'lacks SYS_ADMIN: accounts and groups of system administrators cannot be changed' },
  ];
}

const tokenOnly: Finding = {
  level: 'problem',
  what:
    'this token can only plan: an HTTP access token never changes users and groups, whoever made it, ' +
    'and an OAuth 2.0 access token does with an admin scope only',
  hint: 'To apply, give `username` and `password`, or an OAuth 2.0 access token of an application link with an admin scope as `token`.',
};

const lacksAdmin = (username: string): Finding => ({
  level: 'problem',
  what: `${username} lacks the global permission ADMIN: it can only plan`,
  hint: 'Grant it in Bitbucket under Administration > Global permissions: ADMIN for the account or a group of it.',
});

async function seats(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const licence = await readLicence(session, signal);
  if (licence === undefined)
    return [
      { level: 'warning', what: 'seats cannot be seen: the guard `seats` does nothing', hint: 'It takes ADMIN to see them.' },
    ];
  const { remaining } = licence;
  if (remaining === undefined) return [{ level: 'ok', what: 'unlimited seats' }];
  if (remaining > 0) return [{ level: 'ok', what: `${remaining} seats left` }];
  const hint = 'Additions to groups that let people in are held until some are freed.';
  return [{ level: 'warning', what: 'no seats left', hint }];
}

/** New accounts go to the first directory that can be written to; which one that is nobody can choose by REST. */
async function directories(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const reply = await ask(session, 'admin/user-directories', {}, [401, 403, 404], signal);
  if (!isDone(reply)) return [{ level: 'info', what: 'user directories cannot be seen: it takes ADMIN' }];
  const found = read(session, Directories, reply).filter(({ active }) => active);
  const [first] = found;
  if (first === undefined) return [];
  const names = found.map(({ name, type }) => (type === '' ? name : `${name} (${type})`)).join(', ');
  if (/internal/i.test(first.type === '' ? first.name : first.type)) return [{ level: 'ok', what: `user directories: ${names}` }];
  return [
    {
      level: 'warning',
      what: `its first user directory is not its own: ${names}`,
      hint: 'If people and groups come from Jira or Crowd, make that the target, and set `directory:` on this one.',
    },
  ];
}

async function pace(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { headers } = await ask(session, 'users', { limit: 1 }, [], signal);
  const limit = headers['x-ratelimit-limit'];
  if (limit === undefined) return [];
  const refill = `${String(headers['x-ratelimit-fillrate'])} more every ${String(headers['x-ratelimit-interval-seconds'])} s`;
  return [{ level: 'info', what: `rate limited: ${String(limit)} requests at once, ${refill}` }];
}
