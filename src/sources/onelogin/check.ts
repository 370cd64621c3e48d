import { pathSegment } from '../../http/address.js';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn, toldOnce } from '../reading.js';
import type { OneLoginApi } from './api.js';
import { readAssigned } from './app.js';
import { attributeFindings } from './check-attributes.js';
import { readGroupNames } from './groups.js';
import { countOf } from './lists.js';
import { RateState, RoleRow, Rows, readUser } from './schema.js';
import type { OneLoginSettings } from './settings.js';

/** What `check` asks with. */
export interface Asking extends OneLoginSettings {
  readonly api: OneLoginApi;
}

/** One question of `check`. What fails is a finding; being interrupted rejects. */
export type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Who we are in the account, how many calls are left, and whether we may read what a pull reads; what is missing with where to give it. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const steps: readonly Step[] = [rate, users, roles, groups, app, attributeFindings];
  const token = await signingIn(() => asking.api.signIn(signal));
  if (token.kind === 'failed') return [token.finding];

  const found: Finding[] = [{ level: 'ok', what: `signed in with the API credential ${asking.clientId}` }];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking, signal)));
  }
  return toldOnce(found);
}

/** Below this part of the hour's calls somebody else uses them up. */
const FEW = 0.2;

/** Seconds until they are whole again, not a time of day (onelogin.md §6, 2026-11). A pull does without, so this alone is no problem. */
const rate: Step = async ({ api }, signal) => {
  const read = await reading('how many calls are left', () => api.get('auth/rate_limit', {}, RateState, signal));
  if (read.kind === 'failed') return [{ level: 'info', what: read.finding.what }];
  const { limit, remaining, secondsLeft } = read.value.value;
  const what = `${remaining} of ${limit} calls an hour are left, for ${Math.ceil(secondsLeft / 60)} minutes`;
  if (remaining >= limit * FEW) return [{ level: 'ok', what }];
  return [{ level: 'warning', what, hint: 'All API credentials of the account share them. Does another program use them up?' }];
};

const users: Step = async ({ api, ...settings }, signal) => {
  const read = await reading('users', () => api.get('api/2/users', { limit: 1 }, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const counted = await reading('users', async () => countOf(read.value.headers, 'users'));
  if (counted.kind === 'failed') return [counted.finding];
  const [row] = read.value.value;
  const first = row === undefined ? undefined : readUser(row, { ...settings, attributes: {} }, 'users');
  if (first?.kind !== 'odd') return [may(`read ${counted.value} users`)];
  const hint = 'Look at this person in OneLogin. Its API may have changed.';
  return [{ level: 'warning', what: `the first user is not understood: ${first.odd.problem}`, hint }];
};

const roles: Step = async ({ api }, signal) => {
  const read = await reading('roles', () => api.get('api/2/roles', { limit: 1 }, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const counted = await reading('roles', async () => countOf(read.value.headers, 'roles'));
  if (counted.kind === 'failed') return [counted.finding];
  const mayRoles = may(`read ${counted.value} roles`);
  const { data: first } = RoleRow.safeParse(read.value.value[0]);
  if (first === undefined) return [mayRoles];
  const path = `api/2/roles/${pathSegment(first.id, 'OneLogin')}/users`;
  const members = await reading("roles' users", () => api.get(path, { limit: 1 }, Rows, signal));
  return [mayRoles, members.kind === 'failed' ? members.finding : may("read roles' users")];
};

const groups: Step = async ({ api, groups: withGroups }, signal) => {
  if (!withGroups) return [];
  const read = await reading('groups', () => readGroupNames(api, { signal }));
  return [read.kind === 'failed' ? read.finding : may(`read ${read.value.named.length} groups`)];
};

const app: Step = async ({ api, app: id }, signal) => {
  if (id === undefined) return [];
  const read = await reading(`the users of the app ${id}`, () => readAssigned(api, id, signal));
  return [read.kind === 'failed' ? read.finding : may(`read ${read.value.ids.size} users of the app ${id}`)];
};
