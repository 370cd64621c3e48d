import { randomBytes } from 'node:crypto';
import { OneLoginFailure, unauthorized } from './errors.js';

interface TokenOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** seconds */
  readonly lifetime: number;
  /** flat, as the present endpoint answers, or in `data[0]` as the older one does (§2) */
  readonly form: 'flat' | 'wrapped';
  readonly now: () => Date;
}

export interface Tokens {
  /** what the token endpoint answers */
  issue(authorization: string | undefined, body: unknown): unknown;
  accepts(authorization: string | undefined): boolean;
  revoke(): void;
}

/** Client credentials, in a header of OneLogin's own form or as HTTP Basic (§2). */
export function createTokens({ clientId, clientSecret, lifetime, form, now }: TokenOptions): Tokens {
  const expiries = new Map<string, number>();
  const expected = [
    `client_id:${clientId}, client_secret:${clientSecret}`,
    `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
  ];
  return {
    issue(authorization, body) {
      if (authorization === undefined || !expected.includes(authorization)) throw unauthorized();
      if (Object(body).grant_type !== 'client_credentials') throw new OneLoginFailure(400, 'grant_type is incorrect/absent');
      const token = randomBytes(32).toString('hex');
      expiries.set(token, now().getTime() + lifetime * 1000);
      const issued = {
        ...{ access_token: token, created_at: now().toISOString(), expires_in: lifetime },
        ...{ refresh_token: randomBytes(32).toString('hex'), token_type: 'bearer', account_id: 116_785 },
      };
      if (form === 'flat') return issued;
      return { status: { error: false, code: 200, type: 'success', message: 'Success' }, data: [issued] };
    },
    /** `bearer:<token>` is what old clients send (§1) */
    accepts(authorization) {
      const [, token = ''] = /^bearer[ :](.+)$/i.exec(authorization ?? '') ?? [];
      return (expiries.get(token) ?? 0) > now().getTime();
    },
    revoke: () => expiries.clear(),
  };
}
