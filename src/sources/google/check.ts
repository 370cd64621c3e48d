import { z } from 'zod';
import { pathSegment } from '../../http/address.js';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn, toldOnce } from '../reading.js';
import type { GoogleApi } from './api.js';
import { attributeFindings } from './check-attributes.js';
import { GROUP_FIELDS, GroupRow, MEMBER_FIELDS, readUser } from './schema.js';
import { type GoogleSettings, scopeOf } from './settings.js';
import { userList } from './users.js';

interface Asking extends GoogleSettings {
  readonly api: GoogleApi;
}

type Step = (asking: Asking, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Whom we stand for, and whether they may read what a pull reads; what is missing with where to grant it. */
export async function findings(asking: Asking, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  const steps: readonly Step[] = [whoWeAre, users, groups];
  const token = await signingIn(() => asking.api.signIn(signal));
  if (token.kind === 'failed') return [token.finding];
  const { account, admin } = asking;
  const found: Finding[] = [{ level: 'ok', what: `signed in as ${account.email}, standing for ${admin}` }];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length });
    found.push(...(await step(asking, signal)));
  }
  return toldOnce(found);
}

const Self = z.object({
  isAdmin: z.boolean().nullish(),
  isDelegatedAdmin: z.boolean().nullish(),
  customerId: z.string().nullish(),
});

/** A role that only reads is enough; whose customer it is should be in the config, which the state knows people by. */
const whoWeAre: Step = async ({ api, admin, customer, domain }, signal) => {
  const query = { fields: 'isAdmin,isDelegatedAdmin,customerId' };
  const read = await reading(`who ${admin} is`, () => api.get(`users/${pathSegment(admin, 'Google')}`, query, Self, signal));
  if (read.kind === 'failed') return [read.finding];
  const { isAdmin, isDelegatedAdmin, customerId } = read.value;
  const found: Finding[] = [];
  if (isAdmin === true)
    found.push({
      ...{ level: 'info', what: `${admin} is a super administrator, who may do more than rollcall needs` },
      hint: 'A role with the privileges Users > Read and Groups > Read is enough.',
    });
  else if (isDelegatedAdmin !== true)
    found.push({
      ...{ level: 'warning', what: `${admin} has no administrator role` },
      hint: 'Give a role with the privileges Users > Read and Groups > Read: Admin console > Account > Admin roles.',
    });
  const isNamed = customer !== undefined && customer !== 'my_customer';
  if (customerId != null && isNamed && customerId !== customer)
    found.push({
      ...{ level: 'warning', what: `${admin} is of the customer ${customerId}, and \`customer\` says ${customer}` },
      hint: 'That is right for a reseller only.',
    });
  if (customerId != null && !isNamed && domain === undefined)
    found.push({
      ...{ level: 'info', what: `the customer is ${customerId}` },
      hint: `Before the first \`apply\`, write \`customer: ${customerId}\`: the people linked then stay so under another \`admin\`.`,
    });
  return found;
};

const Rows = z.object({ kind: z.string(), users: z.array(z.unknown()).default([]), groups: z.array(z.unknown()).default([]) });

const users: Step = async ({ api, ...settings }, signal) => {
  const { path, fields, query } = userList(settings);
  const asked = { ...query, maxResults: settings.pageSize, fields: `kind,users(${fields})` };
  const read = await reading('users', () => api.get(path, asked, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const [first] = read.value.users;
  if (first === undefined) {
    const hint = `Check \`customer\` or \`domain\`, and that the role of ${settings.admin} is for all organisational units.`;
    return [{ level: 'problem', what: 'Google shows nobody here', hint }];
  }
  if (readUser(first, settings.attributes, 'users').kind === 'user')
    return [may('read users'), ...attributeFindings(read.value.users, settings)];
  const hint = 'Its API may have changed, or an attribute is not of the type that `attributes` says.';
  return [{ level: 'problem', what: 'the first user is not understood', hint }];
};

const groups: Step = async ({ api, ...settings }, signal) => {
  const query = { ...scopeOf(settings), maxResults: 1, fields: `kind,groups(${GROUP_FIELDS})` };
  const read = await reading('groups', () => api.get('groups', query, Rows, signal));
  if (read.kind === 'failed') return [read.finding];
  const { data: first } = GroupRow.safeParse(read.value.groups[0]);
  if (first === undefined) return [may('read groups; there are none')];
  const path = `groups/${pathSegment(first.id, 'Google')}/members`;
  const asked = { maxResults: 1, fields: `kind,members(${MEMBER_FIELDS})` };
  const members = await reading("groups' members", () => api.get(path, asked, z.object({ kind: z.string() }), signal));
  return [may('read groups'), members.kind === 'failed' ? members.finding : may("read groups' members")];
};
