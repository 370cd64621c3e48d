import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type MischiefState, runEvents } from '../mischief.js';
import type { Customer } from './customer.js';
import { type Endpoint, endpoints } from './endpoints.js';
import { failure, GoogleFailure, notAuthorized, type ThrottleReason, throttled } from './failure.js';
import { selected, selectionOf } from './fields.js';
import type { Access, Tokens } from './tokens.js';

export interface Served {
  readonly customer: Customer;
  readonly tokens: Tokens;
  readonly mischief: MischiefState;
  /** no page holds more rows */
  readonly mostRows: number | undefined;
  /** undefined: as often as one likes. Calls in each minute of the server's clock */
  readonly rate: { readonly perMinute: number; readonly reason: ThrottleReason } | undefined;
  readonly isEnabled: boolean;
  readonly now: () => Date;
}

const BASE = '/admin/directory/v1';
const JSON_TYPE = 'application/json; charset=UTF-8';

/** The token endpoint, and the Directory API, which is another host at Google's. */
export function serve(app: FastifyInstance, served: Served): void {
  const admit = gateOf(served);
  app.post('/token', (request, reply) => {
    runEvents(served.mischief, `POST ${request.url}`);
    const { status, body } = served.tokens.issue(request.body, `http://${request.headers.host}/token`);
    return reply.code(status).type(JSON_TYPE).send(JSON.stringify(body));
  });
  for (const [path, endpoint] of Object.entries(endpoints))
    app.get(`${BASE}${path}`, (request, reply) => {
      admit(request, endpoint);
      const { searchParams: query } = new URL(request.url, 'http://google.invalid');
      const { customer, mischief, mostRows = Number.POSITIVE_INFINITY } = served;
      const fields = query.get('fields');
      const selection = fields === null ? 'all' : selectionOf(fields);
      const answer = endpoint.answer({ customer, mischief, mostRows, query, params: paramsOf(request) });
      return reply.type(JSON_TYPE).send(JSON.stringify(selected(answer, selection)));
    });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).type('text/html; charset=UTF-8').send('<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title></html>'),
  );
  app.setErrorHandler((error, _, reply) => {
    const { error: body } = error instanceof GoogleFailure ? error : failure(500, 'backendError', 'Internal error encountered.');
    return reply
      .code(body.code)
      .type(JSON_TYPE)
      .send(JSON.stringify({ error: body }));
  });
}

/** First the token, then whether the API is enabled, the quota, the scopes, and what the administrator may. */
function gateOf({ tokens, mischief, customer, rate, isEnabled, now }: Served) {
  const minutes = new Map<number, number>();
  return (request: FastifyRequest, { scopes }: Endpoint): void => {
    const asked = `${request.method} ${request.url}`;
    runEvents(mischief, asked);
    const access = tokens.accessOf(request.headers.authorization);
    if (access === undefined) throw unauthenticated();
    if (!isEnabled) throw notEnabled();
    const minute = Math.floor(now().getTime() / 60_000);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    if (rate !== undefined && (minutes.get(minute) ?? 0) > rate.perMinute) throw throttled(rate.reason);
    if (!scopes.some(scope => access.scopes.includes(scope))) throw lacksScope();
    if (!mayAdminister(customer, access) || mischief.denied.some(match => match.test(asked))) throw notAuthorized();
  };
}

function mayAdminister({ users }: Customer, { sub }: Access): boolean {
  const user = users.get(sub ?? '');
  return user !== undefined && (user.isAdmin || user.isDelegatedAdmin);
}

const unauthenticated = () => failure(401, 'authError', 'Invalid Credentials', { status: 'UNAUTHENTICATED' });

const lacksScope = () =>
  failure(403, 'insufficientPermissions', 'Insufficient Permission', {
    ...{ status: 'PERMISSION_DENIED' },
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
  });

const notEnabled = () =>
  failure(
    403,
    'accessNotConfigured',
    'Admin SDK API has not been used in project 123456 before or it is disabled. Enable it by visiting the console, then retry.',
    {
      status: 'PERMISSION_DENIED',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' }],
    },
  );

const paramsOf = (request: FastifyRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(request.params)).map(([name, value]) => [name, String(value)]));
