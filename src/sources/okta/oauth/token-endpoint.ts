import { z } from 'zod';
import { AccessDenied, UnexpectedReply } from '../../../errors.js';
import { signedAssertion } from '../../../http/assertion.js';
import type { Http, HttpFactory, HttpOptions, HttpReply } from '../../../http/client.js';
import type { ServerClock } from '../../../http/server-clock.js';
import { Secret } from '../../../secrets.js';
import type { ServiceAppCredential } from '../credential.js';
import type { Prover } from './dpop.js';
import { type Refusal, refusalOf } from './refusal.js';

export interface AccessToken {
  readonly secret: Secret;
  readonly scheme: 'Bearer' | 'DPoP';
  readonly scopes: readonly string[];
  /** when to get another one: some time before it expires, in milliseconds on Okta's clock */
  readonly renewAt: number;
}

export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: AccessToken }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface TokenTerms {
  /** of the org's API; the origin, the certificates and the like are the token endpoint's too */
  readonly connection: Omit<HttpOptions, 'authorize'>;
  readonly credential: ServiceAppCredential;
  readonly clock: ServerClock;
  readonly prover: Prover;
}

const PATH = 'oauth2/v1/token';

/** Plain, with a proof, with a nonce, with a newer nonce, and once more on Okta's time. */
const MOST_ROUNDS = 5;

/** A clock that is further off than this may be why we were refused. */
const SKEW_MS = 30_000;

/**
 * The org's token endpoint (okta.md §7, 2026-08): client credentials, a signed assertion, DPoP where Okta wants it.
 * For one request at a time.
 */
export class TokenEndpoint {
  readonly #http: Http;
  /** what an attempt sends; the assertion is put in anew for each, since waiting for a quota may outlast it */
  readonly #fields: Record<string, string> = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  };
  #proves: boolean;
  #nonce: string | undefined;

  constructor(
    http: HttpFactory,
    private readonly terms: TokenTerms,
  ) {
    this.#proves = terms.credential.dpop === 'always';
    this.#http = http({
      ...terms.connection,
      bucket: () => PATH, // its own (okta.md §6)
      authorize: attempt => this.#sign(attempt),
    });
  }

  get calls(): number {
    return this.#http.calls;
  }

  /** A token with all of these scopes, or Okta's reason against it. */
  async ask(scopes: readonly string[], signal: AbortSignal): Promise<TokenAnswer> {
    this.#fields.scope = scopes.join(' ');
    for (let round = 1; ; round++) {
      const timeBefore = this.terms.clock.aheadMs;
      const reply = await this.#http.request({
        method: 'POST',
        path: PATH,
        form: this.#fields,
        idempotent: true, // a token more does no harm, and every attempt has an assertion of its own
        expect: [400, 401, 403],
        signal,
      });
      this.terms.clock.learn(reply.headers);
      if (reply.status < 300) return { kind: 'token', token: this.#tokenOf(reply, scopes) };
      const refusal = refusalOf(reply);
      const isSkewed = Math.abs(this.terms.clock.aheadMs - timeBefore) > SKEW_MS;
      if (round === MOST_ROUNDS || !this.#mayHelp(refusal, reply, isSkewed)) return { kind: 'refused', refusal };
    }
  }

  async #sign({ method, url }: { readonly method: string; readonly url: string }): Promise<Record<string, string>> {
    const { credential, clock, prover } = this.terms;
    const { clientId, signing } = credential;
    const nowSeconds = clock.seconds();
    this.#fields.client_assertion = await signedAssertion(signing, {
      ...{ issuer: clientId, subject: clientId },
      ...{ audience: url, nowSeconds },
    });
    return this.#proves ? { dpop: await prover.proof({ method, url, nowSeconds, nonce: this.#nonce }) } : {};
  }

  /** Whether the next request is another one, for what this answer taught us. */
  #mayHelp({ error }: Refusal, { headers }: HttpReply, isSkewed: boolean): boolean {
    const wantsProof = error === 'use_dpop_nonce' || error === 'invalid_dpop_proof';
    if (!wantsProof) return error === 'invalid_client' && isSkewed;
    if (this.terms.credential.dpop === 'never') return false;
    const nonce = headers['dpop-nonce'];
    const isNews = !this.#proves || (typeof nonce === 'string' && nonce !== this.#nonce) || isSkewed;
    this.#proves = true;
    if (typeof nonce === 'string') this.#nonce = nonce;
    return isNews;
  }

  #tokenOf({ body }: HttpReply, asked: readonly string[]): AccessToken {
    const { data } = TokenReply.safeParse(body);
    const scheme = data === undefined ? undefined : SCHEMES[data.token_type.toLowerCase()];
    if (data === undefined || scheme === undefined || (scheme === 'DPoP' && !this.#proves))
      throw new UnexpectedReply(
        'Okta sent something else than an access token',
        'Its API may have changed, or a proxy answers in its place. Check `url`.',
      );
    if (scheme === 'Bearer' && this.terms.credential.dpop === 'always')
      throw new AccessDenied(
        'Okta gave a token that is not bound to our key, though the config says `dpop: always`',
        'Let the app require DPoP (Applications > the app > General), or set `dpop: auto`.',
      );
    return {
      secret: new Secret(data.access_token),
      scheme,
      scopes: data.scope?.split(' ') ?? asked,
      renewAt: this.terms.clock.now() + 1000 * (data.expires_in - Math.min(MARGIN_SECONDS, data.expires_in / 10)),
    };
  }
}

const MARGIN_SECONDS = 300;

const SCHEMES: Readonly<Record<string, AccessToken['scheme']>> = { bearer: 'Bearer', dpop: 'DPoP' };

const TokenReply = z.object({
  token_type: z.string(),
  expires_in: z.number().positive(),
  access_token: z.string().min(1),
  scope: z.string().optional(),
});
