import { createHttp } from '../../src/http/create-http.js';
import { personId, sourceName } from '../../src/model/ids.js';
import { type KeycloakEmulator, type KeycloakOptions, startKeycloak } from '../../src/sandbox/keycloak/index.js';
import { Secret } from '../../src/secrets.js';
import { keycloak } from '../../src/sources/keycloak/index.js';
import { KeycloakSettings } from '../../src/sources/keycloak/settings.js';
import { type Exchange, tapWire } from './wire.js';

const soon = { signal: new AbortController().signal };
const everything = { group: () => true };

/** A realm with one of each: groups in groups, roles of both kinds, attributes, somebody disabled, a federated one, a service account. */
const realm: KeycloakOptions = {
  users: [
    ...['ann', 'bob'],
    { id: 'cid', username: 'cid', enabled: false, attributes: { dept: ['Eng'] } },
    { id: 'fed', username: 'fed', federationLink: 'ldap', enabled: false },
    { id: 'sa', username: 'service-account-shop', isServiceAccount: true },
  ],
  groups: [{ name: 'eng', members: ['ann', 'sa'], children: [{ name: 'backend', members: ['bob'] }] }],
  roles: [
    { name: 'buyer', client: 'shop', users: ['ann'], groups: ['eng'] },
    { name: 'boss', users: ['bob'], composites: ['shop:buyer'] },
  ],
  mayDo: ['view-users', 'view-realm', 'view-clients'],
};

/** What the document was cut down from: 238 paths, these among them (SOURCES-idp). */
const CUT = /^\/realms\/|\/users\/profile$|\/composites$|\/role-mappings\/clients\//;

/** Takes the source through everything it can ask, in realms that answer and in some that refuse. */
export async function tourKeycloak(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const options of [
    realm,
    { ...realm, version: 22 as const },
    { ...realm, mayDo: [] },
    { ...realm, mayDo: ['query-users'] },
  ]) {
    await using emulator = await startKeycloak(options);
    await using wire = await tapWire(emulator.url);
    await reads(wire.url, emulator, {});
    await reads(wire.url, emulator, { attributes: { dept: 'string' }, roles: { realm: true, clients: ['shop'] } });
    emulator.before(/groups\?/, () => emulator.expireTokens());
    await reads(wire.url, emulator, {});
    seen.push(...wire.exchanges);
  }
  return seen.filter(({ url }) => !CUT.test(url.split('?')[0] ?? ''));
}

async function reads(url: string, { clientId, clientSecret }: KeycloakEmulator, more: object): Promise<void> {
  const settings = { url, realm: 'sandbox', clientId, clientSecret: new Secret(clientSecret), ...more };
  const source = keycloak.create(sourceName('keycloak'), KeycloakSettings.parse(settings), createHttp({ toolVersion: '0' }));
  const ignore = () => undefined; // being refused is a part of the tour
  await source.pull(everything, soon).catch(ignore);
  await source.lookup(['ann', 'cid', 'gone'].map(personId), soon).catch(ignore);
  const like = { login: 'bob', email: 'bob@example.com' };
  await source.pullPeople({ ids: [personId('ann')], logins: ['bob@example.com'], alike: [like] }, soon).catch(ignore);
  await source.check(soon);
}
