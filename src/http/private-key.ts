import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const ALGORITHMS = { RS256: 'RSA keys of at least 2048 bits', ES256: 'EC P-256', ES384: 'EC P-384', ES512: 'EC P-521' } as const;
type Algorithm = keyof typeof ALGORITHMS;

/** Whose key it is to be: for what is said of one that is not. */
export interface KeyTaker {
  /** the vendor, as in `Okta` */
  readonly name: string;
  readonly takes: readonly Algorithm[];
  /** which key that is, and in which form it stands in the config */
  readonly hint: string;
}

/** What signs our assertions. Serialises as dots, as the secret it was made from does: a new key is no other config. */
export class SigningKey {
  constructor(
    readonly key: KeyObject,
    readonly alg: Algorithm,
    /** the id under which the vendor knows the public half, as a JWK says it or the config */
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
export function readPrivateKey(text: string, taker: KeyTaker): ReadKey {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? fromJwk(trimmed, taker) : fromPem(trimmed.replaceAll('\\n', '\n'), taker); // as environment variables hold it
}

const bad = (why: string, hint: string): ReadKey => ({ kind: 'bad', why, hint });

function fromPem(pem: string, taker: KeyTaker): ReadKey {
  const { hint } = taker;
  const isPrivate = pem.includes('PRIVATE KEY-----');
  if (!isPrivate && /BEGIN (RSA )?(PUBLIC KEY|CERTIFICATE)/.test(pem))
    return bad('it is the public half, not the private key', hint);
  if (/ENCRYPTED/.test(pem))
    return bad('it is encrypted with a passphrase', 'Take the passphrase off: openssl pkcs8 -in key.pem -out plain.pem');
  if (!isPrivate) return bad('it is neither PEM nor a JWK', hint);
  return signing(() => createPrivateKey(pem), undefined, taker);
}

const Jwk = z.looseObject({ kty: z.string(), kid: z.string().min(1).optional() });

function fromJwk(json: string, taker: KeyTaker): ReadKey {
  const { hint } = taker;
  const { data } = Jwk.safeParse(parsed(json));
  if (data === undefined) return bad('it is not a JWK', hint);
  if (data.kty !== 'RSA' && data.kty !== 'EC') return wrongKind(data.kty, taker);
  if (data.d === undefined) return bad('it is the public half, not the private key', hint);
  return signing(() => createPrivateKey({ key: data, format: 'jwk' }), data.kid, taker);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const kindsOf = ({ name, takes }: KeyTaker) => `${name} takes ${takes.map(alg => ALGORITHMS[alg]).join(', ')}.`;
const wrongKind = (kind: string, taker: KeyTaker) =>
  bad(`it is a key of the kind ${kind}, which ${taker.name} does not take`, kindsOf(taker));
const CURVES: Readonly<Record<string, Algorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

function signing(read: () => KeyObject, kid: string | undefined, taker: KeyTaker): ReadKey {
  let key: KeyObject;
  try {
    key = read();
    createPublicKey(key);
  } catch {
    return bad('it is damaged', taker.hint); // OpenSSL's own words help nobody
  }
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const alg = key.asymmetricKeyType === 'rsa' ? 'RS256' : CURVES[namedCurve];
  if (alg === undefined || !taker.takes.includes(alg)) return wrongKind(namedCurve || String(key.asymmetricKeyType), taker);
  if (alg === 'RS256' && modulusLength < 2048) return bad(`it has ${modulusLength} bits only`, kindsOf(taker));
  return { kind: 'key', key: new SigningKey(key, alg, kid) };
}
