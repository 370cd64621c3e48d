import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type SecureContext, TLSSocket } from 'node:tls';
import {
  type Asked,
  entryMessage,
  lineOf,
  type Message,
  type Result,
  readMessage,
  referenceMessage,
  resultMessage,
  type SearchAsked,
} from './messages.js';
import type { LdapFault, LdapOptions, LdapServerOptions } from './options.js';
import { type Cookies, search, shown } from './search.js';
import { folded, type Tree } from './tree.js';

interface Directory {
  readonly tree: Tree;
  readonly options: LdapOptions;
  readonly requests: string[];
  readonly timeLimits: number[];
  readonly user: string;
  readonly password: string;
  readonly context: SecureContext | undefined;
  faultFor(line: string): LdapFault | undefined;
}

const START_TLS = '1.3.6.1.4.1.1466.20037';
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';

/** Nobody in particular sees the root only: Active Directory says so, OpenLDAP denies that anything else is there. */
const BIND_FIRST: Result = {
  code: 1,
  text: 'In order to perform this operation a successful bind must be completed on the connection.',
};

/** One connection to the server. */
export class Session {
  #bytes: Buffer = Buffer.of();
  /** undefined: nobody in particular */
  #who: string | undefined;
  readonly #cookies: Cookies = new Map();

  constructor(
    private readonly directory: Directory,
    private socket: Socket,
    private isSecure: boolean,
  ) {
    this.#listen();
  }

  readonly #take = (data: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    try {
      for (let read = readMessage(this.#bytes); read !== undefined; read = readMessage(this.#bytes)) {
        this.#bytes = this.#bytes.subarray(read.length);
        void this.#serve(read.message);
      }
    } catch {
      this.socket.destroy(); // no LDAP, say TLS on the port for text: a server hangs up (RFC 4511 §5.3)
    }
  };

  #listen(): void {
    this.socket.on('data', this.#take).on('error', () => this.socket.destroy());
  }

  async #serve({ id, asked }: Message): Promise<void> {
    const { requests, options } = this.directory;
    const line = lineOf(asked);
    requests.push(line);
    if (asked.kind === 'search') this.directory.timeLimits.push(asked.timeLimit);
    if (asked.kind === 'unbind' || asked.kind === 'other') {
      this.socket.end();
      return;
    }
    if (options.latency) await setTimeout(options.latency);
    const fault = this.directory.faultFor(line);
    if (fault === undefined) this.#answer(id, asked, Number.POSITIVE_INFINITY);
    else this.#fail(id, asked, fault);
  }

  #fail(id: number, asked: Exclude<Asked, { kind: 'unbind' | 'other' }>, fault: LdapFault): void {
    switch (fault.kind) {
      case 'result':
        this.socket.write(resultMessage(id, asked.kind, fault));
        return;
      case 'garbage':
        this.socket.write(fault.bytes);
        return;
      case 'hang':
        return;
      case 'hangUp':
        if (fault.after !== undefined) this.#answer(id, asked, fault.after);
        this.socket.destroySoon();
    }
  }

  #answer(id: number, asked: Exclude<Asked, { kind: 'unbind' | 'other' }>, most: number): void {
    switch (asked.kind) {
      case 'bind':
        this.socket.write(resultMessage(id, 'bind', this.#bind(asked)));
        return;
      case 'extended':
        this.#extended(id, asked.oid);
        return;
      case 'search':
        this.#search(id, asked, most);
    }
  }

  /** Without a password everybody is let in, as nobody in particular (RFC 4513 §5.1.2). */
  #bind({ dn, password }: Extract<Asked, { kind: 'bind' }>): Result {
    const { user, password: right, options } = this.directory;
    this.#who = undefined;
    if (password === '') return { code: 0 };
    if (options.wantsTls && !this.isSecure) return { code: 8, text: 'BindSimple: Transport encryption required.' };
    const isRight = folded(dn) === folded(user) && password === right;
    if (isRight) this.#who = user;
    const why = options.isActiveDirectory
      ? '80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1'
      : '';
    return isRight ? { code: 0 } : { code: 49, text: why };
  }

  #extended(id: number, oid: string): void {
    const { context } = this.directory;
    if (oid === WHO_AM_I)
      this.socket.write(resultMessage(id, 'extended', { code: 0 }, { value: this.#who === undefined ? '' : `dn:${this.#who}` }));
    else if (oid === START_TLS && context !== undefined && !this.isSecure) this.#encrypt(id, context);
    else this.socket.write(resultMessage(id, 'extended', { code: 2, text: 'unsupported extended operation' }));
  }

  #encrypt(id: number, secureContext: SecureContext): void {
    const plain = this.socket.off('data', this.#take);
    plain.write(resultMessage(id, 'extended', { code: 0 }, { oid: START_TLS }), () => {
      this.socket = new TLSSocket(plain, { isServer: true, secureContext });
      this.isSecure = true;
      this.#listen();
    });
  }

  #search(id: number, asked: SearchAsked, most: number): void {
    const { tree } = this.directory;
    const options: LdapServerOptions = { isActiveDirectory: false, ...this.directory.options };
    if (this.#who === undefined && asked.base !== '') {
      this.socket.write(resultMessage(id, 'search', options.isActiveDirectory ? BIND_FIRST : { code: 32 }));
      return;
    }
    const { entries, references, result, cookie } = search(tree, options, asked, this.#cookies);
    for (const entry of entries.slice(0, most)) this.socket.write(entryMessage(id, entry.dn, shown(entry, asked, options)));
    if (most < entries.length) return;
    for (const uri of references) this.socket.write(referenceMessage(id, uri));
    this.socket.write(resultMessage(id, 'search', result, cookie === undefined ? {} : { cookie }));
  }
}
