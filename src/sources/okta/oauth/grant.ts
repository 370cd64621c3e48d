import type { HttpFactory } from '../../../http/client.js';
import { isAboutScopes, tokenRefused } from './refusal.js';
import { type AccessToken, TokenEndpoint, type TokenTerms } from './token-endpoint.js';

/** The access token for one set of scopes, renewed in time; whoever needs it meanwhile waits for the same renewal. */
export class Grant {
  readonly #endpoint: TokenEndpoint;
  #token: AccessToken | undefined;
  #renewal: Promise<AccessToken> | undefined;

  constructor(
    http: HttpFactory,
    private readonly terms: TokenTerms,
    private readonly scopes: readonly string[],
  ) {
    this.#endpoint = new TokenEndpoint(http, terms);
  }

  get calls(): number {
    return this.#endpoint.calls;
  }

  /** A token that is good for some minutes yet. Throws AccessDenied with Okta's reason in plain words. */
  async current(signal: AbortSignal): Promise<AccessToken> {
    if (this.#token !== undefined && this.terms.clock.now() < this.#token.renewAt) return this.#token;
    this.#renewal ??= this.#renew(signal);
    return this.#renewal;
  }

  /** Okta took this token no more. Does nothing when another one is there already. */
  drop(refused: AccessToken): void {
    if (this.#token === refused) this.#token = undefined;
  }

  async #renew(signal: AbortSignal): Promise<AccessToken> {
    try {
      this.#token = await this.#ask(signal);
      return this.#token;
    } finally {
      this.#renewal = undefined;
    }
  }

  async #ask(signal: AbortSignal): Promise<AccessToken> {
    const answer = await this.#endpoint.ask(this.scopes, signal);
    if (answer.kind === 'token') return answer.token;
    const { refusal } = answer;
    const scopes = isAboutScopes(refusal) ? await this.#notGranted(signal) : [];
    const { credential, clock, connection } = this.terms;
    throw tokenRefused(refusal, { system: connection.system, credential, aheadMs: clock.aheadMs, scopes });
  }

  /** Okta does not say which scope it was, so each is asked for alone. */
  async #notGranted(signal: AbortSignal): Promise<readonly string[]> {
    if (this.scopes.length === 1) return this.scopes;
    const missing: string[] = [];
    for (const scope of this.scopes) {
      const answer = await this.#endpoint.ask([scope], signal);
      if (answer.kind === 'refused' && isAboutScopes(answer.refusal)) missing.push(scope);
    }
    return missing.length === 0 ? this.scopes : missing;
  }
}
