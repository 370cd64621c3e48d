import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { SecretText } from '../../secrets.js';
import { AttributeTypeName, connectionSettings, isOrigin } from '../settings.js';
import type { AttributeType } from '../source.js';
import { readKeyFile } from './key.js';

const Domain = z.string().regex(/^[\w-]+(\.[\w-]+)+$/, 'not a domain like example.com');

const AN_ADDRESS = 'not an address like admin@example.com';

const Written = z.strictObject({
  /** the text of the service account's key file (JSON) */
  key: SecretText,
  /** the administrator whom it stands for, by address */
  admin: z.string(AN_ADDRESS).regex(/^[^\s@]+@[^\s@]+$/, AN_ADDRESS),
  /** whose people are read; `my_customer`: those of the administrator's */
  customer: z
    .string()
    .regex(/^(my_customer|C\w+)$/, 'not a customer id like C03az79cb (Admin console > Account > Account settings)')
    .optional(),
  /** only people and groups of this domain, instead of all of the customer's */
  domain: Domain.optional(),
  /** what a group goes by; names are not unique at Google, addresses are */
  groupNames: z.enum(['name', 'email']).default('name'),
  /** whether guest accounts count as people */
  guests: z.boolean().default(false),
  /** rows of each page of people; groups and members have 200 at most */
  pageSize: z.int().min(10).max(500).default(500),
  /** custom attributes that expressions use, and their types */
  attributes: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*$/, 'the name that expressions use; where it stands belongs into `attributePaths`')
        .refine(name => !Object.hasOwn(BUILT_IN, name), 'there is a standard attribute of this name; it needs no declaration'),
      AttributeTypeName,
    )
    .default({}),
  /** where each of them stands: schema and field, as in `Employment.costCentre` */
  attributePaths: z
    .record(z.string(), z.string().regex(/^[\w-]+\.[\w-]+$/, 'not schema and field, as in Employment.costCentre'))
    .default({}),
  /** where access tokens are given, where that is not the key file's `token_uri` */
  tokenUrl: z.url({ protocol: /^https?$/, error: 'not a web address like https://oauth2.googleapis.com/token' }).optional(),
  /** another address of the Directory API */
  url: z
    .url({ protocol: /^https?$/, error: 'not a web address like https://admin.googleapis.com' })
    .refine(isOrigin, 'only the host belongs here, as in https://admin.googleapis.com')
    .default('https://admin.googleapis.com'),
  ...connectionSettings,
});
type Written = z.output<typeof Written>;

/** What a `google` source needs besides what every source has. */
export const GoogleSettings = Written.transform((written, context) => {
  const complain: Complain = (path, message) =>
    void context.issues.push({ code: 'custom', input: undefined, path: [...path], message });
  if (written.customer !== undefined && written.domain !== undefined)
    complain(['domain'], '`customer` is there too: give one of the two');
  const { key, tokenUrl, attributes: _, attributePaths: __, ...rest } = written;
  const read = readKeyFile(key.open());
  if (read.kind === 'bad') complain(['key'], `${read.why}. Give the file that Google made when the key was created, as it is.`);
  const attributes = placed(written, complain);
  if (read.kind === 'bad') return z.NEVER;
  const { account, tokenUri } = read;
  if (tokenUrl === undefined && !isGoogles(tokenUri)) complain(['key'], strange(tokenUri));
  return { ...rest, attributes, account, tokenUrl: tokenUrl ?? tokenUri };
});
export type GoogleSettings = z.output<typeof GoogleSettings>;

type Complain = (path: readonly string[], message: string) => void;

/** Where in a row a declared attribute stands, and what it is. */
export interface Place {
  readonly type: AttributeType;
  readonly schema: string;
  readonly field: string;
}

function placed({ attributes, attributePaths }: Written, complain: Complain): Readonly<Record<string, Place>> {
  for (const name of Object.keys(attributePaths))
    if (!Object.hasOwn(attributes, name)) complain(['attributePaths', name], 'its type belongs under `attributes`');
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, type]) => {
      const [schema, field] = attributePaths[name]?.split('.') ?? [];
      if (schema !== undefined && field !== undefined) return [[name, { type, schema, field }]];
      complain(['attributes', name], `say where it stands: \`attributePaths: { ${name}: Schema.field }\``);
      return [];
    }),
  );
}

/** What we sign lets its receiver in: it goes to Google, to this machine, or where the config itself says. */
function isGoogles(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return true;
  return protocol === 'https:' && /(^|\.)googleapis\.com$|^accounts\.google\.com$/.test(hostname);
}

const strange = (address: string) =>
  `its token_uri is ${new URL(address).origin}, which is not Google's. Was the file changed? If you mean that address, write it as \`tokenUrl\`.`;

/** What every person has. */
export const BUILT_IN: Readonly<Record<string, AttributeType>> = {
  ...{ id: 'string', login: 'string', email: 'string', displayName: 'string', firstName: 'string', lastName: 'string' },
  ...{ orgUnitPath: 'string', title: 'string', department: 'string', costCenter: 'string', employeeType: 'string' },
  ...{ employeeNumber: 'string', manager: 'string', suspensionReason: 'string', created: 'string' },
  ...{ aliases: 'list', active: 'boolean', isGuest: 'boolean' },
};

/** What expressions may name without the network. */
export const attributeTypes = ({ attributes }: Pick<GoogleSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type])),
  ...BUILT_IN,
});

/** Whose directory it is for good: the customer's id where the config says it, else the domain. User ids are unique at Google. */
export function providerOf({ customer, domain, admin }: Pick<GoogleSettings, 'customer' | 'domain' | 'admin'>): ProviderId {
  if (customer !== undefined && customer !== 'my_customer') return providerId(`google:${customer}`);
  return providerId(`google:${(domain ?? admin.split('@')[1] ?? '').toLowerCase()}`);
}

/** What says in a query whose people or groups are meant: one of the two, never both. */
export const scopeOf = ({ customer, domain }: Pick<GoogleSettings, 'customer' | 'domain'>): Readonly<Record<string, string>> =>
  domain === undefined ? { customer: customer ?? 'my_customer' } : { domain };
