import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { type Customer, userBy } from './customer.js';

/** The service account, as its key file has it. */
export interface ServiceAccount {
  readonly type: 'service_account';
  readonly project_id: string;
  readonly private_key_id: string;
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly token_uri: string;
}

interface TokenOptions {
  readonly customer: Customer;
  readonly account: Omit<ServiceAccount, 'token_uri'>;
  /** what an administrator authorised the account's client id for */
  readonly granted: readonly string[];
  /** seconds */
  readonly lifetime: number;
  readonly now: () => Date;
}

export interface Access {
  readonly scopes: readonly string[];
  /** the id of whom the account stands for; undefined: itself, who is nobody here */
  readonly sub: string | undefined;
}

export interface Tokens {
  /** what the token endpoint at this address answers */
  issue(form: unknown, tokenUrl: string): { status: number; body: Record<string, unknown> };
  /** undefined: the token is none, or is over */
  accessOf(authorization: string | undefined): Access | undefined;
  revoke(): void;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const NOT_AUTHORISED =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';
const TIMES =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';

/** The grant by a signed assertion (google.md §5; the wording is unsure there). One scope that is not authorised spoils all. */
export function createTokens({ customer, account, granted, lifetime, now }: TokenOptions): Tokens {
  const given = new Map<string, Access & { readonly until: number }>();
  const seconds = () => Math.floor(now().getTime() / 1000);

  function accessFor(form: unknown, tokenUrl: string): Access {
    const { grant_type, assertion } = Object(form);
    if (grant_type !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      throw new Refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${grant_type}`);
    const claims = claimsOf(String(assertion), account, tokenUrl);
    const { iat, exp, sub } = claims;
    if (!(Number(exp) - Number(iat) <= 3600) || Number(exp) <= seconds() || Number(iat) > seconds() + 300)
      throw new Refusal(400, 'invalid_grant', TIMES);
    const scopes = String(claims.scope ?? '').split(' ');
    if (!scopes.every(scope => granted.includes(scope))) throw new Refusal(401, 'unauthorized_client', NOT_AUTHORISED);
    const user = sub === undefined ? undefined : userBy(customer, String(sub));
    if (sub !== undefined && user === undefined) throw new Refusal(400, 'invalid_grant', 'Invalid email or User ID');
    return { scopes, sub: user?.id };
  }

  return {
    issue(form, tokenUrl) {
      try {
        const access = accessFor(form, tokenUrl);
        const token = `ya29.${randomBytes(24).toString('base64url')}`;
        given.set(token, { ...access, until: now().getTime() + lifetime * 1000 });
        return { status: 200, body: { access_token: token, expires_in: lifetime, token_type: 'Bearer' } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { status: error.status, body: { error: error.code, error_description: error.message } };
      }
    },
    accessOf(authorization) {
      const access = given.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
      return access !== undefined && access.until > now().getTime() ? access : undefined;
    },
    revoke: () => given.clear(),
  };
}

/** RS256, with a key of the account; `aud` is the token endpoint itself. */
function claimsOf(assertion: string, account: TokenOptions['account'], tokenUrl: string): Readonly<Record<string, unknown>> {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const { alg, kid } = part(header);
  const claims = part(payload);
  if (claims.iss !== account.client_email) throw new Refusal(400, 'invalid_grant', 'Invalid grant: account not found');
  const isSigned =
    alg === 'RS256' &&
    kid === account.private_key_id &&
    verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      createPublicKey(account.private_key),
      Buffer.from(signature, 'base64url'),
    );
  if (!isSigned) throw new Refusal(400, 'invalid_grant', 'Invalid JWT Signature.');
  if (claims.aud !== tokenUrl) throw new Refusal(400, 'invalid_grant', 'Invalid JWT: Failed audience check.');
  return claims;
}

function part(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Refusal(400, 'invalid_grant', 'Invalid JWT: it cannot be parsed.');
  }
}
