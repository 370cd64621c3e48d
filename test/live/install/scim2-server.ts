import { cached } from './cache.js';
import { execute } from './execute.js';

const VERSION = '0.8.3';

export interface InstalledScim2Server {
  readonly version: string;
  readonly python: string;
  /** a folder of Python packages */
  readonly packages: string;
}

/** python-scim's server, with its cursors, by pip into a folder of its own. Rejects with CannotInstall. */
export async function installScim2Server(): Promise<InstalledScim2Server> {
  const python = process.env.PYTHON || 'python3';
  const packages = await cached(`scim2-server-${VERSION}`, async into => {
    const what = `scim2-server[cursor]==${VERSION}`;
    await execute(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', into, what]);
  });
  return { version: VERSION, python, packages };
}
