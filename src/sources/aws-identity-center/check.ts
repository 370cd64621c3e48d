import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import { may, reading, signingIn, toldOnce } from '../reading.js';
import type { AwsApi } from './api.js';
import { readAssignments } from './assignments.js';
import { attributeFindings } from './check-attributes.js';
import { nameOf } from './credential.js';
import { GroupRow, readUser } from './schema.js';
import type { AwsSettings } from './settings.js';

/** Who signs, which store that is, and whether we may do all that a pull does; what is missing with the action that a policy needs. */
export async function findings(
  api: AwsApi,
  settings: AwsSettings,
  { signal, onProgress }: ReadOptions,
): Promise<readonly Finding[]> {
  const key = await signingIn(() => api.accessKeyId());
  if (key.kind === 'failed') return [key.finding];
  const store = await reading('the instances of IAM Identity Center', () => api.storeId(signal));
  const signedBy: Finding = { level: 'info', what: signedWith(settings, key.value) };
  if (store.kind === 'failed') return [signedBy, store.finding];

  const found: Finding[] = [{ ...signedBy, level: 'ok' }, ...storeFindings(settings, store.value)];
  for (const [at, step] of [users, groups, application].entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: 3 });
    found.push(...(await step(api, settings, signal)));
  }
  return toldOnce(found);
}

/** An id that stands in the config is masked there as a secret: it would say nothing. */
const signedWith = ({ credential }: AwsSettings, id: string): string =>
  `signed with ${nameOf(credential)}${credential.kind === 'keys' ? '' : ` (${id})`}`;

/** One question of `check`. */
type Step = (api: AwsApi, settings: AwsSettings, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Links are kept by the provider's id, which is the store's only where the config names it. */
const storeFindings = ({ identityStoreId, region }: AwsSettings, id: string): readonly Finding[] =>
  identityStoreId !== undefined
    ? []
    : [
        {
          level: 'info',
          what: `the identity store of ${region} is ${id}`,
          hint: `Write it into the config before the first apply (identityStoreId: ${id}): the accounts are linked to the store by it, and sso:ListInstances is not needed then.`,
        },
      ];

const users: Step = async (api, { attributes }, signal) => {
  const page = await reading('users', () => api.users(undefined, signal));
  if (page.kind === 'failed') return [page.finding];
  const read = page.value.rows.map(row => readUser(row, attributes, 'users'));
  const first = read.find(row => row.kind === 'user');
  if (first === undefined)
    return [
      read.length === 0
        ? {
            level: 'warning',
            what: 'AWS shows no users',
            hint: 'Is this the right store? Nobody counts as gone while a source is empty.',
          }
        : {
            level: 'problem',
            what: 'no user of the first page is understood',
            hint: 'Its API may have changed, or an attribute is not of the type that `attributes` says.',
          },
    ];
  const { id } = first.person;
  const groups = await reading('the groups of a person', () => api.groupsOf(id, undefined, signal));
  const one = await reading('one user', () => api.user(id, signal));
  return [
    may('read users'),
    one.kind === 'failed' ? one.finding : may('read one user'),
    groups.kind === 'failed' ? groups.finding : may('read the groups of a person'),
    ...statusFindings(read.map(row => (row.kind === 'user' ? row.isEnabled : true))),
    ...attributeFindings(page.value.rows, attributes),
  ];
};

const statusFindings = (told: readonly (boolean | undefined)[]): readonly Finding[] =>
  told.some(isEnabled => isEnabled !== undefined)
    ? []
    : [
        {
          level: 'warning',
          what: 'AWS does not tell here whether users are disabled (UserStatus)',
          hint: 'Everybody counts as active; only who is deleted, or no longer assigned, leaves.',
        },
      ];

const groups: Step = async (api, _, signal) => {
  const page = await reading('groups', () => api.groups(undefined, signal));
  if (page.kind === 'failed') return [page.finding];
  const { data: first } = GroupRow.safeParse(page.value.rows[0]);
  if (first === undefined) return [may('read groups; there are none')];
  const members = await reading("a group's members", () => api.members(first.id, undefined, signal));
  return [may('read groups'), members.kind === 'failed' ? members.finding : may("read groups' members")];
};

const application: Step = async (api, { app }, signal) => {
  if (app === undefined) return [];
  const assigned = await reading('who is assigned to the application', () => readAssignments(api, app, signal));
  return [assigned.kind === 'failed' ? assigned.finding : may('read who is assigned to the application')];
};
