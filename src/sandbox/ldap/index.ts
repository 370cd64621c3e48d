import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { LdapFault, LdapOptions } from './options.js';
import { Session } from './session.js';
import { Tree } from './tree.js';

export type { LdapFault, LdapOptions } from './options.js';

export interface LdapEmulator extends AsyncDisposable {
  /** ldap://127.0.0.1:PORT, or ldaps:// */
  readonly url: string;
  readonly base: string;
  readonly user: string;
  readonly password: string;
  /** every request received, a line each: `search sub dc=… (uid=*) cn,mail page 500` */
  readonly requests: string[];
  /** the seconds that each search was given; 0: as many as it takes */
  readonly timeLimits: number[];
  readonly tree: Tree;
  /** what the server does may be changed while it runs */
  readonly options: { -readonly [Key in keyof LdapOptions]: LdapOptions[Key] };
  /** Tested on the request's line. Every time, unless `when` says how often, and how many to let pass first. */
  fail(match: RegExp, fault: LdapFault, when?: { times?: number; skip?: number }): void;
  heal(): void;
  /** ends every connection; new ones are taken */
  hangUp(): void;
  close(): Promise<void>;
}

/** A small LDAP server in memory (RFC 4511): OpenLDAP, or with `isActiveDirectory` a domain controller. */
export async function startLdap(options: LdapOptions = {}): Promise<LdapEmulator> {
  const { base = 'dc=example,dc=com', tls } = options;
  const tree = new Tree(base);
  for (const seed of [rootOf(options, base), { dn: base, attributes: { objectClass: 'domain' } }, ...(options.entries ?? [])])
    tree.add(seed);
  const faults: { match: RegExp; fault: LdapFault; times: number; skip: number }[] = [];
  const state = {
    ...{ base, tree, options: { ...options }, requests: [] as string[], timeLimits: [] as number[] },
    user: options.user ?? `cn=reader,${base}`,
    password: options.password ?? 'reader-secret',
    context: tls === undefined ? undefined : createSecureContext(tls),
    faultFor(line: string): LdapFault | undefined {
      for (const planned of faults) {
        if (planned.times <= 0 || !planned.match.test(line)) continue;
        if (planned.skip-- > 0) continue;
        planned.times -= 1;
        return planned.fault;
      }
      return undefined;
    },
  };
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    socket.setNoDelay().on('error', () => {});
    const isSecure = tls?.from === 'start' && state.context !== undefined;
    const spoken = isSecure ? new TLSSocket(socket, { isServer: true, secureContext: state.context }) : socket;
    new Session(state, spoken, isSecure);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    hangUp();
    await new Promise(resolve => server.close(resolve));
  };
  return {
    ...state,
    url: `${tls?.from === 'start' ? 'ldaps' : 'ldap'}://127.0.0.1:${portOf(server)}`,
    fail(match, fault, { times = Number.POSITIVE_INFINITY, skip = 0 } = {}) {
      faults.push({ match, fault, times, skip });
    },
    heal() {
      faults.length = 0;
    },
    ...{ hangUp, close },
    [Symbol.asyncDispose]: close,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The root of everything, which says what the server can (RFC 4512 §5.1). */
const rootOf = ({ isActiveDirectory = false }: LdapOptions, base: string) => ({
  dn: '',
  attributes: {
    objectClass: 'top',
    supportedControl: ['1.2.840.113556.1.4.319', ...(isActiveDirectory ? ['1.2.840.113556.1.4.417'] : [])],
    namingContexts: [base],
    subschemaSubentry: 'cn=subschema',
    ...(isActiveDirectory && { supportedCapabilities: ['1.2.840.113556.1.4.800'], defaultNamingContext: base }),
  },
});
