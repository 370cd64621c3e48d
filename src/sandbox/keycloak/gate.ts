import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type MischiefState, runEvents } from '../mischief.js';
import { type Answer, type Call, forbidden, KeycloakFailure, notFound } from './call.js';
import { groupsEndpoints } from './groups.js';
import type { Realm } from './realm.js';
import { rightsOf } from './rights.js';
import { rolesEndpoints } from './roles.js';
import type { Tokens } from './tokens.js';
import { usersEndpoints } from './users.js';

interface Served {
  readonly realm: Realm;
  readonly tokens: Tokens;
  readonly mischief: MischiefState;
  readonly isTreeServer: boolean;
}

const endpoints: Readonly<Record<string, Answer>> = { ...usersEndpoints, ...groupsEndpoints, ...rolesEndpoints };

/** The token endpoint, and the admin API behind it. Errors in the words of 26.7.3 (run, 2026-11). */
export function serve(app: FastifyInstance, served: Served): void {
  app.post('/realms/:realm/protocol/openid-connect/token', (request, reply) => {
    runEvents(served.mischief, `POST ${request.url}`);
    const { status, body } = served.tokens.issue(paramsOf(request).realm ?? '', request.body);
    return reply.code(status).type('application/json').send(JSON.stringify(body));
  });
  for (const [operation, answer] of Object.entries(endpoints)) {
    const [, path = ''] = operation.split(' ');
    app.get(`/admin/realms/:realm${path}`, (request, reply) =>
      reply.type('application/json;charset=UTF-8').send(JSON.stringify(answer(admitted(request, served)))),
    );
  }
  app.get('/admin/realms/:realm/*', request => {
    admitted(request, served);
    throw notFound('HTTP 404 Not Found');
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).type('application/json').send(NOWHERE));
  app.setErrorHandler((error, _, reply) => {
    const { status, body } = error instanceof KeycloakFailure ? error : { status: 500, body: { error: 'unknown_error' } };
    return reply.code(status).type('application/json').send(JSON.stringify(body));
  });
}

const NOWHERE = JSON.stringify({ error: 'Unable to find matching target resource method' });

/** First the token, then the realm, then what the endpoint asks for. */
function admitted(request: FastifyRequest, { realm, tokens, mischief, isTreeServer }: Served): Call {
  const asked = `${request.method} ${request.url}`;
  runEvents(mischief, asked);
  const roles = tokens.rolesOf(request.headers.authorization);
  if (roles === undefined) throw new KeycloakFailure(401, { error: 'HTTP 401 Unauthorized' });
  const params = paramsOf(request);
  if (params.realm !== realm.name) throw notFound('Realm not found.');
  if (mischief.denied.some(match => match.test(asked))) throw forbidden();
  const { searchParams: query } = new URL(request.url, 'http://keycloak.invalid');
  return { realm, rights: rightsOf(roles), query, params, mischief, isTreeServer };
}

const paramsOf = (request: FastifyRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(request.params)).map(([name, value]) => [name, String(value)]));
