import type { FastifyRequest } from 'fastify';

/**
 * Whether a write cannot have been sent by a page in somebody's browser: it has a JSON body, which a form cannot send,
 * or the header, which needs a script. What looks like a browser must have the header and come from this very site.
 */
export function passesXsrfCheck(request: FastifyRequest): boolean {
  const { origin, referer, 'x-atlassian-token': token, 'content-type': type = '', 'user-agent': agent = '' } = request.headers;
  const hasHeader = token === 'no-check' || token === 'nocheck';
  if (origin !== undefined || /mozilla/i.test(agent)) return hasHeader && hostOf(origin ?? referer) === request.host;
  return hasHeader || (type.startsWith('application/json') && request.body !== undefined);
}

const hostOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
