import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type OktaEmulator, type OktaOptions, type ServiceAppInput, startOkta } from '../index.js';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keys = [
  { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
  { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
];
const USERS = 'okta.users.read';

const start = (app: Partial<ServiceAppInput> = {}, options: OktaOptions = {}) =>
  startOkta({ users: ['ann'], ...options, oauth: { ...options.oauth, serviceApps: [{ clientId: 'app', keys, ...app }] } });

const seconds = () => Math.floor(Date.now() / 1000);

interface Signing {
  claims?: JWTPayload;
  kid?: string;
  alg?: string;
  key?: Parameters<SignJWT['sign']>[0];
}

function assertion({ url }: OktaEmulator, { claims, kid = 'ec', alg = 'ES256', key = ec.privateKey }: Signing = {}) {
  const usual = { iss: 'app', sub: 'app', aud: `${url}/oauth2/v1/token`, iat: seconds(), exp: seconds() + 60, jti: randomUUID() };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid }).sign(key);
}

async function tokenFor(okta: OktaEmulator, form: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${okta.url}/oauth2/v1/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: USERS,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(okta),
      ...form,
    }),
  });
  const body: Record<string, unknown> = Object(await response.json());
  return { status: response.status, body, nonce: response.headers.get('dpop-nonce') ?? undefined };
}

let prover: { key: CryptoKey; jwk: object };
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  prover = { key: privateKey, jwk: await exportJWK(publicKey) };
});

const proof = (claims: JWTPayload, { key, jwk } = prover, typ = 'dpop+jwt') =>
  new SignJWT({ iat: seconds(), jti: randomUUID(), ...claims }).setProtectedHeader({ typ, alg: 'ES256', jwk }).sign(key);

const tokenProof = ({ url }: OktaEmulator, claims: JWTPayload = {}) =>
  proof({ htm: 'POST', htu: `${url}/oauth2/v1/token`, ...claims });

async function boundToken(okta: OktaEmulator) {
  const { nonce } = await tokenFor(okta, {}, { dpop: await tokenProof(okta) });
  const { body } = await tokenFor(okta, {}, { dpop: await tokenProof(okta, { nonce }) });
  return String(body.access_token);
}

async function statusOf({ url }: OktaEmulator, path: string, headers: Record<string, string>) {
  const response = await fetch(url + path, { headers });
  return `${response.status} ${String(Object(await response.json()).errorCode ?? '')}`.trim();
}

describe('the token endpoint', () => {
  it.each([
    ['ES256', 'ec', ec.privateKey],
    ['RS256', 'rsa', rsa.privateKey],
  ])('gives a Bearer token for an assertion signed with %s', async (alg, kid, key) => {
    await using okta = await start();

    const { status, body } = await tokenFor(okta, { client_assertion: await assertion(okta, { alg, kid, key }) });

    expect(status).toBe(200);
    expect(body).toEqual({ token_type: 'Bearer', expires_in: 3600, access_token: expect.any(String), scope: USERS });
    expect(await statusOf(okta, '/api/v1/users', { authorization: `Bearer ${body.access_token}` })).toBe('200');
  });

  it.each<[string, Signing, RegExp]>([
    ['of an unknown client', { claims: { iss: 'other', sub: 'other' } }, /client_id/],
    ['of an unknown key', { kid: 'none' }, /kid is invalid/],
    ['signed with another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }, /signature/],
    ['for another address', { claims: { aud: 'https://example.okta.com/oauth2/default/v1/token' } }, /audience/],
    ['that is expired', { claims: { exp: 1000 } }, /expired/],
    ['that lasts longer than an hour', { claims: { exp: seconds() + 4000 } }, /too far/],
    ['from the future', { claims: { iat: seconds() + 600 } }, /future/],
    ['whose subject is somebody else', { claims: { sub: 'other' } }, /subject/],
  ])('refuses an assertion %s', async (_, signing, description) => {
    await using okta = await start();

    const { status, body } = await tokenFor(okta, { client_assertion: await assertion(okta, signing) });

    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body.error_description).toMatch(description);
  });

  it('takes an assertion once', async () => {
    await using okta = await start();
    const client_assertion = await assertion(okta);

    expect((await tokenFor(okta, { client_assertion })).status).toBe(200);
    expect(await tokenFor(okta, { client_assertion })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('knows no client secret, and no other grant', async () => {
    await using okta = await start();

    expect((await tokenFor(okta, { client_secret: 'x' })).body.error).toBe('invalid_client');
    expect((await tokenFor(okta, { client_assertion: 'x' })).body.error).toBe('invalid_client');
    expect((await tokenFor(okta, { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
  });

  it('grants all scopes or none', async () => {
    await using okta = await start({ scopes: [USERS] });

    expect((await tokenFor(okta, { scope: `${USERS} okta.groups.read` })).body.error).toBe('invalid_scope');
    expect((await tokenFor(okta, { scope: '' })).body.error).toBe('invalid_scope');
    okta.serviceApp('app').scopes = [USERS, 'okta.groups.read'];
    expect((await tokenFor(okta, { scope: `${USERS} okta.groups.read` })).status).toBe(200);
  });

  it('has a bucket of its own', async () => {
    await using okta = await start({}, { rateLimit: 1 });

    expect((await tokenFor(okta)).status).toBe(200);
    expect((await tokenFor(okta)).status).toBe(429);
    expect(await statusOf(okta, '/api/v1/users', { authorization: `SSWS ${okta.token}` })).toBe('200');
  });
});

describe('DPoP', () => {
  it('needs a proof where the app requires it, and a nonce in every proof', async () => {
    await using okta = await start({ dpop: 'required' });

    expect((await tokenFor(okta)).body.error).toBe('invalid_dpop_proof');
    const first = await tokenFor(okta, {}, { dpop: await tokenProof(okta) });
    expect(first).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' }, nonce: expect.any(String) });
    const second = await tokenFor(okta, {}, { dpop: await tokenProof(okta, { nonce: first.nonce }) });
    expect(second).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
  });

  it('keeps an old nonce good for a while', async () => {
    await using okta = await start();
    const { nonce } = await tokenFor(okta, {}, { dpop: await tokenProof(okta) });
    const status = async () => (await tokenFor(okta, {}, { dpop: await tokenProof(okta, { nonce }) })).status;

    okta.rotateNonce();
    expect(await status()).toBe(200);
    okta.rotateNonce({ forget: true });
    expect(await status()).toBe(400);
  });

  it.each<[string, JWTPayload]>([
    ['another method', { htm: 'GET' }],
    ['another address', { htu: 'https://example.okta.com/oauth2/v1/token' }],
    ['an old date', { iat: 1000 }],
    ['no id', { jti: '' }],
  ])('takes no proof with %s', async (_, claims) => {
    await using okta = await start();

    expect((await tokenFor(okta, {}, { dpop: await tokenProof(okta, claims) })).body.error).toBe('invalid_dpop_proof');
  });

  it('takes no proof that is something else, or holds a private key', async () => {
    await using okta = await start();
    const claims = { htm: 'POST', htu: `${okta.url}/oauth2/v1/token` };
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const leaked = { key: privateKey, jwk: await exportJWK(privateKey) };
    const other = { key: privateKey, jwk: await exportJWK(publicKey) };

    for (const dpop of ['x', await proof(claims, other, 'JWT'), await proof(claims, leaked)])
      expect((await tokenFor(okta, {}, { dpop })).body.error).toBe('invalid_dpop_proof');
  });

  it('lets a bound token in with a fresh proof of its key only, and never as Bearer', async () => {
    await using okta = await start();
    const token = await boundToken(okta);
    const ath = createHash('sha256').update(token).digest('base64url');
    const use = { htm: 'GET', htu: `${okta.url}/api/v1/users`, ath };
    const ask = (dpop: string, scheme = 'DPoP') =>
      statusOf(okta, '/api/v1/users?limit=1', { authorization: `${scheme} ${token}`, dpop });
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const good = await proof(use);

    expect(await ask(good)).toBe('200');
    expect(await ask(good)).toBe('401 E0000011');
    expect(await ask(await proof({ ...use, ath: 'other' }))).toBe('401 E0000011');
    expect(await ask(await proof({ ...use, htm: 'POST' }))).toBe('401 E0000011');
    expect(await ask(await proof({ ...use, htu: `${okta.url}/api/v1/users?limit=1` }))).toBe('401 E0000011');
    expect(await ask(await proof(use, { key: privateKey, jwk: await exportJWK(publicKey) }))).toBe('401 E0000011');
    expect(await ask(await proof(use), 'Bearer')).toBe('401 E0000011');
    expect(await statusOf(okta, '/api/v1/users', { authorization: `DPoP ${token}` })).toBe('401 E0000011');
  });
});

describe('what a token opens', () => {
  it('is no longer anything once expired or revoked', async () => {
    let now = new Date();
    await using okta = await start({}, { now: () => now, oauth: { tokenLifetime: 600 } });
    const { body } = await tokenFor(okta);
    const ask = () => statusOf(okta, '/api/v1/users', { authorization: `Bearer ${body.access_token}` });

    expect(await ask()).toBe('200');
    now = new Date(now.getTime() + 600_000);
    expect(await ask()).toBe('401 E0000011');
    now = new Date(now.getTime() - 300_000);
    expect(await ask()).toBe('200');
    okta.revokeTokens();
    expect(await ask()).toBe('401 E0000011');
  });

  it.each([
    ['okta.users.read', '/api/v1/users'],
    ['okta.groups.read', '/api/v1/groups'],
    ['okta.apps.read', '/api/v1/apps'],
    ['okta.schemas.read', '/api/v1/meta/schemas/user/default'],
  ])('needs %s for %s', async (scope, path) => {
    await using okta = await start();
    const other = scope === USERS ? 'okta.groups.read' : USERS;
    const ask = async (granted: string) =>
      statusOf(okta, path, { authorization: `Bearer ${(await tokenFor(okta, { scope: granted })).body.access_token}` });

    expect(await ask(scope)).toBe('200');
    expect(await ask(other)).toBe('403 E0000006');
  });

  it.each([
    ['denied', '403 E0000006'],
    ['empty', '200'],
  ] as const)('is nothing without an admin role: %s', async (withoutRole, status) => {
    await using okta = await start({ role: 'none' }, { oauth: { withoutRole } });
    const authorization = `Bearer ${(await tokenFor(okta)).body.access_token}`;

    expect(await statusOf(okta, '/api/v1/users', { authorization })).toBe(status);
    if (withoutRole === 'empty')
      expect(await (await fetch(`${okta.url}/api/v1/users`, { headers: { authorization } })).json()).toEqual([]);
    expect(await statusOf(okta, '/api/v1/users/ann', { authorization })).toBe('403 E0000006');
  });

  it('belongs to an app, which is nobody: there is no /users/me', async () => {
    await using okta = await start();
    const authorization = `Bearer ${(await tokenFor(okta)).body.access_token}`;

    expect(await statusOf(okta, '/api/v1/users/me', { authorization })).toBe('404 E0000007');
  });
});
