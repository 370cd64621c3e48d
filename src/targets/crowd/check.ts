import type { Finding } from '../../model/finding.js';
import { lookalikeKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import { type Probe, probeAll } from '../probes.js';
import { readGroups } from './groups.js';
import { productOf, whatAnswers } from './identity.js';
import { readMemberships } from './members.js';
import type { UserRow } from './schema.js';
import type { Session } from './session.js';
import { userPage } from './users.js';

const PROBES: readonly Probe<Session>[] = [users, administrators, memberships];

/** What an admin should know before the first plan. A failure is a finding; it rejects only when interrupted. */
export const check = (session: Session, options: ReadOptions): Promise<readonly Finding[]> =>
  probeAll(session, { identified, probes: PROBES, unknowable: unknowable(session) }, options);

async function identified(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const answers = await whatAnswers(session, signal);
  const { name, version, url } = productOf(session);
  const who: Finding = { level: 'ok', what: `signed in as the application "${session.settings.application}"` };
  if (answers !== undefined) return [{ level: 'ok', what: `${name} ${version} at ${url}` }, who];
  const untold: Finding = {
    level: 'warning',
    what: `what answers at ${url} does not say which product it is`,
    hint: 'Crowd names itself in a header (X-Embedded-Crowd-Version): a proxy may take it away. Look whether `url` is that of your Crowd.',
  };
  return [untold, who];
}

const SAMPLE = 1000;

/** That users can be listed, whether their keys are told, and from how many directories they come. */
async function users(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const rows = await userPage(session, 0, SAMPLE, signal);
  const listed: Finding = { level: 'ok', what: 'all users that the application sees can be listed' };
  return [listed, ...withoutKeys(rows), ...severalDirectories(rows)];
}

function withoutKeys(rows: readonly UserRow[]): readonly Finding[] {
  if (!rows.some(({ key }) => !key)) return [];
  return [
    {
      level: 'warning',
      what: 'some users have no key: they are known by their username, and cannot be renamed here',
      hint: 'An account that somebody renames in Crowd loses its link: join it again with `links set`.',
    },
  ];
}

/** Seen in keys of newer versions: the number of the directory, before a colon (crowd sheet §5: unsure). */
function severalDirectories(rows: readonly UserRow[]): readonly Finding[] {
  const numbers = new Set(rows.flatMap(({ key }) => /^(\d+):/.exec(key ?? '')?.[1] ?? []));
  if (numbers.size < 2) return [];
  return [
    {
      level: 'warning',
      what: `the users seem to come from ${numbers.size} directories (${[...numbers].sort().join(', ')})`,
      hint: 'Crowd makes new users in the first one that allows it, and REST cannot choose: map the application to one directory.',
    },
  ];
}

async function administrators(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const { groups } = await readGroups(session, signal);
  const believed = session.settings.administratorGroups;
  const looks = new Set(believed.map(lookalikeKey));
  const found = [...groups.values()].map(({ name }) => name).filter(name => looks.has(lookalikeKey(name)));
  if (found.length > 0) return [{ level: 'ok', what: `administrators' groups: ${found.join(', ')}` }];
  return [
    {
      level: 'warning',
      what: `none of the administrators' groups is here (${believed.join(', ')})`,
      hint: 'They seem to have other names: put them into `administratorGroups` or `protect.groups`.',
    },
  ];
}

const SHOWN = 5;

async function memberships(session: Session, signal: AbortSignal): Promise<readonly Finding[]> {
  const all = await readMemberships(session, signal);
  if (all.kind === 'refused')
    return [
      {
        level: 'warning',
        what: `members are read group by group: ${all.why}`,
        hint: 'It takes a call or more for each group. Let /rest/usermanagement/1/group/membership pass as XML.',
      },
    ];
  const read: Finding = { level: 'ok', what: `members are read in one call (${all.evidence.rows} memberships)` };
  const outer = [...all.groups].filter(([, { groups }]) => groups.length > 0);
  if (outer.length === 0) return [read];
  const shown = outer.slice(0, SHOWN).map(([id, { groups }]) => `${id} (holds ${groups.join(', ')})`);
  const more = outer.length > SHOWN ? ` and ${outer.length - SHOWN} more` : '';
  return [
    read,
    {
      level: 'info',
      what: `${outer.length === 1 ? '1 group holds' : `${outer.length} groups hold`} other groups: ${shown.join('; ')}${more}`,
      hint: 'Only direct members are compared and changed; who is in a group through another one stays.',
    },
  ];
}

/** What this REST family does not tell without writing. */
function unknowable({ settings: { application } }: Session): readonly Finding[] {
  return [
    {
      level: 'info',
      what: `what the application "${application}" may change, and which directory it is mapped to, cannot be told beforehand`,
      hint: 'Map it to one internal directory, allow it there to add, modify and remove users and groups, and allow all users to authenticate: it does not see others.',
    },
  ];
}
