import { Interrupted, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { lookalikeKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { isAtLeast } from '../capabilities.js';
import { directories } from './check-directories.js';
import { administrate, listUsers } from './check-rights.js';
import { whoAndWhat } from './identity.js';
import { groupNames } from './lookup.js';
import { administratorsOf, readGranted } from './permissions.js';
import { AccessMode } from './schema.js';
import { api, ask, get, type Session } from './session.js';

type Probe = (session: Session, signal: AbortSignal) => Promise<readonly Finding[]>;
const PROBES: readonly Probe[] = [listUsers, administrate, privilegedGroups, accessMode, directories, pace];

/** What an admin should know before the first plan. A failure is a finding; it rejects only when interrupted. */
export async function check(session: Session, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const identity = await probed(identified, session, signal);
  if (identity.some(({ level }) => level === 'problem')) return identity;
  const findings = [...identity];
  for (const [index, probe] of PROBES.entries()) {
    findings.push(...(await probed(probe, session, signal)));
    onProgress?.({ what: 'checks', done: index + 1, total: PROBES.length });
  }
  return [...findings, ...unknowable(session)];
}

async function probed(probe: Probe, session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    return await probe(session, signal);
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    return [{ level: 'problem', what: error.message, hint: error.hint }];
  }
}

async function identified(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { version, self } = await whoAndWhat(session, signal);
  const found: Finding[] = [
    { level: 'ok', what: `Confluence ${version} at ${session.settings.url}` },
    { level: 'ok', what: `signed in as ${self.username} (${self.displayName})` },
  ];
  if (!isAtLeast(version, '8.5'))
    found.push({ level: 'warning', what: `Confluence ${version} was not tried`, hint: 'Use 8.5, 9.2 or newer.' });
  return found;
}

/** Whether the groups that we believe to be the administrators' hold us. */
async function privilegedGroups(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { self } = await whoAndWhat(session, signal);
  const groups = [...administratorsOf(session, await readGranted(session, signal))];
  const believed = new Set(groups.map(lookalikeKey));
  const ours = (await groupNames(session, self.id, { signal })).filter(name => believed.has(lookalikeKey(name)));
  if (ours.length > 0) return [{ level: 'ok', what: `administrators' groups: ${groups.join(', ')}` }];
  return [
    {
      level: 'warning',
      what: `${self.username} is in none of the administrators' groups (${groups.join(', ')})`,
      hint: "The real administrators' group seems to have another name: put it into `administratorGroups` or `protect.groups`.",
    },
  ];
}

async function accessMode(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const mode = await get(session, api('accessmode'), AccessMode, {}, signal);
  if (!/read_?only/i.test(mode)) return [];
  return [
    {
      level: 'problem',
      what: 'Confluence is in read-only mode: nothing can be written',
      hint: 'Switch it off in General configuration > Maintenance, or wait until it is.',
    },
  ];
}

async function pace(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { headers } = await ask(session, api('user/current'), {}, [], signal);
  const limit = headers['x-ratelimit-limit'];
  if (limit === undefined) return [];
  const [fill, every] = [headers['x-ratelimit-fillrate'], headers['x-ratelimit-interval-seconds']];
  return [
    { level: 'info', what: `rate limited: ${String(limit)} requests at once, ${String(fill)} more every ${String(every)} s` },
  ];
}

function unknowable({ settings }: Session): readonly Finding[] {
  const findings: Finding[] = [
    { level: 'info', what: 'Confluence does not tell by REST how many seats are left: a full licence refuses new accounts' },
  ];
  if (settings.token !== undefined)
    findings.push({ level: 'info', what: 'Confluence does not tell when a personal access token expires' });
  return findings;
}
