import { randomBytes } from 'node:crypto';

interface TokenRequest {
  authorization: string | undefined;
  contentType: string | undefined;
  body: unknown;
}

interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface Tokens {
  /** what `POST /oauth2/v1/token` answers */
  issue(request: TokenRequest): TokenAnswer;
  /** looks at the `Authorization` of a call */
  accepts(authorization: string | undefined): boolean;
  /** one that lives as long as they do, or so many seconds */
  make(seconds?: number): string;
  revoke(): void;
}

interface TokenOptions {
  clientId: string;
  clientSecret: string;
  /** seconds */
  lifetime: number;
  now: () => Date;
}

const MY_SCOPES = 'urn:opc:idm:__myscopes__';

/** Client credentials only, and no refresh token. The bodies of errors have OAuth's usual form: Oracle's are not documented. */
export function createTokens({ clientId, clientSecret, lifetime, now }: TokenOptions): Tokens {
  const expiries = new Map<string, number>();
  const client = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const make = (seconds = lifetime) => {
    const token = randomBytes(48).toString('base64url');
    expiries.set(token, now().getTime() + seconds * 1000);
    return token;
  };

  return {
    issue({ authorization, contentType, body }) {
      if (authorization !== client) return refusal(401, 'invalid_client', 'Client authentication failed.');
      if (!contentType?.startsWith('application/x-www-form-urlencoded'))
        return refusal(400, 'invalid_request', 'The request has to be a form.');
      const form = new Map<string, unknown>(Object.entries(Object(body)));
      if (form.get('grant_type') !== 'client_credentials')
        return refusal(400, 'unsupported_grant_type', 'The grant type is not allowed for this client.');
      const scopes = String(form.get('scope') ?? '').split(' ');
      const seconds = lifeOf(scopes, lifetime);
      if (!scopes.includes(MY_SCOPES) || seconds === undefined) return refusal(400, 'invalid_scope', 'The scope is not valid.');

      return { status: 200, body: { access_token: make(seconds), token_type: 'Bearer', expires_in: seconds } };
    },

    accepts(authorization) {
      const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
      return (expiries.get(token) ?? 0) > now().getTime();
    },

    make,
    revoke: () => expiries.clear(),
  };
}

/** `urn:opc:resource:expiry=300` asks for a shorter life, never for a longer one; undefined when there is an unknown scope. */
function lifeOf(scopes: readonly string[], lifetime: number): number | undefined {
  let seconds = lifetime;
  for (const scope of scopes.filter(name => name !== MY_SCOPES)) {
    const [, asked] = /^urn:opc:resource:expiry=(\d+)$/.exec(scope) ?? [];
    if (asked === undefined) return undefined;
    seconds = Math.min(seconds, Number(asked));
  }
  return seconds;
}

const refusal = (status: number, error: string, description: string): TokenAnswer => ({
  status,
  body: { error, error_description: description },
});
