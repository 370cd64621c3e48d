import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  anyKey,
  appFixture,
  CLIENT_ID,
  everything,
  keyPair,
  loginsOf,
  options,
} from '../../../../test/contracts/okta-app-fixture.js';
import { describeSource } from '../../../../test/contracts/source.js';
import { AccessDenied, Interrupted, Unavailable, UnexpectedReply } from '../../../errors.js';
import { personId } from '../../../model/ids.js';
import { Secret } from '../../../secrets.js';
import { okta } from '../index.js';
import { OktaSettings } from '../settings.js';

const ALL = ['ann', 'bob', 'cid'];

describeSource('okta (service app with DPoP)', async () => {
  const fixture = await appFixture({ app: { dpop: 'required' } });
  const { okta: org, source } = fixture;
  const groupId = (name: string) => [...org.org.groups.values()].find(({ profile }) => profile.name === name)?.id ?? '';
  return {
    source,
    attributes: okta.attributes(OktaSettings.parse({ url: org.url, clientId: CLIENT_ID, privateKey: new Secret(anyKey.jwk) })),
    breakUsers: () => org.fail(/^GET \/api\/v1\/users\?/, { kind: 'status', status: 503 }),
    breakMembers: name => org.fail(new RegExp(`^GET /api/v1/groups/${groupId(name)}/users`), { kind: 'status', status: 503 }),
    garble: who => org.corrupt(who, { status: 'NEITHER' }),
    remove: who => org.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

describe('signing in with private_key_jwt', () => {
  it.each([
    ['an RSA key', keyPair('rsa'), 'RS256'],
    ['an EC key', keyPair('P-256'), 'ES256'],
    ['an EC key on P-384', keyPair('P-384'), 'ES384'],
  ] as const)('takes %s, as PEM and as JWK', async (_, key, alg) => {
    for (const privateKey of [key.pem, key.jwk, key.pem.replaceAll('\n', '\\n')]) {
      await using fixture = await appFixture({
        app: { keys: [key.public] },
        settings: { privateKey: new Secret(privateKey), keyId: 'key-1' },
      });

      expect(await loginsOf(fixture)).toEqual(ALL);
      expect(fixture.tokenRequests()[0]?.assertion).toMatchObject({ alg, kid: 'key-1' });
    }
  });

  it('says who it is for this address only, for five minutes at most, never twice with the same id', async () => {
    await using fixture = await appFixture();
    await loginsOf(fixture);
    fixture.okta.revokeTokens();
    await loginsOf(fixture);

    const [first, second] = fixture.tokenRequests().map(({ assertion }) => assertion);
    expect(first).toMatchObject({ iss: CLIENT_ID, sub: CLIENT_ID, aud: `${fixture.okta.url}/oauth2/v1/token` });
    expect(Number(first?.exp) - Number(first?.iat)).toBeLessThanOrEqual(300);
    expect(second?.jti).not.toBe(first?.jti);
  });

  it('signs anew after a 429 and after a lost answer, since an assertion is good for once', async () => {
    await using fixture = await appFixture();
    fixture.okta.fail(/oauth2/, { kind: 'resetAfter' }, { times: 1, skip: 1 });
    fixture.okta.limitRate(/oauth2/, { times: 1 });

    expect(await loginsOf(fixture)).toEqual(ALL);
    const ids = fixture.tokenRequests().map(({ assertion }) => assertion.jti);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(3);
  });

  it("finds its key among several by the JWK's own id, and by `keyId` where there is none or another", async () => {
    const other = keyPair('P-256', 'key-2');
    const app = { keys: [anyKey.public, other.public] };
    await using own = await appFixture({ app, settings: { privateKey: new Secret(other.jwk) } });
    await using named = await appFixture({ app, settings: { privateKey: new Secret(other.pem), keyId: 'key-2' } });

    expect(await loginsOf(own)).toEqual(ALL);
    expect(await loginsOf(named)).toEqual(ALL);
  });

  it("goes by Okta's clock where this machine's is wrong", async () => {
    for (const hours of [-2, 2]) {
      const now = () => new Date(Date.now() + hours * 3_600_000);
      await using fixture = await appFixture({ org: { now }, app: { dpop: 'required' } });

      expect(await loginsOf(fixture)).toEqual(ALL);
    }
  });

  it("goes by Okta's clock too where it is the proof that comes too early or too late", async () => {
    await using fixture = await appFixture({ settings: { dpop: 'always' } });
    const date = new Date(Date.now() - 7_200_000).toUTCString();
    fixture.okta.fail(
      /oauth2/,
      { kind: 'status', status: 400, body: { error: 'invalid_dpop_proof' }, headers: { date } },
      { times: 1 },
    );

    expect(await loginsOf(fixture)).toEqual(ALL);
    const [first, second] = fixture.tokenRequests().map(({ proof }) => Number(proof?.iat));
    expect(Number(first) - Number(second)).toBeGreaterThan(7000);
  });

  it('sends the token to the API only as it was given, and nothing of it to anybody else', async () => {
    await using fixture = await appFixture({ app: { dpop: 'optional' } });
    await loginsOf(fixture);

    expect(new Set(fixture.apiRequests().map(({ scheme }) => scheme))).toEqual(new Set(['Bearer']));
    expect(fixture.tokenRequests().every(({ scheme }) => scheme === '')).toBe(true);
  });
});

describe('DPoP', () => {
  it('goes over to it when Okta wants it: proof, nonce, bound token, and a proof for each request', async () => {
    await using fixture = await appFixture({ app: { dpop: 'required' } });

    expect(await loginsOf(fixture)).toEqual(ALL);
    const [plain, proven, withNonce, ...more] = fixture.tokenRequests();
    expect([plain?.status, proven?.status, withNonce?.status]).toEqual([400, 400, 200]);
    expect(plain?.proof).toBeUndefined();
    expect(proven?.proof).toMatchObject({ typ: 'dpop+jwt', htm: 'POST', htu: `${fixture.okta.url}/oauth2/v1/token` });
    expect(withNonce?.proof?.nonce).toEqual(expect.any(String));
    expect(withNonce?.proof?.jti).not.toBe(proven?.proof?.jti);
    expect(more).toEqual([]);
    expect(fixture.apiRequests().every(({ scheme, status }) => scheme === 'DPoP' && status === 200)).toBe(true);
  });

  it('proves method, address without query, and token, with the public half only', async () => {
    await using fixture = await appFixture({ app: { dpop: 'required' } });
    await loginsOf(fixture);

    const [first] = fixture.okta.requests.filter(({ url }) => url.startsWith('/api/v1/users?'));
    const token = String(first?.headers.authorization).replace('DPoP ', '');
    const proof = fixture.apiRequests()[0]?.proof;
    expect(proof).toMatchObject({
      htm: 'GET',
      htu: `${fixture.okta.url}/api/v1/users`,
      ath: createHash('sha256').update(token).digest('base64url'),
    });
    expect(proof?.jwk).not.toHaveProperty('d');
  });

  it.each([
    ['a 429', 'limitRate'],
    ['too many at once', 'limitConcurrency'],
  ] as const)('makes a fresh proof for each attempt, also after %s', async (_, limit) => {
    await using fixture = await appFixture({ app: { dpop: 'required' } });
    fixture.okta[limit](/users\?/, { times: 2 });

    expect(await loginsOf(fixture)).toEqual(ALL);
    const proofs = fixture.apiRequests().filter(({ url }) => url.includes('/users?'));
    expect(proofs.map(({ status }) => status)).toEqual(expect.arrayContaining([429, 429, 200]));
    const all = [...fixture.apiRequests(), ...fixture.tokenRequests()].flatMap(({ proof }) => proof?.jti ?? []);
    expect(new Set(all).size).toBe(all.length);
  });

  it('makes a fresh proof after an answer that never came: Okta has seen the first', async () => {
    await using fixture = await appFixture({ app: { dpop: 'required' } });
    fixture.okta.fail(/api\/v1\/users\?/, { kind: 'resetAfter' }, { times: 1 });

    expect(await loginsOf(fixture)).toEqual(ALL);
  });

  it('takes the nonce that is in force when the old one is forgotten', async () => {
    await using fixture = await appFixture({ app: { dpop: 'required' } });
    await loginsOf(fixture);
    fixture.okta.rotateNonce({ forget: true });
    fixture.okta.revokeTokens();

    expect(await loginsOf(fixture)).toEqual(ALL);
    expect(fixture.tokenRequests().map(({ status }) => status)).toEqual([400, 400, 200, 400, 200]);
  });

  it('begins with a proof under `dpop: always`, and refuses a token that is not bound', async () => {
    await using fixture = await appFixture({ settings: { dpop: 'always' } });
    await using unbound = await appFixture({ settings: { dpop: 'always' } });
    const token = { token_type: 'Bearer', expires_in: 3600, access_token: 'x', scope: 'okta.users.read' };
    unbound.okta.fail(/oauth2/, { kind: 'status', status: 200, body: token });

    expect(await loginsOf(fixture)).toEqual(ALL);
    expect(fixture.tokenRequests().map(({ status }) => status)).toEqual([400, 200]);
    await expect(loginsOf(unbound)).rejects.toThrow('not bound');
  });

  it('says what to do where Okta wants it and the config does not', async () => {
    await using fixture = await appFixture({ app: { dpop: 'required' }, settings: { dpop: 'never' } });

    await expect(loginsOf(fixture)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('must use DPoP'),
      hint: expect.stringContaining('`dpop: auto`'),
    });
    expect(fixture.tokenRequests()).toHaveLength(1);
  });
});

describe('renewing the token', () => {
  it('gets a new one before the old one expires, by the time that Okta tells', async () => {
    let minutes = 0;
    const now = () => new Date(Date.now() + minutes * 60_000);
    await using fixture = await appFixture({ org: { now } });
    await loginsOf(fixture);
    minutes = 57;

    expect(await loginsOf(fixture)).toEqual(ALL);
    expect(fixture.tokenRequests()).toHaveLength(2);
    expect(fixture.apiRequests().every(({ status }) => status === 200)).toBe(true);
  });

  it('gets a new one once after a 401, and goes on', async () => {
    let minutes = 0;
    const now = () => new Date(Date.now() + minutes * 60_000);
    await using fixture = await appFixture({ org: { now }, app: { dpop: 'required' } });
    await loginsOf(fixture);
    minutes = 61;

    expect(await loginsOf(fixture)).toEqual(ALL);
    expect(fixture.apiRequests().filter(({ status }) => status === 401)).toHaveLength(1);
    expect(fixture.tokenRequests().filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it('shares one renewal among the requests that need it', async () => {
    const users = Array.from({ length: 20 }, (_, at) => `user${at}`);
    await using fixture = await appFixture({ org: { users, groups: {} } });
    await loginsOf(fixture);
    fixture.okta.revokeTokens();

    const found = await fixture.source.lookup(users.map(personId), options());

    expect([...found.values()].every(({ kind }) => kind === 'present')).toBe(true);
    expect(fixture.apiRequests().filter(({ status }) => status === 401).length).toBeGreaterThan(1);
    expect(fixture.tokenRequests()).toHaveLength(2);
  });

  it('gives up when the new one is refused too, instead of asking for ever', async () => {
    await using fixture = await appFixture();
    await loginsOf(fixture);
    fixture.okta.expireToken();

    await expect(loginsOf(fixture)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('401'),
      hint: expect.stringContaining('just given'),
    });
    expect(fixture.tokenRequests()).toHaveLength(2);
  });

  it('counts the token requests among the calls of a read', async () => {
    await using fixture = await appFixture();

    const { evidence } = await fixture.source.pull(everything, options());

    expect(evidence.calls).toBe(fixture.okta.requests.length);
  });

  it('stops at once when it is told to', async () => {
    await using fixture = await appFixture();
    const stop = new AbortController();
    fixture.okta.fail(/oauth2/, { kind: 'hang' });
    const pulling = fixture.source.pull(everything, { signal: stop.signal });
    await expect.poll(() => fixture.tokenRequests()).toHaveLength(1);
    stop.abort();

    await expect(pulling).rejects.toThrow(Interrupted);
  });
});

describe('what is refused, in plain words', () => {
  const other = keyPair('P-256', 'key-1');
  const cases: [string, Parameters<typeof appFixture>[0], string, string][] = [
    ['an unknown client id', { settings: { clientId: '0oaNobody' } }, 'Okta knows no app 0oaNobody', 'Client ID'],
    [
      'a key that the app does not have',
      { app: { keys: [other.public] } },
      '`privateKey` is not a key of the app',
      'public half',
    ],
    ['a wrong key id', { settings: { keyId: 'key-9' } }, 'no key with the id key-9', '`keyId` is wrong'],
    [
      'no key id where the app has several keys',
      { app: { keys: [anyKey.public, keyPair('P-256', 'b').public] }, settings: { privateKey: new Secret(anyKey.pem) } },
      'ours has no id',
      'Set `keyId`',
    ],
    [
      'one scope that is not granted',
      { app: { scopes: ['okta.users.read'] } },
      'was not granted okta.groups.read (invalid_scope',
      'Okta API Scopes',
    ],
    ['all scopes', { app: { scopes: [] } }, 'was not granted okta.users.read, okta.groups.read', 'Okta API Scopes'],
    [
      "the app's scope, with `app`",
      { app: { scopes: ['okta.users.read', 'okta.groups.read'] }, settings: { app: '0oa1' } },
      'was not granted okta.apps.read',
      'Grant it',
    ],
    [
      'no admin role',
      { app: { role: 'none' } },
      'granted the scope okta.users.read, but the service app has no admin role',
      'Read-only Administrator',
    ],
    [
      'no admin role, where Okta shows nobody instead',
      { app: { role: 'none' }, org: { oauth: { withoutRole: 'empty' } } },
      'nobody at all: it has no admin role',
      'Read-only Administrator',
    ],
    [
      'a scope that the config leaves out',
      { settings: { scopes: ['okta.users.read'] } },
      'lacks the scope okta.groups.read',
      'where the config has `scopes`',
    ],
  ];

  it.each(cases)('%s', async (_, terms, message, hint) => {
    await using fixture = await appFixture(terms);

    await expect(loginsOf(fixture)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('no role, with `app`: nobody assigned is believed only where there is somebody in the org', async () => {
    const org = { app: { id: '0oa1' } };
    await using fixture = await appFixture({ org, settings: { app: '0oa1' } });
    await using blind = await appFixture({
      org: { ...org, oauth: { withoutRole: 'empty' } },
      app: { role: 'none' },
      settings: { app: '0oa1' },
    });

    expect(await loginsOf(fixture)).toEqual([]);
    await expect(loginsOf(blind)).rejects.toThrow(AccessDenied);
  });

  it.each([
    ['invalid_client', 'The client_assertion token is expired.', "not valid at Okta's time"],
    ['invalid_client', 'something new', `does not recognise the app ${CLIENT_ID}`],
    ['unauthorized_client', 'The client is not authorized to use the provided grant type.', 'may not sign in as a service'],
    ['temporarily_odd', 'Who knows', 'no access token (temporarily_odd: Who knows)'],
  ])('%s: %s', async (error, error_description, message) => {
    await using fixture = await appFixture();
    fixture.okta.fail(/oauth2/, { kind: 'status', status: 401, body: { error, error_description } });

    await expect(loginsOf(fixture)).rejects.toThrow(message);
  });

  it('tells what answers in place of Okta, and an outage, apart from a refusal', async () => {
    await using proxied = await appFixture();
    await using odd = await appFixture();
    await using down = await appFixture();
    proxied.okta.fail(/oauth2/, { kind: 'status', status: 403, body: '<html>blocked</html>' });
    odd.okta.fail(/oauth2/, { kind: 'status', status: 200, body: { hello: 'there' } });
    down.okta.fail(/oauth2/, { kind: 'status', status: 503 });

    await expect(loginsOf(proxied)).rejects.toThrow(UnexpectedReply);
    await expect(loginsOf(odd)).rejects.toThrow(UnexpectedReply);
    await expect(loginsOf(down)).rejects.toThrow(Unavailable);
    expect(down.apiRequests()).toEqual([]);
  });

  it('never shows the key, not even where an answer quotes it', async () => {
    await using fixture = await appFixture();
    const quoting = {
      kind: 'status',
      status: 500,
      body: `cannot use ${anyKey.jwk}`,
      headers: { 'content-type': 'text/plain' },
    } as const;
    fixture.okta.fail(/oauth2/, quoting);

    await expect(loginsOf(fixture)).rejects.toThrow('cannot use ••••');
  });
});

describe('check as a service app', () => {
  const check = async (terms: Parameters<typeof appFixture>[0]) => {
    await using fixture = await appFixture(terms);
    return (await fixture.source.check(options())).map(({ level, what, hint }) => ({ told: `${level}: ${what}`, hint }));
  };

  it('says as which app, how, and for which scopes we are signed in', async () => {
    const found = await check({ app: { dpop: 'required' }, org: { everyone: true } });

    expect(found.map(({ told }) => told)).toEqual([
      `ok: signed in as the service app ${CLIENT_ID} with DPoP, for okta.users.read, okta.groups.read`,
      'ok: may read users',
      'ok: may read groups',
      "ok: may read groups' members",
    ]);
  });

  it('says why there is no token, and nothing else', async () => {
    expect(await check({ app: { scopes: ['okta.users.read'] } })).toEqual([
      {
        told: expect.stringMatching(/^problem: .* was not granted okta\.groups\.read/),
        hint: expect.stringContaining('Okta API Scopes'),
      },
    ]);
  });

  it.each(['denied', 'empty'] as const)('tells that the role is missing, when people are %s', async withoutRole => {
    expect(await check({ app: { role: 'none' }, org: { oauth: { withoutRole } } })).toContainEqual({
      told: 'problem: may not read users',
      hint: expect.stringContaining('Read-only Administrator'),
    });
  });

  it("compares `attributes` with the schema where that scope is granted, and does without where it isn't", async () => {
    const settings = { attributes: { shoeSize: 'number' } };
    const scopes = ['okta.users.read', 'okta.groups.read'];

    expect((await check({ settings })).map(({ told }) => told)).toContain('problem: Okta has no user attribute shoeSize');
    const without = await check({ settings, app: { scopes } });
    expect(without.map(({ told }) => told)).toContain("info: `attributes` cannot be compared with Okta's schema");
    expect(without.map(({ told }) => told)).toContain('ok: may read users');
  });
});
