import type { Message, MessageResponse, SearchEntry } from 'ldapts';
import { UnexpectedReply } from '../../errors.js';
import type { Clock } from '../../http/options.js';
import { trustedBy } from '../../http/trust.js';
import type { SourceName } from '../../model/ids.js';
import { BINARY } from './binary.js';
import { Connection, type LdapLimits, type Ldapts, type Search } from './connection.js';
import { Code, Lost, type Result, resultError } from './errors.js';
import type { Row } from './row.js';
import { addressOf, type Ways } from './settings.js';

/** How a search ended, and by which control the server says that there is more (RFC 2696). */
export interface Ended extends Result {
  readonly paging: { readonly kind: 'none' } | { readonly kind: 'cookie'; readonly cookie: Buffer };
  /** addresses of parts of the tree that other servers hold */
  readonly references: readonly string[];
}

export interface Asked extends Omit<Search, 'controls'> {
  /** how it is called in messages */
  readonly what: string;
  readonly page?: { readonly size: number; readonly cookie?: Buffer | undefined };
  /** Active Directory: what was deleted too */
  readonly showDeleted?: boolean;
}

const NO_TLS = 'Let the server offer StartTLS (it needs a certificate), or use ldaps:// in `url`.';
const START_TLS = '1.3.6.1.4.1.1466.20037';
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';
const SHOW_DELETED = '1.2.840.113556.1.4.417';

/** One directory, for as long as something is asked of it: one connection, made anew where it was lost. */
export class LdapApi implements Disposable {
  #lostCalls = 0;
  #connection: Promise<Connection> | undefined;
  #open: Connection | undefined;

  constructor(
    readonly system: SourceName,
    readonly ways: Ways,
    readonly limits: LdapLimits,
    private readonly clock: Pick<Clock, 'sleep' | 'random'>,
  ) {}

  /** messages that were sent so far */
  get calls(): number {
    return this.#lostCalls + (this.#open?.calls ?? 0);
  }

  /** One answer; entries go to `onRow` as they come. A refusal is for the caller to judge. */
  async search(asked: Asked, onRow: (row: Row) => void, signal: AbortSignal): Promise<Ended> {
    const { connection, ldapts } = await this.#connected(signal);
    const { page, showDeleted } = asked;
    const references: string[] = [];
    const controls = [
      ...(page
        ? [new ldapts.PagedResultsControl({ value: { size: page.size, ...(page.cookie && { cookie: page.cookie }) } })]
        : []),
      ...(showDeleted ? [new ldapts.Control(SHOW_DELETED, { critical: true })] : []),
    ];
    const arriving = {
      onEntry: (entry: SearchEntry) => onRow(rowOf(entry)),
      onReference: ({ uris }: { readonly uris: readonly string[] }) => references.push(...uris),
    };
    const answer = await connection.search({ ...asked, controls }, arriving, signal);
    return { ...resultOf(answer), paging: pagingOf(answer, ldapts), references };
  }

  /** Whom the server takes us for (RFC 4532); undefined: it does not say. */
  async whoAmI(signal: AbortSignal): Promise<string | undefined> {
    const { connection, ldapts } = await this.#connected(signal);
    const answer = await connection.request(messageId => new ldapts.ExtendedRequest({ messageId, oid: WHO_AM_I }), signal);
    return answer.status === Code.success && answer instanceof ldapts.ExtendedResponse ? answer.value : undefined;
  }

  /** Does something once more, from its beginning, when the connection is lost in the midst of it: a page's cookie dies with it. */
  async again<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await task();
      } catch (error) {
        if (!(error instanceof Lost) || attempt >= this.limits.maxAttempts || signal.aborted) throw error;
        await this.clock
          .sleep(this.limits.backoffMs * 2 ** (attempt - 1) * (0.5 + this.clock.random() / 2), signal)
          .catch(() => {});
      }
    }
  }

  [Symbol.dispose](): void {
    this.#open?.close();
  }

  async #connected(signal: AbortSignal): Promise<{ readonly connection: Connection; readonly ldapts: Ldapts }> {
    const ldapts = await import('ldapts');
    if (this.#open?.isOpen === false) {
      this.#lostCalls += this.#open.calls;
      this.#open = undefined;
      this.#connection = undefined;
    }
    this.#connection ??= this.#signIn(ldapts, signal).catch(error => {
      this.#connection = undefined;
      throw error;
    });
    return { connection: await this.#connection, ldapts };
  }

  async #signIn(ldapts: Ldapts, signal: AbortSignal): Promise<Connection> {
    const { system, ways } = this;
    const { user, password, startTls, serverName, ca } = ways;
    const trusted = await trustedBy({ system, ca });
    const address = { system, ...addressOf(ways.url), serverName, trusted };
    const connection = await Connection.open(ldapts, address, this.limits, signal);
    this.#open = connection;
    const must = async (what: string, make: (id: number) => Message, hint?: string) => {
      const result = resultOf(await connection.request(make, signal));
      if (result.code === Code.success) return;
      connection.close();
      const error = resultError(result, what, system);
      throw hint === undefined || error instanceof Lost ? error : new UnexpectedReply(error.message, hint);
    };
    if (startTls) {
      await must('StartTLS', messageId => new ldapts.ExtendedRequest({ messageId, oid: START_TLS }), NO_TLS);
      await connection.encrypt(signal);
    }
    await must('signing in', messageId => new ldapts.BindRequest({ messageId, dn: user, password: password.open() }));
    return connection;
  }
}

const resultOf = ({ status, errorMessage }: MessageResponse): Result => ({ code: status, text: errorMessage });

function pagingOf({ controls = [] }: MessageResponse, { PagedResultsControl }: Ldapts): Ended['paging'] {
  for (const control of controls)
    if (control instanceof PagedResultsControl) return { kind: 'cookie', cookie: Buffer.from(control.value?.cookie ?? []) };
  return { kind: 'none' };
}

function rowOf({ name, attributes }: SearchEntry): Row {
  return {
    dn: name,
    values: new Map(
      attributes.map(({ type, values, parsedBuffers }) => {
        const attribute = type.toLowerCase();
        return [attribute, BINARY.has(attribute) ? parsedBuffers.map(bytes => Buffer.from(bytes)) : values];
      }),
    ),
  };
}
