import { randomBytes } from 'node:crypto';

/** Which roles a token names: those of its client, none but all are known to the server, or none at all. */
export type TokenKind = 'full' | 'lightweight' | 'withoutRoles';

interface TokenOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly realm: string;
  /** seconds */
  readonly lifetime: number;
  readonly kind: TokenKind;
  readonly roles: () => readonly string[];
  readonly now: () => Date;
}

export interface Tokens {
  /** what the token endpoint answers */
  issue(realm: string, body: unknown): { status: number; body: Record<string, unknown> };
  /** the roles that a call has; undefined: the token is none, or is over */
  rolesOf(authorization: string | undefined): readonly string[] | undefined;
  revoke(): void;
}

/** Client credentials only, and no refresh token (keycloak.md §4). Errors as 26.7.3 words them (run, 2026-11). */
export function createTokens({ clientId, clientSecret, realm, lifetime, kind, roles, now }: TokenOptions): Tokens {
  const expiries = new Map<string, number>();
  const refusal = (error: string, description: string) => ({ status: 401, body: { error, error_description: description } });

  return {
    issue(asked, body) {
      if (asked !== realm) return { status: 404, body: { error: 'Realm does not exist' } };
      const form = new Map<string, unknown>(Object.entries(Object(body)));
      if (form.get('client_id') !== clientId) return refusal('invalid_client', 'Invalid client or Invalid client credentials');
      if (form.get('client_secret') !== clientSecret)
        return refusal('unauthorized_client', 'Invalid client or Invalid client credentials');
      if (form.get('grant_type') !== 'client_credentials')
        return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'Unsupported grant_type' } };
      const claims = kind === 'full' ? { resource_access: { 'realm-management': { roles: roles() } } } : {};
      const token = [
        '{"alg":"none"}',
        JSON.stringify({ azp: clientId, jti: randomBytes(8).toString('hex'), ...claims }),
        'signature',
      ]
        .map(part => Buffer.from(part).toString('base64url'))
        .join('.');
      expiries.set(token, now().getTime() + lifetime * 1000);
      return {
        status: 200,
        body: {
          ...{ access_token: token, expires_in: lifetime, refresh_expires_in: 0, token_type: 'Bearer' },
          ...{ 'not-before-policy': 0, scope: 'email profile' },
        },
      };
    },
    rolesOf(authorization) {
      const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
      if ((expiries.get(token) ?? 0) <= now().getTime()) return undefined;
      return kind === 'withoutRoles' ? [] : roles();
    },
    revoke: () => expiries.clear(),
  };
}
