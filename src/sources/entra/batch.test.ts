import { describe, expect, it } from 'vitest';
import { company, type EntraFixture, entraFixture } from '../../../test/contracts/entra-fixture.js';
import { membersByName } from '../../../test/contracts/source.js';

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });
const members = async ({ source }: EntraFixture) => membersByName(await source.pull(everything, soon()));
const throttled = { status: 429, body: { error: { code: 'TooManyRequests', message: 'slow down' } } };
const batches = ({ entra }: EntraFixture) =>
  entra.requests.filter(({ url }) => url.endsWith('$batch')).map(({ body }) => [...Object(body).requests]);
const inGroup = ({ entra }: EntraFixture, name: string) =>
  new RegExp(entra.tenant.groups.values().find(({ displayName }) => displayName === name)?.id ?? name);

/** Entra §6 and gotcha 7: an answer of 200 may hold questions that were not answered well. */
describe('a batch that was answered with 200', () => {
  it('may hold a 429: its own Retry-After is waited for, and only that question asked again', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(inGroup(fixture, 'Sales'), { ...throttled, headers: { 'Retry-After': '7' } }, 1);

    expect(await members(fixture)).toEqual({ Engineering: ['ann', 'bob'], Sales: ['bob'] });
    expect(batches(fixture).map(({ length }) => length)).toEqual([2, 1]);
    expect(fixture.waited).toEqual([7000]);
  });

  it('may hold a 429 without a word of how long', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(inGroup(fixture, 'Sales'), throttled, 3);

    expect(await members(fixture)).toMatchObject({ Sales: ['bob'] });
    expect(fixture.waited.length).toBe(3);
  });

  it('may hold a 429 that never ends, or asks for longer than anybody waits: that group is unknown, the others are read', async () => {
    await using endless = await entraFixture(company);
    endless.entra.answer(inGroup(endless, 'Sales'), throttled);
    await using long = await entraFixture(company);
    long.entra.answer(inGroup(long, 'Sales'), { ...throttled, headers: { 'Retry-After': '1209600' } });

    expect(await members(endless)).toEqual({ Engineering: ['ann', 'bob'], Sales: 'unknown' });
    expect(await members(long)).toMatchObject({ Sales: 'unknown' });
    expect(long.waited).toEqual([]);
  });

  it('may hold a 503, which is tried again', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(inGroup(fixture, 'Sales'), { status: 503 }, 2);

    expect(await members(fixture)).toMatchObject({ Sales: ['bob'] });
  });

  it('may hold a 403 or a 404: that group is unknown, never empty (R1)', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.deny(inGroup(fixture, 'Sales'));
    await using gone = await entraFixture(company);
    gone.entra.before(/transitiveMembers/, () => gone.entra.removeGroup('Sales'));

    expect(await members(fixture)).toEqual({ Engineering: ['ann', 'bob'], Sales: 'unknown' });
    expect(await members(gone)).toEqual({ Engineering: ['ann', 'bob'], Sales: 'unknown' });
  });

  it('where no member of any group may be read, ends the read if the token does not allow it, with the permission', async () => {
    await using fixture = await entraFixture({ ...company, token: 'opaque' });
    fixture.entra.deny(/transitiveMembers/);

    const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

    expect(failure).toMatchObject({ name: 'AccessDenied', hint: expect.stringContaining('GroupMember.Read.All') });
  });

  it('may lack an answer: that group is unknown', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.forget(inGroup(fixture, 'Sales'));

    expect(await members(fixture)).toEqual({ Engineering: ['ann', 'bob'], Sales: 'unknown' });
  });

  it('may hold something that is no list: that group is unknown', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.answer(inGroup(fixture, 'Sales'), { body: {} });

    expect(await members(fixture)).toMatchObject({ Sales: 'unknown' });
  });

  it('may hold a 401: the token is renewed, once', async () => {
    await using fixture = await entraFixture(company);
    const unauthorised = { status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: '' } } };
    fixture.entra.answer(inGroup(fixture, 'Sales'), unauthorised, 1);
    await using refused = await entraFixture(company);
    refused.entra.answer(inGroup(refused, 'Sales'), unauthorised);

    expect(await members(fixture)).toMatchObject({ Sales: ['bob'] });
    expect(await members(refused)).toMatchObject({ Sales: 'unknown' });
  });
});

describe('how much is asked of Graph', () => {
  it('is said to be of low priority, in every question', async () => {
    await using fixture = await entraFixture(company);
    await fixture.source.pull(everything, soon());

    const sent = fixture.entra.requests.filter(({ url }) => url.startsWith('/v1.0'));
    expect(sent.map(({ headers }) => headers['x-ms-throttle-priority'])).toEqual(sent.map(() => 'low'));
    for (const item of batches(fixture).flat()) expect(Object(item).headers).toMatchObject({ 'x-ms-throttle-priority': 'low' });
  });

  const large = {
    users: ['ann'],
    groups: Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`g${at}`, ['ann']])),
  };

  it('stays under a share of the resource units of the smallest tenant, so that nothing is refused (R4)', async () => {
    await using fixture = await entraFixture({ ...large, rateLimit: 3_500 });

    expect(Object.keys(await members(fixture)).length).toBe(1_000);
    expect(fixture.waited.length).toBeGreaterThan(0);
    expect(fixture.entra.requests.every(({ status }) => status === 200)).toBe(true);
  });

  it('waits for as long as it is told where others use up the units, and reads on', async () => {
    await using fixture = await entraFixture({ ...large, rateLimit: 1_000 }, { rate: { share: 1 } });

    expect(Object.values(await members(fixture)).every(ids => String(ids) === 'ann')).toBe(true);
  });

  it('waits for nothing that stands on an answer of 200: fourteen days were recorded there', async () => {
    await using fixture = await entraFixture({ ...company, retryAfterOnSuccess: true });

    expect(await members(fixture)).toMatchObject({ Sales: ['bob'] });
    expect(fixture.waited).toEqual([]);
  });

  it('waits for the Retry-After of a single call', async () => {
    await using fixture = await entraFixture(company);
    fixture.entra.fail(/users/, { kind: 'status', status: 429, headers: { 'retry-after': '3' }, body: {} }, { times: 1 });

    expect(await members(fixture)).toMatchObject({ Sales: ['bob'] });
    expect(fixture.waited).toEqual([3000]);
  });
});
