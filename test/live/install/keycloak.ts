import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { type ServerOptions, startServer } from '../server.js';
import { cached } from './cache.js';
import { download } from './download.js';
import { execute } from './execute.js';
import { findJava } from './java.js';

const VERSION = '26.7.3';
const SHA256 = '77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47';

/** 26.x still runs on 17, though deprecated (keycloak.md §8; run here with 17.0.15, 2026-11). */
const JAVA = 17;

export interface InstalledKeycloak {
  readonly version: string;
  /** the folder of the distribution; nothing is ever written to it */
  readonly home: string;
  readonly java: string;
}

/** Milliseconds: two cores start it in a minute, and in ten while others use them too. */
const PATIENCE = 1_200_000;

/** Keycloak's distribution from Maven Central, or from the repository that MAVEN_REPOSITORY names. Rejects with CannotInstall. */
export async function installKeycloak(): Promise<InstalledKeycloak> {
  const java = await findJava(JAVA);
  const folder = await cached(`keycloak-${VERSION}-started`, async into => {
    const repository = process.env.MAVEN_REPOSITORY || `https://${['repo1', 'maven', 'org'].join('.')}/maven2`;
    const archive = join(into, 'keycloak.tar.gz');
    const url = `${repository}/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.tar.gz`;
    await download(url, archive, SHA256);
    await execute('tar', ['-xzf', archive, '-C', into]);
    await rm(archive);
    await firstStart(join(into, `keycloak-${VERSION}`), java);
  });
  return { version: VERSION, home: join(folder, `keycloak-${VERSION}`), java };
}

/** The first start of all makes a server of the distribution, which takes longer than all else: it is kept. */
async function firstStart(home: string, java: string): Promise<void> {
  const port = await freePort();
  const server = await startServer(startOf(home, java, port, {}));
  await server[Symbol.asyncDispose](); // it writes to its database until it has ended
  await rm(join(home, 'data'), { recursive: true, force: true });
}

/** How it is started; on H2, for development. */
export function startOf(home: string, java: string, port: number, env: Readonly<Record<string, string>>): ServerOptions {
  return {
    program: join(home, 'bin', 'kc.sh'),
    args: ['start-dev', '--import-realm', '--http-host=127.0.0.1', `--http-port=${port}`],
    // the quick compiler only: this server does not live long
    env: { JAVA: java, JAVA_OPTS_KC_HEAP: '-Xms256m -Xmx2g', JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1', ...env },
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/realms/master`)).ok,
    patience: PATIENCE,
  };
}
