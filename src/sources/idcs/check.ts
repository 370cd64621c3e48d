import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn } from '../reading.js';
import type { Asking, Step } from './asking.js';
import { userAttributes } from './attributes.js';
import { attributeFindings } from './check-attributes.js';
import { readApp, usersOf } from './grants.js';
import { GroupRow, Page, UserRow } from './schema.js';

/** Who we are in the domain, and whether we may read what a pull reads; what is missing with the role that gives it. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const steps: readonly Step[] = [users, groups, grants, attributeFindings];
  const token = await signingIn(() => asking.api.signIn(signal));
  if (token.kind === 'failed') return [token.finding];

  const found: Finding[] = [{ level: 'ok', what: `signed in as the client ${asking.clientId}` }];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking, signal)));
  }
  return found;
}

const users: Step = async ({ api, attributes }, signal) => {
  const query = { startIndex: 1, count: 1, attributes: userAttributes(attributes) };
  const read = await reading('users', () => api.get('Users', query, Page, signal));
  if (read.kind === 'failed') return [read.finding];
  const { Resources, totalResults } = read.value;
  const [row] = Resources ?? [];
  if (row === undefined || UserRow.safeParse(row).success) return [may(`read ${totalResults} users`)];
  const hint = 'Its API may have changed, or the role of the application hides attributes such as `active`.';
  return [{ level: 'problem', what: 'the first user is not understood', hint }];
};

const groups: Step = async ({ api }, signal) => {
  const query = { startIndex: 1, count: 1, attributes: 'displayName' };
  const read = await reading('groups', () => api.get('Groups', query, Page, signal));
  if (read.kind === 'failed') return [read.finding];
  const mayGroups = may(`read ${read.value.totalResults} groups`);
  const { data: first } = GroupRow.safeParse(read.value.Resources?.[0]);
  if (first === undefined) return [mayGroups];

  const path = `Groups/${encodeURIComponent(first.id)}`;
  const inner = { attributes: 'members[startIndex=1&count=1]' }; // however large the group is
  const members = await reading("groups' members", () => api.get(path, inner, z.looseObject({}), signal));
  return [mayGroups, members.kind === 'failed' ? members.finding : may("read groups' members")];
};

const grants: Step = async ({ api, app }, signal) => {
  if (app === undefined) return [];
  const named = await reading(`the app ${app}`, () => readApp(api, app, signal));
  if (named.kind === 'failed') return [named.finding];
  const { displayName, active } = named.value;
  const query = { startIndex: 1, count: 1, filter: usersOf(app), attributes: 'grantee' };
  const granted = await reading(`grants for the app ${displayName}`, () => api.get('Grants', query, Page, signal));
  if (granted.kind === 'failed') return [granted.finding];

  const { totalResults } = granted.value;
  const nobody: Finding = {
    level: 'warning',
    what: `nobody is assigned to the app ${displayName}`,
    hint: 'Assign users or groups to it, or name another `app`: as it is, this source has nobody.',
  };
  const hint = 'Activate it, or name another `app`.';
  return [
    totalResults === 0 ? nobody : may(`read ${totalResults} grants for the app ${displayName}`),
    ...(active === false ? [{ level: 'warning', what: `the app ${displayName} is not active`, hint } as const] : []),
  ];
};
