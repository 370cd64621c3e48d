import { z } from 'zod';
import { type Secret, SecretText } from '../../secrets.js';

/** Where the keys come from that requests are signed with. */
export type Credential =
  | {
      readonly kind: 'keys';
      readonly accessKeyId: Secret;
      readonly secretAccessKey: Secret;
      readonly sessionToken: Secret | undefined;
    }
  /** of AWS's own files, `~/.aws/config` and `~/.aws/credentials` */
  | { readonly kind: 'profile'; readonly profile: string }
  /** wherever the SDK's chain finds them */
  | { readonly kind: 'chain' };

export const credentialSettings = {
  profile: z.string().min(1).optional(),
  accessKeyId: SecretText.optional(),
  secretAccessKey: SecretText.optional(),
  /** only of temporary keys */
  sessionToken: SecretText.optional(),
};

interface Written {
  readonly profile: string | undefined;
  readonly accessKeyId: Secret | undefined;
  readonly secretAccessKey: Secret | undefined;
  readonly sessionToken: Secret | undefined;
}

/** The credential that the config means; undefined after a complaint. */
export function credentialOf(
  { profile, accessKeyId, secretAccessKey, sessionToken }: Written,
  complain: (setting: keyof Written, message: string) => void,
): Credential | undefined {
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    if (profile === undefined) return { kind: 'keys', accessKeyId, secretAccessKey, sessionToken };
    complain('profile', 'either a profile or keys, not both');
    return undefined;
  }
  if (accessKeyId !== undefined) complain('secretAccessKey', 'an access key has two parts: accessKeyId and secretAccessKey');
  else if (secretAccessKey !== undefined || sessionToken !== undefined)
    complain('accessKeyId', 'an access key has two parts: accessKeyId and secretAccessKey');
  else return profile === undefined ? { kind: 'chain' } : { kind: 'profile', profile };
  return undefined;
}

/** How the credential is called in messages. */
export function nameOf(credential: Credential): string {
  switch (credential.kind) {
    case 'keys':
      return 'the keys in the config';
    case 'profile':
      return `the profile ${credential.profile}`;
    case 'chain':
      return "AWS's credential chain";
  }
}

export const secretsOf = (credential: Credential): readonly Secret[] =>
  credential.kind === 'keys'
    ? [credential.secretAccessKey, ...(credential.sessionToken === undefined ? [] : [credential.sessionToken])]
    : [];
