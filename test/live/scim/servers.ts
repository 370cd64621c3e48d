import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.js';
import type { InstalledScim2Server } from '../install/scim2-server.js';
import type { InstalledScimmy } from '../install/scimmy.js';
import { startServer } from '../server.js';
import { type ScimAdmin, scimAdmin, TOKEN } from './admin.js';

export interface ScimServer extends AsyncDisposable {
  /** the base address of the service */
  readonly url: string;
  readonly admin: ScimAdmin;
}

/** `cursors`: it pages by cursor only (RFC 9865). */
export async function startScim2Server(
  { python, packages }: InstalledScim2Server,
  paging: 'index' | 'cursor' = 'index',
): Promise<ScimServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-scim2-'));
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify(serviceProviderConfig(paging)));
  const main = 'from scim2_server.testserver.cli import main; main()';
  const server = await startServer({
    program: python,
    args: ['-c', main, '--port', String(port), '--bearer-token', TOKEN, '--service-provider-config', config],
    env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
    ...readiness(`http://127.0.0.1:${port}/v2`),
  });
  const url = `http://127.0.0.1:${port}/v2`;
  return { url, admin: scimAdmin(url), [Symbol.asyncDispose]: () => ended(server, folder) };
}

async function ended(server: AsyncDisposable, folder: string): Promise<void> {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}

const serviceProviderConfig = (paging: 'index' | 'cursor') => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  ...(paging === 'cursor'
    ? { pagination: { cursor: true, index: false, defaultPaginationMethod: 'cursor', defaultPageSize: 100, maxPageSize: 100 } }
    : {}),
});

export async function startScimmy({ home }: InstalledScimmy): Promise<ScimServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/scim`;
  const script = fileURLToPath(new URL('./scimmy-server.js', import.meta.url));
  const server = await startServer({ program: process.execPath, args: [script, home, String(port), TOKEN], ...readiness(url) });
  return { url, admin: scimAdmin(url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const readiness = (url: string) => ({
  isReady: async () => (await fetch(`${url}/ServiceProviderConfig`, { headers: { authorization: `Bearer ${TOKEN}` } })).ok,
});
