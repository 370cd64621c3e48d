import { RequestError, TimeoutError } from 'got';
import { prettifyError, ZodError } from 'zod';
import { AccessDenied, NotFound, Refused, SyncError, Unavailable, UnexpectedReply } from '../errors.js';
import type { HttpReply, HttpRequest } from './client.js';
import { failureText, oneLine, vendorMessage } from './vendor-message.js';

export type Asked = Pick<HttpRequest, 'method'> & { readonly url: string };

/** The one place where a failure of a library becomes a failure of ours. What we do not understand is thrown on as it is. */
export function toSyncError(cause: unknown, system: string): SyncError {
  if (cause instanceof SyncError) return cause;
  if (cause instanceof RequestError) return networkError(cause, system);
  if (cause instanceof ZodError)
    return new UnexpectedReply(
      `${system} sent a reply we do not understand: ${firstLines(prettifyError(cause))}`,
      'Its API may have changed. Nothing was changed.',
      { cause },
    );
  throw cause;
}

/** How a request failed on the wire: it never left, nobody knows whether it arrived, or trying again is useless. */
export function fateOf(error: RequestError): 'neverSent' | 'lost' | 'final' {
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_TLS|ERR_SSL|EPROTO|HPE_|ERR_INVALID)/.test(error.code))
    return 'final';
  if (error instanceof TimeoutError) return ['lookup', 'connect', 'secureConnect'].includes(error.event) ? 'neverSent' : 'lost';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ERR_PROXY_TUNNEL'].includes(error.code) ? 'neverSent' : 'lost';
}

/** A status that neither we nor the caller take for an answer. */
export function statusError(reply: HttpReply, asked: Asked, system: string): SyncError {
  const { status, headers, body } = reply;
  const what = `${status} for ${asked.method} ${new URL(asked.url).pathname}`;
  const said = vendorMessage(body, headers);
  const because = said === '' ? '' : `: ${said}`;
  if (status >= 300 && status < 400) return redirectError(reply, what, system);
  if (status === 401)
    return new AccessDenied(
      `${system} refused our credentials (${what})${because}`,
      `Renew the token or password of "${system}".`,
    );
  if (status === 403)
    return new AccessDenied(
      `${system} does not let us do this (${what})${because}`,
      `Give the account of "${system}" the permission it needs.`,
    );
  if (status === 407)
    return new Unavailable(
      `The proxy before ${system} wants a sign-in (${what})${because}`,
      'Put user and password into HTTPS_PROXY.',
    );
  if (status === 404) return notFound(body, `(${what})${because}`, system);
  if (status >= 500 || status === 408)
    return new Unavailable(`${system} could not answer (${what})${because}`, 'The next run tries again. Is the system healthy?');
  if (status === 429) return tooOften(reply, asked, system);
  return new Refused(`${system} refused (${what})${because}`, 'See what it says about the reason.', { status, body });
}

/** The system's rate limit, and no end of it. */
export const tooOften = ({ status, headers, body }: HttpReply, { method, url }: Asked, system: string) => {
  const said = vendorMessage(body, headers);
  return new Unavailable(
    `${system} says that we ask too often (${status} for ${method} ${new URL(url).pathname})${said === '' ? '' : `: ${said}`}`,
    'Lower `rate.share`, or run less often.',
  );
};

/** A web page where data was asked for: taken for an answer, it would be an empty company or a write that never was. */
export function webPageError(reply: HttpReply, asked: Asked, system: string): UnexpectedReply {
  const page = typeof reply.body === 'string' ? vendorMessage(reply.body) : '';
  return new UnexpectedReply(
    `${system} sent a web page (HTML) instead of data: a sign-in page or a proxy? (${reply.status} for ${asked.method} ${new URL(asked.url).pathname}: ${page})`,
    `Open the url of "${system}" with curl from this machine: single sign-on and proxies must let API calls through.`,
  );
}

function redirectError({ headers }: HttpReply, what: string, system: string): SyncError {
  const target = typeof headers.location === 'string' ? URL.parse(headers.location, 'http://same.invalid') : null;
  const place = target === null ? 'nowhere' : oneLine(`${target.host === 'same.invalid' ? '' : target.origin}${target.pathname}`); // a query may hold tokens
  if (target !== null && /log-?in|sign-?in|sso|saml|oauth|authoriz/i.test(target.host + target.pathname))
    return new AccessDenied(
      `${system} sent us to its sign-in page, ${place} (${what})`,
      `Its credential was not taken, or single sign-on stands before the API. Check the token and the url of "${system}".`,
    );
  return new UnexpectedReply(
    `${system} sent us elsewhere, to ${place} (${what})`,
    `Redirects are not followed, so that no credential leaves its origin. Give the final address as the url of "${system}".`,
  );
}

/** Only the API's own 404 says that a thing is gone; a web page says that this is not the API. */
function notFound(body: unknown, what: string, system: string): SyncError {
  if (typeof body === 'string' && /^\s*</.test(body))
    return new UnexpectedReply(
      `${system} has no such address ${what}`,
      `Is the url of "${system}" complete, with its context path?`,
    );
  return new NotFound(`${system} does not have it ${what}`, 'It may have been deleted or renamed meanwhile.');
}

function networkError(error: RequestError, system: string): SyncError {
  const isTrust = fateOf(error) === 'final' && !/^(HPE_|ERR_INVALID)/.test(error.code);
  const hint = isTrust
    ? `Give the certificate of its issuer as \`ca\` of "${system}", and check the url.`
    : 'The next run tries again. Check the url, the network and the proxy.';
  const said = failureText(error);
  const code = said.includes(error.code) ? '' : ` (${error.code})`;
  return new Unavailable(`${system} ${lossOf(error)}: ${said}${code}`, hint, { cause: bare(error) });
}

/** Who was reached and then fell silent, or broke off, is not who could not be reached. */
function lossOf(error: RequestError): string {
  if (error.code === 'ERR_HTTP_CONTENT_LENGTH_MISMATCH') return 'sent an answer that breaks off';
  if (error instanceof TimeoutError && fateOf(error) === 'lost') return 'did not answer in time';
  return 'could not be reached';
}

/** Without got's options, which hold the credential. */
function bare(error: RequestError): Error {
  return Object.assign(new Error(oneLine(error.message)), { code: error.code });
}

const firstLines = (text: string) => text.split('\n').slice(0, 4).map(oneLine).join(' ');
