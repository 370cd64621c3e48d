import { z } from 'zod';
import { type Secret, SecretText } from '../../secrets.js';

/** How we sign in: with one of three. */
export type Credential =
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | {
      readonly kind: 'client';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly scope?: string;
      /** where the token endpoint wants id and secret: in the header, or among the fields */
      readonly clientAuth: 'header' | 'body';
    };

export const credentialSettings = {
  /** a bearer token */
  token: SecretText.optional(),
  username: z.string().min(1).optional(),
  password: SecretText.optional(),
  /** OAuth 2 client credentials: the token endpoint, which may be at another host */
  tokenUrl: z.url({ protocol: /^https?$/, error: 'not a web address like https://idp.example.com/oauth2/token' }).optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: SecretText.optional(),
  scope: z.string().min(1).optional(),
  clientAuth: z.enum(['header', 'body']).optional(),
};
const Written = z.object(credentialSettings);
type Written = z.output<typeof Written>;

const KINDS = {
  bearer: ['token'],
  basic: ['username', 'password'],
  client: ['tokenUrl', 'clientId', 'clientSecret'],
} as const;

/** The one that is written; undefined, and told, where it is none, several, or half of one. */
export function credentialOf(
  written: Written,
  complain: (setting: keyof Written, message: string) => void,
): Credential | undefined {
  const begun = Object.values(KINDS).filter(settings => settings.some(setting => written[setting] !== undefined));
  const [only, ...others] = begun;
  if (only === undefined || others.length > 0) {
    complain(
      'token',
      'give `token`, or `username` and `password`, or `tokenUrl`, `clientId` and `clientSecret`; and only one of these',
    );
    return undefined;
  }
  for (const setting of only) if (written[setting] === undefined) complain(setting, `${list(only)} belong together`);
  for (const setting of ['scope', 'clientAuth'] as const)
    if (written[setting] !== undefined && only !== KINDS.client) complain(setting, 'this belongs to `clientId`');

  const { token, username, password, tokenUrl, clientId, clientSecret, scope, clientAuth = 'header' } = written;
  if (token !== undefined) return { kind: 'bearer', token };
  if (username !== undefined && password !== undefined) return { kind: 'basic', username, password };
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return { kind: 'client', tokenUrl, clientId, clientSecret, clientAuth, ...(scope === undefined ? {} : { scope }) };
}

const list = (settings: readonly string[]) => settings.map(setting => `\`${setting}\``).join(', ');
