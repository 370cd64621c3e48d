import { readFile } from 'node:fs/promises';
import { CannotInstall } from './cannot-install.js';
import { type DebianTree, installDebian } from './debian.js';

export interface InstalledSamba extends DebianTree {
  /** what runs a program with the tree as its root: Samba looks for its files where Debian has put them, and nowhere else */
  readonly inRoot: (root: string) => readonly string[];
}

// the last two: samba-tool is a Python program, and Debian's Python is the one that its modules are made for
const PACKAGES = [
  'samba-ad-dc',
  'samba',
  'samba-ad-provision',
  'samba-dsdb-modules',
  'samba-vfs-modules',
  'python3-samba',
  'python3',
  'python3.11',
];

/** Samba's domain controller, which answers on port 389 only (ldap.md §8). Rejects with CannotInstall. */
export async function installSamba(): Promise<InstalledSamba> {
  const isRoot = process.getuid?.() === 0;
  const first = Number(await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => '1024'));
  if (!isRoot && first > 389) throw new CannotInstall('only root may listen on port 389 here, and Samba knows no other');
  const tree = await installDebian('samba', PACKAGES);
  const inRoot = (root: string) => (isRoot ? ['chroot', root] : ['unshare', '--map-root-user', `--root=${root}`]);
  return { ...tree, inRoot };
}
