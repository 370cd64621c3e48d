import type { Finding } from '../../model/finding.js';
import { Directories } from './schema.js';
import { ask, read, type Session } from './session.js';

const USE = 'If its people come from Jira or Crowd, let rollcall write there and say so here: `directory: NAME OF THAT TARGET`.';

/** Which user directories there are; only a system administrator sees it (confluence-dc sheet §5, November 2026). */
export async function directories(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const reply = await ask(session, 'rest/crowd/latest/directory', {}, [401, 403, 404], signal);
  if (reply.status !== 200)
    return [
      {
        level: 'info',
        what: 'cannot see the user directories: it lacks "System Administrator"',
        hint: `Look yourself at User directories. ${USE}`,
      },
    ];
  const { directory } = read(session, Directories, reply);
  const [first, ...others] = directory.map(({ name, synchronisation }) => ({ name, isRemote: synchronisation !== undefined }));
  if (first === undefined) return [];
  if (first.isRemote)
    return [
      {
        level: 'warning',
        what: `the first user directory, ${first.name}, is synchronised from elsewhere: what is in it cannot be written here`,
        hint: USE,
      },
    ];
  if (others.length === 0) return [{ level: 'ok', what: `one user directory: ${first.name}` }];
  return [
    {
      level: 'warning',
      what: `several user directories: ${directory.map(({ name }) => name).join(', ')}; REST does not tell which account is in which`,
      hint: `New accounts go to the first that can be written. ${USE}`,
    },
  ];
}
