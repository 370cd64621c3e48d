import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { AttributeTypeName, connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';
import { credentialOf, credentialSettings } from './credential.js';

const WebAddress = z
  .url({ protocol: /^https?$/, error: 'not a web address like https://identitystore.eu-central-1.amazonaws.com' })
  .refine(isOrigin, 'only the host belongs here');

const A_REGION = 'not the name of a region like eu-central-1';

const Written = z.strictObject({
  /** where Identity Center lives, which need not be the region that everything else is in */
  region: z.string(A_REGION).regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, A_REGION),
  /** `d-` and ten digits, or a UUID; without it, the store of the one instance that ListInstances shows */
  identityStoreId: z
    .string()
    .regex(/^(d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, 'not the id of an identity store like d-1234567890')
    .optional(),
  ...credentialSettings,
  /** only people assigned to this application of Identity Center */
  app: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:sso::\d{12}:application\/.+$/,
      'not the ARN of an application like arn:aws:sso::111122223333:application/…',
    )
    .optional(),
  /** only people whom an identity provider provisioned (SCIM), not those made by hand or by Control Tower */
  provisionedOnly: z.boolean().default(false),
  /** attributes of the extension `aws:identitystore:enterprise` that expressions use, and their types */
  attributes: z
    .record(
      z
        .string()
        .min(1)
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      AttributeTypeName,
    )
    .default({}),
  /** another address of the identity store, e.g. of a VPC endpoint; of IAM Identity Center too unless `ssoEndpoint` says another */
  endpoint: WebAddress.optional(),
  ssoEndpoint: WebAddress.optional(),
  /** rows of each page */
  pageSize: z.int().min(1).max(100).default(100),
  ...connectionSettings,
});

/** What an `aws-identity-center` source needs besides what every source has. */
export const AwsSettings = Written.transform(({ profile, accessKeyId, secretAccessKey, sessionToken, ...settings }, context) => {
  const credential = credentialOf({ profile, accessKeyId, secretAccessKey, sessionToken }, (setting, message) => {
    context.issues.push({ code: 'custom', input: undefined, path: [setting], message });
  });
  return credential === undefined ? z.NEVER : { ...settings, credential };
});
export type AwsSettings = z.output<typeof AwsSettings>;

/** What every person has. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...Object.fromEntries(
    [
      'id login email displayName firstName lastName middleName formattedName honorificPrefix honorificSuffix nickName title userType',
      'locale preferredLanguage timezone profileUrl externalId issuer created updated status',
    ]
      .flatMap(line => line.split(' '))
      .map(name => [name, 'string' as const]),
  ),
  active: 'boolean',
};

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<AwsSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...BUILT_IN,
});

/** The ends of hosts where they are not `amazonaws.com` (the SDK's own list of partitions, 3.1137.0). */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
];

/** Where the two services are asked (aws.md §1, 2026-11). */
export function endpointsOf({ region, endpoint, ssoEndpoint }: Pick<AwsSettings, 'region' | 'endpoint' | 'ssoEndpoint'>) {
  const suffix = SUFFIXES.find(([match]) => match.test(region))?.[1] ?? 'amazonaws.com';
  return {
    identitystore: endpoint ?? `https://identitystore.${region}.${suffix}`,
    sso: ssoEndpoint ?? endpoint ?? `https://sso.${region}.${suffix}`,
  };
}

/** By the store where the config names it; else an account has one instance in a region, and the region is all that is known beforehand. */
export const providerOf = ({ region, identityStoreId }: Pick<AwsSettings, 'region' | 'identityStoreId'>): ProviderId =>
  providerId(`identitystore:${identityStoreId ?? region}`);
