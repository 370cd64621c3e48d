import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { CORE_ATTRIBUTES } from '../scim-user.js';
import { AttributeTypeName, connectionSettings, isPlain } from '../settings.js';
import type { AttributeType } from '../source.js';
import { credentialOf, credentialSettings } from './credential.js';
import { DEVIATIONS } from './deviations.js';

const Written = z.strictObject({
  /** the base address of the SCIM service, e.g. https://idp.example.com/scim/v2 */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://idp.example.com/scim/v2' })
    .refine(isPlain, 'only host and path belong here, as in https://idp.example.com/scim/v2'),
  ...credentialSettings,
  /** attributes besides the core and enterprise ones, and their types */
  attributes: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*$/, 'the name that expressions use; where it stands in the row belongs into `attributePaths`')
        .refine(name => !Object.hasOwn(CORE_ATTRIBUTES, name), 'there is a standard attribute of this name'),
      AttributeTypeName,
    )
    .default({}),
  /** where some of them stand in a row, as in `urn:example:2.0:User:costCentre` or `name.middleName`; the others go by their names */
  attributePaths: z.record(z.string(), z.string().min(1)).default({}),
  /** where memberships are read: in the groups, each group by itself, in the users' rows; or wherever they are found */
  members: z.enum(['auto', 'groups', 'each', 'users']).default('auto'),
  /** how lists are paged; `auto` is by cursor where the server says that it can (RFC 9865) */
  paging: z.enum(['auto', 'index', 'cursor']).default('auto'),
  /** whether the server may be asked for those people and groups only that the syncs could want */
  filters: z.boolean().default(false),
  /** rows to a page, instead of what the server says */
  pageSize: z.int().min(1).max(10_000).optional(),
  /** in what the server departs from the standard, by name (docs/scim.md) */
  deviations: z.array(z.enum(DEVIATIONS)).default([]),
  ...connectionSettings,
});

/** What a `scim` source needs besides what every source has. */
export const ScimSettings = Written.transform((written, context) => {
  const credential = credentialOf(written, (setting, message) => {
    context.issues.push({ code: 'custom', input: written[setting], path: [setting], message });
  });
  if (credential === undefined) return z.NEVER;
  const { url, members, paging, filters, pageSize, attributePaths, ca, rate } = written;
  for (const name of Object.keys(attributePaths))
    if (!Object.hasOwn(written.attributes, name))
      context.issues.push({
        code: 'custom',
        input: name,
        path: ['attributePaths', name],
        message: 'its type belongs under `attributes`',
      });
  const attributes = Object.fromEntries(
    Object.entries(written.attributes).map(([name, type]) => [name, { type, path: attributePaths[name] ?? name }]),
  );
  const deviations = new Set(written.deviations);
  return { url, credential, attributes, members, paging, filters, pageSize, deviations, ca, rate };
});
export type ScimSettings = z.output<typeof ScimSettings>;

/** Where each attribute of the server's own stands in a row, and what it is. */
export type CustomAttributes = ScimSettings['attributes'];

/** The service's address without a slash at its end, and its lasting identity: one host may have many tenants, each under a path. */
export function serviceOf(url: string): { readonly baseUrl: string; readonly provider: ProviderId } {
  const { origin, host, pathname } = new URL(url); // the host comes in lower case
  const path = pathname.replace(/\/+$/, '');
  return { baseUrl: `${origin}${path}`, provider: providerId(`scim:${host}${path}`) };
}

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<ScimSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type])),
  ...CORE_ATTRIBUTES,
});
