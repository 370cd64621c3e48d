import { sourceName } from '../../src/model/ids.js';
import { type LdapEmulator, type LdapOptions, startLdap } from '../../src/sandbox/ldap/index.js';
import type { Seed } from '../../src/sandbox/ldap/tree.js';
import { Secret } from '../../src/secrets.js';
import type { LdapLimits } from '../../src/sources/ldap/connection.js';
import { openLdap } from '../../src/sources/ldap/index.js';
import { LdapSettings } from '../../src/sources/ldap/settings.js';
import type { Source } from '../../src/sources/source.js';

export interface LdapFixture extends AsyncDisposable {
  readonly server: LdapEmulator;
  readonly source: Source;
  /** what was waited before something was tried again, in ms; no test waits for it */
  readonly slept: readonly number[];
}

export const BASE = 'dc=example,dc=com';

/** A server in the sandbox and the source that reads it. */
export async function ldapFixture(
  options: LdapOptions,
  settings: Readonly<Record<string, unknown>> = {},
  limits: Partial<LdapLimits> = {},
): Promise<LdapFixture> {
  const slept: number[] = [];
  const server = await startLdap(options);
  const clock = { sleep: async (ms: number) => void slept.push(ms), random: () => 1 };
  const source = openLdap(sourceName('ldap'), ldapSettings(server, settings), limits, clock);
  return { server, source, slept, [Symbol.asyncDispose]: () => server.close() };
}

export const ldapSettings = ({ url, user, password, base, options }: LdapEmulator, settings: Readonly<Record<string, unknown>>) =>
  LdapSettings.parse({
    ...{ url, user, base, password: new Secret(password) },
    server: options.isActiveDirectory ? 'active-directory' : 'openldap',
    ...settings,
  });

/** A person as OpenLDAP keeps one; the id is the word itself, so that a test can name it. */
export const person = (uid: string, more: Seed['attributes'] = {}, ou = 'people'): Seed => ({
  dn: `uid=${uid},ou=${ou},${BASE}`,
  attributes: {
    ...{ objectClass: ['top', 'person', 'inetOrgPerson'], entryUUID: uid, uid: `${uid}@example.com`, mail: `${uid}@example.com` },
    ...{ cn: uid, sn: uid, givenName: uid, displayName: uid },
    ...more,
  },
});

export const group = (cn: string, members: readonly string[], more: Seed['attributes'] = {}): Seed => ({
  dn: `cn=${cn},ou=groups,${BASE}`,
  attributes: { ...{ objectClass: ['top', 'groupOfNames'], entryUUID: `id-${cn}`, cn, member: members }, ...more },
});

export const dnOf = (uid: string) => `uid=${uid},ou=people,${BASE}`;
export const groupDn = (cn: string) => `cn=${cn},ou=groups,${BASE}`;

export const ous: readonly Seed[] = ['people', 'groups', 'other'].map(ou => ({
  dn: `ou=${ou},${BASE}`,
  attributes: { objectClass: 'organizationalUnit', ou },
}));

export const company: LdapOptions = {
  entries: [
    ...ous,
    ...[person('ann'), person('bob'), person('cid', { pwdAccountLockedTime: '000001010000Z' })],
    ...[group('Engineering', [dnOf('ann'), dnOf('bob')]), group('Sales', [dnOf('bob')])],
  ],
};
