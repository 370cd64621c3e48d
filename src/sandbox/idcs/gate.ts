import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Ask, Endpoints } from './endpoints.js';
import { forbidden, IdcsError, invalidValue, notFound, notImplemented, tooManyRequests, unauthorized } from './errors.js';
import { fieldOf } from './filter.js';
import type { ApiGroup } from './limits.js';
import { type MischiefState, nextThrottle, runEvents, tests } from './mischief.js';
import { RESOURCE_PATHS } from './resources.js';
import type { Tokens } from './tokens.js';

/** What the client may: the first reads users and groups, the second all, the others neither. */
export type ClientRole = 'User Administrator' | 'Identity Domain Administrator' | 'Audit Administrator' | 'none';

interface Guards {
  mischief: MischiefState;
  tokens: Tokens;
  limits: (group: ApiGroup) => boolean;
  role: ClientRole;
}

/** Made up: what a 429 gives away of its tenant. */
const TENANT = 'idcs-0123456789abcdef0123456789abcdef';

/** What stands before every endpoint: the headers, the limits, the token, the role; and behind it: the form of errors. */
export function guardWith(app: FastifyInstance, { mischief, tokens, limits, role }: Guards) {
  app.addHook('preHandler', async (request, reply) => {
    const asked = askedOf(request);
    const path = pathOf(request);
    reply.headers({
      'x-oracle-dms-ecid': randomBytes(16).toString('base64url'),
      'x-oracle-dms-rid': '0:1',
      'content-type': mediaTypeOf(request, path),
    });
    runEvents(mischief, asked);

    const throttle = nextThrottle(mischief, asked);
    if (throttle?.retryAfter !== undefined) reply.header('retry-after', String(throttle.retryAfter));
    if (throttle || !limits(path === TOKEN_PATH ? 'token' : 'others')) throw tooManyRequests(TENANT, request.ip, path);
    if (!path.startsWith('/admin/')) return;
    if (!tokens.accepts(request.headers.authorization)) throw unauthorized();
    if (!mayRead(role, path) || mischief.denied.some(match => tests(match, asked))) throw forbidden();
    if (/[[\]]/.test(request.url)) throw invalidValue('Brackets in a query have to be encoded.');
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (payload) reply.header('content-type', mediaTypeOf(request, pathOf(request))); // Oracle names no charset, fastify would
    return payload;
  });

  app.setErrorHandler((error, _, reply) => {
    const failure = error instanceof IdcsError ? error : new IdcsError(statusOf(error), String(error));
    if (failure.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(failure.status).send(JSON.stringify(failure.toBody(mischief.bareErrors)));
  });
  app.setNotFoundHandler(request => {
    throw notFound('Endpoint', pathOf(request));
  });
}

/** Puts the endpoints where they belong; what only the real domain can do answers 501. */
export function serve(app: FastifyInstance, endpoints: Endpoints, { tokens, mischief }: Pick<Guards, 'tokens' | 'mischief'>) {
  app.post(TOKEN_PATH, (request, reply) => {
    const { authorization, 'content-type': contentType } = request.headers;
    const credentials = mischief.clientRefused ? undefined : authorization;
    const { status, body } = tokens.issue({ authorization: credentials, contentType, body: request.body });
    return reply.code(status).send(JSON.stringify(body));
  });
  for (const [operation, answer] of Object.entries(endpoints)) {
    const [method = '', url = ''] = operation.split(' ');
    const handler = (request: FastifyRequest, reply: FastifyReply) => {
      const { status = 200, body } = answer(askOf(request));
      return reply.code(status).send(JSON.stringify(body));
    };
    app.route({ method, url, handler });
  }
  const isServed = (method: string, url: string) => Object.hasOwn(endpoints, `${method} ${url}`);
  for (const url of RESOURCE_PATHS.flatMap(path => [`/admin/v1/${path}`, `/admin/v1/${path}/:id`]))
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'].filter(each => !isServed(each, url)))
      app.route({
        ...{ method, url },
        handler() {
          throw notImplemented();
        },
      });
}

const TOKEN_PATH = '/oauth2/v1/token';

function mayRead(role: ClientRole, path: string): boolean {
  switch (role) {
    case 'Identity Domain Administrator':
      return true;
    case 'User Administrator':
      return !/^\/admin\/v1\/(Grants|Apps|AppRoles)(\/|$)/.test(path);
    case 'Audit Administrator':
    case 'none':
      return false;
  }
}

/** SCIM's type unless the caller takes only plain JSON; outside of SCIM always that. */
function mediaTypeOf(request: FastifyRequest, path: string): string {
  const accept = request.headers.accept ?? '';
  const isPlain = accept.includes('application/json') && !accept.includes('application/scim+json');
  return path.startsWith('/admin/') && !isPlain ? 'application/scim+json' : 'application/json';
}

function askOf(request: FastifyRequest): Ask {
  const origin = `http://${request.headers.host}`;
  const params = new Map(Object.entries(Object(request.params)));
  return {
    ...{ asked: askedOf(request), origin, id: String(params.get('id') ?? '') },
    ...{ query: new URL(request.url, origin).searchParams, body: request.body },
    ...{ ifMatch: request.headers['if-match'], bytes: Number(request.headers['content-length'] ?? 0) },
  };
}

const statusOf = (error: unknown) => {
  const status = fieldOf(error, 'statusCode');
  return typeof status === 'number' ? status : 500;
};

const askedOf = (request: FastifyRequest) => `${request.method} ${request.url}`;

const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '';
