import { createHash, randomUUID } from 'node:crypto';
import type { GenerateKeyPairResult, JWK } from 'jose';

export interface ProofUse {
  readonly method: string;
  readonly url: string;
  readonly nowSeconds: number;
  /** what Okta's token endpoint gave us to put in */
  readonly nonce?: string | undefined;
  /** the token that the proof goes with */
  readonly accessToken?: string;
}

/** Makes DPoP proofs (RFC 9449) with a key pair of its own, made when first needed and kept nowhere. */
export class Prover {
  #pair: Promise<Pair> | undefined;

  /** A proof for one attempt: never the same twice. */
  async proof({ method, url, nowSeconds, nonce, accessToken }: ProofUse): Promise<string> {
    const { SignJWT } = await import('jose');
    this.#pair ??= newPair();
    const { privateKey, jwk } = await this.#pair;
    const { origin, pathname } = new URL(url);
    return new SignJWT({
      htm: method,
      htu: `${origin}${pathname}`, // without the query
      ...(nonce === undefined ? {} : { nonce }),
      ...(accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: ALG, jwk })
      .setIssuedAt(nowSeconds)
      .setJti(randomUUID())
      .sign(privateKey);
  }
}

const ALG = 'ES256';

interface Pair {
  readonly privateKey: GenerateKeyPairResult['privateKey'];
  /** the public half */
  readonly jwk: JWK;
}

async function newPair(): Promise<Pair> {
  const { exportJWK, generateKeyPair } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair(ALG);
  return { privateKey, jwk: await exportJWK(publicKey) };
}
