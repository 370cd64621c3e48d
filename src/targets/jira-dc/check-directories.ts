import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import type { Session } from './session.js';

/** A resource of the embedded Crowd (jira-dc sheet §6, November 2026): `sync` is there where a directory is fetched from elsewhere. */
const Directories = z.object({ directories: z.array(z.object({ name: z.string(), sync: z.unknown().optional() })) });

/** Whether people and groups come from elsewhere: then a write is refused, or lands beside them (G12). Only a system administrator sees it. */
export async function directories(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const reply = await session.http.request({
    ...{ method: 'GET', path: 'rest/crowd/latest/directory', signal },
    headers: { accept: 'application/json' }, // its default is XML, which breaks on Jira
    expect: [401, 403, 404],
  });
  const shown = Directories.safeParse(reply.body).data; // no part of the documented API: whatever else it says is not held against it
  const [first, ...others] = reply.status === 200 ? (shown?.directories ?? []) : [];
  if (first === undefined) return [];
  const lower = others.filter(({ sync }) => sync !== undefined).map(({ name }) => name);
  if (first.sync !== undefined)
    return [
      {
        level: 'warning',
        what: `its first user directory, ${first.name}, is fetched from elsewhere: what is in it cannot be written here`,
        hint: 'If that is Jira or Crowd, let rollcall write there, and say so here: `directory: NAME OF THAT TARGET`.',
      },
    ];
  if (lower.length === 0) return [{ level: 'ok', what: `user directory: ${first.name}` }];
  return [{ level: 'info', what: `besides ${first.name}, people and groups are fetched from ${lower.join(', ')}` }];
}
