import { z } from 'zod';
import { pathSegment } from '../../http/address.js';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn } from '../reading.js';
import type { KeycloakApi } from './api.js';
import { attributeFindings } from './check-attributes.js';
import { roleFindings } from './check-roles.js';
import { clientUuid } from './roles.js';
import { GroupCount, GroupRow, Rows, readUser, UserCount } from './schema.js';
import type { KeycloakSettings } from './settings.js';
import { formOf } from './users.js';

/** What `check` asks with. */
export interface Asking extends KeycloakSettings {
  readonly api: KeycloakApi;
}

/** One question of `check`. */
export type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Who we are in the realm, and whether we may read what a pull reads; what is missing with the role that gives it. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const steps: readonly Step[] = [users, groups, roles, attributeFindings];
  const token = await signingIn(() => asking.api.signIn(signal));
  if (token.kind === 'failed') return [token.finding];

  const found: Finding[] = [];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking, signal)));
  }
  const hasProblem = found.some(({ level }) => level === 'problem');
  const signedIn: Finding = {
    level: 'ok',
    what: `signed in as the client ${asking.clientId} of the realm ${asking.clientRealm ?? asking.realm}`,
  };
  return [signedIn, ...roleFindings(token.value.secret, asking, hasProblem), ...found];
}

/** With query-users alone the list is empty and the count is not (keycloak.md §4; run on 26.7.3, 2026-11). */
const users: Step = async ({ api, attributes }, signal) => {
  const counted = await reading('users', () => api.get('users/count', {}, UserCount, signal));
  if (counted.kind === 'failed') return [counted.finding];
  const read = await reading('users', () => api.get('users', { ...formOf(attributes), first: 0, max: 1 }, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const [row] = read.value;
  if (row === undefined) return [nothingShown('users', counted.value)];
  if (readUser(row, attributes, 'users').kind === 'user') return [may(`read ${counted.value} users`)];
  const hint = 'Its API may have changed, or an attribute is not of the type that `attributes` says.';
  return [{ level: 'problem', what: 'the first user is not understood', hint }];
};

const groups: Step = async ({ api }, signal) => {
  const counted = await reading('groups', () => api.get('groups/count', {}, GroupCount, signal));
  if (counted.kind === 'failed') return [counted.finding];
  const query = { briefRepresentation: true, first: 0, max: 1 };
  const read = await reading('groups', () => api.get('groups', query, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const { data: first } = GroupRow.safeParse(read.value[0]);
  if (first === undefined)
    return [counted.value === 0 ? may('read groups; there are none') : nothingShown('groups', counted.value)];

  const path = `groups/${pathSegment(first.id, 'Keycloak')}/members`;
  const members = await reading("groups' members", () => api.get(path, query, Rows, signal));
  return [may(`read ${counted.value} groups`), members.kind === 'failed' ? members.finding : may("read groups' members")];
};

const nothingShown = (what: string, count: number): Finding => ({
  level: 'problem',
  what: `Keycloak counts ${count} ${what} in the realm, and shows none of them`,
  hint: 'Give the service account of the client the role view-users of the client realm-management.',
});

const roles: Step = async ({ api, roles: asked }, signal) => {
  if (asked === undefined) return [];
  const read = await reading('roles of the realm', () => api.get('roles', { first: 0, max: 1 }, z.array(z.unknown()), signal));
  const found: Finding[] = [read.kind === 'failed' ? read.finding : may('read the roles of the realm')];
  for (const clientId of asked.clients) {
    const client = await reading(`roles of the client ${clientId}`, async () => {
      const uuid = await clientUuid(api, clientId, signal);
      return api.get(`clients/${pathSegment(uuid, 'Keycloak')}/roles`, { first: 0, max: 1 }, Rows, signal);
    });
    found.push(client.kind === 'failed' ? client.finding : may(`read the roles of the client ${clientId}`));
  }
  return found;
};
