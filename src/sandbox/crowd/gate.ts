import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, Refusal, type Route } from './call.js';
import { groupRoutes } from './groups.js';
import { membershipRoutes } from './memberships.js';
import { searchRoutes } from './search.js';
import type { CrowdServer } from './server.js';
import { userRoutes } from './users.js';
import { toXml } from './xml.js';

export type Limiter = (application: string) => { allowed: boolean; headers: Record<string, string> };

/** Mounts the family `/rest/usermanagement/1` (or `latest`) of a server on an app. */
export function mount(app: FastifyInstance, server: CrowdServer, limiter?: Limiter): void {
  const routes = [userRoutes, groupRoutes, membershipRoutes, searchRoutes].flat();
  for (const route of routes)
    app.route({
      ...{ method: route.method, url: route.path },
      handler: (request, reply) => send(server, request, reply, answered(server, route, request, reply, limiter)),
      errorHandler: (error, request, reply) =>
        send(server, request, reply, new Refusal(400, 'ILLEGAL_ARGUMENT', error.message).answer),
    });
}

function answered(server: CrowdServer, route: Route, request: FastifyRequest, reply: FastifyReply, limiter?: Limiter): Answer {
  const outside = refusedAtTheDoor(server, request);
  if (outside !== undefined) return outside;
  const pace = limiter?.(server.application.name);
  if (pace !== undefined) reply.headers(pace.headers);
  if (pace?.allowed === false) return { status: 429, body: { message: 'Rate limit exceeded.' }, element: 'error' };
  if (!/\/usermanagement\/(1|latest)\//.test(request.url))
    return { status: 404, body: page('HTTP Status 404', 'not found'), headers: HTML };
  if (route.xmlOnly && !accepts(request, 'application/xml')) return { status: 406 };
  if (request.body !== undefined && !/^application\/json/.test(request.headers['content-type'] ?? '')) return { status: 415 };
  try {
    return route.handle(server, callOf(server, request));
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** The application's name and password, and where it calls from; both are refused in words (crowd sheet §1). */
function refusedAtTheDoor(server: CrowdServer, { headers, ip }: FastifyRequest): Answer | undefined {
  const { name, password } = server.application;
  const expected = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const isBlocked = server.basicBlocked && server.traits.basicCanBeBlocked;
  if (headers.authorization !== expected || isBlocked)
    return {
      status: 401,
      body: isBlocked ? 'Basic authentication is not allowed' : 'Application failed to authenticate',
      headers: { ...TEXT, 'www-authenticate': 'BASIC realm="Crowd REST Service"' },
    };
  if (!server.addressForbidden) return undefined;
  const message = `Client with address "${ip}" is forbidden from making requests to the application, ${name}.`;
  return { status: 403, body: page('HTTP Status 403', message), headers: HTML };
}

const TEXT = { 'content-type': 'text/plain;charset=UTF-8' };
const HTML = { 'content-type': 'text/html;charset=utf-8' };

const page = (title: string, message: string) =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p><b>Message</b> ${message.replaceAll('"', '&quot;')}</p></body></html>`;

const accepts = ({ headers: { accept = '*/*' } }: FastifyRequest, type: string) =>
  accept.includes(type) || accept.includes('*/*');

const callOf = (server: CrowdServer, request: FastifyRequest) => ({
  query: new URL(request.url, 'http://sandbox').searchParams,
  body: request.body,
  base: `${request.protocol}://${request.host}${server.contextPath}/rest/usermanagement/1`,
});

/** XML, unless JSON is asked for (crowd sheet §1). Every answer names the product that gave it. */
function send(
  server: CrowdServer,
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body, element, headers }: Answer,
): FastifyReply {
  reply.code(status).headers({ 'x-embedded-crowd-version': server.product, ...headers });
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.send(body);
  if (request.headers.accept?.includes('application/json')) return reply.type('application/json').send(JSON.stringify(body));
  return reply.type('application/xml').send(toXml(element ?? 'entity', body));
}
