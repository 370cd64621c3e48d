import { describe, expect, it } from 'vitest';
import { Interrupted } from '../errors.js';
import { type Fault, startServer } from '../sandbox/server.js';
import type { HttpRequest } from './client.js';
import { realClock } from './options.js';
import { clientOf, never } from './test-client.js';

const hello = () => startServer({}, app => app.all('/*', async () => ({ hello: 'world' })));

const get: HttpRequest = { method: 'GET', path: 'x', signal: never };
const status = (code: number): Fault => ({ kind: 'status', status: code });

describe('A7: a stop is obeyed at once', () => {
  it.each<[string, Fault]>([
    ['an answer', { kind: 'hang' }],
    ['the next attempt', status(500)],
    ['the rate limit', { kind: 'status', status: 429, headers: { 'retry-after': '500' } }],
  ])('while waiting for %s', async (_, fault) => {
    await using server = await hello();
    server.fail(/./, fault);
    const stop = new AbortController();
    const waiting = Promise.withResolvers<void>();
    const clock = {
      ...realClock,
      sleep(_: number, signal: AbortSignal) {
        waiting.resolve();
        return realClock.sleep(60_000, signal);
      },
    };
    const { http } = clientOf(server.url, {}, { clock });

    const request = http.request({ ...get, signal: stop.signal });
    if (fault.kind === 'hang') await arrival(() => server.requests.length > 0);
    else await waiting.promise;
    stop.abort();

    await expect(request).rejects.toThrow(Interrupted);
  });

  it('while waiting for another request to end, and the queue goes on without it', async () => {
    await using server = await hello();
    server.fail(/slow/, { kind: 'hang' });
    const { http } = clientOf(server.url, { concurrency: 1 });
    const [first, second] = [new AbortController(), new AbortController()];

    const slow = http.request({ ...get, path: 'slow', signal: first.signal });
    const queued = http.request({ ...get, signal: second.signal });
    const patient = http.request(get);
    await arrival(() => server.requests.length > 0);
    second.abort();
    await expect(queued).rejects.toThrow(Interrupted);
    first.abort();

    await expect(slow).rejects.toThrow(Interrupted);
    expect((await patient).body).toEqual({ hello: 'world' });
    expect(server.requests.map(request => request.url)).toEqual(['/slow', '/x']);
  });

  it('while the request is being signed, and before it began', async () => {
    await using server = await hello();
    const stop = new AbortController();
    const { http } = clientOf(server.url, { authorize: () => new Promise(() => {}) });

    const request = http.request({ ...get, signal: stop.signal });
    stop.abort();

    await expect(request).rejects.toThrow(Interrupted);
    await expect(http.request({ ...get, signal: stop.signal })).rejects.toThrow(Interrupted);
    expect(server.requests).toEqual([]);
  });
});

it('keeps no more requests in flight than it may', async () => {
  let inFlight = 0;
  let most = 0;
  const full = Promise.withResolvers<void>();
  await using server = await startServer({}, app =>
    app.get('/x', async () => {
      most = Math.max(most, ++inFlight);
      if (inFlight === 3) setTimeout(full.resolve, 30); // time for a fourth to arrive
      await full.promise;
      inFlight -= 1;
      return {};
    }),
  );
  const { http } = clientOf(server.url, { concurrency: 3 });

  await Promise.all(Array.from({ length: 40 }, () => http.request(get)));

  expect([most, server.requests.length]).toEqual([3, 40]);
});

async function arrival(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise(resolve => setTimeout(resolve, 5));
}
