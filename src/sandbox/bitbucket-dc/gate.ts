import type { FastifyReply, FastifyRequest } from 'fastify';
import type { rateLimiter } from '../atlassian/rate-limit.js';
import { passesXsrfCheck } from '../atlassian/xsrf.js';
import type { Bitbucket } from './bitbucket.js';
import { type AnonymousCall, type Answer, malformed, notPermitted, notSignedIn, Refusal, type Route } from './call.js';
import { type Login, signIn } from './login.js';
import { has } from './rights.js';

type Limiter = ReturnType<typeof rateLimiter> | undefined;

/** Everything that stands between a request and its handler. */
export function gate(bitbucket: Bitbucket, limiter: Limiter, beforeEach: (request: string) => void) {
  let requests = 0;

  return (route: Route | undefined, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    requests += 1;
    beforeEach(`${request.method} ${request.url}`);
    const login = signIn(bitbucket, request);
    const pace = login.kind === 'user' ? limiter?.({ key: String(login.user.id) }) : undefined;
    reply.headers({ ...commonHeaders(requests), ...loginHeaders(login), ...pace?.headers });
    if (pace?.allowed === false) return send(reply, tooFast());
    return send(reply, answered(bitbucket, route, login, request));
  };
}

function answered(bitbucket: Bitbucket, route: Route | undefined, login: Login, request: FastifyRequest): Answer {
  try {
    if (route === undefined) return noSuchEndpoint(request);
    const call = callOf(bitbucket, request);
    // a CAPTCHA is in the way of every call, also of one that needs no sign-in (bitbucket-dc sheet §1)
    if (login.kind === 'captcha') throw captchaRequired();
    if (route.access === 'anybody') return route.handle(bitbucket, call);
    const { user, mayAdminister } = signedIn(login);
    const isTooMuch = route.access === 'ADMIN' && !mayAdminister;
    if (isTooMuch || !has(bitbucket, user, route.access)) throw notPermitted();
    if (route.method !== 'GET') mustBeWrittenWell(request);
    return route.handle(bitbucket, { ...call, user });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const callOf = (bitbucket: Bitbucket, request: FastifyRequest): AnonymousCall => ({
  query: new URL(request.url, 'http://sandbox').searchParams,
  params: Object.fromEntries(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)])),
  body: request.body,
  base: `${request.protocol}://${request.host}${bitbucket.contextPath}`,
});

function signedIn(login: Login): Extract<Login, { kind: 'user' }> {
  switch (login.kind) {
    case 'user':
      return login;
    case 'anonymous':
      throw notSignedIn();
    case 'refused':
      throw refusedLogin('IncorrectPassword', 'Authentication failed. Please check your credentials and try again.');
    case 'captcha':
      throw captchaRequired();
    case 'basicBlocked':
      throw refusedLogin('BasicAuthDisabled', 'Basic Authentication has been disabled on this instance.');
  }
}

const captchaRequired = () =>
  refusedLogin('CaptchaRequired', 'CAPTCHA required. Your account has been marked as requiring a CAPTCHA.');

const refusedLogin = (kind: string, message: string) => new Refusal(401, `auth.${kind}AuthenticationException`, message);

/** What a web page could have sent is refused, and a write that does not say it is JSON is not understood. */
function mustBeWrittenWell(request: FastifyRequest): void {
  const { 'content-type': type = '' } = request.headers;
  if (!passesXsrfCheck(request)) throw new Refusal(403, 'xsrf.XsrfException', 'XSRF check failed');
  if (!type.startsWith('application/json')) throw malformed(null, 'Content-Type: application/json is required.');
}

/** No `errors` in it: this is not Bitbucket's resource speaking, but what stands in front of all of them. */
const noSuchEndpoint = (request: FastifyRequest): Answer => ({
  status: 404,
  body: { message: `null for uri: ${request.protocol}://${request.host}${request.url}`, 'status-code': 404 },
});

const tooFast = () => new Refusal(429, 'ratelimit.RateLimitExceededException', 'You have been rate limited.').answer;

const commonHeaders = (count: number) => ({
  'x-arequestid': `@SANDBOX${new Date().getUTCHours()}x${count}x0`,
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-cache, no-store, no-transform',
});

const loginHeaders = (login: Login): Record<string, string> =>
  login.kind === 'user'
    ? { 'x-auserid': String(login.user.id), 'x-ausername': encodeURIComponent(login.user.name), 'x-asessionid': 'sandbox' }
    : {};

function send(reply: FastifyReply, { status, body, headers = {} }: Answer): FastifyReply {
  if (body === undefined) return reply.code(status).headers(headers).send();
  return reply
    .code(status)
    .headers({ 'content-type': 'application/json;charset=UTF-8', ...headers })
    .send(JSON.stringify(body));
}

/** A body that is no JSON, or a fault of ours. */
export function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  const message = error instanceof Error ? error.message : String(error);
  const isBadRequest = error instanceof Error && 'statusCode' in error && error.statusCode === 400;
  return send(reply, (isBadRequest ? malformed(null, message) : new Refusal(500, 'ServerException', message)).answer);
}
