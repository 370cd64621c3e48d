import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AccessDenied, ConfigError, Refused, Unavailable } from '../errors.js';
import { type Fault, startServer } from '../sandbox/server.js';
import type { HttpRequest } from './client.js';
import { clientOf, never } from './test-client.js';

const hello = () => startServer({}, app => app.all('/*', async () => ({ hello: 'world' })));

const get: HttpRequest = { method: 'GET', path: 'x', signal: never };
const post: HttpRequest = { method: 'POST', path: 'x', json: { name: 'ann' }, signal: never };
const put: HttpRequest = { method: 'PUT', path: 'x', json: {}, idempotent: true, signal: never };

const status = (code: number): Fault => ({ kind: 'status', status: code });
const TRANSIENT: Fault[] = [
  { kind: 'reset' },
  { kind: 'resetAfter' },
  { kind: 'halfBody' },
  status(408),
  status(500),
  status(502),
  status(503),
  status(504),
];

describe('A4: requests are repeated only where that is safe', () => {
  it.each(TRANSIENT)('repeats what is idempotent after %j', async fault => {
    await using server = await hello();
    server.fail(/./, fault, { times: 3 });
    const { http, clock } = clientOf(server.url);

    for (const request of [get, put]) expect((await http.request(request)).body).toEqual({ hello: 'world' });

    expect(http.calls).toBe(5);
    expect(clock.slept).toEqual([500, 1000, 2000]);
  });

  it.each(TRANSIENT)('never repeats a creation after %j', async fault => {
    await using server = await hello();
    server.fail(/./, fault);

    await expect(clientOf(server.url).http.request(post)).rejects.toThrow(Unavailable);

    expect(server.requests).toHaveLength(1);
  });

  it('gives up after four attempts, and says so as Unavailable', async () => {
    await using server = await hello();
    server.fail(/./, status(503));
    const { http } = clientOf(server.url);

    await expect(http.request(get)).rejects.toThrow(Unavailable);

    expect([server.requests.length, http.calls]).toEqual([4, 4]);
  });

  it('repeats a creation that the system refused for its rate limit', async () => {
    await using server = await hello();
    server.fail(/./, { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { times: 1 });
    const { http, clock } = clientOf(server.url);

    await http.request(post);

    expect([server.requests.length, clock.slept]).toEqual([2, [7000]]);
  });

  it('repeats a creation when the connection was never made', async () => {
    const url = await unusedUrl();
    const { http } = clientOf(url);

    await expect(http.request(post)).rejects.toThrow(Unavailable);

    expect(http.calls).toBe(4);
  });

  it.each([400, 401, 403, 404, 409, 501])('does not repeat a %i', async code => {
    await using server = await hello();
    server.fail(/./, status(code));

    await expect(clientOf(server.url).http.request(get)).rejects.toThrow();

    expect(server.requests).toHaveLength(1);
  });

  it('gives a status that the caller expects back at once', async () => {
    await using server = await hello();
    server.fail(/./, { kind: 'status', status: 500, body: { errorMessages: ['no'] } });

    const reply = await clientOf(server.url).http.request({ ...get, expect: [500] });

    expect([reply.status, reply.body, server.requests.length]).toEqual([500, { errorMessages: ['no'] }, 1]);
  });

  it('signs each attempt anew', async () => {
    await using server = await hello();
    server.fail(/./, status(500), { times: 2 });
    let proofs = 0;
    const { http } = clientOf(server.url, {
      authorize: async ({ method, url }) => ({ dpop: `${method} ${new URL(url).pathname} ${++proofs}` }),
    });

    await http.request(get);

    expect(server.requests.map(request => request.headers.dpop)).toEqual(['GET /x 1', 'GET /x 2', 'GET /x 3']);
  });

  it('passes an error of the signing on as it is, without a request', async () => {
    await using server = await hello();
    const denied = new AccessDenied('The token endpoint says no.', 'Renew it.');
    const { http } = clientOf(server.url, { authorize: () => Promise.reject(denied) });

    await expect(http.request(get)).rejects.toBe(denied);
    expect(server.requests).toEqual([]);
  });
});

describe('time-outs', () => {
  it('gives up on an answer that never comes, and repeats only what is idempotent', async () => {
    await using server = await hello();
    server.fail(/./, { kind: 'hang' });
    const { http } = clientOf(server.url, {}, { limits: { responseMs: 50 } });

    await expect(http.request(post)).rejects.toThrow(Unavailable);
    expect(http.calls).toBe(1);

    await expect(http.request(get)).rejects.toThrow(Unavailable);
    expect(http.calls).toBe(5);
  });

  it('gives up on an answer that stops in the middle', async () => {
    await using server = await startServer({}, app =>
      app.get('/x', (_, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'application/json' }).write('[1,');
      }),
    );
    const { http } = clientOf(server.url, {}, { limits: { requestMs: 100, maxAttempts: 2 } });

    await expect(http.request(get)).rejects.toThrow(Unavailable);
    expect(http.calls).toBe(2);
  });
});

it('tells a write that was refused from one that failed, with what the system answered', async () => {
  await using server = await hello();
  server.fail(/./, { kind: 'status', status: 409, body: { message: 'exists' } });

  const error = await clientOf(server.url)
    .http.request(post)
    .catch(cause => cause);

  expect(error).toBeInstanceOf(Refused);
  expect(error.reply).toEqual({ status: 409, body: { message: 'exists' } });
});

it('reports a CA file that is not there as a mistake in the config', async () => {
  await using server = await hello();

  await expect(clientOf(server.url, { ca: '/nowhere/ca.pem' }).http.request(get)).rejects.toThrow(ConfigError);
});

async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
}
