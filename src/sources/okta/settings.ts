import { z } from 'zod';
import { AttributeTypeName, connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';
import { credentialOf, credentialSettings } from './credential.js';

const Written = z.strictObject({
  /** the org, e.g. https://example.okta.com */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://example.okta.com' })
    .refine(isOrigin, 'only the host belongs here, as in https://example.okta.com'),
  ...credentialSettings,
  /** only people assigned to the app with this id */
  app: z.string().min(1).optional(),
  /** custom attributes and their types, as all sources may have them */
  attributes: z.record(z.string(), AttributeTypeName).default({}),
  ...connectionSettings,
});

/** What an `okta` source needs besides what every source has. */
export const OktaSettings = Written.transform(({ url, app, attributes, ca, rate, ...written }, context) => {
  const credential = credentialOf(written, (setting, message) => {
    context.issues.push({ code: 'custom', input: written[setting], path: [setting], message });
  });
  return credential === undefined ? z.NEVER : { url, app, attributes, ca, rate, credential };
});
export type OktaSettings = z.output<typeof OktaSettings>;

/** The default profile; all of it is text (okta.md §4, 2026-06). Custom attributes sit beside these. */
const PROFILE = [
  'login email firstName lastName displayName nickName middleName honorificPrefix honorificSuffix title mobilePhone primaryPhone',
  'secondEmail streetAddress city state zipCode countryCode postalAddress preferredLanguage locale timezone userType employeeNumber',
  'costCenter organization division department managerId manager profileUrl',
].flatMap(line => line.split(' '));

/** What expressions may name without the network. `id` and `status` are the person's own, whatever the profile calls so. */
export const attributeTypes = ({ attributes }: Pick<OktaSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...Object.fromEntries(PROFILE.map(name => [name, 'string' as const])),
  ...attributes,
  id: 'string',
  status: 'string',
});
