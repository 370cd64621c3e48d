import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { CannotInstall } from './cannot-install.js';
import { execute } from './execute.js';

/** Debian's packages and all that they need, unpacked into a folder: nothing is installed on the machine, and no root is needed. */
export interface DebianTree {
  readonly root: string;
  /** the tree's own loader, with its own libraries: its programs run beside whatever C library the machine has */
  readonly loader: readonly string[];
}

/** The folder of these packages of this machine's Debian; `name` says them all. Rejects with CannotInstall. */
export async function installDebian(name: string, packages: readonly string[]): Promise<DebianTree> {
  const versions = await versionsOf(packages);
  const root = await cached(`debian/${name}-${versions}`, async into => {
    for (const archive of await downloaded(packages, into)) {
      await execute('dpkg', ['-x', join(into, archive), into]);
      await rm(join(into, archive));
    }
  });
  return { root, loader: await loaderOf(root) };
}

async function versionsOf(packages: readonly string[]): Promise<string> {
  const { stdout } = await execute('apt-cache', ['policy', ...packages]);
  const versions = [...stdout.matchAll(/Candidate: (\S+)/g)].map(([, version]) => version);
  if (versions.length < packages.length || versions.includes('(none)'))
    throw new CannotInstall(`apt does not know ${packages.join(', ')} (apt-get update brings the lists)`);
  return (versions[0] ?? '').replaceAll(/[^\w.+-]/g, '_');
}

const ONLY_NEEDED = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(kind => `--no-${kind}`);

async function downloaded(packages: readonly string[], into: string): Promise<readonly string[]> {
  const { stdout } = await execute('apt-cache', ['depends', '--recurse', ...ONLY_NEEDED, ...packages]);
  const needed = [...new Set(stdout.split('\n').filter(line => /^[a-z0-9]/.test(line)))];
  await execute('apt-get', ['download', ...needed], { cwd: into });
  return (await readdir(into)).filter(file => file.endsWith('.deb'));
}

async function loaderOf(root: string): Promise<readonly string[]> {
  const named = async (folder: string, pattern: RegExp) => {
    const names = await readdir(join(root, folder)).catch(() => []);
    return names.filter(name => pattern.test(name)).map(name => join(root, folder, name));
  };
  const [loader] = [...(await named('lib64', /^ld-linux/)), ...(await named('lib', /^ld-linux/))];
  if (loader === undefined) throw new CannotInstall(`no loader in ${root}`);
  const libraries = [...(await named('lib', /-linux-gnu/)), ...(await named('usr/lib', /-linux-gnu/))];
  return [loader, '--library-path', libraries.join(':')];
}
