import type { Finding } from '../../model/finding.js';
import { nameKey } from '../../model/names.js';
import { readGroups } from './groups.js';
import { readMembers } from './members.js';
import { standsInPath } from './names.js';
import { ADMINISTRATOR } from './refusal.js';
import { api, ask, type Session } from './session.js';
import { readEmails } from './users.js';
import { hasGroupQueries, hasUpdates } from './versions.js';

/** Whether everybody can be listed, and what is shown of them. */
export async function listUsers(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { version } = session.known;
  const reply = await ask(session, api('user/list'), { limit: 1, expand: 'status' }, [403, 404], signal);
  if (reply.status === 403)
    return [
      {
        level: 'problem',
        what: 'may not list the users: it lacks the global permission "Can use"',
        hint: 'Give it a seat: General configuration > Global permissions, "Can use", for one of its groups.',
      },
    ];
  if (reply.status === 404)
    return [{ level: 'problem', what: `Confluence ${version} has no list of all users`, hint: 'Use 8.5, 9.2 or newer.' }];
  return [{ level: 'ok', what: 'all users can be listed' }, ...(await emails(session, signal)), ...slashes(session)];
}

async function emails(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { version } = session.known;
  if (!hasUpdates(version))
    return [
      {
        level: 'warning',
        what: `Confluence ${version} shows no e-mail addresses, and takes no change of e-mail or display name`,
        hint: 'Match by username only: with `email` among the match keys nobody is created. Confluence 9.3 and newer can more.',
      },
    ];
  const shown = await readEmails(session, version, { signal });
  const what = `e-mail addresses are shown of ${shown.size} active accounts with a seat, of nobody else`;
  const hint = 'Match by username: with `email` among the match keys nobody is created while an address is not shown.';
  return [shown.size > 0 ? { level: 'info', what, hint } : { level: 'warning', what: 'no e-mail address is shown to us', hint }];
}

const slashes = ({ known: { version } }: Session): readonly Finding[] =>
  hasGroupQueries(version)
    ? []
    : [{ level: 'info', what: `Confluence ${version} cannot be asked about groups with / in their names` }];

/** Members are shown to administrators only, and only they may write (sheet §3). */
export async function administrate(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { groups } = await readGroups(session, { signal });
  const names = [...groups.values()].map(({ name }) => name).filter(standsInPath);
  const theirs = new Set(session.settings.administratorGroups.map(nameKey));
  const probe = names.find(name => theirs.has(nameKey(name))) ?? names[0];
  if (probe === undefined) return [{ level: 'warning', what: 'there is no group by which the permission could be tried' }];
  const reply = await ask(session, api(`group/${encodeURIComponent(probe)}/member`), { limit: 1 }, [403, 404], signal);
  if (reply.status === 403)
    return [
      { level: 'problem', what: 'may not administer Confluence: it lacks "Confluence Administrator"', hint: ADMINISTRATOR },
    ];
  const { members } = await readMembers(session, probe, signal);
  if (members.kind !== 'read') return [{ level: 'problem', what: `the members of ${probe} cannot be read`, hint: ADMINISTRATOR }];
  return [{ level: 'ok', what: 'has "Confluence Administrator"' }];
}
