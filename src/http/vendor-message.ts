import { z } from 'zod';
import { withoutTokens } from '../secrets.js';
import type { HttpReply } from './client.js';

const MAX_LENGTH = 200;

const text = z.string().catch('');
const texts = z.array(z.unknown()).catch([]);
const Told = z.looseObject({ message: text });

/**
 * Okta (errorSummary …), Atlassian (errorMessages, errors, message), OAuth (error …), SCIM (detail), Graph and Google (error.message) and
 * OneLogin (status.message), in one.
 */
const ErrorBody = z.object({
  errorSummary: text,
  errorCauses: texts,
  errorCode: text,
  errorMessages: texts,
  errors: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).catch([]),
  message: text,
  error_description: text,
  error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]).catch(''),
  detail: text,
  status: Told.catch({ message: '' }),
});

/** What the system itself says about a failure, as one short line that is safe to print; '' when it says nothing. */
export function vendorMessage(body: unknown, headers: HttpReply['headers'] = {}): string {
  if (typeof body === 'string') return oneLine(titleOf(body));
  const parsed = ErrorBody.safeParse(body);
  if (!parsed.success) return '';

  const { errorSummary, errorCauses, errorCode, errorMessages, errors, message, error_description, error, detail, status } =
    parsed.data;
  const fields = Array.isArray(errors)
    ? errors.map(wordsOf)
    : Object.entries(errors).map(([field, why]) => `${field}: ${wordsOf(why)}`);
  const words = [
    errorSummary,
    ...errorCauses.map(causeOf),
    ...errorMessages.map(wordsOf),
    ...fields,
    message,
    error_description,
    error,
    detail,
    status.message,
  ];
  const requestId = headers['x-okta-request-id'] ?? headers['x-request-id'];
  const marks = [errorCode, typeof requestId === 'string' && `request ${requestId}`].filter(
    mark => mark !== '' && mark !== false,
  );
  const said = oneLine([...new Set(words.filter(word => word !== ''))].join('; '));
  return marks.length === 0 ? said : `${said} (${oneLine(marks.join(', '))})`.trimStart();
}

/** A failure of the connection in Node's words, as one such line; its advice about the system's certificates left out, since our hint has another. */
export const failureText = ({ message }: Error): string =>
  oneLine(message.replace(/; if the root CA is installed locally.*$/s, ''));

/**
 * One line, cut short, without the characters that move a terminal's cursor or turn its text around, and without a URL's password or a
 * signed token.
 */
export function oneLine(raw: string): string {
  const clean = withoutTokens(raw)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\/\/[^/\s@]*@/g, '//')
    .trim();
  const characters = [...clean];
  return characters.length <= MAX_LENGTH ? clean : `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
}

function titleOf(page: string): string {
  if (!/^\s*</.test(page)) return page;
  const title = /<title[^>]*>([^<]*)/i.exec(page)?.[1]?.trim();
  return title ? `web page "${title}"` : 'a web page';
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : (Told.safeParse(value).data?.message ?? ''));

const OktaCause = z.looseObject({ errorSummary: text });
const causeOf = (value: unknown): string => OktaCause.safeParse(value).data?.errorSummary ?? '';
