import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type InstalledKeycloak, startOf } from '../install/keycloak.js';
import { startServer } from '../server.js';
import { type Admin, adminOf } from './admin.js';
import type { Realm } from './realm.js';

export interface KeycloakServer extends AsyncDisposable {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly admin: Admin;
}

const PASSWORD = 'admin-secret-Lk3';

/** Starts a Keycloak of its own, on H2 in memory of its folder, with these realms in it. */
export async function startKeycloak({ home, java }: InstalledKeycloak, realms: readonly Realm[]): Promise<KeycloakServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-keycloak-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  await cp(home, folder, { recursive: true }); // it writes into its own folder
  await mkdir(join(folder, 'data', 'import'), { recursive: true });
  for (const realm of realms) await writeFile(join(folder, 'data', 'import', `${realm.realm}-realm.json`), JSON.stringify(realm));

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const bootstrap = { KC_BOOTSTRAP_ADMIN_USERNAME: 'admin', KC_BOOTSTRAP_ADMIN_PASSWORD: PASSWORD };
  const server = await startServer(startOf(folder, java, port, bootstrap));
  stack.use(server);
  const running = stack.move();
  return { url, admin: adminOf(url, PASSWORD), [Symbol.asyncDispose]: () => running.disposeAsync() };
}
