import { describe, expect, it } from 'vitest';
import { sourceName } from '../../../src/model/ids.js';
import { Secret } from '../../../src/secrets.js';
import { openLdap } from '../../../src/sources/ldap/index.js';
import { LdapSettings } from '../../../src/sources/ldap/settings.js';
import { membersByName } from '../../contracts/source.js';
import { describeLive } from '../describe-live.js';
import { installSlapd } from '../install/slapd.js';
import { handsOf } from './hands.js';
import { groupDn, orgLdif } from './ldif.js';
import { ADMIN, READER, type SlapdServer, SUFFIX, startSlapd } from './slapd.js';
import { tellsTheStory } from './story.js';

const everything = { group: () => true };
const soon = () => ({ signal: AbortSignal.timeout(60_000) });

function sourceAt({ url }: Pick<SlapdServer, 'url'>, more: Readonly<Record<string, unknown>> = {}) {
  const { users, ...rest } = { users: {}, ...more };
  const settings = { server: 'openldap', url, user: READER.dn, password: new Secret(READER.password), base: SUFFIX };
  return openLdap(sourceName('org'), LdapSettings.parse({ ...settings, users: { login: 'employeeNumber', ...users }, ...rest }));
}

await describeLive('OpenLDAP', installSlapd, (slapd, org) => {
  describe('an organisation in OpenLDAP', () =>
    tellsTheStory(org, async () => {
      const server = await startSlapd(slapd, { ldif: orgLdif(org) });
      const hands = await handsOf({
        ...{ url: server.url, user: ADMIN.dn, password: ADMIN.password, base: SUFFIX, login: 'employeeNumber' },
        ...{ people: `ou=people,${SUFFIX}`, groups: `ou=groups,${SUFFIX}`, rdn: 'uid' },
        zoe: {
          ...{ objectClass: 'inetOrgPerson', uid: 'zoe', cn: 'Zoë New', sn: 'New', givenName: 'Zoë', displayName: 'Zoë New' },
          ...{ mail: 'zoe.new@example.com', employeeNumber: 'zoe.new@example.com' },
        },
        disabled: { attribute: 'pwdAccountLockedTime', on: ['000001010000Z'], off: [] },
      });
      const source = `{ type: ldap, server: openldap, url: '${server.url}', user: '${READER.dn}', password: '\${env:LDAP_PASSWORD}', base: '${SUFFIX}', users: { login: employeeNumber } }`;
      return {
        ...{ source, password: READER.password, hands, tells: 'nothing' as const },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    }));

  describe('limits and rights of OpenLDAP', () => {
    it('500 entries of a paged list are no list: it is told what to set (R1)', async () => {
      await using server = await startSlapd(slapd, { ldif: orgLdif(org), global: ['sizelimit 500'] });

      await expect(sourceAt(server, { pageSize: 100 }).pull(everything, soon())).rejects.toMatchObject({
        message: expect.stringContaining('LDAP 4 for users'),
        hint: expect.stringContaining('size.prtotal=unlimited'),
      });
    });

    it('a page that is too large for it is asked for smaller', async () => {
      await using server = await startSlapd(slapd, {
        ldif: orgLdif(org),
        global: ['sizelimit size=500 size.pr=300 size.prtotal=unlimited'],
      });

      expect((await sourceAt(server).pull(everything, soon())).people.size).toBe(org.users.length);
    });

    it('members that it hides are unknown, in a whole read and in one of some people; nobody is not believed', async () => {
      const hidden = org.groups[0]?.name ?? '';
      const access = [
        `access to dn.exact="${groupDn(hidden)}" attrs=member by * none`,
        `access to attrs=mail by * none`,
        'access to * by users read by anonymous auth',
      ];
      await using server = await startSlapd(slapd, { ldif: orgLdif(org), access });

      const whole = await sourceAt(server).pull(everything, soon());
      expect(Object.entries(membersByName(whole)).filter(([, members]) => members === 'unknown')).toEqual([[hidden, 'unknown']]);
      expect([...whole.people.values()].every(({ email }) => email === '')).toBe(true);
      const some = await sourceAt(server).pullPeople({ ids: [], logins: ['mia.park'], alike: [] }, soon());
      expect(Object.keys(membersByName(some.directory))).not.toContain(hidden);
      expect(Object.keys(membersByName(some.directory))).toHaveLength(org.groups.length - 1);
    });

    it('people that it hides are no empty company', async () => {
      const access = [`access to dn.children="ou=people,${SUFFIX}" by * none`, 'access to * by users read by anonymous auth'];
      await using server = await startSlapd(slapd, { ldif: orgLdif(org), access });

      await expect(sourceAt(server).pull(everything, soon())).rejects.toThrow('shows nobody');
    });

    it('is encrypted by StartTLS and from the start, with its own CA; a wrong password is told', async () => {
      await using server = await startSlapd(slapd, {
        ldif: orgLdif(org),
        global: ['sizelimit size.prtotal=unlimited', 'security simple_bind=128'],
      });
      const { ca } = server;

      for (const source of [sourceAt(server, { startTls: true, ca }), sourceAt({ url: server.secureUrl }, { ca })])
        expect(await source.check(soon())).toEqual([
          { level: 'ok', what: `signed in as ${READER.dn}, encrypted` },
          { level: 'ok', what: 'may read users' },
          { level: 'ok', what: "may read groups and groups' members" },
        ]);
      expect(await sourceAt(server).check(soon())).toMatchObject([
        { level: 'problem', hint: expect.stringContaining('startTls') },
      ]);
      const wrong = sourceAt(server, { startTls: true, ca, password: new Secret('wrong') });
      expect(await wrong.check(soon())).toMatchObject([
        { level: 'problem', what: expect.stringContaining('refused our credentials') },
      ]);
    });

    it('says which attributes its schema does not know', async () => {
      await using server = await startSlapd(slapd, { ldif: orgLdif(org) });

      const findings = await sourceAt(server, { attributes: { roomNumber: 'string', costCentre: 'string' } }).check(soon());

      expect(findings.filter(({ level }) => level === 'problem').map(({ what }) => what)).toEqual([
        'the server knows no attribute costCentre',
      ]);
    });
  });
});
