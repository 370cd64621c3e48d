import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { execute } from '../install/execute.js';
import type { InstalledSamba } from '../install/samba.js';
import { startServer } from '../server.js';

export const DOMAIN = 'DC=example,DC=test';
export const ADMINISTRATOR = { user: 'administrator@example.test', password: 'Passw0rd!23' };

export interface SambaServer extends AsyncDisposable {
  readonly url: string;
  readonly secureUrl: string;
  /** the file of the certificate that signs its own; the certificate names `dc1.example.test` */
  readonly ca: string;
}

/** An address of its own on loopback: its ports are fixed, and 127.0.0.1 may have an LDAP server already. */
const ADDRESS = '127.0.0.77';

/** Makes a domain of its own and starts its controller. The tree is copied, since all of its paths are below its root. */
export async function startSamba({ root: tree, inRoot }: InstalledSamba): Promise<SambaServer> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-samba-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(root, { recursive: true, force: true }));
  await cp(tree, root, { recursive: true, verbatimSymlinks: true });
  for (const folder of ['tmp', 'dev', 'run/samba', 'var/lib/samba/private', 'var/log/samba', 'var/cache/samba', 'etc/samba'])
    await mkdir(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(root, name), text);
  await rm(join(root, 'etc/samba/smb.conf'), { force: true });

  const [program = '', ...args] = inRoot(root);
  await execute(program, [...args, '/usr/bin/python3.11', '/usr/bin/samba-tool', 'domain', 'provision', ...PROVISION]);
  const conf = join(root, 'etc/samba/smb.conf');
  const lines = (await readFile(conf, 'utf8')).split('\n').filter(line => !/server services/.test(line));
  await writeFile(
    conf,
    lines.join('\n').replace('[global]', '[global]\n\tserver services = ldap\n\tldap server require strong auth = no'),
  );

  const url = `ldap://${ADDRESS}`;
  const server = await startServer({
    ...{ program, args: [...args, '/usr/sbin/samba', '-F', '-M', 'single', '--no-process-group'] },
    isReady: () => letsIn(url),
  });
  stack.use(server);
  const running = stack.move();
  const ca = join(root, 'var/lib/samba/private/tls/ca.pem');
  return { url, secureUrl: `ldaps://${ADDRESS}`, ca, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

async function letsIn(url: string): Promise<boolean> {
  const client = new Client({ url, connectTimeout: 2000 });
  await client.bind(ADMINISTRATOR.user, ADMINISTRATOR.password);
  await client.unbind();
  return true;
}

const FILES = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nadm:x:4:\nusers:x:100:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  'etc/hosts': `127.0.0.1 localhost\n${ADDRESS} dc1.example.test dc1\n`,
};

const PROVISION = [
  ...[
    '--realm=EXAMPLE.TEST',
    '--domain=EXAMPLE',
    '--server-role=dc',
    '--dns-backend=NONE',
    `--adminpass=${ADMINISTRATOR.password}`,
  ],
  ...['--host-name=dc1', `--host-ip=${ADDRESS}`],
  ...[
    'vfs objects = acl_xattr xattr_tdb',
    'posix:eadb = /var/lib/samba/private/eadb.tdb',
    `interfaces = ${ADDRESS}/8`,
    'bind interfaces only = yes',
  ].map(option => `--option=${option}`),
];
