import { z } from 'zod';
import { AccessDenied, Interrupted, SyncError } from '../../../errors.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../../http/client.js';
import { statusError } from '../../../http/errors.js';
import { ServerClock } from '../../../http/server-clock.js';
import type { Finding } from '../../../model/finding.js';
import type { ServiceAppCredential } from '../credential.js';
import type { Connection, Session } from '../session.js';
import { Prover } from './dpop.js';
import { Grant } from './grant.js';
import { isSchemaPath, neededScopes, SCHEMA_SCOPE, scopeFor } from './scopes.js';
import type { AccessToken } from './token-endpoint.js';

const ROLE = 'Give the service app the role Read-only Administrator (Applications > the app > Admin roles)';

/** Signs in as a service app: access tokens by a signed assertion, a fresh proof for each attempt where they are bound (DPoP). */
export class ServiceAppSession implements Session {
  readonly #http: Http;
  readonly #clock = new ServerClock();
  readonly #prover = new Prover();
  readonly #grant: Grant;
  readonly #schemaGrant: Grant;
  /** of whoever asked last: a renewal in between is theirs */
  #signal: AbortSignal | undefined;
  readonly partHint = `The role of the service app shows a part of the org only. ${ROLE}.`;

  constructor(
    private readonly credential: ServiceAppCredential,
    app: string | undefined,
    http: HttpFactory,
    private readonly connection: Connection,
  ) {
    const secured = { ...connection, secrets: [credential.privateKey] };
    const terms = { connection: secured, credential, clock: this.#clock, prover: this.#prover };
    this.#grant = new Grant(http, terms, credential.scopes ?? neededScopes(app));
    this.#schemaGrant = credential.scopes === undefined ? new Grant(http, terms, [SCHEMA_SCOPE]) : this.#grant;
    this.#http = http({
      ...secured,
      authorize: attempt => this.#sign(attempt),
      inspect: ({ headers }) => this.#clock.learn(headers),
    });
  }

  get calls(): number {
    const tokens = new Set([this.#grant, this.#schemaGrant]);
    return this.#http.calls + [...tokens].reduce((sum, { calls }) => sum + calls, 0);
  }

  /** A token that Okta takes no more is renewed once; a refusal says whether a scope or the role is missing. */
  async request(request: HttpRequest): Promise<HttpReply> {
    const { expect = [], signal } = request;
    this.#signal = signal;
    const grant = this.#grantFor(request.path);
    const before = await grant.current(signal);
    const asking = { ...request, expect: [...expect, 401, 403] };

    let reply = await this.#http.request(asking);
    if (reply.status === 401) {
      this.#clock.learn(reply.headers);
      grant.drop(before);
      await grant.current(signal);
      reply = await this.#http.request(asking);
    }
    const isRefused = [401, 403].includes(reply.status) && !expect.includes(reply.status);
    if (isRefused) throw this.#refused(reply, request, await grant.current(signal));
    return reply;
  }

  remedy({ hint }: AccessDenied): string {
    return hint;
  }

  /** Scopes without a role may also bring empty lists instead of a 403 (okta.md §7, 2026-08), and every org has somebody. */
  nobodyShown(): never {
    throw new AccessDenied(
      `${this.connection.system} shows the service app ${this.credential.clientId} nobody at all: it has no admin role`,
      `${ROLE}. Nothing was believed.`,
    );
  }

  async whoAmI(signal: AbortSignal): Promise<Finding> {
    try {
      const { scheme, scopes } = await this.#grant.current(signal);
      const how = scheme === 'DPoP' ? 'with DPoP' : 'without DPoP';
      return { level: 'ok', what: `signed in as the service app ${this.credential.clientId} ${how}, for ${scopes.join(', ')}` };
    } catch (error) {
      if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
      return { level: 'problem', what: error.message, hint: error.hint };
    }
  }

  async #sign({ method, url }: { readonly method: string; readonly url: string }): Promise<Record<string, string>> {
    const token = await this.#grantFor(url).current(this.#signal ?? new AbortController().signal);
    const accessToken = token.secret.open();
    if (token.scheme === 'Bearer') return { authorization: `Bearer ${accessToken}` };
    const proof = await this.#prover.proof({ method, url, nowSeconds: this.#clock.seconds(), accessToken });
    return { authorization: `DPoP ${accessToken}`, dpop: proof };
  }

  #grantFor(path: string): Grant {
    return isSchemaPath(path) ? this.#schemaGrant : this.#grant;
  }

  #refused(reply: HttpReply, { method }: HttpRequest, { scopes }: AccessToken): SyncError {
    const { system } = this.connection;
    const error = statusError(reply, { method, url: reply.url }, system);
    if (reply.status === 401)
      return new AccessDenied(
        error.message,
        'Okta refuses a token that it has just given. Is the app still active? Does a proxy change requests?',
        { cause: error },
      );
    if (!NoPermission.safeParse(reply.body).success) return error; // something in between, not Okta
    const scope = scopeFor(new URL(reply.url).pathname);
    return scopes.includes(scope)
      ? new AccessDenied(`${system} granted the scope ${scope}, but the service app has no admin role for it`, `${ROLE}.`, {
          cause: error,
        })
      : new AccessDenied(
          `${system}: our access token lacks the scope ${scope}`,
          'Grant it at Okta (Applications > the app > Okta API Scopes), and list it where the config has `scopes`.',
          { cause: error },
        );
  }
}

const NoPermission = z.object({ errorCode: z.literal('E0000006') });
