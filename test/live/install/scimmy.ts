import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { execute } from './execute.js';

const VERSION = '1.3.2';
const SCIMMY = '1.3.5';

export interface InstalledScimmy {
  readonly version: string;
  /** the folder that holds `node_modules` */
  readonly home: string;
}

/** SCIMMY's routers with this major of Express, by npm into a folder of their own. Rejects with CannotInstall. */
export async function installScimmy(express: 4 | 5): Promise<InstalledScimmy> {
  const home = await cached(`scimmy-routers-${VERSION}-express-${express}`, async into => {
    await writeFile(join(into, 'package.json'), '{ "private": true }');
    const packages = [`scimmy-routers@${VERSION}`, `scimmy@${SCIMMY}`, `express@${express}`];
    await execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: into });
  });
  return { version: VERSION, home };
}
