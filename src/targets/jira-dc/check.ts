import type { Finding } from '../../model/finding.js';
import { lookalikeKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { type Probe, probeAll } from '../probes.js';
import { directories } from './check-directories.js';
import { userList } from './check-users.js';
import { whoAndWhat } from './identity.js';
import { findUser } from './lookup.js';
import { MyPermissions } from './schema.js';
import { readApplications } from './seats.js';
import { ask, get, type Session } from './session.js';

const PROBES: readonly Probe<Session>[] = [permissions, userList, directories, privilegedGroups, leads, seats, pace];

/** What an admin should know before the first plan. A failure is a finding; it rejects only when interrupted. */
export const check = (session: Session, options: ReadOptions): Promise<readonly Finding[]> =>
  probeAll(session, { identified, probes: PROBES, unknowable: unknowable(session) }, options);

async function identified(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { server, myself } = await whoAndWhat(session, signal);
  const found: Finding[] = [
    { level: 'ok', what: `Jira ${server.version} at ${session.settings.url}` },
    { level: 'ok', what: `signed in as ${myself.name} (${myself.displayName})` },
  ];
  const isBasic = session.settings.token === undefined;
  if (isBasic && (server.versionNumbers[0] ?? 0) >= 11)
    found.push({
      level: 'warning',
      what: 'username and password are off by default in Jira 11',
      hint: 'Use a personal access token (`token`).',
    });
  return found;
}

async function permissions(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { permissions: has } = await get(session, 'mypermissions', MyPermissions, {}, signal);
  if (has.SYSTEM_ADMIN?.havePermission) return [{ level: 'ok', what: 'has "Jira System Administrators"' }];
  if (has.ADMINISTER?.havePermission)
    return [
      { level: 'ok', what: 'has "Jira Administrators"' },
      { level: 'info', what: 'lacks "Jira System Administrators": accounts of system administrators cannot be changed' },
    ];
  return [
    { level: 'problem', what: 'may not administer Jira', hint: 'Give the account the global permission "Jira Administrators".' },
  ];
}

/** REST does not tell which groups hold the administrators' permission: we look whether the ones we believe in hold us. */
async function privilegedGroups(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { myself } = await whoAndWhat(session, signal);
  const self = await findUser(session, { key: myself.key }, signal);
  const believed = new Set(session.settings.administratorGroups.map(lookalikeKey));
  const ours = (self?.groups ?? []).filter(name => believed.has(lookalikeKey(name)));
  if (ours.length > 0) return [{ level: 'ok', what: `administrators' group: ${ours.join(', ')}` }];
  return [
    {
      level: 'warning',
      what: `${myself.name} is in none of the administrators' groups (${session.settings.administratorGroups.join(', ')})`,
      hint: "The real administrators' group seems to have another name: put it into `administratorGroups` or `protect.groups`.",
    },
  ];
}

async function leads(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const kind of ['project', 'component'] as const) {
    const username = session.settings.leads[kind];
    if (username === null) findings.push({ level: 'ok', what: `leads.${kind}: the lead is cleared` });
    else if (username === undefined)
      findings.push({
        level: 'warning',
        what: `leads.${kind} is not set: leavers who lead a ${kind} cannot be switched off`,
        hint: `Set \`leads.${kind}\` to a username.`,
      });
    else findings.push(await successor(session, kind, username, signal));
  }
  return findings;
}

async function successor(session: Session, kind: string, username: string, signal: AbortSignal): Promise<Finding> {
  const user = await findUser(session, { username }, signal);
  if (user?.active) return { level: 'ok', what: `leads.${kind}: ${user.name}` };
  const why = user === undefined ? 'has no account' : 'is inactive';
  return { level: 'problem', what: `leads.${kind}: ${username} ${why}`, hint: 'Name an active account that may lead projects.' };
}

async function seats(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const applications = await readApplications(session, signal);
  if (applications === undefined)
    return [
      {
        level: 'warning',
        what: 'seats cannot be seen: the guard `seats` does nothing',
        hint: 'Give the account "Jira Administrators".',
      },
    ];
  return applications.map(({ pool: { application, remaining } }): Finding => {
    if (remaining === undefined) return { level: 'ok', what: `${application}: unlimited seats` };
    if (remaining > 0) return { level: 'ok', what: `${application}: ${remaining} seats left` };
    return {
      level: 'warning',
      what: `${application}: no seats left`,
      hint: 'Additions to its groups are held until some are freed.',
    };
  });
}

async function pace(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { headers } = await ask(session, 'myself', {}, [], signal);
  const limit = headers['x-ratelimit-limit'];
  if (limit === undefined) return [];
  return [
    {
      level: 'info',
      what: `rate limited: ${String(limit)} requests at once, ${String(headers['x-ratelimit-fillrate'])} more every ${String(headers['x-ratelimit-interval-seconds'])} s`,
    },
  ];
}

function unknowable({ settings }: Session): readonly Finding[] {
  const findings: Finding[] = [];
  if (!settings.nestedGroups)
    findings.push({
      level: 'info',
      what: 'Jira does not tell whether groups are nested',
      hint: 'If they are, set `nestedGroups: true`.',
    });
  if (settings.token !== undefined)
    findings.push({ level: 'info', what: 'Jira does not tell when a personal access token expires' });
  return findings;
}
