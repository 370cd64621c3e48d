import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type MischiefState, runEvents } from '../mischief.js';
import { type Behaviour, endpoints } from './endpoints.js';
import { bodyOf, OneLoginFailure, unauthorized } from './errors.js';
import type { Limits } from './limits.js';
import type { Tenant } from './tenant.js';
import type { Tokens } from './tokens.js';

/** What a credential may do (§2). */
export type Scope = 'Authentication Only' | 'Read Users' | 'Manage Users' | 'Read All' | 'Manage All';

export interface Served {
  readonly tenant: Tenant;
  readonly behaviour: Behaviour;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly mischief: MischiefState;
  readonly scope: Scope;
  /** how a missing scope is told is not documented */
  readonly refusal: 401 | 403;
  /** whether `/api/2` tells the rate too: the recorded answers of 2021 did not (§6) */
  readonly rateHeaders: boolean;
  readonly now: () => Date;
}

/** Token endpoint, rate state and both APIs. Everything but the token is a GET. */
export function serve(app: FastifyInstance, served: Served): void {
  app.addHook('preHandler', async (request, reply) => {
    reply.headers({ date: served.now().toUTCString(), 'x-request-id': randomBytes(12).toString('hex').toUpperCase() });
    runEvents(served.mischief, askedOf(request));
  });
  app.post('/auth/oauth2/v2/token', (request, reply) =>
    json(reply, served.tokens.issue(request.headers.authorization, request.body)),
  );
  app.get('/auth/rate_limit', (request, reply) => {
    if (!served.tokens.accepts(request.headers.authorization)) throw unauthorized();
    const { limit, remaining, secondsLeft } = served.limits.state();
    const data = { 'X-RateLimit-Limit': limit, 'X-RateLimit-Remaining': remaining, 'X-RateLimit-Reset': secondsLeft };
    return json(reply, { status: { error: false, code: 200, type: 'success', message: 'Success' }, data });
  });
  for (const [path, answer] of Object.entries(endpoints))
    app.get(path, (request, reply) => {
      admit(request, reply, served);
      const { searchParams: query, origin, pathname } = new URL(request.url, `http://${request.headers.host}`);
      const id = String(Object(request.params).id ?? '');
      const answered = answer({ ...served, query, id, address: `${origin}${pathname}` });
      return answered.kind === 'body'
        ? json(reply, answered.body)
        : json(reply.headers(answered.page.headers), answered.page.rows);
    });
  app.setNotFoundHandler((_, reply) => reply.code(404).type('text/html').send('<html><title>Not found</title></html>'));
  app.setErrorHandler((error, request, reply) => {
    const failure = error instanceof OneLoginFailure ? error : new OneLoginFailure(500, 'Internal Server Error');
    return json(reply.code(failure.status), bodyOf(pathOf(request), failure));
  });
}

function admit(request: FastifyRequest, reply: FastifyReply, { tokens, limits, scope, mischief, refusal, rateHeaders }: Served) {
  const passes = limits.pass();
  const { limit, remaining, secondsLeft } = limits.state();
  if (rateHeaders || pathOf(request).startsWith('/api/1/'))
    reply.headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': secondsLeft });
  if (!passes) throw new OneLoginFailure(429, 'Too many requests');
  if (!tokens.accepts(request.headers.authorization)) throw unauthorized();
  const isDenied = mischief.denied.some(match => match.test(askedOf(request)));
  if (isDenied || !mayRead(scope, pathOf(request))) throw new OneLoginFailure(refusal, 'Insufficient Permission');
}

function mayRead(scope: Scope, path: string): boolean {
  switch (scope) {
    case 'Read All':
    case 'Manage All':
      return true;
    case 'Read Users':
    case 'Manage Users':
      return !path.startsWith('/api/2/apps');
    case 'Authentication Only':
      return false;
  }
}

const json = (reply: FastifyReply, body: unknown) => reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
const askedOf = (request: FastifyRequest) => `${request.method} ${request.url}`;
const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '';
