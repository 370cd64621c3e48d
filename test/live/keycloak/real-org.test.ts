import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttp } from '../../../src/http/create-http.js';
import { personId, sourceName } from '../../../src/model/ids.js';
import { Secret } from '../../../src/secrets.js';
import { keycloak } from '../../../src/sources/keycloak/index.js';
import { KeycloakSettings } from '../../../src/sources/keycloak/settings.js';
import type { Source } from '../../../src/sources/source.js';
import { membersByName } from '../../contracts/source.js';
import { describeLive } from '../describe-live.js';
import { type InstalledKeycloak, installKeycloak } from '../install/keycloak.js';
import { type LiveScene, openScene, orgAt, reachesTheExpectation, syncs } from '../real-org.js';
import { type Hands, handsOf } from './hands.js';
import { CLIENT, orgRealm, REALM } from './realm.js';
import { type KeycloakServer, startKeycloak } from './server.js';

const soon = () => ({ signal: new AbortController().signal });
const everything = { group: () => true };

await describeLive<InstalledKeycloak>('Keycloak', installKeycloak, (installed, org) => {
  let server: KeycloakServer;
  let scene: LiveScene;
  let hands: Hands;

  beforeAll(async () => {
    server = await startKeycloak(installed, [orgRealm(org)]);
    hands = handsOf(server.admin);
    const source = `{ type: keycloak, url: '${server.url}', realm: ${REALM}, clientId: ${CLIENT.id}, clientSecret: '\${file:secret}' }`;
    scene = await openScene({ source, files: { secret: CLIENT.secret } });
  });
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  /** The source itself, as another client of the realm. */
  function sourceAs(clientId: string, more: object = {}): Source {
    const settings = { url: server.url, realm: REALM, clientId, clientSecret: new Secret(CLIENT.secret), ...more };
    return keycloak.create(sourceName('org'), KeycloakSettings.parse(settings), createHttp({ toolVersion: '0' }));
  }
  const problemsAs = async (clientId: string, more?: object) =>
    (await sourceAs(clientId, more).check(soon())).filter(({ level }) => level === 'problem').map(({ what }) => what);

  it('1,509 people in 782 groups arrive exactly as expected, and a second plan is empty (G9)', async () => {
    const nested = orgAt(org, 'nested');
    expect(nested.groups.flatMap(({ members }) => members)).toHaveLength(6453);

    await reachesTheExpectation(scene, nested);
  });

  it('who joins, joins by a group below, leaves and is new arrives with the next run', async () => {
    await hands.join('mia.park@example.com', 'etcd-io:admins');
    await hands.join('mia.park@example.com', 'etcd-io:reviewers-etcd'); // which stands in etcd-io:members
    const [leaver = ''] = scene.directory().groups['kubernetes:cncf-wg'] ?? [];
    await hands.leave(`${leaver}@example.com`, 'kubernetes:cncf-wg');
    const zoe = {
      username: 'zoe.new@example.com',
      email: 'zoe.new@example.com',
      firstName: 'Zoë',
      lastName: 'New',
      enabled: true,
    };
    await hands.call('POST', '/users', zoe);
    await hands.join('zoe.new@example.com', 'etcd-io:admins');
    const before = scene.directory();

    const { accounts, groups } = await syncs(scene);

    const { 'etcd-io:admins': admins, 'etcd-io:reviewers-etcd': reviewers, 'etcd-io:members': members, ...others } = groups;
    expect(accounts).toEqual({ 'zoe.new': { email: 'zoe.new@example.com', displayName: 'Zoë New', active: true } });
    expect(admins).toEqual([...(before.groups['etcd-io:admins'] ?? []), 'mia.park', 'zoe.new'].toSorted());
    expect(reviewers).toContain('mia.park');
    expect(members ?? before.groups['etcd-io:members']).toContain('mia.park');
    expect(others).toEqual({ 'kubernetes:cncf-wg': before.groups['kubernetes:cncf-wg']?.filter(name => name !== leaver) });
  });

  it('who is renamed keeps the account; who is disabled or deleted loses it at once (C3, U2)', async () => {
    await hands.change('emma.vandijk@example.com', {
      ...{ username: 'emma.married@example.com', email: 'emma.married@example.com', lastName: 'Married' },
    });
    await hands.change('amara.khan@example.com', { enabled: false });
    await hands.call('DELETE', `/users/${await hands.person('ivan.yilmaz@example.com')}`);
    const before = scene.directory();

    const { accounts } = await syncs(scene);

    expect(accounts).toEqual({
      'emma.vandijk': undefined,
      'emma.married': { email: 'emma.married@example.com', displayName: 'Emma Married', active: true },
      'amara.khan': { ...before.accounts['amara.khan'], active: false },
      'ivan.yilmaz': { ...before.accounts['ivan.yilmaz'], active: false },
    });
    expect(scene.directory().groups['etcd-io:everyone']).toContain('emma.married');
  });

  it('who is enabled again is switched on again (U6)', async () => {
    await hands.change('amara.khan@example.com', { enabled: true });

    expect((await syncs(scene)).accounts).toMatchObject({ 'amara.khan': { active: true } });
  });

  it('a renamed group keeps its link, and its old name where the product cannot rename: that is told (G8)', async () => {
    const id = await hands.group('etcd-io:admins');
    await hands.call('PUT', `/groups/${id}`, { id, name: 'etcd-io:owners' });

    expect(await syncs(scene)).toEqual({ accounts: {}, groups: {} });
    expect((await scene.rollcall('plan')).stdout).toContain('etcd-io:owners');

    await hands.join('omar.rossi@example.com', 'etcd-io:owners');
    expect((await syncs(scene)).groups['etcd-io:admins']).toContain('omar.rossi');
  });

  it('a service account in a group is nobody', async () => {
    const id = await hands.person(`service-account-${CLIENT.id}`); // found by its whole name, though no list shows it
    await hands.call('PUT', `/users/${id}/groups/${await hands.group('etcd-io:members')}`);

    expect(await syncs(scene)).toEqual({ accounts: {}, groups: {} });
  });

  it('check says exactly which roles are missing, and nothing where all is well', async () => {
    expect(await problemsAs(CLIENT.id)).toEqual([]);
    expect(await problemsAs('light')).toEqual([]);
    expect(await problemsAs('roles', { roles: { realm: true, clients: ['account'] } })).toEqual([]);
    expect(await problemsAs('nothing')).toContainEqual(expect.stringContaining('names no role of the client realm-management'));
    expect(await problemsAs('narrow')).toContainEqual(expect.stringContaining('names no role of the client realm-management'));
    expect(await problemsAs('queries')).toEqual([
      expect.stringContaining('lacks the role view-users'),
      expect.stringMatching(/^Keycloak counts \d+ users in the realm, and shows none of them$/),
      expect.stringMatching(/^Keycloak counts 782 groups in the realm, and shows none of them$/),
    ]);
    expect(await problemsAs(CLIENT.id, { roles: { realm: true } })).toContainEqual(
      expect.stringContaining('lacks the role view-realm'),
    );
    expect(await problemsAs(CLIENT.id, { attributes: { dept: 'string' } })).toEqual([
      expect.stringContaining('no attribute dept'),
    ]);
  });

  it('a client that may only query reads nothing, and no empty realm (R1)', async () => {
    await expect(sourceAs('queries').pull(everything, soon())).rejects.toThrow(/0 of the \d+ rows that Keycloak counts/);
  });

  it('roles are whoever has them: directly, by a group or one below it, by a composite; one by one the same', async () => {
    await hands.call('POST', '/roles', { name: 'viewer' });
    await hands.call('POST', '/roles', { name: 'boss' });
    const [viewer, boss] = [await hands.call('GET', '/roles/viewer'), await hands.call('GET', '/roles/boss')];
    await hands.call('POST', '/roles/boss/composites', [viewer]);
    await hands.call('POST', `/users/${await hands.person('li.smith@example.com')}/role-mappings/realm`, [boss]);
    await hands.call('POST', `/groups/${await hands.group('etcd-io:members')}/role-mappings/realm`, [viewer]);
    const source = sourceAs('roles', { roles: { realm: true } });

    const whole = membersByName(await source.pull({ group: ({ name }) => /^role:|^etcd-io:/.test(name) }, soon()));
    const viewers = [...new Set([...(whole['etcd-io:members'] ?? []), ...(whole['role:boss'] ?? [])])].toSorted();
    expect(whole['role:boss']).toHaveLength(1);
    expect(whole['role:viewer']).toEqual(viewers);

    const some = await source.pullPeople({ ids: [], logins: ['li.smith', 'mia.park'], alike: [] }, soon());
    expect(membersByName(some.directory)['role:viewer']).toHaveLength(2);
  });

  it('people of an LDAP that does not answer are shown as disabled, and are unknown, not leavers', async () => {
    const { id: parentId } = Object(await hands.call('GET', ''));
    const config = {
      ...{
        enabled: ['true'],
        vendor: ['other'],
        connectionUrl: ['ldap://127.0.0.1:1'],
        usersDn: ['dc=example'],
        authType: ['none'],
      },
      ...{ editMode: ['READ_ONLY'], usernameLDAPAttribute: ['uid'], rdnLDAPAttribute: ['uid'], uuidLDAPAttribute: ['entryUUID'] },
      ...{ userObjectClasses: ['inetOrgPerson'], importEnabled: ['true'] },
    };
    const provider = { providerId: 'ldap', providerType: 'org.keycloak.storage.UserStorageProvider' };
    await hands.call('POST', '/components', { name: 'ldap', ...provider, parentId, config });
    const [component] = [await hands.call('GET', '/components?name=ldap')].flat();
    const federationLink = String(Object(component).id);
    const person = { username: 'fed', email: 'fed@example.com', enabled: true, federationLink, attributes: { LDAP_ID: ['x'] } };
    await hands.call('POST', '/partialImport', { ifResourceExists: 'FAIL', users: [person] });
    const fed = personId(await hands.person('fed'));

    const { people, quarantined } = await sourceAs(CLIENT.id).pull({ group: () => false }, soon());
    const found = await sourceAs(CLIENT.id).lookup([fed], soon());

    expect(await hands.call('GET', `/users/${fed}`)).toMatchObject({ enabled: false });
    expect(people.has(fed)).toBe(false);
    expect(quarantined).toMatchObject([{ id: fed, problem: expect.stringContaining('federated directory') }]);
    expect(found.get(fed)?.kind).toBe('unknown');
  });
});
