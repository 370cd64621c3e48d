import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, Unavailable } from '../errors.js';
import { startServer } from '../sandbox/server.js';
import { Secret } from '../secrets.js';
import type { HttpRequest } from './client.js';
import type { HttpEvent } from './options.js';
import { clientOf, never } from './test-client.js';

const get: HttpRequest = { method: 'GET', path: 'api', signal: never };

/** Made for this test and good for nothing else: localhost and okta.test, until 2100. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5/zfalmSezEff+AR
8A0PfsQjPT4xy4rIrtMx4fa4lQ+hRANCAAQcOJ9iKL2ZZHXYOMV382HPqFWsl5jd
nAcxUAqAxkTCxm2ca9Q+EtxY1QYceHWG/cwhZDN5EC43hlKa6lqHg6JL
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBUjCB+aADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTAwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHDifYii9mWR12DjF
d/Nhz6hVrJeY3ZwHMVAKgMZEwsZtnGvUPhLcWNUGHHh1hv3MIWQzeRAuN4ZSmupa
h4OiS6M6MDgwJQYDVR0RBB4wHIIJbG9jYWxob3N0gglva3RhLnRlc3SHBH8AAAEw
DwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAitZQEWdvrFDGNQVQ
lMN+xf3A4mlvlujsO2aufVlhgS0CIBz7MB9zg2+JA5awzJSB3bGQLhwfdf0CvyNs
3zu4oDt7
-----END CERTIFICATE-----`;

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listening(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: typeof address === 'object' && address !== null ? address.port : 0, [Symbol.asyncDispose]: close };
}

const tlsServer = () =>
  listening(
    createTlsServer({ key: KEY, cert: CERTIFICATE }, (_, reply) => reply.setHeader('content-type', 'application/json').end('{}')),
  );

/** A proxy that writes down what it is asked, and sends every tunnel to one port. */
async function proxy(tunnelTo = 0): Promise<Listening & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url}`);
    reply.setHeader('content-type', 'application/json').end('{"by":"proxy"}');
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (tunnelTo === 0) return void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const upstream = connect(tunnelTo, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) socket.on('error', () => upstream.destroy());
  });
  return Object.assign(await listening(server), { asked });
}

async function caFile(text = CERTIFICATE): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-ca-'));
  const path = join(folder, 'ca.pem');
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

describe('DESIGN §6: certificates', () => {
  it('trusts nobody unknown, says what to do, and does not try again', async () => {
    await using server = await tlsServer();
    const { http } = clientOf(`https://localhost:${server.port}`);

    const error = await http.request(get).catch(cause => cause);

    expect(error).toBeInstanceOf(Unavailable);
    expect(error.hint).toContain('`ca`');
    expect(http.calls).toBe(1);
  });

  it('trusts whom the file of `ca` names', async () => {
    await using server = await tlsServer();
    await using ca = await caFile();

    const reply = await clientOf(`https://localhost:${server.port}`, { ca: ca.path }).http.request(get);

    expect(reply.body).toEqual({});
  });

  it('refuses a file without a certificate', async () => {
    await using ca = await caFile('nothing');

    await expect(clientOf('https://localhost:1', { ca: ca.path }).http.request(get)).rejects.toThrow(ConfigError);
  });
});

describe('DESIGN §6: proxies', () => {
  it('sends plain requests through HTTP_PROXY', async () => {
    await using between = await proxy();
    const { http } = clientOf('http://okta.test', {}, { proxy: { http: `http://127.0.0.1:${between.port}` } });

    expect((await http.request(get)).body).toEqual({ by: 'proxy' });
    expect(between.asked).toEqual(['GET http://okta.test/api']);
  });

  it('tunnels https through HTTPS_PROXY, still checking the certificate', async () => {
    await using server = await tlsServer();
    await using between = await proxy(server.port);
    await using ca = await caFile();
    const common = { proxy: { https: `http://ann:pass@127.0.0.1:${between.port}` } };

    const { http } = clientOf('https://okta.test', { ca: ca.path }, common);
    expect((await http.request(get)).body).toEqual({});
    await expect(clientOf('https://okta.test', {}, common).http.request(get)).rejects.toThrow(/`?ca`?|certificate/);

    expect(between.asked[0]).toBe(`CONNECT okta.test:443 Basic ${btoa('ann:pass')}`);
  });

  it('goes around them where NO_PROXY says so, loopback included', async () => {
    await using server = await startServer({}, app => app.get('/api', async () => ({ by: 'server' })));
    await using between = await proxy();
    const common = { proxy: { http: `http://127.0.0.1:${between.port}`, no: 'localhost,127.0.0.1' } };

    expect((await clientOf(server.url, {}, common).http.request(get)).body).toEqual({ by: 'server' });
    expect(between.asked).toEqual([]);
  });

  it('shows no password of a proxy that fails, and tries a creation again: it never left', async () => {
    await using between = await proxy();
    const events: HttpEvent[] = [];
    const { http } = clientOf(
      'https://okta.test',
      {},
      { proxy: { https: `http://ann:hunter2@127.0.0.1:${between.port}` }, debug: event => events.push(event) },
    );

    const error = await http.request({ ...get, method: 'POST' }).catch(cause => cause);

    expect(error).toBeInstanceOf(Unavailable);
    expect(JSON.stringify([error.message, error.cause?.message, events])).not.toContain('hunter2');
    expect(between.asked).toHaveLength(4);
  });
});

describe('the debug log', () => {
  it('tells method, address, status and waits, and never a credential', async () => {
    await using server = await startServer({}, app => app.get('/*', async () => ({})));
    server.fail(/./, { kind: 'reset' }, { times: 1 });
    const events: HttpEvent[] = [];
    const { http } = clientOf(
      server.url,
      { secrets: [new Secret('p@ss word')], authorize: async () => ({ authorization: 'Bearer p@ss word' }) },
      { debug: event => events.push(event) },
    );

    await http.request({ ...get, query: { q: 'p@ss word' } });

    expect(events).toEqual([
      { kind: 'lost', system: 'okta', method: 'GET', url: `${server.url}/api?q=••••`, error: expect.any(String), ms: 0 },
      { kind: 'waiting', system: 'okta', reason: 'it failed, and is tried again', ms: 500 },
      { kind: 'sent', system: 'okta', method: 'GET', url: `${server.url}/api?q=••••`, status: 200, ms: 0 },
    ]);
  });
});

describe('an answer that is known to take its time', () => {
  it('is waited for longer than any other, where the caller says so', async () => {
    await using server = await startServer({ latency: 300 }, app => app.get('/api', () => ({ made: 'slowly' })));
    const { http } = clientOf(server.url, {}, { limits: { responseMs: 50, requestMs: 100, maxAttempts: 1 } });

    await expect(http.request(get)).rejects.toBeInstanceOf(Unavailable);
    expect((await http.request({ ...get, patience: 500 })).body).toEqual({ made: 'slowly' });
  });
});
