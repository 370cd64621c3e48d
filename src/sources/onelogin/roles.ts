import { prettifyError } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { PullScope } from '../source.js';
import type { OneLoginApi } from './api.js';
import { readList } from './lists.js';
import { proveEmbedded } from './proof.js';
import { RoleRow, RoleUserRow } from './schema.js';

export interface Roles {
  readonly groups: readonly SourceGroup[];
  readonly evidence: readonly ListEvidence[];
}

export interface RoleList {
  readonly roles: readonly RoleRow[];
  readonly evidence: ListEvidence;
}

/** All roles with the users that OneLogin sends along. */
export async function readRoleList(api: OneLoginApi, { signal, onProgress }: ReadOptions): Promise<RoleList> {
  const { rows, evidence } = await readList(api, { what: 'groups', path: 'api/2/roles', isReadTwice: true, signal, onProgress });
  return { roles: rows.map(roleOf), evidence };
}

/** How often the list of roles is read where its users are not those that the roles themselves count: somebody may just have come. */
const TRIES = 2;

/**
 * All roles by name, those in scope with their members: as the list of roles has them where that is proved to leave nobody out, else
 * each as its own list has them. A list that was cut would take access away from whoever is behind the cut.
 */
export async function readRoles(api: OneLoginApi, scope: PullScope, options: ReadOptions): Promise<Roles> {
  for (let attempt = 1; ; attempt += 1) {
    const { roles, evidence } = await readRoleList(api, options);
    const wanted = roles.filter(scope.group);
    const proof = await proveEmbedded(api, wanted, options.signal);
    if (proof.kind === 'moved' && attempt < TRIES) continue;
    if (proof.kind === 'whole')
      return { groups: roles.map(role => groupOf(role, membersIn(role, wanted))), evidence: [evidence, ...proof.evidence] };
    const own = await readOwnLists(api, wanted, options);
    return {
      groups: roles.map(role => groupOf(role, own.members.get(role.id) ?? { kind: 'notRead' })),
      evidence: [evidence, ...own.evidence],
    };
  }
}

const groupOf = ({ id, name }: RoleRow, members: Members<PersonId>): SourceGroup => ({ id, name, members });

const membersIn = (role: RoleRow, wanted: readonly RoleRow[]): Members<PersonId> =>
  wanted.includes(role) && role.users !== undefined ? { kind: 'read', ids: new Set(role.users) } : { kind: 'notRead' };

async function readOwnLists(api: OneLoginApi, wanted: readonly RoleRow[], { signal, onProgress }: ReadOptions) {
  let done = 0;
  const lists = await eachAlone(wanted, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): Own => ({ members: { kind: 'unknown', why } }),
    task: async role => {
      const own = await readOwn(api, role, signal);
      done += 1;
      onProgress?.({ what: 'members', done, total: wanted.length });
      return own;
    },
  });
  return {
    members: new Map(wanted.map(({ id }, at) => [id, lists[at]?.members ?? { kind: 'unknown' as const, why: 'not asked' }])),
    evidence: lists.flatMap(({ evidence }) => evidence ?? []),
  };
}

interface Own {
  readonly members: Members<PersonId>;
  readonly evidence?: ListEvidence;
}

/** Whom the list of users lacks stays a member: somebody new, or somebody odd. */
async function readOwn(api: OneLoginApi, { id, name }: RoleRow, signal: AbortSignal): Promise<Own> {
  const path = `api/2/roles/${pathSegment(id, 'OneLogin')}/users`;
  const { rows, evidence } = await readList(api, { what: `members of ${name}`, path, isReadTwice: true, signal });
  const read = rows.map(row => RoleUserRow.safeParse(row).data);
  if (read.includes(undefined)) return { members: { kind: 'unknown', why: `a member that we do not understand, in ${path}` } };
  const ids = read.flatMap(member => (member?.isAssigned ? [member.id] : []));
  return { members: { kind: 'read', ids: new Set(ids) }, evidence };
}

function roleOf(row: unknown): RoleRow {
  const { data, error } = RoleRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `OneLogin sent a role that we do not understand: ${prettifyError(error)}`,
    'Nothing was believed. Its API may have changed.',
  );
}
