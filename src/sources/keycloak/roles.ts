import { prettifyError, z } from 'zod';
import { NotFound, UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence } from '../../model/directory.js';
import type { SourceGroupId } from '../../model/ids.js';
import { eachAlone } from '../each.js';
import type { KeycloakApi } from './api.js';
import { readList } from './lists.js';
import { ClientRow, RoleRow, Rows } from './schema.js';
import type { KeycloakSettings } from './settings.js';

export interface Role {
  readonly id: SourceGroupId;
  /** `role:admin`, or `role:shop:admin` for one of the client `shop` */
  readonly name: string;
  /** where it stands below the realm */
  readonly path: string;
  readonly isComposite: boolean;
  /** it counts as a group; else it is here for the roles that it brings */
  readonly isGroup: boolean;
}

export interface Roles {
  readonly roles: ReadonlyMap<SourceGroupId, Role>;
  /** the composite roles that bring a role along */
  readonly broughtBy: ReadonlyMap<SourceGroupId, readonly SourceGroupId[]>;
  /** where the roles of the clients stand, by client id */
  readonly clients: ReadonlyMap<string, string>;
  readonly evidence: readonly ListEvidence[];
}

const NONE: Roles = { roles: new Map(), broughtBy: new Map(), clients: new Map(), evidence: [] };

/** The roles that count as groups, and those of the realm in any case: a composite one may bring a client's role along. */
export async function readRoles(
  api: KeycloakApi,
  { roles }: Pick<KeycloakSettings, 'roles'>,
  signal: AbortSignal,
): Promise<Roles> {
  if (roles === undefined || (!roles.realm && roles.clients.length === 0)) return NONE;
  const found = new Map<SourceGroupId, Role>();
  const evidence: ListEvidence[] = [];
  const take = async (what: string, path: string, prefix: string, isGroup: boolean) => {
    const list = await readList(api, { what, path, query: { briefRepresentation: true }, signal });
    evidence.push(list.evidence);
    for (const { id, name, isComposite } of list.rows.map(roleOf))
      found.set(id, { id, name: `${prefix}${name}`, path: `${path}/${pathSegment(name, 'Keycloak')}`, isComposite, isGroup });
  };

  await take('realm roles', 'roles', 'role:', roles.realm);
  const clients = new Map<string, string>();
  for (const clientId of roles.clients) {
    const path = `clients/${pathSegment(await clientUuid(api, clientId, signal), 'Keycloak')}`;
    clients.set(clientId, path);
    await take(`roles of ${clientId}`, `${path}/roles`, `role:${clientId}:`, true);
  }
  return { roles: found, broughtBy: await composites(api, found, signal), clients, evidence };
}

/** Clients are found by their client id; the API goes by another one. Rejects when there is none: it must not pass for one without roles. */
export async function clientUuid(api: KeycloakApi, clientId: string, signal: AbortSignal): Promise<string> {
  const clients = await api.get('clients', { clientId }, z.array(ClientRow), signal);
  const client = clients.find(each => each.clientId === clientId); // some versions search for a part of it, too
  if (client !== undefined) return client.id;
  throw new NotFound(
    `Keycloak has no client ${clientId} in this realm`,
    'Check `roles.clients`: they are client ids. Case matters.',
  );
}

async function composites(api: KeycloakApi, roles: Roles['roles'], signal: AbortSignal): Promise<Roles['broughtBy']> {
  const outer = [...roles.values()].filter(({ isComposite }) => isComposite);
  const brought = await eachAlone(outer, {
    signal,
    fatal: () => true,
    failed: (): readonly SourceGroupId[] => [],
    task: async ({ path }) => (await api.get(`${path}/composites`, {}, Rows, signal)).map(row => roleOf(row).id),
  });
  const broughtBy = new Map<SourceGroupId, SourceGroupId[]>();
  for (const [at, { id }] of outer.entries())
    for (const inner of brought[at] ?? []) broughtBy.set(inner, [...(broughtBy.get(inner) ?? []), id]);
  return broughtBy;
}

export function roleOf(row: unknown) {
  const { data, error } = RoleRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `Keycloak sent a role that we do not understand: ${prettifyError(error)}`,
    'Nothing was believed. Its API may have changed.',
  );
}
