import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { asked, company, type OneLoginFixture, oneloginFixture, tokensAsked } from '../../../test/contracts/onelogin-fixture.js';
import { AccessDenied, Unavailable, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: OneLoginFixture) => source.pull({ group: () => true }, options());
const people = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);
const SECRET = 'sandbox-onelogin-secret';

describe('access tokens', () => {
  it('are asked for in the way of the tools of OneLogin', async () => {
    await using fixture = await oneloginFixture(company);

    await pull(fixture);

    expect(fixture.onelogin.requests[0]).toMatchObject({
      ...{ method: 'POST', url: '/auth/oauth2/v2/token', body: { grant_type: 'client_credentials' } },
      headers: { authorization: `client_id:rollcall, client_secret:${SECRET}` },
    });
    expect(fixture.onelogin.requests[1]?.headers.authorization).toMatch(/^Bearer [0-9a-f]{64}$/);
  });

  it.each(['flat', 'wrapped'] as const)('are taken from a %s answer', async token => {
    await using fixture = await oneloginFixture({ ...company, token });

    expect((await pull(fixture)).people.size).toBe(3);
  });

  it('are shared, and renewed before their ten hours end', async () => {
    await using fixture = await oneloginFixture(company);

    await Promise.all([pull(fixture), pull(fixture)]);
    expect(tokensAsked(fixture)).toBe(1);

    fixture.pass(36_000_000 - 30_000);
    await pull(fixture);
    expect(tokensAsked(fixture)).toBe(2);
    expect(fixture.onelogin.requests.filter(({ status }) => status === 401)).toEqual([]);
  });

  it('that end in mid-read are renewed once, and the call is made again (gotcha 7)', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.before(/api\/2\/roles/, () => fixture.onelogin.expireTokens());

    expect((await pull(fixture)).people.size).toBe(3);
    expect(tokensAsked(fixture)).toBe(2);
  });

  it('that are refused as soon as they are given end the read, with the words of OneLogin and the number of the request', async () => {
    await using fixture = await oneloginFixture(company);
    const body = { statusCode: 401, name: 'UnauthorizedError', message: 'The request requires user authentication.' };
    fixture.onelogin.fail(/api/, { kind: 'status', status: 401, headers: { 'x-request-id': '621D46F6' }, body });

    const failure = await pull(fixture).catch(error => error);

    expect(failure).toBeInstanceOf(AccessDenied);
    expect(failure.message).toContain('requires user authentication. (request 621D46F6)');
    expect(tokensAsked(fixture)).toBe(2);
  });

  it.each([
    ['a wrong secret', { clientSecret: 'wrong' }],
    ['a credential that is not there', { clientId: 'nobody' }],
  ])('are not to be had with %s, which is told apart from an empty account', async (_, settings) => {
    await using fixture = await oneloginFixture(company, settings);

    await expect(pull(fixture)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: expect.stringContaining('no access token (401: Authentication Failure') },
      hint: expect.stringContaining('`clientSecret`'),
    });
    expect(asked(fixture)).toEqual([]);
  });

  it.each([401, 403])('are not refused by a proxy that answers %i with a web page: the credential may be right', async status => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/token/, { kind: 'status', status, body: '<html>no</html>' }, { times: 1 });
    await expect(pull(fixture)).rejects.toMatchObject({
      message: expect.stringContaining('is not the sign-in of OneLogin'),
      hint: expect.stringContaining('proxy'),
    });

    fixture.onelogin.fail(/GET .*users/, { kind: 'status', status, body: '<html>no</html>' });
    await expect(pull(fixture)).rejects.toMatchObject({
      message: expect.stringContaining('is not the API of OneLogin'),
      hint: expect.stringContaining('proxy'),
    });
  });

  it('are not taken from an answer that holds none, nor from another server', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/token/, { kind: 'status', status: 200, body: { status: { error: false }, data: [] } }, { times: 1 });
    await expect(pull(fixture)).rejects.toThrow(UnexpectedReply);

    fixture.onelogin.fail(/token/, { kind: 'status', status: 404, body: '<html>no</html>' });
    await expect(pull(fixture)).rejects.toMatchObject({ hint: expect.stringContaining('`url`') });
  });

  it('go to no other host, and neither they nor the secret are ever shown', async () => {
    await using fixture = await oneloginFixture(company);
    await using elsewhere = await oneloginFixture(company);
    fixture.onelogin.fail(/^GET/, { kind: 'redirect', to: `${elsewhere.onelogin.url}/api/2/users` });

    const failure: unknown = await pull(fixture).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(elsewhere.onelogin.requests).toEqual([]);
    const token = String(fixture.onelogin.requests[1]?.headers.authorization).replace('Bearer ', '');
    const shown = inspect([failure, fixture.logged, fixture.source], { depth: 9, showHidden: true });
    for (const secret of [token, SECRET]) expect(shown).not.toContain(secret);
  });
});

describe('a scope that is missing', () => {
  it.each([401, 403] as const)('is told as such, also where OneLogin says %i', async refusal => {
    await using fixture = await oneloginFixture({ ...company, scope: 'Authentication Only', refusal });

    await expect(pull(fixture)).rejects.toMatchObject({
      name: 'AccessDenied',
      hint: expect.stringContaining('scope Read Users'),
    });
  });

  it('is told as another one where the app is refused', async () => {
    await using fixture = await oneloginFixture({ ...company, apps: { '77': ['ann'] } }, { app: '77' });
    fixture.onelogin.deny(/app_id/);

    await expect(pull(fixture)).rejects.toMatchObject({ hint: expect.stringContaining('scope Read All') });
  });
});

describe('the calls of an hour (R4, §6)', () => {
  it('are kept to a share of them without being told: the second API sends no rate headers', async () => {
    const crowd = people(150);
    await using fixture = await oneloginFixture({ users: crowd }, { rate: { share: 0.05 } }); // 250 an hour

    const found = await fixture.source.lookup(crowd.map(personId), options());

    expect([...found.values()].filter(({ kind }) => kind === 'present')).toHaveLength(150);
    expect(fixture.onelogin.requests).toHaveLength(151);
    const slept = fixture.slept.reduce((sum, ms) => sum + ms, 0);
    expect(slept).toBeGreaterThan(25 * 28_800); // 125 at once, then one in 28.8 s
    expect(slept).toBeLessThan(27 * 28_800);
  });

  it('are waited for as long as OneLogin says: seconds left, no time of day', async () => {
    await using fixture = await oneloginFixture({ ...company, rateLimit: 3, rateHeaders: true }, { rate: { share: 1 } });
    await fixture.source.lookup(['ann', 'bob', 'cid'].map(personId), options());
    fixture.pass(3_595_000);

    expect((await fixture.source.lookup([personId('ann')], options())).get(personId('ann'))).toMatchObject({ kind: 'present' });
    expect(fixture.slept).toEqual([6000]);
  });

  it('that others have used up are waited for, longer each time, where nothing says how long (no Retry-After)', async () => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(
      /api\/2\/users/,
      { kind: 'status', status: 429, body: { statusCode: 429, name: 'x', message: 'x' } },
      { times: 3 },
    );

    expect((await pull(fixture)).people.size).toBe(3);
    expect(fixture.slept).toEqual([1000, 2000, 4000]);
  });

  it('that stay used up end the read: unread, with what to do', async () => {
    await using fixture = await oneloginFixture({ ...company, rateLimit: 0 });

    const failure: unknown = await pull(fixture).catch(error => error);

    expect(failure).toBeInstanceOf(Unavailable);
    expect(failure).toMatchObject({ hint: expect.stringContaining('another program') });
  });
});

describe('what is no answer of OneLogin', () => {
  it.each<[string, number, string, RegExp]>([
    ['a web page', 200, '<html><title>Sign in</title></html>', /web page/],
    ['a page that is not found', 404, '<html>no</html>', /not the API of OneLogin/],
    ['another program', 404, '{"message":"no route"}', /not the API of OneLogin/],
    ['the end of a server', 502, '<html><title>Bad gateway</title></html>', /Bad gateway/],
  ])('is told as such: %s', async (_, status, body, told) => {
    await using fixture = await oneloginFixture(company);
    fixture.onelogin.fail(/api\/2/, { kind: 'status', status, body });

    await expect(pull(fixture)).rejects.toThrow(told);
  });
});
