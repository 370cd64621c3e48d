import { Attribute, Change, Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceName } from '../../../src/model/ids.js';
import { Secret } from '../../../src/secrets.js';
import { openLdap } from '../../../src/sources/ldap/index.js';
import { LdapSettings } from '../../../src/sources/ldap/settings.js';
import { membersByName } from '../../contracts/source.js';
import type { RealOrg } from '../../real-org.js';
import { describeLive } from '../describe-live.js';
import { installSamba } from '../install/samba.js';
import { handsOf } from './hands.js';
import { inDn } from './ldif.js';
import { ADMINISTRATOR, DOMAIN, type SambaServer, startSamba } from './samba.js';
import { tellsTheStory } from './story.js';

const ORG = `OU=Org,${DOMAIN}`;
const PEOPLE = `OU=People,${ORG}`;
const GROUPS = `OU=Groups,${ORG}`;
const soon = () => ({ signal: AbortSignal.timeout(120_000) });

const userDn = (id: string) => `CN=${id},${PEOPLE}`;
const groupDn = (name: string) => `CN=${inDn(name)},${GROUPS}`;

/** 544: enabled, without a password; Active Directory lets nobody be enabled without one otherwise. */
async function fill(server: SambaServer, { users, groups }: RealOrg): Promise<void> {
  const client = new Client({ url: server.url });
  await client.bind(ADMINISTRATOR.user, ADMINISTRATOR.password);
  for (const dn of [ORG, PEOPLE, GROUPS]) await client.add(dn, { objectClass: 'organizationalUnit' });
  for (const { id, login, email, firstName, lastName, displayName } of users)
    await client.add(userDn(id), {
      ...{ objectClass: 'user', sAMAccountName: id, userPrincipalName: login, mail: email, userAccountControl: '544' },
      ...{ givenName: firstName, sn: lastName, displayName },
    });
  for (const [at, { name, members }] of groups.entries())
    await client.add(groupDn(name), {
      ...{ objectClass: 'group', sAMAccountName: `g${at}` },
      ...(members.length > 0 && { member: members.map(userDn) }),
    });
  for (const { name, parent } of groups)
    if (parent !== null)
      await client.modify(
        groupDn(parent),
        new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: [groupDn(name)] }) }),
      );
  await client.unbind();
}

await describeLive('Samba AD DC', installSamba, (samba, org) => {
  let server: SambaServer;
  beforeAll(async () => {
    server = await startSamba(samba);
    await fill(server, org);
  });
  afterAll(async () => server?.[Symbol.asyncDispose]());

  function sourceAt(more: Readonly<Record<string, unknown>> = {}) {
    const settings = {
      server: 'active-directory',
      url: server.url,
      user: ADMINISTRATOR.user,
      password: new Secret(ADMINISTRATOR.password),
      base: DOMAIN,
    };
    return openLdap(sourceName('org'), LdapSettings.parse({ ...settings, users: { base: ORG }, ...more }));
  }
  const membersIn = async (more: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    membersByName(await sourceAt(more).pull({ group: ({ name }) => names.includes(name) }, soon()));

  describe('an organisation in Active Directory', () =>
    tellsTheStory(org, async () => {
      const hands = await handsOf({
        ...{
          url: server.url,
          user: ADMINISTRATOR.user,
          password: ADMINISTRATOR.password,
          base: DOMAIN,
          login: 'userPrincipalName',
        },
        ...{ people: PEOPLE, groups: GROUPS, rdn: 'CN' },
        zoe: {
          ...{ objectClass: 'user', sAMAccountName: 'zoe', userPrincipalName: 'zoe.new@example.com', userAccountControl: '544' },
          ...{ givenName: 'Zoë', sn: 'New', displayName: 'Zoë New', mail: 'zoe.new@example.com' },
        },
        disabled: { attribute: 'userAccountControl', on: ['546'], off: ['544'] },
      });
      const source = `{ type: ldap, server: active-directory, url: '${server.url}', user: '${ADMINISTRATOR.user}', password: '\${env:LDAP_PASSWORD}', base: '${DOMAIN}', users: { base: '${PEOPLE}', login: userPrincipalName }, groups: { base: '${GROUPS}' } }`;
      return {
        ...{ source, password: ADMINISTRATOR.password, hands, tells: 'deleted' as const },
        [Symbol.asyncDispose]: async () => {},
      };
    }));

  it('unfolds groups by its own rule exactly as by walking, primary groups too', async () => {
    const names = ['etcd-io:members', 'etcd-io:everyone', 'Domain Users', 'Users', 'Domain Guests'];
    const [walked, chained] = [await membersIn({}, names), await membersIn({ groups: { nested: 'chain' } }, names)];

    expect(chained).toEqual(walked);
    expect(walked['Domain Users']).toHaveLength((await sourceAt().pull({ group: () => false }, soon())).people.size);
    expect(walked.Users).toEqual(walked['Domain Users']); // Domain Users stands in Users
  });

  it('speaks TLS with its own CA; its certificate names the host only', async () => {
    const secure = { url: server.secureUrl, ca: server.ca };

    expect(await sourceAt(secure).check(soon())).toMatchObject([
      { level: 'problem', hint: expect.stringContaining('serverName') },
    ]);
    expect(await sourceAt({ ...secure, serverName: 'dc1.example.test' }).check(soon())).toContainEqual(
      expect.objectContaining({ level: 'ok', what: expect.stringContaining('encrypted') }),
    );
  });

  it('says that a directory of another kind is expected, and refuses a wrong password with its reason', async () => {
    const openldap = await sourceAt({ server: 'openldap', users: {} }).check(soon());
    expect(openldap).toContainEqual({
      level: 'problem',
      what: 'the server is Active Directory',
      hint: 'Write `server: active-directory`.',
    });

    const wrong = await sourceAt({ password: new Secret('wrong') }).check(soon());
    expect(wrong).toMatchObject([{ level: 'problem', what: expect.stringContaining('data 52e') }]);
  });
});
