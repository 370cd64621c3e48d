import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { SecretText } from '../../secrets.js';
import { AttributeTypeName, connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';
import { BUILT_IN } from './attributes.js';

/** What an `idcs` source needs besides what every source has. */
export const IdcsSettings = z.strictObject({
  /** the identity domain, e.g. https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://idcs-….identity.oraclecloud.com' })
    .refine(isOrigin, 'only the host belongs here, as in https://idcs-….identity.oraclecloud.com'),
  /** of a confidential application with the client credentials grant */
  clientId: z.string().min(1),
  clientSecret: SecretText,
  /** only people with a grant for the app with this id */
  app: z.string().min(1).optional(),
  /** attributes of the domain's custom user schema, and their types */
  attributes: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][\w-]*$/, 'the name of a custom attribute, without its schema')
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      AttributeTypeName,
    )
    .default({}),
  ...connectionSettings,
});
export type IdcsSettings = z.output<typeof IdcsSettings>;

/** A domain's address, without the `:443` that Oracle likes to show (idcs.md §1), and its lasting identity. */
export function domainOf(url: string): { readonly origin: string; readonly provider: ProviderId } {
  const { origin, host } = new URL(url); // both come in lower case
  return { origin, provider: providerId(`idcs:${host}`) };
}

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<IdcsSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...BUILT_IN,
});
