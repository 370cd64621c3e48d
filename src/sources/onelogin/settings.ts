import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { SecretText } from '../../secrets.js';
import { connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';

/** What a `onelogin` source needs besides what every source has. */
export const OneLoginSettings = z.strictObject({
  /** the account, e.g. https://example.onelogin.com; or the older https://api.us.onelogin.com, https://api.eu.onelogin.com */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://example.onelogin.com' })
    .refine(isOrigin, 'only the host belongs here, as in https://example.onelogin.com'),
  /** of an API credential with the scope Read Users */
  clientId: z.string().min(1),
  clientSecret: SecretText,
  /** only people who are assigned to the app with this id */
  app: z
    .union([z.string().regex(/^\d+$/, 'not the id of an app, which is a number'), z.int().min(0)])
    .transform(String)
    .optional(),
  /** groups (those of the security policies, one to a person) count as groups too, as `group:NAME` */
  groups: z.boolean().default(false),
  /** what becomes of people with status 0, who were never activated */
  unactivated: z.enum(['pending', 'active']).default('pending'),
  /** what becomes of people with status 7, who never set a password */
  passwordPending: z.enum(['pending', 'active']).default('active'),
  /** rows that each page is asked for; how many come is OneLogin's say */
  pageSize: z.int().min(10).max(1000).default(100),
  /** custom attributes by their short names, or fields of a user's own page, that expressions use, and their types */
  attributes: z
    .record(
      z
        .string()
        .min(1)
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      z.enum(['string', 'number', 'boolean'], 'OneLogin keeps single values: string, number or boolean'),
    )
    .default({}),
  ...connectionSettings,
});
export type OneLoginSettings = z.output<typeof OneLoginSettings>;

/** What every person has: what lists show (onelogin.md §7, 2026-11). */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...{ id: 'string', login: 'string', email: 'string', displayName: 'string', firstName: 'string', lastName: 'string' },
  ...{ username: 'string', status: 'string', state: 'string', externalId: 'string', directoryId: 'string', phone: 'string' },
  ...{ samAccountName: 'string', userPrincipalName: 'string', distinguishedName: 'string', memberOf: 'string' },
  ...{ created: 'string', lastLogin: 'string', active: 'boolean' },
};

/** The account's address and lasting identity. */
export function accountOf(url: string): { readonly origin: string; readonly provider: ProviderId } {
  const { origin, host } = new URL(url); // both come in lower case
  return { origin, provider: providerId(`onelogin:${host}`) };
}

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<OneLoginSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...BUILT_IN,
});
