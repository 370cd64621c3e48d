import type { FastifyReply, FastifyRequest } from 'fastify';
import type { rateLimiter } from '../atlassian/rate-limit.js';
import { passesXsrfCheck } from '../atlassian/xsrf.js';
import { type AnonymousCall, type Answer, Refusal, type Route } from './call.js';
import type { Jira } from './jira.js';
import { type Login, signIn } from './login.js';
import { may } from './memberships.js';
import { htmlPage, serverError, unauthorized } from './pages.js';

type Limiter = ReturnType<typeof rateLimiter> | undefined;

/** Everything that stands between a request and its handler, in the order in which Jira asks. */
export function gate(jira: Jira, limiter: Limiter) {
  let requests = 0;

  return (route: Route | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    requests += 1;
    const login = signIn(jira, request);
    const pace = login.kind === 'user' ? limiter?.(login.user) : undefined;
    reply.headers({ ...commonHeaders(requests), ...loginHeaders(login), ...pace?.headers });
    if (pace?.allowed === false) return send(reply, { status: 429, body: { message: 'Rate limit exceeded.' } });
    return send(reply, answered(jira, route, login, request));
  };
}

function answered(jira: Jira, route: Route | undefined, login: Login, request: FastifyRequest): Answer {
  try {
    const call = callOf(jira, request);
    if (login.kind !== 'user') return outside(jira, route, login, call, request);
    if (route === undefined) return noSuchEndpoint(jira, request);
    const refusal = refused(jira, route, login, request);
    return refusal ?? route.handle(jira, { ...call, user: login.user });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const callOf = (jira: Jira, request: FastifyRequest): AnonymousCall => ({
  query: new URL(request.url, 'http://sandbox').searchParams,
  params: Object.fromEntries(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)])),
  body: request.body,
  accept: request.headers.accept ?? '',
  base: `${request.protocol}://${request.host}${jira.contextPath}`,
});

/** Not signed in: some resources answer all the same, as if nothing was wrong. */
function outside(
  jira: Jira,
  route: Route | undefined,
  login: Exclude<Login, { kind: 'user' }>,
  call: AnonymousCall,
  request: FastifyRequest,
): Answer {
  const isOpen =
    route?.open === true ||
    jira.openPaths.some(path => new RegExp(path.source, path.flags.replace(/[gy]/g, '')).test(request.url));
  if (isOpen && route?.anonymous) return seenAsAnonymous(route.anonymous(jira, call));
  if (login.kind === 'anonymous' && route === undefined) return noSuchEndpoint(jira, request);
  if (login.kind === 'refused' && login.reason === 'AUTHENTICATION_DENIED') return locked(call.base);
  return unauthorized(
    jira,
    call.base,
    login.kind === 'refused' ? `Basic Authentication Failure - Reason : ${login.reason}` : undefined,
  );
}

const seenAsAnonymous = (answer: Answer): Answer => ({ ...answer, headers: { ...answer.headers, 'x-ausername': 'anonymous' } });

const locked = (base: string): Answer => ({
  status: 403,
  headers: { 'x-authentication-denied-reason': `CAPTCHA_CHALLENGE; login-url=${base}/login.jsp` },
  body: htmlPage('Forbidden (403)', 'Basic Authentication Failure - Reason : AUTHENTICATION_DENIED'),
});

function noSuchEndpoint(jira: Jira, request: FastifyRequest): Answer {
  const isRest = request.url.startsWith(`${jira.contextPath}/rest/`);
  if (!isRest) return { status: 404, body: htmlPage('Oops, you’ve found a dead link. - Jira', 'This page does not exist.') };
  return { status: 404, body: { message: 'HTTP 404 Not Found', 'sub-code': -1, 'status-code': 404 } };
}

function refused(jira: Jira, route: Route, login: Extract<Login, { kind: 'user' }>, request: FastifyRequest): Answer | undefined {
  const writes = route.method !== 'GET';
  if (writes && !passesXsrfCheck(request))
    return { status: 403, body: 'XSRF check failed', headers: { 'content-type': 'text/plain;charset=UTF-8' } };
  if (writes && jira.webSudoRequired && route.access !== 'user' && login.by === 'token')
    return { status: 401, body: { message: 'This resource requires WebSudo.', 'status-code': 401 } };
  const needed = route.access === 'system' ? 'SYSTEM_ADMIN' : 'ADMINISTER';
  if (route.access !== 'user' && !may(jira, login.user, needed)) throw new Refusal(403, [jira.text('adminOnly')]);
  // the status is our guess after Confluence's; what a client has to show is the text
  if (writes && jira.readonlyText !== undefined) throw new Refusal(405, [jira.readonlyText]);
  return undefined;
}

export const commonHeaders = (count: number) => ({
  'x-arequestid': `${new Date().getUTCHours() * 60}x${count}x1`,
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-xss-protection': '1; mode=block',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'cache-control': 'no-cache, no-store, no-transform',
});

function loginHeaders(login: Login): Record<string, string> {
  switch (login.kind) {
    case 'user':
      return { 'x-seraph-loginreason': 'OK', 'x-asessionid': 'sandbox', 'x-ausername': encodeURIComponent(login.user.name) };
    case 'anonymous':
      return { 'x-ausername': 'anonymous' };
    case 'refused':
      return { 'x-seraph-loginreason': login.reason }; // a refusal has no X-AUSERNAME, as recorded
  }
}

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  if (body === undefined) return reply.code(status).headers(headers).send();
  const isText = typeof body === 'string';
  const type = isText ? 'text/html;charset=UTF-8' : 'application/json;charset=UTF-8';
  return reply
    .code(status)
    .headers({ 'content-type': type, ...headers })
    .send(isText ? body : JSON.stringify(body));
}

/** A body that is no JSON, or a fault of ours. */
export function sendError(jira: Jira, error: unknown, reply: FastifyReply): FastifyReply {
  if (!(error instanceof Error)) return send(reply, serverError(jira));
  const isBadRequest = 'statusCode' in error && error.statusCode === 400;
  if (isBadRequest) return send(reply, new Refusal(400, [jira.text('malformed', error.message)]).answer);
  return send(reply, serverError(jira, error.message));
}
