import { personId, sourceName } from '../../src/model/ids.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../src/sandbox/okta/index.js';
import { Secret } from '../../src/secrets.js';
import { okta } from '../../src/sources/okta/index.js';
import { OktaSettings } from '../../src/sources/okta/settings.js';
import type { Source } from '../../src/sources/source.js';
import { anyKey, CLIENT_ID, keyPair } from '../contracts/okta-app-fixture.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { type Exchange, tapWire } from './wire.js';

const { signal: never } = new AbortController();
const everything = { group: () => true };
const soon = { signal: never };

const APP = '0oaaaaaaaaaaaaaJira7';

/** An org with one of each: every status, every type of group, custom attributes, people without a name. */
const org: OktaOptions = {
  pageSize: 2,
  users: [
    ...(
      ['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED'] as const
    ).map(status => ({ id: `00u${status}`, login: `${status.toLowerCase()}@example.com`, status })),
    { id: '00umoving', login: 'moving@example.com', transitioningToStatus: 'DEPROVISIONED', firstName: null, lastName: null },
    {
      id: '00ucustom',
      login: 'custom@example.com',
      profile: { costCentre: 'R&D', level: 3, remote: true, skills: ['a', 'b'], manager: null },
    },
  ],
  groups: [
    { name: 'Engineering', members: ['00uACTIVE', '00uSUSPENDED', '00ucustom'], profile: { squad: 'blue' } },
    { name: 'From LDAP', type: 'APP_GROUP', source: APP, members: ['00uACTIVE'] },
    { name: 'Nobody' },
  ],
  attributes: { costCentre: 'string', level: 'integer', remote: 'boolean', skills: 'array' },
  oauth: { serviceApps: [{ clientId: CLIENT_ID, keys: [anyKey.public] }] },
  app: { id: APP, users: ['00uACTIVE', '00uSUSPENDED'], groups: [] },
};

/** Takes the Okta source through everything it can ask, in an org that answers and in one that refuses. */
export async function tourOkta(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  await using emulator = await startOkta(org);
  emulator.assign('Engineering');
  for (const visit of [readsAll, signsInAsServiceApp, isRefused, meetsTrouble]) {
    await using wire = await tapWire(emulator.url);
    await visit(wire.url, emulator);
    emulator.behave();
    seen.push(...wire.exchanges);
  }
  return seen;
}

const openOkta = (settings: object): Source => okta.create(sourceName('okta'), OktaSettings.parse(settings), quickHttp());

const sourceAt = (url: string, token: string, more: { app?: string; attributes?: Record<string, string> } = {}): Source =>
  openOkta({ url, token: new Secret(token), ...more });

async function readsAll(url: string, emulator: OktaEmulator): Promise<void> {
  const ids = ['00uACTIVE', '00uSTAGED', '00uSUSPENDED', '00uDEPROVISIONED', '00ucustom', '00ugone'].map(personId);
  for (const more of [{ attributes: { costCentre: 'string', shoeSize: 'number' } }, { app: APP }]) {
    const source = sourceAt(url, emulator.token, more);
    await source.pull(everything, soon);
    await source.lookup(ids, soon);
    await source.check(soon);
  }
}

/** With a proof of possession and without, with a key that is not the app's, with scopes that it was not granted. */
async function signsInAsServiceApp(url: string, emulator: OktaEmulator): Promise<void> {
  const signIn = (more: object) =>
    openOkta({ url, clientId: CLIENT_ID, privateKey: new Secret(anyKey.pem), keyId: anyKey.public.kid, ...more });
  const app = emulator.serviceApp(CLIENT_ID);
  for (const dpop of ['optional', 'required'] as const) {
    app.dpop = dpop;
    await signIn({}).pull(everything, soon);
  }
  await signIn({ privateKey: new Secret(keyPair().pem) }).check(soon);
  await signIn({ clientId: '0oaNobody' }).check(soon);
  app.scopes = ['okta.users.read'];
  await signIn({}).check(soon);
}

/** A token that is wrong, one that may not read one thing, an app that is not there. */
async function isRefused(url: string, emulator: OktaEmulator): Promise<void> {
  await sourceAt(url, 'not the token').check(soon);
  await sourceAt(url, emulator.token, { app: '0oagone' }).check(soon);
  emulator.deny(/./);
  const source = sourceAt(url, emulator.token, { app: APP, attributes: { costCentre: 'string' } });
  await source.check(soon);
}

/** Limits of both kinds, and lists that are too much for one page. */
async function meetsTrouble(url: string, emulator: OktaEmulator): Promise<void> {
  const source = sourceAt(url, emulator.token, { app: APP });
  for (const path of [/\/users\?/, /\/groups\?/, /\/users\/00u/, /\/apps\//]) {
    emulator.limitRate(path);
    emulator.limitConcurrency(path);
  }
  await source.pull(everything, soon);
  await source.lookup([personId('00uACTIVE')], soon);
  emulator.timeOutAbove(50);
  await source.pull(everything, soon);
}
