import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** What signs our assertions. Serialises as dots, as the secret it was made from does: a new key is no other config. */
export class SigningKey {
  constructor(
    readonly key: KeyObject,
    readonly alg: 'RS256' | 'ES256' | 'ES384' | 'ES512',
    /** the id under which the app knows the public half, as a JWK says it or the config */
    readonly kid: string | undefined,
  ) {}

  toJSON(): string {
    return '••••';
  }
}

export type ReadKey =
  | { readonly kind: 'key'; readonly key: SigningKey }
  | { readonly kind: 'bad'; readonly why: string; readonly hint: string };

/**
 * Reads a private key: PEM (PKCS#8, also PKCS#1 and SEC 1) or the text of a JWK, RSA from 2048 bits on or EC.
 * What is wrong with it is told without quoting any of it.
 */
export function readPrivateKey(text: string): ReadKey {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? fromJwk(trimmed) : fromPem(trimmed.replaceAll('\\n', '\n')); // as environment variables hold it
}

const HOW = 'Give the private key that Okta showed when the key was made: as PEM (BEGIN PRIVATE KEY) or as JSON (JWK).';
const bad = (why: string, hint = HOW): ReadKey => ({ kind: 'bad', why, hint });

function fromPem(pem: string): ReadKey {
  if (/BEGIN (PUBLIC KEY|CERTIFICATE)/.test(pem)) return bad('it is the public half, not the private key');
  if (/ENCRYPTED/.test(pem))
    return bad('it is encrypted with a passphrase', 'Take the passphrase off: openssl pkcs8 -in key.pem -out plain.pem');
  if (!pem.includes('PRIVATE KEY-----')) return bad('it is neither PEM nor a JWK');
  return signing(() => createPrivateKey(pem), undefined);
}

const Jwk = z.looseObject({ kty: z.string(), kid: z.string().min(1).optional() });

function fromJwk(json: string): ReadKey {
  const { data } = Jwk.safeParse(parsed(json));
  if (data === undefined) return bad('it is not a JWK');
  if (data.kty !== 'RSA' && data.kty !== 'EC') return bad(wrongKind(data.kty), KINDS);
  if (data.d === undefined) return bad('it is the public half, not the private key');
  return signing(() => createPrivateKey({ key: data, format: 'jwk' }), data.kid);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const KINDS = 'Okta takes RSA keys of at least 2048 bits, and EC keys (P-256, P-384, P-521).';
const wrongKind = (kind: string) => `it is a key of the kind ${kind}, which Okta does not take`;
const CURVES: Readonly<Record<string, SigningKey['alg']>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

function signing(read: () => KeyObject, kid: string | undefined): ReadKey {
  let key: KeyObject;
  try {
    key = read();
    createPublicKey(key);
  } catch {
    return bad('it is damaged'); // OpenSSL's own words help nobody
  }
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const alg = key.asymmetricKeyType === 'rsa' ? 'RS256' : CURVES[namedCurve];
  if (alg === undefined) return bad(wrongKind(namedCurve || String(key.asymmetricKeyType)), KINDS);
  if (alg === 'RS256' && modulusLength < 2048) return bad(`it has ${modulusLength} bits only`, KINDS);
  return { kind: 'key', key: new SigningKey(key, alg, kid) };
}
