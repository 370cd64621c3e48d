import { UnexpectedReply } from '../../errors.js';
import type { Http } from '../../http/client.js';
import { ServerClock } from '../../http/server-clock.js';
import type { Token } from '../../http/tokens.js';
import { Secret } from '../../secrets.js';
import { clientAssertion } from './assertion.js';
import { refused } from './refusal.js';
import { TokenReply } from './schema.js';
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
    const first = await this.#ask(signal);
    const isSkewed = this.settings.credential.kind === 'certificate' && Math.abs(this.#clock.aheadMs) > SKEW_MS;
    const { status, body, ...reply } = first.status >= 400 && isSkewed ? await this.#ask(signal) : first;
    if (status >= 400) throw refused(this.settings, { ...reply, status, body }, this.#clock.aheadMs);
    const { data } = TokenReply.safeParse(body);
    if (data !== undefined) return { secret: new Secret(data.access_token), lifeMs: data.expires_in * 1000 };
    throw new UnexpectedReply(
      'The answer to the token request holds no access token',
      'Check `cloud`, and any proxy in between.',
    );
  }

  async #ask(signal: AbortSignal) {
    const { tenant, clientId, addresses } = this.settings;
    const path = `${tenant}/oauth2/v2.0/token`;
    const form = {
      ...{ grant_type: 'client_credentials', client_id: clientId, scope: `${addresses.graph}/.default` },
      ...(await this.#proof(`${addresses.authority}/${path}`)),
    };
    const expect = [400, 401, 403, 404];
    const reply = await this.http.request({ method: 'POST', path, form, signal, idempotent: true, expect });
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
