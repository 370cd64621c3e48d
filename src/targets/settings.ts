import { z } from 'zod';
import { SecretText } from '../secrets.js';

const Share = z.union([
  z.number().gt(0).max(1),
  z
    .string()
    .regex(/^(100|[1-9]?\d(\.\d+)?) ?%$/, 'a share is written like 50%')
    .transform(text => Number.parseFloat(text) / 100)
    .refine(share => share > 0, 'a share of nothing would never finish'),
]);

/** The base URL as the browser shows it: with the context path, without a slash at the end. */
const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'not a web address like https://jira.example.com' })
  .refine(isPlain, 'only host, port and context path belong here: no user, no query, no fragment')
  .transform(text => text.replace(/\/+$/, ''));

/** What every Data Center product is reached by. Refine the whole with `oneLogin`. */
export const reach = {
  url: BaseUrl,
  /** a personal access token */
  token: SecretText.optional(),
  username: z.string().min(1).optional(),
  password: SecretText.optional(),
  /** a file with extra CA certificates */
  ca: z.string().min(1).optional(),
  rate: z.strictObject({ share: Share.optional() }).default({}),
};

type Login = Pick<z.output<z.ZodObject<typeof reach>>, 'token' | 'username' | 'password'>;

/** Either `token`, or `username` and `password`. */
export function oneLogin({ token, username, password }: Login, context: z.core.$RefinementCtx): void {
  const hasLogin = username !== undefined && password !== undefined;
  const hasHalfLogin = (username === undefined) !== (password === undefined);
  if ((token !== undefined) === hasLogin || hasHalfLogin)
    context.addIssue({ code: 'custom', path: ['token'], message: 'give either `token`, or `username` and `password`' });
}

/** The header that signs a request: the only place where these secrets are opened. */
export function authorization({ token, username, password }: Login): string {
  if (token !== undefined) return `Bearer ${token.open()}`;
  return `Basic ${Buffer.from(`${username ?? ''}:${password?.open() ?? ''}`).toString('base64')}`;
}

function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '';
}
