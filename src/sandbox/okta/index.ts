import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { type Answer, type Ask, endpointsOf } from './endpoints.js';
import { methodNotAllowed } from './errors.js';
import { type CompanyInput, eventsOf, findGroup, type OktaEvents } from './events.js';
import { guardWith, proofOf, seenWithoutRole } from './guard.js';
import { type RateLimit, TOKEN_PATH } from './limits.js';
import { createMischief, type OktaMischief } from './mischief.js';
import { createOAuth, type OAuthOptions, type OAuthSwitches } from './oauth/state.js';
import { answerToken } from './oauth/token-endpoint.js';
import {
  type AppInput,
  EVERYONE,
  emptyOrg,
  findPerson,
  type GroupInput,
  type OktaPerson,
  type Org,
  type PersonInput,
} from './org.js';
import type { AttributeType } from './schema.js';

export type { CompanyInput, OktaEvents } from './events.js';
export type { ListKind, OktaMischief, Patch } from './mischief.js';
export type { OAuthOptions, OAuthSwitches, ServiceApp, ServiceAppInput } from './oauth/state.js';
export type { AppInput, GroupInput, OktaApp, OktaGroup, OktaPerson, Org, PersonInput } from './org.js';

export interface OktaOptions extends EmulatorOptions {
  company?: CompanyInput;
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  app?: AppInput;
  /** the built-in group of all; there unless false */
  everyone?: boolean;
  /** custom user attributes that the schema declares, beside those that somebody has */
  attributes?: Record<string, AttributeType>;
  token?: string;
  /** service apps that may sign in instead, and how */
  oauth?: OAuthOptions;
  /** pages are never longer than this, whatever `limit` asks */
  pageSize?: number;
  /** per minute and bucket; unless set nobody meets a limit. `documented`: the last published table */
  rateLimit?: RateLimit;
  /** seconds, 60 unless told: how long a rate limit's window lasts */
  rateWindow?: number;
  /** requests at once, 75 unless told */
  concurrency?: number;
  /** 403 for what matches "GET /path?query" */
  deny?: RegExp;
  /** not stated by Okta: whether a member list still names the deactivated (unless told, it does) */
  deprovisionedMembers?: 'listed' | 'hidden';
  /** the server's clock: timestamps, `Date`, and the resets of limits */
  now?: () => Date;
}

export interface OktaEmulator extends Emulator, OktaEvents, OktaMischief, OAuthSwitches {
  readonly token: string;
  /** what the org holds; changed directly, no timestamp moves */
  readonly org: Org;
}

/** An Okta org over HTTP: what a puller may read of it, with an API token or as a service app. */
export async function startOkta(options: OktaOptions = {}): Promise<OktaEmulator> {
  const { token = 'sandbox-okta-token', now = () => new Date() } = options;
  const org = emptyOrg();
  const events = eventsOf(org, now);
  const idOf = (which: string) => {
    const id = (findPerson(org, which) ?? findGroup(org, which))?.id;
    if (id === undefined) throw new Error(`There is neither a person nor a group ${which} in the sandbox's Okta.`);
    return id;
  };
  const { state: mischief, switches } = createMischief(idOf, options.deny);
  fill(org, events, options);

  const { state: oauth, switches: oauthSwitches } = createOAuth(options.oauth);
  const endpoints = endpointsOf({
    org,
    mischief,
    pageSize: options.pageSize,
    tokenOwner: tokenOwner(now),
    attributes: options.attributes ?? {},
    deprovisionedMembers: options.deprovisionedMembers ?? 'listed',
  });
  const server = await startServer(options, app => {
    const sightless = guardWith(app, { ...options, token, now }, mischief, oauth);
    app.post(TOKEN_PATH, async (request, reply) => {
      const { status, headers, body } = await answerToken(
        { form: formOf(request.body), proof: proofOf(request), url: `http://${request.headers.host}${TOKEN_PATH}`, now: now() },
        oauth,
      );
      return reply.code(status).headers(headers).send(JSON.stringify(body));
    });
    for (const [path, answer] of Object.entries(endpoints)) {
      app.get(path, (request, reply) =>
        send(reply, sightless.has(request) ? seenWithoutRole(answer(askOf(request))) : answer(askOf(request))),
      );
      app.route({
        method: ['POST', 'PUT', 'PATCH', 'DELETE'],
        url: path,
        handler: () => {
          throw methodNotAllowed(); // this org is only read
        },
      });
    }
  });
  return { ...server, ...events, ...switches, ...oauthSwitches, token, org };
}

function fill(org: Org, events: OktaEvents, { company, users = [], groups = [], app, everyone = true }: OktaOptions) {
  if (everyone)
    events.addGroup({
      id: '00gaaaEveryoneaa0h7x',
      name: EVERYONE,
      type: 'BUILT_IN',
      description: 'All users in your organization',
    });
  if (company) events.load(company);
  for (const user of users) events.addPerson(user);

  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([name, members]) => ({ name, members }));
  for (const input of inputs) if (input.name !== EVERYONE || findGroup(org, EVERYONE) === undefined) events.addGroup(input);
  if (app) events.addApp(app);
}

const isList = (groups: NonNullable<OktaOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);

const formOf = (body: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof body === 'object' && body !== null ? body : {}).map(([name, value]) => [name, String(value)]),
  );

function askOf(request: FastifyRequest): Ask {
  const origin = `http://${request.headers.host}`;
  const params = Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    origin,
    method: request.method,
    url: request.url,
    params: Object.fromEntries(params),
    query: new URL(request.url, origin).searchParams,
    contentType: request.headers['content-type'],
  };
}

/** Each link is a header line of its own. JSON by hand: a row may also be null or text. */
function send(reply: FastifyReply, { body, links }: Answer) {
  if (links) reply.header('link', links);
  return reply.send(JSON.stringify(body));
}

function tokenOwner(now: () => Date): OktaPerson {
  const at = now().toISOString();
  const login = 'rollcall.reader@example.com';
  return {
    ...{ id: '00uaaaTokenOwner0h7x', status: 'ACTIVE', created: at, activated: at, statusChanged: at, lastUpdated: at },
    ...{ lastLogin: null, passwordChanged: null },
    profile: { firstName: 'Rollcall', lastName: 'Reader', mobilePhone: null, secondEmail: null, login, email: login },
  };
}
