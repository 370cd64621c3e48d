import { pathSegment } from '../../http/address.js';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn, toldOnce } from '../reading.js';
import { type GraphApi, pathWith } from './api.js';
import { selectOf } from './attributes.js';
import { appFindings } from './check-app.js';
import { attributeFindings } from './check-attributes.js';
import { roleFindings } from './check-roles.js';
import { groupOf } from './groups.js';
import { grant } from './permissions.js';
import { Page, readUser } from './schema.js';
import type { EntraSettings } from './settings.js';

/** What `check` asks with. */
export interface Asking extends EntraSettings {
  readonly api: GraphApi;
}

/** One question of `check`. */
export type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Who we are in the tenant, and whether we may read what a pull reads; what is missing with the permission that gives it. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const steps: readonly Step[] = [users, groups, appFindings, attributeFindings];
  const token = await signingIn(() => asking.api.roles(signal));
  if (token.kind === 'failed') return [token.finding, ...certificateFindings(asking)];

  const found: Finding[] = [];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking, signal)));
  }
  const signedIn: Finding = { level: 'ok', what: `signed in as the app ${asking.clientId} of the tenant ${asking.tenant}` };
  const roles = roleFindings(token.value, asking);
  const isTold = ({ what, hint }: Finding) =>
    what.startsWith('could not') && roles.some(role => role.level === 'problem' && role.hint === hint);
  return [signedIn, ...certificateFindings(asking), ...roles, ...toldOnce(found.filter(finding => !isTold(finding)))];
}

/** When a secret ends only the app registration says, which we need not read. */
function certificateFindings({ credential }: EntraSettings): readonly Finding[] {
  if (credential.kind === 'secret') return [];
  const { expires } = credential.certificate;
  return [{ level: 'info', what: `the certificate ends on ${expires.slice(0, 10)}`, expires }];
}

/** With too few permissions rows come without `accountEnabled` (entra.md §4, 2026-11). */
const users: Step = async ({ api, attributes: _, ...settings }, signal) => {
  const path = pathWith('users', { $select: selectOf({}), $top: 1 });
  const read = await reading('users', () => api.get({ path }, Page, signal));
  if (read.kind === 'failed') return [read.finding];
  const [row] = read.value.rows;
  if (row === undefined && read.value.next === undefined)
    return [{ level: 'problem', what: 'Graph shows us nobody in this tenant', hint: grant('User.Read.All') }];
  const one = row === undefined ? undefined : readUser(row, { ...settings, attributes: {} }, 'users');
  if (one === undefined || one.kind === 'user') return [may('read users')];
  return one.isWithheld
    ? [{ level: 'problem', what: 'Graph shows us users without accountEnabled', hint: grant('User.Read.All') }]
    : [{ level: 'problem', what: `the first user is not understood: ${one.odd.problem}`, hint: 'Its API may have changed.' }];
};

const groups: Step = async ({ api }, signal) => {
  const path = pathWith('groups', { $select: 'id,displayName,visibility', $top: 1 });
  const read = await reading('groups', async () => (await api.get({ path }, Page, signal)).rows.map(groupOf));
  if (read.kind === 'failed') return [read.finding];
  const [first] = read.value;
  if (first === undefined) return [may('read groups')];

  const place = `groups/${pathSegment(first.id, 'Graph')}/transitiveMembers/microsoft.graph.user`;
  const question = { path: pathWith(place, { $count: 'true', $select: 'id', $top: 1 }), isAdvanced: true };
  const members = await reading("groups' members", () => api.get(question, Page, signal));
  return [may('read groups'), members.kind === 'failed' ? members.finding : may("read groups' members")];
};
