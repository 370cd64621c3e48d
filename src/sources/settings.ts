import { z } from 'zod';

/** What a source over HTTP may have besides its own settings. A share comes as a number: the config has understood `50%` by then. */
export const connectionSettings = {
  /** a file with extra CA certificates */
  ca: z.string().min(1).optional(),
  rate: z.strictObject({ share: z.number().gt(0).max(1).optional() }).default({}),
};

/** What of `connectionSettings` the HTTP client takes, without what is not there. */
export const connectionOf = ({ ca, rate }: z.output<z.ZodObject<typeof connectionSettings>>) => ({
  ...(ca === undefined ? {} : { ca }),
  ...(rate.share === undefined ? {} : { share: rate.share }),
});

/** The types that `attributes:` may name. */
export const AttributeTypeName = z.enum(['string', 'number', 'boolean', 'list']);

/** A web address with nothing but scheme, host and port. What is no address at all is for `z.url` to refuse. */
export const isOrigin = (text: string): boolean => !URL.canParse(text) || (isPlain(text) && new URL(text).pathname === '/');

/** A web address without user, query and fragment. */
export function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === '';
}
