import { type DebianTree, installDebian } from './debian.js';

/** OpenLDAP's server from Debian's packages. Rejects with CannotInstall. */
export const installSlapd = (): Promise<DebianTree> => installDebian('slapd', ['slapd']);
