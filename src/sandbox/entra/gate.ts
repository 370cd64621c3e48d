import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runEvents } from '../mischief.js';
import { getApp, listAssignments } from './apps.js';
import { batchOf, batchReply } from './batch.js';
import { type Answered, type Call, forbidden, GraphFailure, type Quirks } from './call.js';
import { listGroups, listMemberOf, listMembers } from './groups.js';
import { type MischiefState, plannedAnswer } from './mischief.js';
import { rightsOf } from './rights.js';
import { guidOf, type Tenant } from './tenant.js';
import type { Tokens } from './tokens.js';
import { costOf } from './units.js';
import { getDeleted, getUser, listUsers } from './users.js';

export interface Served {
  readonly tenant: Tenant;
  readonly tokens: Tokens;
  readonly mischief: MischiefState;
  readonly quirks: Quirks;
  /** headers that tell the cost; throws where it is too much */
  readonly charge: (cost: number) => Readonly<Record<string, string>>;
  readonly now: () => Date;
}

type Endpoint = readonly [path: RegExp, answer: (call: Call) => unknown];

const CAST = '(?:/(microsoft\\.graph\\.\\w+))?';
const APP = "servicePrincipals(?:\\(appId='([^']+)'\\)|/([^/]+))";
const endpoints: readonly Endpoint[] = [
  [/^users$/, listUsers],
  [/^users\/([^/]+)$/, getUser],
  [new RegExp(`^users/([^/]+)/transitiveMemberOf${CAST}$`), listMemberOf],
  [/^groups$/, listGroups],
  [new RegExp(`^groups/([^/]+)/members${CAST}$`), listMembers(false)],
  [new RegExp(`^groups/([^/]+)/transitiveMembers${CAST}$`), listMembers(true)],
  [new RegExp(`^${APP}$`), getApp],
  [new RegExp(`^${APP}/appRoleAssignedTo$`), listAssignments],
  [/^directory\/deletedItems\/([^/]+)$/, getDeleted],
];

/** The token endpoint, Graph v1.0, and its batches. */
export function serve(app: FastifyInstance, served: Served): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('date', served.now().toUTCString());
    reply.header('request-id', guidOf(request.id));
  });
  app.post('/:tenant/oauth2/v2.0/token', async (request, reply) => {
    const { tenant = '' } = Object(request.params);
    const { status, body } = await served.tokens.issue(`${originOf(request)}${request.url}`, String(tenant), request.body);
    return reply.code(status).type('application/json').send(JSON.stringify(body));
  });
  app.post('/v1.0/$batch', (request, reply) => {
    const respond = () => {
      const roles = admitted(request, served);
      const items = batchOf(request.body).filter(({ url }) => !served.mischief.forgotten.some(match => match.test(decoded(url))));
      const answers = items.map(({ id, url, headers }) => ({ id, ...dispatched(request, served, roles, { url, headers }) }));
      return { status: 200, headers: {}, body: batchReply(answers) };
    };
    return send(reply, guarded(served, respond));
  });
  app.get('/v1.0/*', (request, reply) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = request.url.replace(/^\/v1\.0/, '');
    return send(
      reply,
      guarded(served, () => dispatched(request, served, admitted(request, served), { url, headers })),
    );
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).type('text/html').send('<html><title>Nothing here</title></html>'));
}

const originOf = (request: FastifyRequest) => `http://${request.headers.host}`;
const decoded = (url: string) => decodeURIComponent(url.replaceAll('+', ' '));

function admitted({ headers }: FastifyRequest, { tokens }: Served): readonly string[] {
  const roles = tokens.rolesOf(headers.authorization);
  if (roles !== undefined) return roles;
  const said = headers.authorization === undefined ? 'Access token is empty.' : 'Access token has expired or is not yet valid.';
  throw new GraphFailure(401, 'InvalidAuthenticationToken', said);
}

interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One question: charged first, whatever comes of it. */
function dispatched(request: FastifyRequest, served: Served, roles: readonly string[], { url, headers }: Asked): Answered {
  return guarded(served, () => {
    const { tenant, mischief, quirks } = served;
    const asked = `GET ${decoded(url)}`;
    runEvents(mischief, asked);
    if (mischief.denied.some(match => match.test(asked))) throw forbidden();
    const planned = plannedAnswer(mischief, asked);
    if (planned !== undefined) return planned;
    const { pathname, searchParams: query } = new URL(url, 'http://graph.invalid');
    const path = decodeURIComponent(pathname.replace(/^\/+/, ''));
    const costs = served.charge(costOf(path, query));
    for (const [pattern, answer] of endpoints) {
      const match = pattern.exec(path);
      if (match === null) continue;
      const common = { tenant, rights: rightsOf(roles), path, query, headers, mischief, quirks };
      const body = answer({ ...common, params: match.slice(1), base: `${originOf(request)}/v1.0` });
      const late = quirks.retryAfterOnSuccess === true ? { 'Retry-After': '1209600' } : {};
      return { status: 200, headers: { ...costs, ...late }, body };
    }
    throw new GraphFailure(400, 'BadRequest', `Resource not found for the segment '${path.split('/')[0]}'.`);
  });
}

/** What is thrown, as Graph says it (entra.md §1). */
function guarded({ now }: Served, respond: () => Answered): Answered {
  try {
    return respond();
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    const { status, code, message, headers } = error;
    const ids = { 'request-id': guidOf(message), 'client-request-id': guidOf(code) };
    const innerError = { date: now().toISOString().slice(0, 19), ...ids };
    return { status, headers, body: { error: { code, message, innerError } } };
  }
}

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: 'Sandbox', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'SB1' },
});

function send(reply: FastifyReply, { status, headers, body }: Answered): FastifyReply {
  const isWell = status < 300;
  const type = isWell
    ? 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
    : 'application/json';
  return reply
    .code(status)
    .headers({ 'x-ms-ags-diagnostic': DIAGNOSTIC, 'client-request-id': guidOf(type), 'cache-control': 'no-cache', ...headers })
    .headers(isWell ? { 'odata-version': '4.0' } : {})
    .type(type)
    .send(JSON.stringify(body));
}
