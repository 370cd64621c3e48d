import { z } from 'zod';
import { type KeyTaker, readPrivateKey, SigningKey } from '../../http/private-key.js';
import { type Secret, SecretText } from '../../secrets.js';

/** How we sign in at Okta. */
export type Credential =
  | { readonly kind: 'token'; readonly token: Secret }
  | {
      readonly kind: 'serviceApp';
      readonly clientId: string;
      readonly privateKey: Secret;
      readonly signing: SigningKey;
      /** what to ask for; undefined: what the settings need */
      readonly scopes: readonly string[] | undefined;
      readonly dpop: DpopMode;
    };

export type ServiceAppCredential = Extract<Credential, { readonly kind: 'serviceApp' }>;

/** `auto` begins without DPoP and goes over to it when Okta wants it. */
const dpopModes = ['auto', 'always', 'never'] as const;
type DpopMode = (typeof dpopModes)[number];

/** The settings of both ways; which of them belong together is for `credentialOf`. */
export const credentialSettings = {
  /** an API token */
  token: SecretText.optional(),
  /** the id of a service app */
  clientId: z.string().min(1).optional(),
  /** its private key: PEM (PKCS#8), or the JSON of a JWK */
  privateKey: SecretText.optional(),
  /** the id of the key at the app, where the key does not say it itself */
  keyId: z.string().min(1).optional(),
  /** what to ask for, where that is not what the other settings need */
  scopes: z.array(z.string().regex(/^\S+$/, 'a scope has no spaces')).min(1).optional(),
  /** whether tokens are bound to a key of ours */
  dpop: z.enum(dpopModes).optional(),
} as const;

const Written = z.object(credentialSettings);

/** Either way as a whole; what is missing or too much is an issue at the setting concerned, never more than one. */
export function credentialOf(written: z.output<typeof Written>, complain: Complain): Credential | undefined {
  const { token, clientId, privateKey, keyId, scopes, dpop = 'auto' } = written;
  const ofApps = appOnly.find(name => written[name] !== undefined);
  if (token !== undefined)
    return ofApps === undefined
      ? { kind: 'token', token }
      : complain(ofApps, '`token` is there too: sign in with an API token, or as a service app with `clientId` and `privateKey`');
  if (ofApps === undefined) return complain('token', 'give an API token, or `clientId` and `privateKey` of a service app');
  if (clientId === undefined) return complain('clientId', 'a service app signs in with `clientId` and `privateKey`');
  if (privateKey === undefined) return complain('privateKey', 'a service app signs in with `clientId` and `privateKey`');

  const read = readPrivateKey(privateKey.open(), OKTA);
  if (read.kind === 'bad') return complain('privateKey', `${read.why}. ${read.hint}`);
  const { key, alg, kid } = read.key;
  const signing = new SigningKey(key, alg, keyId ?? kid);
  return { kind: 'serviceApp', clientId, privateKey, signing, scopes, dpop };
}

const OKTA: KeyTaker = {
  name: 'Okta',
  takes: ['RS256', 'ES256', 'ES384', 'ES512'],
  hint: 'Give the private key that Okta showed when the key was made: as PEM (BEGIN PRIVATE KEY) or as JSON (JWK).',
};

type Complain = (setting: keyof typeof credentialSettings, message: string) => undefined;

const appOnly = ['clientId', 'privateKey', 'keyId', 'scopes', 'dpop'] as const;
