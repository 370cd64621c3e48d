import { describe, expect, it } from 'vitest';
import { AccessDenied, Unavailable } from '../errors.js';
import { type Emulator, startServer } from '../sandbox/server.js';
import type { HttpReply, HttpRequest } from './client.js';
import { clientOf, never, type TestClock } from './test-client.js';

const get: HttpRequest = { method: 'GET', path: 'api/v1/users', signal: never };

const DATE = 'Mon, 30 Nov 2026 10:00:00 GMT';
const EPOCH = Date.parse(DATE) / 1000;

const hello = () => startServer({}, app => app.all('/*', async () => ({})));

function throttle(server: Emulator, headers: Record<string, string>, times = 1, status = 429): void {
  server.fail(/./, { kind: 'status', status, headers: { date: DATE, ...headers }, body: { errorCode: 'E0000047' } }, { times });
}

describe('R4: a 429 is waited out in the words of the vendor', () => {
  it.each<[string, Record<string, string>, number]>([
    ['Retry-After in seconds', { 'retry-after': '30' }, 30_000],
    ['Retry-After as a date', { 'retry-after': 'Mon, 30 Nov 2026 10:00:20 GMT' }, 21_000],
    ['the reset of Okta, by the clock of Okta', { 'x-rate-limit-reset': String(EPOCH + 40) }, 41_000],
    [
      'too many at once at Okta',
      { 'x-rate-limit-limit': '0', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(EPOCH + 3) },
      4000,
    ],
    ['a reset in seconds left, as OneLogin has it', { 'x-ratelimit-reset': '40' }, 41_000],
    ['an ISO reset without seconds', { 'x-ratelimit-reset': '2026-11-30T10:01Z' }, 61_000],
    ['nothing: our own backoff', {}, 500],
    ['a retry-after of 0, which says nothing', { 'retry-after': '0' }, 500],
    ['a reset in the past, which says nothing', { 'x-rate-limit-reset': String(EPOCH - 60) }, 500],
    ['a header that is no number', { 'retry-after': 'soon', 'x-rate-limit-reset': 'later' }, 500],
    ['a reset without a Date to count from', { date: '', 'x-rate-limit-reset': String(EPOCH + 40) }, 500],
  ])('%s', async (_, headers, ms) => {
    await using server = await hello();
    throttle(server, headers);
    const { http, clock } = clientOf(server.url);

    expect((await http.request(get)).status).toBe(200);

    expect(clock.slept).toEqual([ms]);
  });

  it('also a 503 that says how long', async () => {
    await using server = await hello();
    throttle(server, { 'retry-after': '20' }, 1, 503);
    const { http, clock } = clientOf(server.url);

    await http.request(get);

    expect(clock.slept).toEqual([20_000]);
  });

  it('says at once that an account is blocked by rate limiting', async () => {
    await using server = await hello();
    throttle(server, { 'retry-after': '9223372036854775807' });

    const reading = clientOf(server.url).http.request(get);

    await expect(reading).rejects.toThrow(/blocked by rate limiting/);
    await expect(reading).rejects.toThrow(AccessDenied);
    expect(server.requests).toHaveLength(1);
  });

  it.each<Record<string, string>>([{ 'retry-after': '3600' }, { 'x-rate-limit-reset': String(EPOCH + 3600) }])(
    'does not wait an hour: %j',
    async headers => {
      await using server = await hello();
      throttle(server, headers);
      const { http, clock } = clientOf(server.url);

      await expect(http.request(get)).rejects.toThrow(Unavailable);

      expect([server.requests.length, clock.slept]).toEqual([1, []]);
    },
  );

  it('waits as long as there is hope, but not for ever', async () => {
    await using server = await hello();
    throttle(server, { 'retry-after': '1' }, 1000);

    await expect(clientOf(server.url, {}, { limits: { maxRateWaits: 3 } }).http.request(get)).rejects.toThrow(Unavailable);

    expect(server.requests).toHaveLength(4);
  });

  it('holds back everybody who asks the same quota, and nobody else', async () => {
    await using server = await hello();
    server.fail(/users/, { kind: 'status', status: 429, headers: { 'retry-after': '30' } }, { times: 1 });
    const stop = new AbortController();
    const { http, clock } = clientOf(server.url, {}, { clock: endless() });

    const first = http.request({ ...get, signal: stop.signal });
    await until(() => server.requests.length === 1 && clock !== undefined);
    await http.request({ ...get, path: 'api/v1/groups' });
    const second = http.request({ ...get, path: 'api/v1/users/00u1', signal: stop.signal });
    await http.request({ ...get, path: 'api/v1/groups' });
    stop.abort();

    await expect(first).rejects.toThrow();
    await expect(second).rejects.toThrow();
    expect(server.requests.map(request => request.url)).toEqual(['/api/v1/users', '/api/v1/groups', '/api/v1/groups']);
  });
});

/** A clock on which nobody wakes up. */
function endless(): TestClock {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    random: () => 0,
    sleep: (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
}

async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise(resolve => setTimeout(resolve, 5));
}

describe('R4: a refusal of another status that only says that we are too fast (AWS: 400)', () => {
  const isSlowDown = ({ body }: HttpReply) =>
    JSON.stringify(body).includes('slow') ? ({ kind: 'wait', ms: 7000 } as const) : undefined;
  const refuse = (server: Emulator, body: unknown, times = 1) =>
    server.fail(/./, { kind: 'status', status: 400, body }, { times });

  it('is waited out, also where its status is one that the caller expects', async () => {
    await using server = await hello();
    const { http, clock } = clientOf(server.url, { throttled: isSlowDown });
    refuse(server, { type: 'slow down' });
    refuse(server, { type: 'slow down' });

    expect((await http.request({ ...get, expect: [400] })).status).toBe(200);
    expect(clock.slept).toEqual([7000, 7000]);
  });

  it('is told in the end, as what it is', async () => {
    await using server = await hello();
    const { http } = clientOf(server.url, { throttled: isSlowDown });
    refuse(server, { type: 'slow down' }, 99);

    await expect(http.request(get)).rejects.toMatchObject({
      name: 'Unavailable',
      message: expect.stringContaining('too often (400'),
    });
  });

  it('is not taken for that where it says something else', async () => {
    await using server = await hello();
    const { http, clock } = clientOf(server.url, { throttled: isSlowDown });
    refuse(server, { type: 'wrong' });

    expect((await http.request({ ...get, expect: [400] })).status).toBe(400);
    expect(clock.slept).toEqual([]);
  });
});
