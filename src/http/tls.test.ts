import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Unavailable } from '../errors.js';
import type { HttpOptions } from './client.js';
import type { HttpCommon } from './options.js';
import { TEST_CERTIFICATE, TEST_KEY } from './test-certificate.js';
import { clientOf, never } from './test-client.js';

interface TlsServer extends AsyncDisposable {
  readonly url: string;
  /** what came through the TLS */
  readonly asked: string[];
  /** hosts that it was asked, as a proxy, to connect to */
  readonly tunnels: string[];
}

/** An HTTPS server, and a proxy for whoever asks it to be one, with a certificate for 127.0.0.1 that nobody vouches for. */
async function selfSigned(): Promise<TlsServer> {
  const asked: string[] = [];
  const tunnels: string[] = [];
  const server: Server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    asked,
    tunnels,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

const ask = (url: string, options: Partial<HttpOptions> = {}, common: Partial<HttpCommon> = {}) =>
  clientOf(url, options, { limits: { maxAttempts: 1 }, ...common }).http.request({ method: 'GET', path: 'api', signal: never });

async function withCa<T>(use: (ca: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-tls-'));
  try {
    await writeFile(join(folder, 'ca.pem'), TEST_CERTIFICATE);
    return await use(join(folder, 'ca.pem'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

afterEach(() => vi.unstubAllEnvs());

describe.each([undefined, '0'])('DESIGN §6: certificates are always verified, with NODE_TLS_REJECT_UNAUTHORIZED=%s', setting => {
  const stub = () => vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', setting);

  it('refuses a certificate that nobody vouches for, before a credential is sent, and points to `ca`', async () => {
    await using server = await selfSigned();
    stub();

    const error = await ask(server.url).catch(cause => cause);

    expect(error).toBeInstanceOf(Unavailable);
    expect(error.message).toContain('self-signed certificate');
    expect(error.hint).toContain('`ca` of "okta"');
    expect(server.asked).toEqual([]);
  });

  it('takes it once it is given as `ca`', async () => {
    await using server = await selfSigned();
    stub();

    expect((await withCa(ca => ask(server.url, { ca }))).status).toBe(200);
    expect(server.asked).toHaveLength(1);
  });

  it('refuses a certificate that names another host, whoever vouches for it', async () => {
    await using server = await selfSigned();
    stub();
    const { port } = new URL(server.url);

    const error = await withCa(ca => ask(`https://127.0.0.2:${port}`, { ca })).catch(cause => cause);

    expect(error).toBeInstanceOf(Unavailable);
    expect(error.message).toContain('127.0.0.2');
    expect(server.asked).toEqual([]);
  });
});

it('refuses a proxy whose certificate nobody vouches for, before it hears of anything', async () => {
  await using proxy = await selfSigned();
  await using server = await selfSigned();
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', undefined); // as cli/main.ts leaves it

  await expect(ask(server.url, {}, { proxy: { https: proxy.url } })).rejects.toThrow(Unavailable);
  await expect(ask('http://jira.invalid', {}, { proxy: { http: proxy.url } })).rejects.toThrow(Unavailable);

  expect([proxy.tunnels, proxy.asked, server.asked]).toEqual([[], [], []]);
});
