import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { SecretText } from '../../secrets.js';
import { AttributeTypeName, connectionSettings, isPlain } from '../settings.js';
import type { AttributeType } from '../source.js';

/** What a `keycloak` source needs besides what every source has. */
export const KeycloakSettings = z.strictObject({
  /** where Keycloak stands, with `/auth` where it has that, e.g. https://sso.example.com */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://sso.example.com' })
    .refine(isBase, 'without user, query, and what follows `/realms` or `/admin`, as in https://sso.example.com/auth'),
  /** the name of the realm that is read */
  realm: z.string().min(1),
  /** of a confidential client with a service account */
  clientId: z.string().min(1),
  clientSecret: SecretText,
  /** the realm that this client is in, where that is another one (`master`) */
  clientRealm: z.string().min(1).optional(),
  /** what a group goes by: its own name, or the names from the top down, as in `eng/backend` */
  groupNames: z.enum(['name', 'path']).default('name'),
  /** roles that count as groups too: those of the realm, and those of these clients (by client id) */
  roles: z.strictObject({ realm: z.boolean().default(false), clients: z.array(z.string().min(1)).default([]) }).optional(),
  /** rows of each page */
  pageSize: z.int().min(10).max(10_000).default(500),
  /** user attributes that expressions use, and their types */
  attributes: z
    .record(
      z
        .string()
        .min(1)
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      AttributeTypeName,
    )
    .default({}),
  ...connectionSettings,
});
export type KeycloakSettings = z.output<typeof KeycloakSettings>;

/** What every person has. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...{ id: 'string', login: 'string', email: 'string', displayName: 'string', firstName: 'string', lastName: 'string' },
  ...{ created: 'string', federationLink: 'string', active: 'boolean', emailVerified: 'boolean' },
};

function isBase(text: string): boolean {
  return isPlain(text) && (!URL.canParse(text) || !/\/(realms|admin)(\/|$)/.test(new URL(text).pathname));
}

/** Keycloak's address, and the realm's lasting identity: `/auth`, which an upgrade takes away, is no part of it. */
export function realmOf({ url, realm }: Pick<KeycloakSettings, 'url' | 'realm'>): {
  readonly base: string;
  readonly provider: ProviderId;
} {
  const { origin, host, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  return { base: `${origin}${path}`, provider: providerId(`keycloak:${host}${path === '/auth' ? '' : path}/realms/${realm}`) };
}

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<KeycloakSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...BUILT_IN,
});
