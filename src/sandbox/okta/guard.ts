import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Answer } from './endpoints.js';
import { accessDenied, invalidToken, notFound, OktaError, tooManyRequests } from './errors.js';
import { bucketOf, createLimits, type RateLimit, TOKEN_PATH } from './limits.js';
import { type MischiefState, nextThrottle, tests } from './mischief.js';
import { admit } from './oauth/admission.js';
import type { OAuthState } from './oauth/state.js';

export interface GuardOptions {
  token: string;
  now: () => Date;
  rateLimit?: RateLimit;
  rateWindow?: number;
  concurrency?: number;
}

/**
 * What stands before every endpoint: the headers, the limits, the token; and behind it: the form of errors.
 * Returns the requests of service apps that see nothing.
 */
export function guardWith(app: FastifyInstance, options: GuardOptions, mischief: MischiefState, oauth: OAuthState) {
  const { now, concurrency = 75 } = options;
  const sightless = new WeakSet<FastifyRequest>();
  const limits = createLimits(options.rateLimit, options.rateWindow ?? 60, now);
  let inFlight = 0;

  app.addHook('onRequest', async (_, reply) => {
    inFlight += 1;
    reply.raw.once('close', () => {
      inFlight -= 1;
    });
  });

  app.addHook('preHandler', async (request, reply) => {
    const asked = `${request.method} ${request.url}`;
    const throttle = nextThrottle(mischief, asked);
    const { limit, remaining, reset, exceeded } = limits.spend(bucketOf(pathOf(request)));
    const resetAt = throttle && throttle.resetIn !== 'missing' ? Math.ceil(now().getTime() / 1000) + throttle.resetIn : reset;
    const isConcurrency = throttle?.kind === 'concurrency' || inFlight > concurrency;
    reply.headers({
      date: now().toUTCString(),
      server: 'nginx',
      'x-okta-request-id': randomBytes(18).toString('base64url'),
      'x-xss-protection': '0',
      'x-content-type-options': 'nosniff',
      'x-rate-limit-limit': String(isConcurrency ? 0 : limit),
      'x-rate-limit-remaining': String(isConcurrency || throttle ? 0 : remaining),
      ...(throttle?.resetIn === 'missing' ? {} : { 'x-rate-limit-reset': String(resetAt) }),
      'cache-control': 'no-cache, no-store',
      pragma: 'no-cache',
      expires: '0',
    });

    if (throttle || isConcurrency || exceeded) throw tooManyRequests();
    if (pathOf(request) === TOKEN_PATH) return;
    if (mischief.tokenExpired) throw invalidToken();
    if ((await sightOf(request, options, oauth)) === 'nothing') sightless.add(request);
    if (mischief.denied.some(match => tests(match, asked))) throw accessDenied();
  });

  app.addHook('onSend', async (request, reply, payload) => {
    // Okta names no charset, fastify would
    if (mischief.withoutType.some(match => tests(match, `${request.method} ${request.url}`))) reply.removeHeader('content-type');
    else if (payload !== '' && payload !== null) reply.header('content-type', 'application/json');
    return payload;
  });

  app.setErrorHandler((error, _, reply) => {
    const failure = error instanceof OktaError ? error : new OktaError(500, 'E0000009', 'Internal Server Error', [String(error)]);
    return reply.code(failure.status).send(failure.toBody(`oae${randomBytes(16).toString('base64url')}`));
  });
  app.setNotFoundHandler(request => {
    throw notFound(pathOf(request), 'Endpoint');
  });
  return sightless;
}

/** Who asks: the API token's owner, or a service app, which is nobody's user and may lack a role. */
async function sightOf(request: FastifyRequest, { token, now }: GuardOptions, oauth: OAuthState): Promise<'all' | 'nothing'> {
  const { authorization = '', host } = request.headers;
  if (authorization === `SSWS ${token}`) return 'all';
  const { method, url } = request;
  const app = await admit({ method, url: `http://${host}${url}`, authorization, proof: proofOf(request), now: now() }, oauth);
  if (app.role === 'none' && oauth.withoutRole === 'denied') throw accessDenied();
  if (pathOf(request) === '/api/v1/users/me') throw notFound('me', 'User');
  return app.role === 'none' ? 'nothing' : 'all';
}

export function seenWithoutRole({ links }: Answer): Answer {
  if (links === undefined) throw accessDenied();
  return { body: [], links: links.filter(link => link.includes('rel="self"')) };
}

export function proofOf({ headers: { dpop } }: FastifyRequest): string | undefined {
  return typeof dpop === 'string' ? dpop : undefined;
}

const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '';
