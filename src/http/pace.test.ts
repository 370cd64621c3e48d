import { describe, expect, it } from 'vitest';
import { Unavailable } from '../errors.js';
import { startServer } from '../sandbox/server.js';
import type { HttpRequest } from './client.js';
import { clientOf, never } from './test-client.js';

const get: HttpRequest = { method: 'GET', path: 'api/v1/users', signal: never };

const DATE = 'Mon, 30 Nov 2026 10:00:00 GMT';
const EPOCH = Date.parse(DATE) / 1000;

const hello = () => startServer({}, app => app.all('/*', async () => ({})));

/** Okta's fixed window: so many requests until the minute is over, on the clock of the test. */
function window(clock: () => number, limit: number, header = 'x-rate-limit') {
  let used = 0;
  let reset = 60;
  return startServer({}, app =>
    app.get('/*', async (_, reply) => {
      const seconds = Math.floor(clock() / 1000);
      if (seconds >= reset) {
        used = 0;
        reset = seconds + 60;
      }
      used += 1;
      reply.headers({
        date: new Date((EPOCH + seconds) * 1000).toUTCString(),
        [`${header}-limit`]: limit,
        [`${header}-remaining`]: limit - used,
        [`${header}-reset`]: EPOCH + reset,
      });
      return { used };
    }),
  );
}

describe('R4: stays under a share of the quota', () => {
  it('uses half of a window, then waits for the next one', async () => {
    let now = () => 0;
    await using server = await window(() => now(), 10);
    const { http, clock } = clientOf(server.url);
    now = clock.now;

    const used: unknown[] = [];
    for (let count = 0; count < 12; count++) used.push((await http.request(get)).body);

    expect(used).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2].map(used => ({ used })));
    expect(clock.slept).toEqual([61_000, 61_000]);
  });

  it('counts requests that are still on their way', async () => {
    let now = () => 0;
    await using server = await window(() => now(), 20);
    const { http, clock } = clientOf(server.url, { concurrency: 4, share: 0.25 });
    now = clock.now;
    await http.request(get);

    await Promise.all(Array.from({ length: 4 }, () => http.request(get)));
    expect(clock.slept).toEqual([]);

    await http.request(get);
    expect(clock.slept).toEqual([61_000]);
  });

  it('uses half of a window whose end is told in seconds left', async () => {
    await using server = await startServer({}, app =>
      app.get('/*', async (_, reply) => {
        reply.headers({ date: DATE, 'x-ratelimit-limit': 10, 'x-ratelimit-remaining': 9, 'x-ratelimit-reset': 832 });
        return {};
      }),
    );
    const { http, clock } = clientOf(server.url, {}, { limits: { maxWaitMs: 3_600_000 } });

    for (let count = 0; count < 6; count++) await http.request(get);

    expect(clock.slept).toEqual([833_000]);
  });

  it('waits when others have used the window up', async () => {
    await using server = await startServer({}, app =>
      app.get('/*', async (_, reply) => {
        reply.headers({ date: DATE, 'x-rate-limit-limit': 600, 'x-rate-limit-remaining': 0, 'x-rate-limit-reset': EPOCH + 9 });
        return {};
      }),
    );
    const { http, clock } = clientOf(server.url);

    await http.request(get);
    await http.request(get);

    expect(clock.slept).toEqual([10_000]);
  });

  it('is not put off by a reset that moves with every answer', async () => {
    let now = () => 0;
    await using server = await startServer({}, app =>
      app.get('/*', async (_, reply) => {
        const seconds = EPOCH + Math.floor(now() / 1000);
        reply.headers({
          date: new Date(seconds * 1000).toUTCString(),
          'x-rate-limit-limit': 6,
          'x-rate-limit-remaining': 5,
          'x-rate-limit-reset': seconds + 60,
        });
        return {};
      }),
    );
    const { http, clock } = clientOf(server.url);
    now = clock.now;

    for (let count = 0; count < 3; count++) {
      await http.request(get);
      await clock.sleep(10_000, never);
    }
    await http.request(get);

    expect(clock.slept).toEqual([10_000, 10_000, 10_000, 31_000]);
  });

  it('counts each quota for itself, as the connector divides them', async () => {
    let now = () => 0;
    await using server = await window(() => now(), 4);
    const { http, clock } = clientOf(server.url, { bucket: path => (path.endsWith('/groups') ? 'groups' : 'rest') });
    now = clock.now;

    for (const path of ['a', 'b', 'x/groups', 'y/groups']) await http.request({ ...get, path });
    expect(clock.slept).toEqual([]);

    await http.request({ ...get, path: 'z/groups' });
    expect(clock.slept).toEqual([61_000]);
  });

  it('keeps to a share of the fill rate of a token bucket (Atlassian)', async () => {
    await using server = await startServer({}, app =>
      app.get('/*', async (_, reply) => {
        reply.headers({
          'x-ratelimit-limit': 10,
          'x-ratelimit-remaining': 9,
          'x-ratelimit-fillrate': 2,
          'x-ratelimit-interval-seconds': 1,
          'retry-after': 0,
        });
        return {};
      }),
    );
    const { http, clock } = clientOf(server.url);

    for (let count = 0; count < 8; count++) await http.request({ ...get, path: 'rest/api/2/user' });

    // 5 of 10 tokens at first, then one of the 2 a second
    expect(clock.slept).toEqual([1000, 1000, 1000]);
  });

  it('does not hold anything back without rate headers', async () => {
    await using server = await hello();
    const { http, clock } = clientOf(server.url);

    for (let count = 0; count < 50; count++) await http.request(get);

    expect(clock.slept).toEqual([]);
  });

  it('does not wait an hour for a window either', async () => {
    await using server = await startServer({}, app =>
      app.get('/*', async (_, reply) => {
        reply.headers({ date: DATE, 'x-rate-limit-limit': 1, 'x-rate-limit-remaining': 0, 'x-rate-limit-reset': EPOCH + 3600 });
        return {};
      }),
    );
    const { http } = clientOf(server.url);
    await http.request(get);

    await expect(http.request(get)).rejects.toThrow(Unavailable);
    expect(http.calls).toBe(1);
  });

  it('keeps to a share of what the documents alone allow, from the first call on', async () => {
    await using server = await hello();
    const { http, clock } = clientOf(server.url, { perSecond: 4 });

    for (let count = 0; count < 5; count++) await http.request(get);

    // half of 4 a second: two at once, then one each half second
    expect(clock.slept).toEqual([500, 500, 500]);
  });
});
