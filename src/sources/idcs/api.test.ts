import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { asked, company, idcsFixture, tokensAsked } from '../../../test/contracts/idcs-fixture.js';
import { AccessDenied, Unavailable, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });
const HOUR = 3_600_000;

describe('access tokens', () => {
  it('are asked for with client credentials and the scope of all that the client may do', async () => {
    await using fixture = await idcsFixture(company);

    await fixture.source.pull(everything, options());

    const [first] = fixture.idcs.requests;
    expect(first).toMatchObject({ method: 'POST', url: '/oauth2/v1/token' });
    expect(first?.body).toEqual({ grant_type: 'client_credentials', scope: 'urn:opc:idm:__myscopes__' });
    expect(first?.headers.authorization).toBe(`Basic ${btoa('rollcall:sandbox-idcs-secret')}`);
  });

  it('are shared: many requests at once, one token', async () => {
    await using fixture = await idcsFixture(company);

    await fixture.source.lookup(['ann', 'bob', 'cid'].map(personId), options());
    await Promise.all([fixture.source.pull(everything, options()), fixture.source.pull(everything, options())]);

    expect(tokensAsked(fixture)).toBe(1);
  });

  it('are renewed before they end, never used up to the refusal', async () => {
    await using fixture = await idcsFixture(company);
    await fixture.source.pull(everything, options());
    fixture.pass(HOUR - 30_000);

    await fixture.source.pull(everything, options());

    expect(tokensAsked(fixture)).toBe(2);
    expect(fixture.idcs.requests.filter(({ status }) => status === 401)).toEqual([]);
  });

  it('that live for minutes only are not renewed for each request', async () => {
    await using fixture = await idcsFixture({ ...company, tokenLifetime: 60 });

    await fixture.source.pull(everything, options());

    expect(tokensAsked(fixture)).toBe(1);
  });

  it('that end early are renewed once, by one of those whom it meets', async () => {
    await using fixture = await idcsFixture({ users: people(10), allUsers: 'absent' });
    await fixture.source.pull(everything, options());
    fixture.idcs.expireToken();

    const found = await fixture.source.lookup(people(10).map(personId), options());

    expect([...found.values()].every(({ kind }) => kind === 'present')).toBe(true);
    expect(tokensAsked(fixture)).toBe(2);
  });

  it('that are refused as soon as they are given end the read', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.fail(/^GET \/admin/, { kind: 'status', status: 401, body: {} });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(AccessDenied);
    expect(tokensAsked(fixture)).toBe(2);
    expect(asked(fixture)).toHaveLength(2);
  });

  it.each([
    ['a wrong secret', { clientSecret: 'wrong' }],
    ['an unknown client', { clientId: 'nobody' }],
  ])('are not to be had with %s, which is told apart from an empty domain', async (_, settings) => {
    await using fixture = await idcsFixture(company, settings);

    const pulling = fixture.source.pull(everything, options());

    await expect(pulling).rejects.toThrow(AccessDenied);
    await expect(pulling).rejects.toMatchObject({ hint: expect.stringContaining('clientSecret') });
    expect(asked(fixture)).toEqual([]);
  });

  it('are not taken from an answer that holds none', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.fail(/token/, { kind: 'status', status: 200, body: { hello: 'world' } });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(UnexpectedReply);
  });

  it('are asked for again after a failure that passes', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.fail(/token/, { kind: 'status', status: 503 }, { times: 1 });

    expect((await fixture.source.pull(everything, options())).people.size).toBe(3);
  });

  it('do not die with the one who was interrupted while all waited for one', async () => {
    await using fixture = await idcsFixture({ ...company, latency: 30 });
    const stop = new AbortController();
    const interrupted = fixture.source.pull(everything, { signal: stop.signal });
    const other = fixture.source.pull(everything, options());
    stop.abort();

    await expect(interrupted).rejects.toThrow('Stopped');
    expect((await other).people.size).toBe(3);
  });

  it('are sent to no other host, and neither they nor the secret are ever shown', async () => {
    await using fixture = await idcsFixture(company);
    await using elsewhere = await idcsFixture(company);
    fixture.idcs.fail(/^GET/, { kind: 'redirect', to: `${elsewhere.idcs.url}/admin/v1/Users` });

    const failure: unknown = await fixture.source.pull(everything, options()).catch(error => error);

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(elsewhere.idcs.requests).toEqual([]);
    const token = String(fixture.idcs.requests[1]?.headers.authorization).replace('Bearer ', '');
    const shown = inspect([failure, fixture.logged, fixture.source], { depth: 9, showHidden: true });
    for (const secret of [token, 'sandbox-idcs-secret', btoa('rollcall:sandbox-idcs-secret')])
      expect(shown).not.toContain(secret);
  });
});

describe('the quota of the domain (R4)', () => {
  it('is kept to half of what the smallest kind of domain allows, without being told', async () => {
    const crowd = people(200);
    await using fixture = await idcsFixture({ users: crowd, allUsers: 'absent', rateLimit: 'free' });

    const found = await fixture.source.lookup(crowd.map(personId), options());

    expect([...found.values()].filter(({ kind }) => kind === 'present')).toHaveLength(200);
    expect(fixture.idcs.requests.some(({ status }) => status === 429)).toBe(false);
    expect(fixture.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(60_000);
  });

  it('may be used up by others: a 429 is waited out, longer each time', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.limitRate(/Users/, { times: 3 });

    expect((await fixture.source.pull(everything, options())).people.size).toBe(3);
    expect(fixture.slept).toEqual([1000, 2000, 4000]);
  });

  it('is waited for as long as the domain says, where it does', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.limitRate(/Users/, { retryAfter: 17 });

    await fixture.source.pull(everything, options());

    expect(fixture.slept).toEqual([17_000]);
  });

  it.each([
    ['calls', /Users/],
    ['tokens', /token/],
  ])('that stays used up for %s ends the read, without a word of tenant, caller and endpoint', async (_, match) => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.limitRate(match, { times: 100 });

    const failure: unknown = await fixture.source.pull(everything, options()).catch(error => error);

    expect(failure).toBeInstanceOf(Unavailable);
    expect(inspect(failure, { depth: 9 })).not.toMatch(/tenant|127\.0\.0\.1|0123456789abcdef/);
    expect(Math.max(...fixture.slept)).toBeLessThanOrEqual(60_000);
  });

  it('is not waited for beyond ten minutes', async () => {
    await using fixture = await idcsFixture(company);
    fixture.idcs.limitRate(/Users/, { retryAfter: 86_400 });

    await expect(fixture.source.pull(everything, options())).rejects.toThrow(Unavailable);
    expect(fixture.slept).toEqual([]);
  });
});

const people = (count: number) => Array.from({ length: count }, (_, n) => `u${n}`);
