import { randomBytes, type X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';

interface TokenOptions {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** those that the app registration knows */
  readonly certificates: readonly X509Certificate[];
  readonly isSecretExpired: boolean;
  /** seconds */
  readonly lifetime: number;
  /** whether somebody who holds one can read it */
  readonly kind: 'jwt' | 'opaque';
  readonly roles: () => readonly string[];
  readonly now: () => Date;
}

export interface Tokens {
  /** what the token endpoint at this address answers */
  issue(url: string, tenant: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** the permissions that a call has; undefined: the token is none, or is over */
  rolesOf(authorization: string | undefined): readonly string[] | undefined;
  revoke(): void;
}

/** Client credentials only, and no refresh token (entra.md §5). Codes as the vendor lists them (reference-error-codes, 2026-11). */
export function createTokens(options: TokenOptions): Tokens {
  const { tenant, lifetime, kind, roles, now } = options;
  const held = new Map<string, { readonly ends: number; readonly roles: readonly string[] }>();

  const make = () => {
    const claims = { aud: 'https://graph.microsoft.com', appid: options.clientId, tid: tenant, roles: roles(), idtyp: 'app' };
    const parts = ['{"alg":"none","typ":"JWT"}', JSON.stringify({ ...claims, uti: randomBytes(8).toString('hex') }), 'signature'];
    const token =
      kind === 'opaque'
        ? randomBytes(24).toString('base64url')
        : parts.map(part => Buffer.from(part).toString('base64url')).join('.');
    held.set(token, { ends: now().getTime() + lifetime * 1000, roles: [...roles()] });
    return token;
  };

  return {
    async issue(url, asked, body) {
      const form = new Map<string, string>(Object.entries(Object(body)).map(([name, value]) => [name, String(value)]));
      if (asked !== tenant) return refusal(400, 'invalid_request', 90002, `Tenant '${asked}' not found.`, now);
      if (form.get('client_id') !== options.clientId)
        return refusal(
          400,
          'unauthorized_client',
          700016,
          `Application with identifier '${form.get('client_id')}' was not found in the directory.`,
          now,
        );
      if (form.get('grant_type') !== 'client_credentials' || !/\/\.default$/.test(form.get('scope') ?? ''))
        return refusal(400, 'invalid_scope', 70011, "The provided value for the input parameter 'scope' is not valid.", now);
      const wrong = form.has('client_assertion') ? await wrongAssertion(options, url, form) : wrongSecret(options, form);
      if (wrong !== undefined) return refusal(401, 'invalid_client', wrong.code, wrong.said, now);
      return {
        status: 200,
        body: { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: make() },
      };
    },
    rolesOf(authorization) {
      const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
      const known = held.get(token);
      return known === undefined || known.ends <= now().getTime() ? undefined : known.roles;
    },
    revoke: () => held.clear(),
  };
}

interface Wrong {
  readonly code: number;
  readonly said: string;
}

function wrongSecret(
  { clientSecret, isSecretExpired, clientId }: TokenOptions,
  form: ReadonlyMap<string, string>,
): Wrong | undefined {
  if (form.get('client_secret') !== clientSecret)
    return {
      code: 7000215,
      said: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    };
  return isSecretExpired
    ? { code: 7000222, said: `The provided client secret keys for app '${clientId}' are expired.` }
    : undefined;
}

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Signed with PSS by the key of a certificate that its header names, for this endpoint, now (certificate-credentials, 2026-11). */
async function wrongAssertion(options: TokenOptions, url: string, form: ReadonlyMap<string, string>): Promise<Wrong | undefined> {
  const { clientId, now } = options;
  const assertion = form.get('client_assertion') ?? '';
  const unknown = {
    code: 700027,
    said: 'The certificate with identifier used to sign the client assertion is not registered on application.',
  };
  if (form.get('client_assertion_type') !== TYPE)
    return { code: 700021, said: 'Client assertion application identifier does not match.' };
  const header = decodeProtectedHeader(assertion);
  const thumbprint = header['x5t#S256'];
  const certificate = options.certificates.find(each => hashOf(each) === thumbprint);
  if (certificate === undefined) return unknown;
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      ...{ algorithms: ['PS256'], audience: url, issuer: clientId, subject: clientId, currentDate: now() },
      requiredClaims: ['exp', 'nbf', 'jti'],
    });
    return undefined;
  } catch (error) {
    const isTime =
      error instanceof errors.JWTExpired || (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
    if (isTime) return { code: 700024, said: 'Client assertion is not within its valid time range.' };
    return error instanceof errors.JWTClaimValidationFailed
      ? { code: 700023, said: `Client assertion audience claim does not match.` }
      : unknown;
  }
}

const hashOf = ({ fingerprint256 }: X509Certificate) =>
  Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');

function refusal(status: number, error: string, code: number, said: string, now: () => Date) {
  const trace = { trace_id: '1f2e3d4c-0000-4000-8000-000000000000', correlation_id: 'aaaa0000-bb11-4222-8333-444444dddddd' };
  const timestamp = now().toISOString().replace('T', ' ');
  const description = `AADSTS${code}: ${said} Trace ID: ${trace.trace_id} Correlation ID: ${trace.correlation_id} Timestamp: ${timestamp}`;
  return { status, body: { error, error_description: description, error_codes: [code], timestamp, ...trace } };
}
