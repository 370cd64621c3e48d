import { z } from 'zod';
import { type ProviderId, providerId } from '../../model/ids.js';
import { SecretText } from '../../secrets.js';
import { AttributeTypeName } from '../settings.js';
import type { AttributeType } from '../source.js';
import { parseFilter } from './filter.js';
import { SERVERS } from './servers.js';

const Name = z.string().regex(/^[A-Za-z][\w-]*$/, 'the name of an attribute');
const Dn = z.string().min(1).refine(isDn, 'not a DN like ou=people,dc=example,dc=com');
const FilterText = z.string().superRefine((text, context) => {
  try {
    parseFilter(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

const Users = z.strictObject({
  /** where they are read; without it `base` */
  base: Dn.optional(),
  filter: FilterText.optional(),
  /** never changes, and is never given again */
  id: Name.optional(),
  login: Name.optional(),
  email: Name.default('mail'),
  /** attribute → values that mean inactive, besides the server's own ways */
  inactive: z.record(Name, z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])).default({}),
  /** Active Directory: whether somebody whose `accountExpires` has passed is inactive */
  expired: z.enum(['inactive', 'active']).default('inactive'),
});

const Groups = z.strictObject({
  base: Dn.optional(),
  filter: FilterText.optional(),
  id: Name.optional(),
  name: Name.default('cn'),
  /** groups in groups: `walk` reads them all, `chain` lets Active Directory do it */
  nested: z.enum(['walk', 'chain']).default('walk'),
  /** whether a primary group (`primaryGroupID`, `gidNumber`) counts its people as members */
  primary: z.boolean().default(true),
});

/** What an `ldap` source needs besides what every source has. */
export const LdapSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^ldaps?$/, error: 'not an address like ldaps://ldap.example.com' })
      .refine(isOrigin, 'only host and port belong here, as in ldaps://ldap.example.com:636'),
    server: z.enum(['openldap', 'active-directory']),
    /** encrypts an ldap:// connection before anything else is said */
    startTls: z.boolean().default(false),
    /** the name that the server's certificate must have, where it is not the host of `url` */
    serverName: z.string().min(1).optional(),
    /** a file with extra CA certificates */
    ca: z.string().min(1).optional(),
    /** a DN; at Active Directory also user@domain */
    user: z.string().min(1),
    // with an empty one the server lets us in as nobody in particular (RFC 4513 §5.1.2)
    password: SecretText.refine(secret => secret.open() !== '', 'it is empty: the server would take us for anybody'),
    /** the topmost entry that matters, best the whole domain: who leaves `users.base` is still found below it */
    base: Dn,
    users: Users.prefault({}),
    groups: Groups.prefault({}),
    pageSize: z.int().min(1).max(5000).default(1000),
    /** parts of `base` that other servers hold: without them the source is unread, or they do not matter */
    referrals: z.enum(['unread', 'ignore']).default('unread'),
    /** the directory's lasting identity; without it its base */
    id: z.string().min(1).optional(),
    /** further attributes for expressions, by the directory's names, and their types */
    attributes: z.record(Name, AttributeTypeName).default({}),
  })
  .superRefine(({ url, server, startTls, groups, attributes }, context) => {
    const issue = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (startTls && url.startsWith('ldaps:')) issue(['startTls'], 'ldaps:// is encrypted from the start: leave it out');
    if (server === 'active-directory' && [3268, 3269].includes(addressOf(url).port))
      issue(['url'], 'the global catalog lacks members of groups: use port 636 or 389 of a domain controller');
    if (server !== 'active-directory' && groups.nested === 'chain')
      issue(['groups', 'nested'], 'only Active Directory knows `chain`: others answer with nobody. Use `walk`');
    const builtIn = builtInOf(server);
    for (const name of Object.keys(attributes))
      if (Object.hasOwn(builtIn, name))
        issue(['attributes', name], 'there is a standard attribute of this name; it needs no declaration');
  });
export type LdapSettings = z.output<typeof LdapSettings>;

type Filled<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** The settings with the server's own ways filled in. */
export interface Ways extends Omit<LdapSettings, 'users' | 'groups'> {
  readonly isActiveDirectory: boolean;
  readonly users: Filled<LdapSettings['users']>;
  readonly groups: Filled<LdapSettings['groups']>;
  /** our names → the directory's */
  readonly builtIn: Readonly<Record<string, string>>;
}

export function waysOf(settings: LdapSettings): Ways {
  const { base, users, groups } = settings;
  const server = SERVERS[settings.server];
  return {
    ...settings,
    isActiveDirectory: settings.server === 'active-directory',
    users: {
      ...users,
      base: users.base ?? base,
      filter: users.filter ?? server.userFilter,
      id: users.id ?? server.id,
      login: users.login ?? server.login,
      inactive: { ...server.inactive, ...users.inactive },
    },
    groups: { ...groups, base: groups.base ?? base, filter: groups.filter ?? server.groupFilter, id: groups.id ?? server.id },
    builtIn: server.attributes,
  };
}

/** What expressions may name without the network. */
export const attributeTypes = ({
  server,
  attributes,
}: Pick<LdapSettings, 'server' | 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  ...builtInOf(server),
});

const builtInOf = (server: LdapSettings['server']): Record<string, AttributeType> => ({
  ...Object.fromEntries(Object.keys(SERVERS[server].attributes).map(name => [name, 'string' as const])),
  ...{ id: 'string', login: 'string', email: 'string', displayName: 'string', dn: 'string', status: 'string' },
  ...{ active: 'boolean', emails: 'list' },
});

/** Every server of a directory holds the same entries, so its base tells it apart, not a host. */
export const providerOf = ({ id, base }: Pick<LdapSettings, 'id' | 'base'>): ProviderId =>
  providerId(`ldap:${id ?? base.toLowerCase().replaceAll(/\s*([,=])\s*/g, '$1')}`);

export function addressOf(url: string): { readonly host: string; readonly port: number; readonly isSecure: boolean } {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'ldaps:';
  return { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || (isSecure ? 636 : 389)), isSecure };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, pathname, search, hash, hostname } = new URL(text);
  return hostname !== '' && `${username}${password}${search}${hash}` === '' && ['', '/'].includes(pathname);
}

function isDn(text: string): boolean {
  return /^\s*[A-Za-z\d.-]+\s*=/.test(text);
}
