import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { ConfigError } from '../errors.js';

/** The certificates that Node trusts anyway and those of `ca`; undefined: Node's own only. */
export async function trustedBy({
  system,
  ca,
}: {
  readonly system: string;
  readonly ca?: string | undefined;
}): Promise<readonly string[] | undefined> {
  if (ca === undefined) return undefined;
  const pem = await readFile(ca, 'utf8').catch(cause => {
    throw new ConfigError(`The CA file of "${system}" cannot be read: ${ca}`, 'Give the path of a PEM file as `ca`.', [], {
      cause,
    });
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new ConfigError(
      `The CA file of "${system}" holds no certificate: ${ca}`,
      'It must be PEM, with BEGIN CERTIFICATE lines.',
    );
  return [...getCACertificates('default'), pem];
}
