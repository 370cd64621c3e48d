import type { Finding } from '../../model/finding.js';
import { lookalikeKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { isAtLeast } from '../capabilities.js';
import { type Probe, probeAll } from '../probes.js';
import { directories } from './check-directories.js';
import { administrate, listUsers } from './check-rights.js';
import { readGroups } from './groups.js';
import { whoAndWhat } from './identity.js';
import { groupNames } from './lookup.js';
import { administratorsOf, readGranted } from './permissions.js';
import { AccessMode } from './schema.js';
import { api, ask, get, type Session } from './session.js';

const PROBES: readonly Probe<Session>[] = [listUsers, administrate, privilegedGroups, accessMode, directories, pace];

/** What an admin should know before the first plan. A failure is a finding; it rejects only when interrupted. */
export const check = (session: Session, options: ReadOptions): Promise<readonly Finding[]> =>
  probeAll(session, { identified, probes: PROBES, unknowable: unknowable(session) }, options);

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
  const { groups: all } = await readGroups(session, { signal });
  const groups = [...(await administratorsOf(session, await readGranted(session, signal), all, { signal }))];
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
