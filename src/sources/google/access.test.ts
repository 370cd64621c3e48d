import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { asked, company, type GoogleFixture, googleFixture, tokensAsked } from '../../../test/contracts/google-fixture.js';
import { START } from '../../../test/contracts/jumping.js';
import { membersByName } from '../../../test/contracts/source.js';
import { AccessDenied, Unavailable, UnexpectedReply } from '../../errors.js';
import type { Fault } from '../../sandbox/server.js';

const MINUTE = 60_000;
const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: GoogleFixture) => source.pull({ group: () => true }, options());

const refusal = (status: number, reason: string, more: object = {}): Fault => ({
  ...{ kind: 'status', status },
  body: { error: { code: status, message: 'said so', errors: [{ message: 'said so', domain: 'usageLimits', reason }], ...more } },
});

const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe('the access token (google.md §5)', () => {
  it('is asked for once, with an assertion signed for the token endpoint, for the administrator and the least of scopes', async () => {
    await using fixture = await googleFixture(company);

    await pull(fixture);
    await pull(fixture);

    const [request, ...others] = fixture.google.requests.filter(({ method }) => method === 'POST');
    const { grant_type, assertion } = Object(request?.body);
    const [header, claims] = String(assertion)
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
    const time = START / 1000;
    expect(others).toEqual([]);
    expect(grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(claims).toEqual({
      ...{ iss: 'rollcall@rollcall-sandbox.iam.gserviceaccount.com', sub: 'ann@example.com', aud: `${fixture.google.url}/token` },
      ...{ iat: time, exp: time + 300, jti: expect.any(String) },
      scope: ['user', 'group'].map(what => `https://www.googleapis.com/auth/admin.directory.${what}.readonly`).join(' '),
    });
  });

  it('is renewed in time, and where Google takes it no more', async () => {
    await using fixture = await googleFixture(company);
    await pull(fixture);
    fixture.pass(59 * MINUTE);
    await pull(fixture);
    expect(tokensAsked(fixture)).toBe(2);

    fixture.google.before(/members/, () => fixture.google.expireTokens());
    expect(membersByName(await pull(fixture))).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(tokensAsked(fixture)).toBe(3);
  });

  it('that is refused again and again is an error, and no endless renewal', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/GET/, refusal(401, 'authError'));

    await expect(pull(fixture)).rejects.toThrow(/that it had just given/);
    expect(tokensAsked(fixture)).toBe(2);
  });

  it.each([
    ['users', ['group.readonly'], /not authorised for https:\/\/www\.googleapis\.com\/auth\/admin\.directory\.user\.readonly \(/],
    ['groups', ['user.readonly', 'group.member.readonly'], /not authorised for \S+group\.readonly \(/],
    ['both', [], /user\.readonly and \S+group\.readonly/],
  ])('lacks a scope: which one is said, and the client id to give it to (%s)', async (_, scopes, message) => {
    await using fixture = await googleFixture({ ...company, scopes });

    await expect(pull(fixture)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: expect.stringMatching(message) },
      hint: expect.stringContaining('104218837264000000001: Admin console > Security > API controls > Domain-wide delegation'),
    });
  });

  it('needs no scope of its own for members: that of groups opens them too', async () => {
    await using fixture = await googleFixture({ ...company, scopes: ['user.readonly', 'group.readonly'] });

    expect(membersByName(await pull(fixture))).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
  });

  it.each([
    ['a key that was deleted', { private_key_id: 'old' }, 'the key old is none of', 'Make a new key'],
    ['a key of somebody else', { private_key: otherKey }, 'the key k1 is none of', 'Make a new key'],
    ['a service account that is gone', { client_email: 'x@example.com' }, 'knows no service account x@example.com', 'deleted'],
  ])('is refused with %s, and says what to do', async (_, more, message, hint) => {
    await using fixture = await googleFixture(company, { keyFile: more });

    await expect(pull(fixture)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
  });

  it('is refused for an administrator whom Google does not know', async () => {
    await using fixture = await googleFixture(company, { admin: 'nobody@example.com' });

    await expect(pull(fixture)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: expect.stringContaining('Google knows no user nobody@example.com') },
      hint: expect.stringContaining('`admin`'),
    });
  });

  it.each([
    [90 * MINUTE, 'ahead of'],
    [-90 * MINUTE, 'behind'],
  ])(
    "is refused where our clock is wrong (by %s ms), and says by how much: Google's own stands in its answer",
    async (aheadMs, how) => {
      await using fixture = await googleFixture({ ...company, now: () => new Date() }, { aheadMs: aheadMs + Date.now() - START });

      await expect(pull(fixture)).rejects.toMatchObject({
        ...{ name: 'AccessDenied', message: expect.stringContaining("not valid at Google's time") },
        hint: expect.stringContaining(how),
      });
    },
  );

  it('is not taken from something that is not Google', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/POST/, { kind: 'status', status: 403, body: '<html>proxy</html>' });
    await expect(pull(fixture)).rejects.toThrow(UnexpectedReply);

    fixture.google.heal();
    fixture.google.fail(/POST/, { kind: 'status', status: 200, body: { token: 'x' } });
    await expect(pull(fixture)).rejects.toThrow(UnexpectedReply);
  });

  it('is asked for anew after a 503 and a 429', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/POST/, { kind: 'status', status: 503 }, { times: 1 });
    fixture.google.fail(/POST/, { kind: 'status', status: 429 }, { times: 1 });

    expect((await pull(fixture)).people.size).toBe(3);
  });

  it('shows neither key nor assertion nor token, in no log and no error (Gotcha 6)', async () => {
    await using fixture = await googleFixture(company);
    await pull(fixture);
    const [request] = fixture.google.requests;
    const { assertion } = Object(request?.body);
    fixture.google.fail(/POST/, {
      kind: 'status',
      status: 401,
      body: { error: 'odd', error_description: `odd ${assertion}` },
    });
    fixture.google.expireTokens();

    const failure: unknown = await pull(fixture).catch(error => error);

    const shown = JSON.stringify([fixture.logged, failure, String(failure), Object(failure).hint]);
    expect(failure).toBeInstanceOf(AccessDenied);
    for (const secret of [String(assertion).slice(0, 60), 'PRIVATE KEY', 'ya29']) expect(shown).not.toContain(secret);
  });
});

describe('a 403 (Gotcha 1)', () => {
  it.each(['userRateLimitExceeded', 'rateLimitExceeded'])('that says %s is waited for, longer each time', async reason => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/members/, refusal(403, reason), { times: 3 });

    expect(membersByName(await pull(fixture))).toMatchObject({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(Math.max(...fixture.slept)).toBeGreaterThanOrEqual(1000);
  });

  it('is waited for as newer answers say it too, in their details (google.md §6)', async () => {
    await using fixture = await googleFixture({ ...company, rate: { perMinute: 3, reason: 'RATE_LIMIT_EXCEEDED' } });

    expect(membersByName(await pull(fixture))).toMatchObject({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(fixture.slept.length).toBeGreaterThan(0);
  });

  it('that comes every minute holds a read up, and spoils nothing', async () => {
    const groups = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`g${at}`, ['ann']]));
    await using fixture = await googleFixture({ ...company, groups, rate: { perMinute: 10, reason: 'userRateLimitExceeded' } });

    expect(Object.values(membersByName(await pull(fixture)))).toEqual(Array.from({ length: 12 }, () => ['ann']));
  });

  it('that says quotaExceeded is given up after a few: it may be the quota of the whole day', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users/, refusal(403, 'quotaExceeded'));

    await expect(pull(fixture)).rejects.toMatchObject({ name: 'Unavailable', message: expect.stringContaining('after 3 waits') });
    expect(asked(fixture)).toHaveLength(4);
  });

  it('that says that the day is over is not waited for', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users/, refusal(403, 'dailyLimitExceeded'));

    await expect(pull(fixture)).rejects.toThrow(Unavailable);
    expect(asked(fixture)).toHaveLength(1);
  });

  it.each([
    ['forbidden', {}, 'does not let ann@example.com read', 'Users > Read and Groups > Read'],
    ['insufficientPermissions', {}, 'lacks the scope', 'Domain-wide delegation'],
    ['x', { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] }, 'lacks the scope', 'Domain-wide delegation'],
    ['accessNotConfigured', {}, 'not switched on in the Cloud project rollcall-sandbox', 'Admin SDK API'],
    ['x', { details: [{ reason: 'SERVICE_DISABLED' }] }, 'not switched on', 'Admin SDK API'],
  ])('that says %s %j is final, and says what to do', async (reason, more, message, hint) => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users/, refusal(403, reason, more));

    await expect(pull(fixture)).rejects.toMatchObject({
      ...{ name: 'AccessDenied', message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
    expect(asked(fixture)).toHaveLength(1);
  });

  it('of one group alone makes that group unknown (R1)', async () => {
    await using fixture = await googleFixture(company);
    const [first] = fixture.google.customer.groups.keys();
    fixture.google.fail(new RegExp(`groups/${first}/members`), refusal(403, 'forbidden'));

    expect(Object.values(membersByName(await pull(fixture))).toSorted()).toEqual([['bob'], 'unknown']);
  });
});

describe('other refusals', () => {
  it('a 400 names what may be wrong: customer, domain, or an administrator who is none', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/users/, refusal(400, 'invalid'));

    await expect(pull(fixture)).rejects.toMatchObject({ hint: expect.stringMatching(/customer.*domain.*ann@example.com/) });
  });

  it('an administrator without a role is told so', async () => {
    await using fixture = await googleFixture({ ...company, admin: 'bob' });
    fixture.google.update('bob', { isAdmin: false });

    await expect(pull(fixture)).rejects.toMatchObject({ message: expect.stringContaining('does not let bob@example.com read') });
  });

  it('a customer that is not ours, and a domain that is not there, are told apart from an empty company', async () => {
    await using customer = await googleFixture(company, { customer: 'C0other' });
    await using domain = await googleFixture(company, { domain: 'nowhere.example' });

    await expect(pull(customer)).rejects.toThrow(AccessDenied);
    await expect(pull(domain)).rejects.toMatchObject({ name: 'NotFound', hint: expect.stringContaining('`domain`') });
  });

  it('a 429 is waited for, a 503 tried again', async () => {
    await using fixture = await googleFixture(company);
    fixture.google.fail(/members/, { kind: 'status', status: 429 }, { times: 3 });
    fixture.google.fail(/users/, { kind: 'status', status: 503 }, { times: 1 });

    expect(membersByName(await pull(fixture))).toMatchObject({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
  });
});

describe('the quota of 2,400 calls a minute (R4)', () => {
  const groups = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`g${at}`, ['ann']]));

  it('is kept to a share of it in every minute, without being told', async () => {
    await using fixture = await googleFixture({ ...company, groups }, { rate: { share: 0.01 } });

    await pull(fixture);

    expect(fixture.google.requests).toHaveLength(33);
    const waited = fixture.slept.reduce((sum, ms) => sum + ms, 0);
    expect(Math.round(waited / 1000)).toBe(94); // 8 at once, and each of the other 25 after 3.75 s
  });

  it('holds up nobody who needs less than a third of that share', async () => {
    await using fixture = await googleFixture({ ...company, groups });

    await pull(fixture);

    expect(fixture.slept).toEqual([]);
  });
});
