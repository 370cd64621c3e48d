import { AccessDenied } from '../../errors.js';
import { fetchToken } from '../../http/bearer.js';
import type { Http, HttpReply, HttpRequest } from '../../http/client.js';
import { ServerClock } from '../../http/server-clock.js';
import type { Token } from '../../http/tokens.js';
import { clientAssertion } from './assertion.js';
import { refused } from './refusal.js';
import type { EntraSettings } from './settings.js';

/** A clock that is further off than this may be why we were refused. */
const SKEW_MS = 30_000;

/** Client credentials; they bring no refresh token, so the next one is asked for in the same way (entra.md §5, 2026-11). */
export class SignIn {
  readonly #clock = new ServerClock();

  constructor(
    private readonly http: Http,
    private readonly settings: EntraSettings,
  ) {}

  /** Once more on the time that Entra tells, where ours may be why it refused. */
  async token(signal: AbortSignal): Promise<Token> {
    try {
      return await this.#ask(signal);
    } catch (error) {
      const isSkewed = this.settings.credential.kind === 'certificate' && Math.abs(this.#clock.aheadMs) > SKEW_MS;
      if (error instanceof AccessDenied && isSkewed) return this.#ask(signal);
      throw error;
    }
  }

  async #ask(signal: AbortSignal): Promise<Token> {
    const { tenant, clientId, addresses } = this.settings;
    const path = `${tenant}/oauth2/v2.0/token`;
    const form = {
      ...{ grant_type: 'client_credentials', client_id: clientId, scope: `${addresses.graph}/.default` },
      ...(await this.#proof(`${addresses.authority}/${path}`)),
    };
    const refusal = (reply: HttpReply) => refused(this.settings, reply, this.#clock.aheadMs);
    const hint = 'Check `cloud`, and any proxy in between.';
    return fetchToken({ request: ask => this.#send(ask) }, { path, form, refused: refusal, hint, expect: [404] }, signal);
  }

  async #send(ask: HttpRequest): Promise<HttpReply> {
    const reply = await this.http.request(ask);
    this.#clock.learn(reply.headers);
    return reply;
  }

  async #proof(tokenUrl: string): Promise<Readonly<Record<string, string>>> {
    const { credential, clientId } = this.settings;
    if (credential.kind === 'secret') return { client_secret: credential.secret.open() };
    return {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(credential.certificate, clientId, tokenUrl, this.#clock.seconds()),
    };
  }
}
