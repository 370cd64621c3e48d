import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, DefaultRequestExecutor } from '@okta/okta-sdk-nodejs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { appFixture, CLIENT_ID, keyPair } from '../../../test/contracts/okta-app-fixture.js';
import { type OktaFixture, oktaFixture, quickHttp } from '../../../test/contracts/okta-fixture.js';
import { UnexpectedReply } from '../../errors.js';
import { type OktaEmulator, type OktaOptions, startOkta } from '../../sandbox/okta/index.js';
import { Secret } from '../../secrets.js';
import { connect } from './sdk.js';

/**
 * Each fault of @okta/okta-sdk-nodejs 8.1.0 that okta.md §9 lists and that can meet a pull: the bare SDK shows it, our
 * source does not.
 */
const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });

type Settings = ConstructorParameters<typeof Client>[0];
const bare = (okta: OktaEmulator, settings: Settings = {}) => new Client({ orgUrl: okta.url, token: okta.token, ...settings });

/** What a plain loop over the SDK's collection sees. */
async function bareUsers(okta: OktaEmulator, settings: Settings = {}) {
  const logins: unknown[] = [];
  for await (const user of await bare(okta, settings).userApi.listUsers({ limit: 200 })) logins.push(user?.id ?? null);
  return logins;
}

const ourUsers = async ({ source }: Pick<OktaFixture, 'source'>) => [...(await source.pull(everything, options())).people.keys()];

const connectTo = ({ url, token }: OktaEmulator) =>
  connect(
    quickHttp()({ system: 'okta', baseUrl: url, authorize: async () => ({ authorization: `SSWS ${token}` }) }),
    url,
    options().signal,
  );

const open = (org: OktaOptions = {}) => oktaFixture({ users: ['ann', 'bob', 'cid'], ...org });

afterEach(() => vi.unstubAllEnvs());

describe('pages', () => {
  it('reads on after an empty page with a next link', async () => {
    await using fixture = await open({ pageSize: 2 });
    fixture.okta.emptyPageBefore(2);
    const stopped: unknown[] = [];
    await (await bare(fixture.okta).userApi.listUsers({ limit: 200 })).each(user => void stopped.push(user.id));

    expect(await bareUsers(fixture.okta)).toEqual(['ann', 'bob', null, 'cid']);
    expect(stopped).toEqual(['ann', 'bob']);
    expect(await ourUsers(fixture)).toEqual(['ann', 'bob', 'cid']);
  });

  it('sends no request, and so no token, to another host that a next link names', async () => {
    await using fixture = await open();
    await using foreign = await startOkta();
    fixture.okta.nextTo(`${foreign.url}/api/v1/users`);

    await expect(ourUsers(fixture)).rejects.toThrow(UnexpectedReply);
    expect(foreign.requests).toEqual([]);
    await bareUsers(fixture.okta);
    expect(foreign.requests[0]?.headers.authorization).toBe(`SSWS ${fixture.okta.token}`);
  });

  it('ends with an error where the next link leads round in a circle', async () => {
    await using fixture = await open();
    fixture.okta.loopNext(/users/);
    const list = await bare(fixture.okta).userApi.listUsers({ limit: 200 });
    for (let page = 0; page < 20; page++) await list.getNextPage();

    expect(list.nextUri).toBeTruthy();
    await expect(ourUsers(fixture)).rejects.toThrow('leads back');
  });

  it('ends with an error where always new links bring the same people', async () => {
    await using fixture = await open();
    for (let n = 1; n < 5; n++)
      fixture.okta.nextTo(`${fixture.okta.url}/api/v1/users?limit=50&n=${n}`, n === 1 ? /limit=200/ : new RegExp(`n=${n - 1}$`));

    await expect(ourUsers(fixture)).rejects.toThrow('no end');
  });

  it('takes a link header of more than 2,000 characters', async () => {
    await using fixture = await open();
    fixture.okta.nextTo(
      `${fixture.okta.url}/api/v1/users?limit=50&search=id%20eq%20%22cid%22&pad=${'x'.repeat(2000)}`,
      /users\?.*limit=200/,
    );

    await expect(bareUsers(fixture.okta)).rejects.toThrow(TypeError);
    expect(await ourUsers(fixture)).toEqual(['ann', 'bob', 'cid']);
  });

  it('follows the link as it was given, without rewriting its query', async () => {
    await using fixture = await open();
    const next = '/api/v1/users?search=id+eq+%22cid%22&limit=50&x=1&x=2';
    fixture.okta.nextTo(fixture.okta.url + next, /users\?.*limit=200/);

    await ourUsers(fixture);
    expect(fixture.okta.requests.map(({ url }) => url)).toContain(next);
    fixture.okta.requests.length = 0;
    await bareUsers(fixture.okta);
    expect(fixture.okta.requests.map(({ url }) => url)).not.toContain(next);
  });
});

describe('failures in passing', () => {
  it('tries again after a 429 that does not say until when', async () => {
    await using fixture = await open();
    fixture.okta.limitRate(/users/, { times: 2, resetIn: 'missing' });

    await expect(bareUsers(fixture.okta)).rejects.toThrow('429');
    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it.each([
    ['a 503', { kind: 'status', status: 503 }],
    ['a lost connection', { kind: 'reset' }],
  ] as const)('tries again after %s', async (_, fault) => {
    await using fixture = await open();
    fixture.okta.fail(/users/, fault, { times: 1 });
    await expect(bareUsers(fixture.okta)).rejects.toThrow();

    fixture.okta.heal();
    fixture.okta.fail(/users/, fault, { times: 1 });
    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it('tries again after half an answer, for which the bare SDK waits for ever', async () => {
    await using fixture = await open();
    fixture.okta.fail(/users/, { kind: 'halfBody' }, { times: 1 });

    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it('gives each page its own time: a long list that is told to wait twice is not cut off', async () => {
    const atTheFullSecond = () => new Date('2026-03-01T08:00:00.000Z');
    await using fixture = await open({ pageSize: 2, now: atTheFullSecond });
    const slowTwice = () => {
      fixture.okta.limitRate(/users\?(?!.*after)/, { resetIn: 0 });
      // a second more than what is left of 2.5 s: refused by the numbers, whatever the machine's pace
      fixture.okta.limitRate(/users\?.*after/, { resetIn: 1 });
    };

    slowTwice();
    await expect(
      bareUsers(fixture.okta, { requestExecutor: new DefaultRequestExecutor({ maxRetries: 2, requestTimeout: 2500 }) }),
    ).rejects.toThrow(/timeout/i);
    expect(fixture.okta.requests.some(({ url }) => url.includes('after='))).toBe(true);
    fixture.okta.behave();
    slowTwice();
    expect(await ourUsers(fixture)).toHaveLength(3);
  });
});

describe('answers', () => {
  it('needs no Content-Type', async () => {
    await using fixture = await open();
    fixture.okta.dropContentType();

    await expect(bareUsers(fixture.okta)).rejects.toThrow();
    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it('keeps custom attributes of groups', async () => {
    await using fixture = await open({ groups: [{ name: 'Engineering', profile: { costCentre: '4711' } }] });
    const list = await (await connectTo(fixture.okta)).groups(200);
    const model = await (await bare(fixture.okta).groupApi.listGroups({ limit: 200 })).next();

    expect(JSON.stringify(model.value)).not.toContain('4711');
    expect(await list.page()).toMatchObject([{ profile: { name: 'Engineering', costCentre: '4711' } }]);
  });

  it('is never a stale one from a cache', async () => {
    await using fixture = await open();
    const client = bare(fixture.okta);
    const ours = await connectTo(fixture.okta);
    const theirStatus = async () => (await client.userApi.getUser({ userId: 'ann' })).status;

    expect([await theirStatus(), await ours.one('users/ann')]).toMatchObject(['ACTIVE', { status: 'ACTIVE' }]);
    fixture.okta.suspend('ann');
    expect([await theirStatus(), await ours.one('users/ann')]).toMatchObject(['ACTIVE', { status: 'SUSPENDED' }]);
  });
});

describe('OAuth', () => {
  const rsa = keyPair('rsa');
  const bareApp = (okta: OktaEmulator, privateKey = rsa.jwk) =>
    bare(okta, {
      authorizationMode: 'PrivateKey',
      clientId: CLIENT_ID,
      privateKey,
      keyId: 'key-1',
      scopes: ['okta.users.read', 'okta.groups.read'],
    });
  const users = async (client: Client) => (await client.userApi.listUsers({ limit: 200 })).getNextPage();
  const withRsa = { app: { keys: [rsa.public], dpop: 'required' }, settings: { privateKey: new Secret(rsa.jwk) } } as const;

  it("tells why there is no token, instead of asking the API as 'Bearer undefined'", async () => {
    await using fixture = await appFixture({ ...withRsa, app: { ...withRsa.app, keys: [keyPair('rsa').public] } });

    await expect(users(bareApp(fixture.okta))).rejects.toThrow('E0000011');
    expect(fixture.okta.requests.map(({ headers }) => headers.authorization)).toContain('Bearer undefined');
    fixture.okta.requests.length = 0;
    await expect(ourUsers(fixture)).rejects.toThrow('is not a key of the app');
    expect(fixture.apiRequests()).toEqual([]);
  });

  it('makes a fresh proof after a 429, instead of sending the same again', async () => {
    await using fixture = await appFixture(withRsa);
    const proofs = () => fixture.apiRequests().flatMap(({ proof }) => proof?.jti ?? []);
    fixture.okta.limitRate(/users/, { resetIn: 0 });
    await users(bareApp(fixture.okta));
    expect(new Set(proofs()).size).toBe(1);
    expect(proofs()).toHaveLength(2);

    fixture.okta.requests.length = 0;
    fixture.okta.limitRate(/users/, { resetIn: 0 });
    expect(await ourUsers(fixture)).toHaveLength(3);
    expect(new Set(proofs()).size).toBe(proofs().length);
  });

  it('takes EC keys', async () => {
    const ec = keyPair('P-256');
    await using fixture = await appFixture({
      app: { keys: [ec.public], dpop: 'required' },
      settings: { privateKey: new Secret(ec.jwk) },
    });

    await expect(users(bareApp(fixture.okta, ec.jwk))).rejects.toThrow();
    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it('renews a token in time, instead of after a 401 only', async () => {
    let seconds = 0;
    const now = () => new Date(Date.now() + seconds * 1000);
    await using fixture = await appFixture({ ...withRsa, org: { now, oauth: { tokenLifetime: 60 } } });
    const client = bareApp(fixture.okta);
    const refusedDuring = async (read: () => Promise<unknown>) => {
      fixture.okta.requests.length = 0;
      for (const end = seconds + 75; seconds < end; seconds += 5) await read();
      return fixture.apiRequests().filter(({ status }) => status === 401).length;
    };

    expect(await refusedDuring(() => users(client))).toBeGreaterThan(0);
    expect(await refusedDuring(() => ourUsers(fixture))).toBe(0);
    expect(fixture.tokenRequests().length).toBeGreaterThan(3); // the first handshake has three
  });
});

describe('settings that nobody wrote', () => {
  it('ignores OKTA_CLIENT_*', async () => {
    await using fixture = await open();
    await using other = await startOkta();
    vi.stubEnv('OKTA_CLIENT_ORGURL', other.url);
    vi.stubEnv('OKTA_CLIENT_TOKEN', 'from-the-environment');
    expect(await ourUsers(fixture)).toHaveLength(3);
    expect(other.requests).toEqual([]);
    expect(new Client().apiToken).toBe('from-the-environment');

    vi.stubEnv('OKTA_CLIENT_AUTHORIZATIONMODE', 'PrivateKey');
    expect(await ourUsers(fixture)).toHaveLength(3);
    expect(() => bare(fixture.okta)).toThrow('Client ID');
  });

  it('ignores okta.yaml', async () => {
    await using fixture = await open();
    await using home = await temporaryHome('okta:\n  client:\n    authorizationMode: PrivateKey\n');
    vi.stubEnv('HOME', home.path);

    expect(await ourUsers(fixture)).toHaveLength(3);
    expect(() => bare(fixture.okta)).toThrow('Client ID');
  });

  it('says what may be wrong when okta.yaml, which the SDK insists on reading, is broken', async () => {
    await using fixture = await open();
    await using home = await temporaryHome('okta: [');
    vi.stubEnv('HOME', home.path);

    await expect(ourUsers(fixture)).rejects.toMatchObject({ hint: expect.stringContaining('okta.yaml') });
  });

  it('leaves proxies to our own client, which does not take HTTPS_PROXY for plain http', async () => {
    await using fixture = await open();
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');

    await expect(bareUsers(fixture.okta)).rejects.toThrow('ECONNREFUSED');
    expect(await ourUsers(fixture)).toHaveLength(3);
  });
});

async function temporaryHome(yaml: string) {
  const path = await mkdtemp(join(tmpdir(), 'rollcall-home-'));
  await mkdir(join(path, '.okta'));
  await writeFile(join(path, '.okta', 'okta.yaml'), yaml);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
