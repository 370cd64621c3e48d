import { z } from 'zod';
import { type Secret, SecretText } from '../../secrets.js';
import { type Certificate, readCertificate } from './certificate.js';

/** How the app signs in. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'certificate'; readonly certificate: Certificate; readonly privateKey: Secret };

/** The settings of both ways; which of them belong together is for `credentialOf`. */
export const credentialSettings = {
  /** the value of a client secret */
  clientSecret: SecretText.optional(),
  /** instead: a certificate of the app registration (PEM) */
  certificate: SecretText.optional(),
  /** and its private key (PEM) */
  privateKey: SecretText.optional(),
} as const;

const Written = z.object(credentialSettings);
type Complain = (setting: keyof typeof credentialSettings, message: string) => undefined;

/** Either way as a whole; what is missing or too much is an issue at the setting concerned. */
export function credentialOf(written: z.output<typeof Written>, complain: Complain): Credential | undefined {
  const { clientSecret, certificate, privateKey } = written;
  if (clientSecret !== undefined)
    return certificate === undefined && privateKey === undefined
      ? { kind: 'secret', secret: clientSecret }
      : complain('clientSecret', 'give either `clientSecret`, or `certificate` and `privateKey`');
  if (certificate === undefined && privateKey === undefined)
    return complain('clientSecret', 'give `clientSecret`, or `certificate` and `privateKey`');
  if (certificate === undefined) return complain('certificate', 'give the certificate of `privateKey`, too');
  if (privateKey === undefined) return complain('privateKey', 'give the private key of `certificate`, too');
  const read = readCertificate(certificate.open(), privateKey.open());
  return read.kind === 'bad'
    ? complain(read.setting, read.why)
    : { kind: 'certificate', certificate: read.certificate, privateKey };
}
