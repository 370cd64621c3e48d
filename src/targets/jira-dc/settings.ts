import { z } from 'zod';
import { SecretText } from '../../secrets.js';

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

/** What a `jira-dc` target needs besides what every target has. Either `token`, or `username` and `password`. */
export const JiraSettings = z
  .strictObject({
    url: BaseUrl,
    /** a personal access token */
    token: SecretText.optional(),
    username: z.string().min(1).optional(),
    password: SecretText.optional(),
    /** usernames of who inherits from a leaver; `component: null` clears the component's lead */
    leads: z
      .strictObject({ project: z.string().min(1).optional(), component: z.string().min(1).nullable().optional() })
      .default({}),
    /** groups are nested in this Jira: its REST API then cannot tell direct members, so removals are reported, not planned (G9) */
    nestedGroups: z.boolean().default(false),
    /** the groups that hold the administrators' permissions: REST cannot tell */
    administratorGroups: z.array(z.string().min(1)).default(['jira-administrators', 'jira-system-administrators']),
    /** a file with extra CA certificates */
    ca: z.string().min(1).optional(),
    rate: z.strictObject({ share: Share.optional() }).default({}),
  })
  .superRefine(({ token, username, password }, context) => {
    const hasLogin = username !== undefined && password !== undefined;
    const hasHalfLogin = (username === undefined) !== (password === undefined);
    if ((token !== undefined) === hasLogin || hasHalfLogin)
      context.addIssue({ code: 'custom', path: ['token'], message: 'give either `token`, or `username` and `password`' });
  });

export type JiraSettings = z.output<typeof JiraSettings>;

function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '';
}
