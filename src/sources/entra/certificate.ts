import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** What signs our assertions. Serialises as dots: a renewed certificate is no other config. */
export class Certificate {
  constructor(
    readonly key: KeyObject,
    /** SHA-256 of its DER form, base64url: by it the app registration knows the certificate (certificate-credentials, 2026-11) */
    readonly thumbprint: string,
    /** ISO time at which it ends */
    readonly expires: string,
  ) {}

  toJSON(): string {
    return '••••';
  }
}

export type ReadCertificate =
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'bad'; readonly setting: 'certificate' | 'privateKey'; readonly why: string };

/** Reads both halves from PEM; each may stand in a file with other things. What is wrong is told without quoting any of it. */
export function readCertificate(certificatePem: string, keyPem: string): ReadCertificate {
  const x509 = parsed(() => new X509Certificate(block(certificatePem, 'CERTIFICATE')));
  if (x509 === undefined) return bad('certificate', 'it holds no certificate in PEM (BEGIN CERTIFICATE), or a damaged one');
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(keyPem))
    return bad('privateKey', 'it is encrypted with a passphrase; take that off: openssl pkcs8 -in key.pem -out plain.pem');
  const key = parsed(() => createPrivateKey(block(keyPem, '(?:RSA |EC )?PRIVATE KEY')));
  if (key === undefined) return bad('privateKey', 'it holds no private key in PEM (BEGIN PRIVATE KEY), or a damaged one');
  if (key.asymmetricKeyType !== 'rsa')
    return bad('privateKey', `it is a key of the kind ${key.asymmetricKeyType}; Entra takes certificates with RSA keys`);
  if (!x509.checkPrivateKey(key)) return bad('privateKey', 'it is not the key of `certificate`');
  const thumbprint = Buffer.from(x509.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  return { kind: 'certificate', certificate: new Certificate(key, thumbprint, x509.validToDate.toISOString()) };
}

const bad = (setting: 'certificate' | 'privateKey', why: string): ReadCertificate => ({ kind: 'bad', setting, why });

/** Environment variables may hold line ends as `\n`. */
const block = (text: string, kind: string): string =>
  new RegExp(`-----BEGIN (${kind})-----[^-]+-----END \\1-----`).exec(text.replaceAll('\\n', '\n'))?.[0] ?? '';

/** OpenSSL's own words help nobody. */
function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
