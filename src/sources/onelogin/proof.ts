import { AccessDenied } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence } from '../../model/directory.js';
import { eachAlone } from '../each.js';
import type { OneLoginApi } from './api.js';
import { countOf } from './lists.js';
import { type RoleRow, Rows } from './schema.js';

/** Whether the users that come with the list of roles are all of them. `moved`: a role counts others; it may just have changed. */
export type Proof =
  | { readonly kind: 'whole'; readonly evidence: readonly ListEvidence[] }
  | { readonly kind: 'moved' }
  | { readonly kind: 'unproved' };

/** Roles of one length that are asked: more than so many that are all just as long as a cut would leave them are not credible. */
const MOST_ALIKE = 5;

/**
 * Whether OneLogin cuts the embedded lists is not known (onelogin.md §4, 2026-11). A cut leaves none longer than itself, and all that it
 * met just as long: so the longest are asked for their own counts, and one that is empty. Pure.
 */
export function probesOf<Role extends Pick<RoleRow, 'users'>>(roles: readonly Role[]): readonly Role[] {
  const lengthOf = ({ users = [] }: Role) => users.length;
  const longest = roles.reduce((most, role) => Math.max(most, lengthOf(role)), 0);
  const empty = longest === 0 ? [] : roles.filter(role => lengthOf(role) === 0).slice(0, 1);
  return [...roles.filter(role => lengthOf(role) === longest).slice(0, MOST_ALIKE), ...empty];
}

/** Asks some roles how many users they have. */
export async function proveEmbedded(api: OneLoginApi, roles: readonly RoleRow[], signal: AbortSignal): Promise<Proof> {
  if (roles.some(({ users }) => users === undefined)) return { kind: 'unproved' };
  const probes = probesOf(roles);
  const counts = await eachAlone(probes, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (): number | undefined => undefined,
    task: async ({ id, name }) => {
      const path = `api/2/roles/${pathSegment(id, 'OneLogin')}/users`;
      return countOf((await api.get(path, { limit: 1 }, Rows, signal)).headers, `members of ${name}`);
    },
  });
  if (counts.includes(undefined)) return { kind: 'unproved' };
  if (probes.some(({ users }, at) => new Set(users).size !== counts[at])) return { kind: 'moved' };
  const end = 'all users that the role itself counts came with the list of roles';
  return {
    kind: 'whole',
    evidence: probes.map(({ name, users = [] }) => ({
      ...{ what: `members of ${name}`, pages: 1, rows: users.length, end, total: users.length },
    })),
  };
}
