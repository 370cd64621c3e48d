import { Interrupted, SyncError } from '../../errors.js';
import { interrupted } from '../../http/slots.js';
import type { Finding } from '../../model/finding.js';
import type { ReadOptions } from '../../model/progress.js';
import type { LdapApi } from './api.js';
import { attributeFindings } from './check-attributes.js';
import { Code, resultError } from './errors.js';
import { type Filter, parseFilter } from './filter.js';
import { groupOf, isGroup, memberAttributes, placesOf, valuesOf } from './group-row.js';
import { readRoot } from './root.js';
import type { Row } from './row.js';
import { personAttributes, personRow } from './schema.js';
import { addressOf } from './settings.js';

/** One question of `check`. What fails is a finding; being interrupted rejects. */
type Step = (api: LdapApi, signal: AbortSignal) => Promise<readonly Finding[]>;

/** Who we are in the directory, and whether it shows what a pull reads. */
export async function findings(api: LdapApi, { signal, onProgress }: ReadOptions): Promise<readonly Finding[]> {
  if (signal.aborted) throw interrupted();
  const steps: readonly Step[] = [signIn, server, users, groups, attributeFindings];
  const found: Finding[] = [];
  for (const [at, step] of steps.entries()) {
    try {
      found.push(...(await step(api, signal)));
    } catch (error) {
      if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
      found.push({ level: 'problem', what: error.message, hint: error.hint });
      if (at === 0) return found;
    }
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length });
  }
  return found;
}

const signIn: Step = async (api, signal) => {
  const who = await api.whoAmI(signal);
  const { isSecure } = addressOf(api.ways.url);
  const isEncrypted = isSecure || api.ways.startTls;
  if (who === '')
    return [{ level: 'problem', what: `${api.system} takes us for nobody in particular`, hint: 'Check `user` and `password`.' }];
  return [
    { level: 'ok', what: `signed in as ${who?.replace(/^(dn|u):/, '') ?? api.ways.user}${isEncrypted ? ', encrypted' : ''}` },
    ...(isEncrypted
      ? []
      : [
          {
            level: 'warning' as const,
            what: 'the password is sent in clear',
            hint: 'Use ldaps:// in `url`, or `startTls: true`.',
          },
        ]),
  ];
};

const server: Step = async (api, signal) => {
  const root = await readRoot(api, signal);
  const { isActiveDirectory } = api.ways;
  if (root.isActiveDirectory !== isActiveDirectory && (root.isActiveDirectory || root.contexts.length > 0))
    return [
      {
        level: 'problem',
        what: `the server is ${root.isActiveDirectory ? '' : 'not '}Active Directory`,
        hint: `Write \`server: ${root.isActiveDirectory ? 'active-directory' : 'openldap'}\`.`,
      },
    ];
  return root.hasPaging || root.contexts.length === 0
    ? []
    : [
        {
          level: 'warning',
          what: 'the server does not offer pages',
          hint: 'Lists come in one answer: it must allow that many entries.',
        },
      ];
};

const users: Step = async (api, signal) => {
  const { base, filter } = api.ways.users;
  const row = await first(api, 'users', base, parseFilter(filter), personAttributes(api.ways), signal);
  if (row === undefined)
    return [
      {
        level: 'problem',
        what: `nobody is shown below ${base}`,
        hint: 'Check `base`, `users.filter` and what our account may read.',
      },
    ];
  const { read } = personRow(row, api.ways, Date.now());
  if (read.kind === 'person') return [{ level: 'ok', what: 'may read users' }];
  const hint = 'Let our account read that attribute, or name another one under `users`.';
  return [{ level: 'problem', what: `the first user, ${row.dn}, is not understood: ${read.problem}`, hint }];
};

const groups: Step = async (api, signal) => {
  const { base, filter } = api.ways.groups;
  const row = await first(api, 'groups', base, parseFilter(filter), memberAttributes(api.ways), signal);
  if (row === undefined)
    return [
      {
        level: 'warning',
        what: `no group is shown below ${base}`,
        hint: 'Check `base`, `groups.filter` and what our account may read.',
      },
    ];
  const { name } = groupOf(api, row);
  const isShown =
    [...row.values.keys()].some(key => key.startsWith('member;')) ||
    placesOf(row, api.ways).some(place => valuesOf(row, place).length > 0);
  if (isShown || !isGroup(row, api.ways)) return [{ level: 'ok', what: "may read groups and groups' members" }];
  return [
    { level: 'ok', what: 'may read groups' },
    {
      level: 'info',
      what: `${name} shows no members`,
      hint: 'It is empty, or its members are hidden: a group of which the server does not say that it is empty is unknown.',
    },
  ];
};

/** The first one, in a page of its own: the size of the list does not matter. */
async function first(
  api: LdapApi,
  what: string,
  base: string,
  filter: Filter,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<Row | undefined> {
  const rows: Row[] = [];
  const ended = await api.search(
    { what, base, scope: 'sub', filter, attributes, page: { size: 1 } },
    row => rows.push(row),
    signal,
  );
  if (ended.code !== Code.success) throw resultError(ended, `${what} below ${base}`, api.system);
  return rows[0];
}
