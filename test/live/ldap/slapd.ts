import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CERTIFICATE, TEST_KEY } from '../../../src/http/test-certificate.js';
import { freePort } from '../free-port.js';
import type { DebianTree } from '../install/debian.js';
import { execute } from '../install/execute.js';
import { startServer } from '../server.js';

export const SUFFIX = 'dc=example,dc=test';
export const READER = { dn: `cn=reader,${SUFFIX}`, password: 'reader-secret-Wq8' };
export const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'admin-secret-Rt5' };

export interface SlapdServer extends AsyncDisposable {
  /** ldap://127.0.0.1:PORT, in clear or with StartTLS */
  readonly url: string;
  readonly secureUrl: string;
  /** the file of the certificate that signs its own */
  readonly ca: string;
}

interface SlapdOptions {
  /** entries below the suffix, as LDIF */
  readonly ldif: string;
  /** lines of slapd.conf: global ones, and those of the database */
  readonly global?: readonly string[];
  readonly access?: readonly string[];
}

const PROLOGUE = `dn: ${SUFFIX}
objectClass: domain
dc: example

dn: ${READER.dn}
objectClass: person
cn: reader
sn: reader
userPassword: ${READER.password}
`;

/** Starts an OpenLDAP of its own with these entries in it. */
export async function startSlapd(
  { root, loader }: DebianTree,
  { ldif, global = [], access }: SlapdOptions,
): Promise<SlapdServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-slapd-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'data'));
  const files = {
    'cert.pem': TEST_CERTIFICATE,
    'key.pem': TEST_KEY,
    'data.ldif': `${PROLOGUE}\n${ldif}`,
    'slapd.conf': confOf(root, folder, global, access),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });

  const [program = '', ...args] = [...loader, join(root, 'usr/sbin/slapd')];
  const conf = ['-f', join(folder, 'slapd.conf')];
  await execute(program, [...args, '-T', 'add', '-q', ...conf, '-l', join(folder, 'data.ldif')]);
  const [port, securePort] = [await freePort(), await freePort()];
  const url = `ldap://127.0.0.1:${port}`;
  const secureUrl = `ldaps://127.0.0.1:${securePort}`;
  const server = await startServer({
    ...{ program, args: [...args, ...conf, '-h', `${url} ${secureUrl}`, '-d', '0'] },
    isReady: () => answers(port),
  });
  stack.use(server);
  const running = stack.move();
  return { url, secureUrl, ca: join(folder, 'cert.pem'), [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Limits as wide as we ask for them in docs/ldap.md, unless a test narrows them. */
const confOf = (
  root: string,
  folder: string,
  global: readonly string[],
  access: readonly string[] = ['access to * by users read by anonymous auth'],
) =>
  [
    ...['core', 'cosine', 'inetorgperson', 'nis'].map(name => `include ${root}/etc/ldap/schema/${name}.schema`),
    `modulepath ${root}/usr/lib/ldap`,
    ...['back_mdb.so', 'ppolicy.so'].map(name => `moduleload ${name}`),
    ...(global.length > 0 ? global : ['sizelimit size=500 size.prtotal=unlimited']),
    `pidfile ${folder}/slapd.pid`,
    `TLSCertificateFile ${folder}/cert.pem`,
    `TLSCertificateKeyFile ${folder}/key.pem`,
    ...[
      'database mdb',
      `suffix "${SUFFIX}"`,
      `rootdn "${ADMIN.dn}"`,
      `rootpw ${ADMIN.password}`,
      `directory ${folder}/data`,
      'maxsize 1073741824',
    ],
    ...['index objectClass,entryUUID,member,uid,mail eq', 'overlay ppolicy'],
    ...access,
  ].join('\n');

const answers = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
