import { once } from 'node:events';
import { isIP, type Socket, connect as tcp } from 'node:net';
import { connect as tls } from 'node:tls';
import type { BerWriter, Control, Message, MessageResponse, SearchEntry, SearchReference } from 'ldapts';
import { type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import { interrupted } from '../../http/slots.js';
import { failureText, oneLine } from '../../http/vendor-message.js';
import { Lost } from './errors.js';
import type { Filter } from './filter.js';
import { writeFilter } from './filter-bytes.js';

/** Loaded when a connection is opened, not before: whoever has no LDAP source does not wait for it. */
export type Ldapts = typeof import('ldapts');

/** Times are in milliseconds, sizes in bytes. */
export interface LdapLimits {
  readonly connectMs: number;
  /** the longest silence while something is asked */
  readonly silenceMs: number;
  /** how often something is tried when the connection is lost, the first time included */
  readonly maxAttempts: number;
  readonly backoffMs: number;
  readonly maxMessageBytes: number;
}

export const DEFAULT_LIMITS: LdapLimits = {
  connectMs: 10_000,
  silenceMs: 120_000, // Active Directory lets itself that long for a page (MaxQueryDuration, KB 315071)
  maxAttempts: 3,
  backoffMs: 500,
  maxMessageBytes: 256 * 1024 * 1024,
};

export interface Address {
  readonly system: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly serverName?: string | undefined;
  readonly trusted?: readonly string[] | undefined;
}

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly controls?: readonly Control[];
}

/** What arrives before the answer that ends a search. */
export interface Arriving {
  onEntry(entry: SearchEntry): void;
  onReference(reference: SearchReference): void;
}

interface Pending {
  readonly arriving: Arriving | undefined;
  readonly resolve: (response: MessageResponse) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One connection, spoken in the messages of ldapts. Not its Client: that one hides the controls of an answer, so that a page without
 * entries passes for the last one whatever its cookie says (ldap.md §7, 2026-11), and forgets StartTLS when it reconnects.
 */
export class Connection {
  calls = 0;
  #id = 0;
  #unparsed = 0;
  #failure: SyncError | undefined;
  #deafen = (): void => {};
  readonly #pending = new Map<number, Pending>();

  private constructor(
    private readonly ldapts: Ldapts,
    private readonly address: Address,
    private readonly limits: LdapLimits,
    private socket: Socket,
  ) {
    socket.setNoDelay();
    this.#listen();
  }

  static async open(ldapts: Ldapts, address: Address, limits: LdapLimits, signal: AbortSignal): Promise<Connection> {
    const { host, port, isSecure } = address;
    const socket = isSecure ? tls({ host, port, ...trust(address) }) : tcp({ host, port });
    await opened(socket, isSecure ? 'secureConnect' : 'connect', address, limits, signal);
    return new Connection(ldapts, address, limits, socket);
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Encrypts what was in clear so far. What else came in clear is thrown away: somebody on the way may have put it there. */
  async encrypt(signal: AbortSignal): Promise<void> {
    this.#deafen();
    const socket = tls({ socket: this.socket, host: this.address.host, ...trust(this.address) });
    this.socket = socket;
    await opened(socket, 'secureConnect', this.address, this.limits, signal);
    this.#listen();
  }

  async search({ base, scope, filter, attributes, controls }: Search, arriving: Arriving, signal: AbortSignal) {
    const { SearchRequest, Filter: LdaptsFilter } = this.ldapts;
    const written = new (class extends LdaptsFilter {
      override type = 0xa0 as const;
      override write = (writer: BerWriter) => writeFilter(filter, writer);
      override toString = () => 'filter';
    })();
    // timeLimit 0: ldapts asks for 10 seconds otherwise, and sends them (ldap.md §7, 2026-11)
    const request = {
      baseDN: base,
      scope,
      filter: written,
      attributes: [...attributes],
      timeLimit: 0,
      controls: [...(controls ?? [])],
    };
    return this.request(messageId => new SearchRequest({ messageId, ...request }), signal, arriving);
  }

  async request(make: (id: number) => Message, signal: AbortSignal, arriving?: Arriving): Promise<MessageResponse> {
    if (signal.aborted) throw interrupted();
    if (this.#failure !== undefined) throw this.#failure;
    this.#id += 1;
    this.calls += 1;
    const message = make(this.#id);
    const leave = () => this.#end(interrupted());
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await new Promise<MessageResponse>((resolve, reject) => {
        this.#pending.set(message.messageId, { arriving, resolve, reject });
        this.socket.write(message.write());
        this.socket.setTimeout(this.limits.silenceMs);
      });
    } finally {
      signal.removeEventListener('abort', leave);
      if (this.#pending.size === 0) this.socket.setTimeout(0);
    }
  }

  close(): void {
    if (this.isOpen) this.socket.write(new this.ldapts.UnbindRequest({ messageId: this.#id + 1 }).write());
    this.socket.end();
    this.#end(new Lost(`the connection to ${this.address.system} is closed`, 'This should not be seen.'));
  }

  #listen(): void {
    const { system } = this.address;
    const parser = new this.ldapts.MessageParser();
    const noLdap = (error: Error) =>
      new UnexpectedReply(
        `${system} sent something that is not LDAP, or not understood: ${oneLine(error.message)}`,
        'Is this the right port? 636 wants ldaps://, 389 wants ldap://.',
        { cause: error },
      );
    parser.on('message', message => this.#take(message));
    parser.on('error', error => this.#end(noLdap(error)));
    this.#unparsed = 0;
    const take = (data: Buffer) => {
      this.#unparsed += data.length;
      if (this.#unparsed > this.limits.maxMessageBytes) this.#end(tooMuch(system, this.limits.maxMessageBytes));
      else parser.read(data, NOTHING);
    };
    const fail = (error: Error) => this.#end(lost(error, this.address));
    const close = () => fail(new Error('it closed the connection'));
    const tire = () => fail(new Error('it did not answer in time'));
    const { socket } = this;
    socket.on('data', take).on('error', fail).on('close', close).on('timeout', tire);
    this.#deafen = () => socket.off('data', take).off('error', fail).off('close', close).off('timeout', tire);
  }

  #take(message: MessageResponse): void {
    this.#unparsed = 0;
    const { messageId, errorMessage } = message;
    const pending = this.#pending.get(messageId);
    if (messageId === 0) this.#end(lost(new Error(errorMessage || 'it hung up'), this.address)); // a notice of disconnection
    if (pending === undefined) return;
    try {
      if (this.#isArriving(message, pending)) return;
    } catch (error) {
      this.#pending.delete(messageId);
      pending.reject(error);
      return;
    }
    this.#pending.delete(messageId);
    pending.resolve(message);
  }

  #isArriving(message: MessageResponse, { arriving }: Pending): boolean {
    const { SearchEntry, SearchReference } = this.ldapts;
    if (message instanceof SearchEntry) arriving?.onEntry(message);
    else if (message instanceof SearchReference) arriving?.onReference(message);
    else return false;
    return true;
  }

  #end(failure: SyncError): void {
    this.#failure ??= failure;
    this.socket.destroy();
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }
}

const tooMuch = (system: string, bytes: number) =>
  new UnexpectedReply(`${system} sent more than ${bytes} bytes in one entry`, 'Nothing was believed. Is this the right server?');

/** ldapts takes the controls of an answer from those of the question only where it does not know them. */
const NOTHING: Map<string, { message: Message }> = new Map();

/** Said, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not count. An address is no name to ask for (RFC 6066 §3). */
const trust = ({ host, serverName, trusted }: Address) => ({
  rejectUnauthorized: true,
  ...(trusted && { ca: [...trusted] }),
  ...(serverName !== undefined ? { servername: serverName } : isIP(host) === 0 && { servername: host }),
});

async function opened(socket: Socket, event: string, address: Address, limits: LdapLimits, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(limits.connectMs);
  try {
    await once(socket, event, { signal: AbortSignal.any([signal, late]) });
  } catch (error) {
    socket.on('error', () => {}); // what is destroyed may still complain
    socket.destroy();
    if (signal.aborted) throw interrupted();
    if (late.aborted) throw lost(new Error('it did not answer in time'), address);
    throw error instanceof Error ? lost(error, address, event === 'secureConnect' ? PORTS : undefined) : error;
  }
}

const PORTS = 'Is this the right port? 636 wants ldaps://, 389 wants ldap:// and `startTls: true`.';

/** A certificate that nobody vouches for stays one, however often it is tried. */
function lost(error: Error, { system, host, port }: Address, hint = 'Check the url, the network and the server.'): SyncError {
  const code = 'code' in error ? String(error.code) : '';
  const message = `${system} (${host}:${port}) could not be reached: ${failureText(error)}${code === '' ? '' : ` (${code})`}`;
  if (/ALTNAME_INVALID/.test(code))
    return new Unavailable(message, `Use the name in its certificate in \`url\`, or give it as \`serverName\` of "${system}".`);
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|EPROTO)/.test(code))
    return new Unavailable(message, `Give the certificate of its issuer as \`ca\` of "${system}", and check the url.`);
  return new Lost(message, `The next run tries again. ${hint}`);
}
