import type { FastifyReply, FastifyRequest } from 'fastify';
import type { rateLimiter } from '../atlassian/rate-limit.js';
import { passesXsrfCheck } from '../atlassian/xsrf.js';
import { type AnonymousCall, type Answer, Refusal, type Route } from './call.js';
import type { Confluence } from './confluence.js';
import { type Login, signIn } from './login.js';
import { may } from './memberships.js';

type Limiter = ReturnType<typeof rateLimiter> | undefined;

/** Everything that stands between a request and its handler, in the order in which Confluence asks. */
export const gate = (confluence: Confluence, limiter: Limiter) => {
  return (route: Route | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (isRejected(confluence, request)) return send(reply, BAD_ADDRESS);
    const login = signIn(confluence, request);
    const pace = login.kind === 'user' ? limiter?.(login.user) : undefined;
    reply.headers({ ...loginHeaders(login), ...pace?.headers });
    if (pace?.allowed === false) return send(reply, { status: 429, body: { message: 'Rate limit exceeded.' } });
    return send(reply, answered(confluence, route, login, request));
  };
};

/** The servlet container takes no such character in a path, however it is written. */
function isRejected({ slashPasses }: Confluence, request: FastifyRequest): boolean {
  const path = request.url.split('?')[0] ?? '';
  return /%5c|%3b|%25|;/i.test(path) || (/%2f/i.test(path) && !slashPasses);
}

const BAD_ADDRESS: Answer = {
  status: 400,
  body: '<!doctype html><html lang="en"><head><title>HTTP Status 400 – Bad Request</title></head><body><h1>HTTP Status 400 – Bad Request</h1></body></html>',
};

function answered(confluence: Confluence, route: Route | undefined, login: Login, request: FastifyRequest): Answer {
  try {
    const call = callOf(confluence, request);
    if (route === undefined) return noSuchEndpoint(confluence, request);
    if (login.kind !== 'user') return outside(confluence, route, login, call);
    return refused(confluence, route, login, request) ?? route.handle(confluence, { ...call, user: login.user });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const callOf = (confluence: Confluence, request: FastifyRequest): AnonymousCall => ({
  query: new URL(request.url, 'http://sandbox').searchParams,
  params: Object.fromEntries(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)])),
  body: request.body,
  accept: request.headers.accept ?? '',
  path: request.url.slice(confluence.contextPath.length),
  base: `${request.protocol}://${request.host}${confluence.contextPath}`,
});

/** Not signed in: some resources answer all the same, as if nothing was wrong. */
function outside(confluence: Confluence, route: Route, login: Exclude<Login, { kind: 'user' }>, call: AnonymousCall): Answer {
  const isOpen =
    route.open === true ||
    confluence.openPaths.some(path => new RegExp(path.source, path.flags.replace(/[gy]/g, '')).test(call.path));
  if (isOpen && route.anonymous) return route.anonymous(confluence, call);
  if (login.kind === 'anonymous') throw new Refusal(403, 'Anonymous users are not permitted to do this.');
  if (login.reason === 'AUTHENTICATION_DENIED')
    return { status: 403, body: 'Basic Authentication Failure - Reason : AUTHENTICATION_DENIED' };
  throw new Refusal(401, 'Client must be authenticated to access this resource.');
}

const noSuchEndpoint = ({ contextPath }: Confluence, request: FastifyRequest): Answer =>
  request.url.startsWith(`${contextPath}/rest/`)
    ? { status: 404, body: { message: `null for uri: ${request.url.split('?')[0]}`, 'status-code': 404 } }
    : { status: 404, body: '<html><head><title>Page Not Found - Confluence</title></head><body>Page Not Found</body></html>' };

function refused(
  confluence: Confluence,
  route: Route,
  { user }: Extract<Login, { kind: 'user' }>,
  request: FastifyRequest,
): Answer | undefined {
  const writes = route.method !== 'GET';
  if (writes && !passesXsrfCheck(request))
    return { status: 403, body: 'XSRF check failed', headers: { 'content-type': 'text/plain;charset=UTF-8' } };
  if (confluence.webSudoRequired && (route.access === 'administer' || route.access === 'system'))
    return { status: 401, body: { message: 'This resource requires WebSudo.', 'status-code': 401 } };
  if (route.access !== 'user' && !may(confluence, user, route.access))
    throw new Refusal(
      403,
      `The calling user does not have permission to ${route.access === 'use' ? 'use Confluence' : 'administer Confluence'}.`,
    );
  // that a field says so is in the vendor's documents
  if (writes && confluence.readOnlyMode)
    throw new Refusal(confluence.readOnlyModeStatus, 'Confluence is in read-only mode.', { readOnlyMode: true });
  return undefined;
}

function loginHeaders(login: Login): Record<string, string> {
  switch (login.kind) {
    case 'user':
      return { 'x-seraph-loginreason': 'OK' };
    case 'anonymous':
      return {};
    case 'refused':
      return { 'x-seraph-loginreason': login.reason };
  }
}

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  if (body === undefined) return reply.code(status).headers(headers).send();
  const isText = typeof body === 'string';
  return reply
    .code(status)
    .headers({ 'content-type': isText ? 'text/html;charset=UTF-8' : 'application/json', ...headers })
    .send(isText ? body : JSON.stringify(body));
}

/** A body that is no JSON, or a fault of ours. */
export function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  const message = error instanceof Error ? error.message : 'Internal server error';
  const isBadRequest = error instanceof Error && 'statusCode' in error && error.statusCode === 400;
  return send(reply, isBadRequest ? new Refusal(400, message).answer : { status: 500, body: { message, 'status-code': 500 } });
}
