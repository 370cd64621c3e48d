import { bodyOf, jsonOrText } from './body.js';
import type { HttpOptions, HttpReply, HttpRequest } from './client.js';
import { webPageError } from './errors.js';
import type { Redactor } from './redactor.js';
import type { Failure } from './retry.js';
import type { Incoming } from './transport.js';

/** What one attempt brought. */
export type Outcome = { readonly kind: 'answer'; readonly reply: HttpReply } | Failure;

/** An answer is a 2xx or a status that the caller expects, with its whole body. */
export function outcomeOf(
  { status, headers, text }: Incoming,
  request: HttpRequest,
  url: URL,
  redactor: Redactor,
  throttled?: HttpOptions['throttled'],
): Outcome {
  const isAnswer = isSuccess(status) || request.expect?.includes(status) === true;
  const type = headers['content-type'];
  const body = bodyOf(text, typeof type === 'string' ? type : undefined);
  const whole = body.kind === 'broken' ? text : jsonOrText(body);
  // a refusal is quoted, by us or by whoever expects it, and may echo a credential
  const reply = { status, headers, url: url.href, body: isSuccess(status) ? whole : redactor.body(whole) };
  const throttle = isSuccess(status) ? undefined : throttled?.(reply);
  if (throttle !== undefined) return { kind: 'status', reply, throttle };
  if (!isAnswer) return { kind: 'status', reply };
  return body.kind === 'broken' ? { kind: 'brokenBody', reply, cause: body.cause } : { kind: 'answer', reply };
}

/** The answer, once the caller's `inspect` had its look; throws when a 2xx is a web page that nobody asked for. */
export function accepted(
  reply: HttpReply,
  request: HttpRequest,
  { system, inspect }: HttpOptions,
  redactor: Redactor,
): HttpReply {
  if (!isSuccess(reply.status)) return reply;
  inspect?.(reply);
  if (!isWebPage(reply) || wantsWebPage(request)) return reply;
  throw webPageError({ ...reply, body: redactor.body(reply.body) }, { method: request.method, url: reply.url }, system);
}

const isSuccess = (status: number) => status >= 200 && status < 300;

export function isWebPage({ body, headers }: HttpReply): boolean {
  if (typeof body !== 'string') return false;
  const type = headers['content-type'];
  return bodyOf(body, typeof type === 'string' ? type : undefined).kind === 'html';
}

const wantsWebPage = ({ headers = {} }: HttpRequest) =>
  Object.entries(headers).some(([name, value]) => name.toLowerCase() === 'accept' && value.includes('text/html'));
