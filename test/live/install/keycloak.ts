import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Keycloak's distribution from Maven Central, or from the repository that MAVEN_REPOSITORY names. Rejects with CannotInstall. */
export async function installKeycloak(): Promise<InstalledKeycloak> {
  const java = await findJava(JAVA);
  const folder = await cached(`keycloak-${VERSION}`, async into => {
    const repository = process.env.MAVEN_REPOSITORY || `https://${['repo1', 'maven', 'org'].join('.')}/maven2`;
    const archive = join(into, 'keycloak.tar.gz');
    const url = `${repository}/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.tar.gz`;
    await download(url, archive, SHA256);
    await execute('tar', ['-xzf', archive, '-C', into]);
    await rm(archive);
  });
  return { version: VERSION, home: join(folder, `keycloak-${VERSION}`), java };
}
