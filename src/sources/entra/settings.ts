import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { AttributeTypeName, connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';
import { BUILT_IN } from './attributes.js';
import { type Addresses, CLOUDS } from './clouds.js';
import { credentialOf, credentialSettings } from './credential.js';

const guid = (what: string) => z.guid(`not ${what} like 6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0`).transform(id => id.toLowerCase());

const address = z
  .url({ protocol: /^https?$/, error: 'not a web address like https://graph.microsoft.com' })
  .refine(isOrigin, 'only the host belongs here, as in https://graph.microsoft.com');

const Written = z.strictObject({
  /** the directory (tenant) id: domain names can be renamed, and it is what people are known by */
  tenant: guid('a directory (tenant) id'),
  /** the application (client) id of the app registration */
  clientId: guid('an application (client) id'),
  ...credentialSettings,
  /** which of Microsoft's clouds the tenant is in */
  cloud: z.enum(['global', 'usgov', 'usgov-dod', 'china']).default('global'),
  /** other addresses than those of the cloud; both or none */
  authority: address.optional(),
  graph: address.optional(),
  /** only people assigned to the enterprise application with this application id (or object id) */
  app: guid('the application id of an enterprise application,').optional(),
  /** people of other tenants (`userType: Guest`) */
  guests: z.enum(['skip', 'include']).optional(),
  /** what counts as e-mail address where `mail` is empty */
  emailFallback: z.enum(['none', 'userPrincipalName']).default('none'),
  /** rows of each page */
  pageSize: z.int().min(1).max(999).default(999),
  /** user properties that expressions use, and their types */
  attributes: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*$/, 'the name of a property of a user at Graph, as in officeLocation or extensionAttribute1')
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      AttributeTypeName,
    )
    .default({}),
  ...connectionSettings,
});

/** What an `entra` source needs besides what every source has. */
export const EntraSettings = Written.transform(
  ({ clientSecret, certificate, privateKey, authority, graph, guests, ...rest }, context) => {
    const complain = (setting: string, message: string): undefined => {
      context.issues.push({ code: 'custom', input: undefined, path: [setting], message });
    };
    const credential = credentialOf({ clientSecret, certificate, privateKey }, complain);
    if ((authority === undefined) !== (graph === undefined))
      complain(authority === undefined ? 'authority' : 'graph', 'give `authority` and `graph`, or neither of them');
    if (credential === undefined || context.issues.length > 0) return z.NEVER;
    const addresses: Addresses = authority !== undefined && graph !== undefined ? { authority, graph } : CLOUDS[rest.cloud];
    // whoever is assigned to the app is meant, guests too
    return { ...rest, credential, addresses, guests: guests ?? (rest.app === undefined ? 'skip' : 'include') };
  },
);
export type EntraSettings = z.output<typeof EntraSettings>;

/** The tenant's lasting identity, the same in whatever cloud. */
export const providerOf = ({ tenant }: Pick<EntraSettings, 'tenant'>): ProviderId => providerId(`entra:${tenant}`);

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<EntraSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...BUILT_IN,
});
