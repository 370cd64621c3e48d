import type { z } from 'zod';
import { AccessDenied, NotFound, UnexpectedReply } from '../../errors.js';
import { bearerOf, fetchToken, withFreshToken } from '../../http/bearer.js';
import { checked } from '../../http/checked.js';
import type { Http, HttpFactory, HttpReply, HttpRequest } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { type Token, Tokens } from '../../http/tokens.js';
import type { SourceName } from '../../model/ids.js';
import { connectionOf } from '../settings.js';
import { KeycloakError } from './schema.js';
import { type KeycloakSettings, realmOf } from './settings.js';
import { tokenAsk } from './sign-in.js';

type Query = NonNullable<HttpRequest['query']>;

/** The admin API of one realm. Everything is a GET. */
export interface KeycloakApi {
  /** makes sure of an access token, and shows it */
  signIn(signal: AbortSignal): Promise<Token>;
  /** an answer of 2xx, checked by the schema. Rejects with NotFound where Keycloak itself says 404 */
  get<S extends z.ZodType>(path: string, query: Query, schema: S, signal: AbortSignal): Promise<z.output<S>>;
  /** the same; undefined where Keycloak says 404 in just these words, and no others */
  find<S extends z.ZodType>(path: string, gone: string, schema: S, signal: AbortSignal): Promise<z.output<S> | undefined>;
  readonly pageSize: number;
  /** how many requests were sent so far, those for tokens and retries included */
  readonly calls: number;
}

/** Keycloak names no limit; so many at once it bears beside its sign-ins (keycloak.md §1: our own limit). */
const CONCURRENCY = 4;

export function connect(name: SourceName, settings: KeycloakSettings, http: HttpFactory, clock: Clock): KeycloakApi {
  const { realm, clientRealm = realm, clientSecret, pageSize } = settings;
  const { base } = realmOf(settings);
  const common = { system: name, secrets: [clientSecret], concurrency: CONCURRENCY, ...connectionOf(settings) };

  const signIn = http({ ...common, baseUrl: `${base}/realms/${encodeURIComponent(clientRealm)}`, authorize: async () => ({}) });
  const tokens = new Tokens(signal => fetchToken(signIn, tokenAsk({ ...settings, clientRealm }), signal), clock.now);
  const api = http({ ...common, baseUrl: `${base}/admin/realms/${encodeURIComponent(realm)}`, authorize: bearerOf(tokens) });
  const session = { api, tokens, name, realm };

  return {
    pageSize,
    get calls() {
      return signIn.calls + api.calls;
    },
    signIn: signal => tokens.ready(signal),
    async get(path, query, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, query, signal });
      if (reply.status === 404) throw missing(session, reply);
      return checked(reply.body, schema, name);
    },
    async find(path, gone, schema, signal) {
      const reply = await authorized(session, { method: 'GET', path, signal });
      if (reply.status !== 404) return checked(reply.body, schema, name);
      if (KeycloakError.safeParse(reply.body).data?.error === gone) return undefined;
      throw missing(session, reply);
    },
  };
}

interface Session {
  readonly api: Http;
  readonly tokens: Tokens;
  readonly name: SourceName;
  readonly realm: string;
}

/** A token may be refused early: the realm's keys or sessions were renewed. */
async function authorized({ api, tokens, name, realm }: Session, request: HttpRequest): Promise<HttpReply> {
  const send = () => api.request({ ...request, expect: [401, 403, 404] });
  const reply = await withFreshToken(tokens, request.signal, send);
  if (reply.status === 403) throw forbidden(name, realm, request.path);
  if (reply.status !== 401) return reply;
  throw new AccessDenied(
    `${name} refused an access token that it had just given (401)`,
    'Is `url` the very address that Keycloak calls itself (its hostname), and the clock of the server right? See docs/keycloak.md.',
  );
}

const forbidden = (name: SourceName, realm: string, path: string) =>
  new AccessDenied(
    `${name} does not let us read ${path.split('/')[0]} of the realm ${realm} (403)`,
    `Give the service account of the client the role ${roleFor(path)} of the client realm-management. If it has it, roles do not get into the token: see docs/keycloak.md.`,
  );

/** Which role opens what (run on 26.7.3, 2026-11). */
function roleFor(path: string): string {
  if (/^clients(\/|$)|role-mappings\/clients/.test(path)) return 'view-clients';
  return /^roles(\/|$)|role-mappings/.test(path) ? 'view-realm' : 'view-users';
}

function missing({ realm }: Session, { body, url }: HttpReply): NotFound | UnexpectedReply {
  const { pathname, origin } = new URL(url);
  const said = KeycloakError.safeParse(body).data?.error;
  if (said === 'Realm not found.')
    return new UnexpectedReply(
      `${origin} has no realm ${realm}`,
      'Check `realm`: it is the name, as in the address of the console.',
    );
  if (said !== undefined && said !== NO_SUCH_ADDRESS && !said.startsWith('HTTP 404'))
    return new NotFound(`Keycloak has no ${pathname}: ${said}`, 'It may have been deleted meanwhile.');
  return new UnexpectedReply(
    `There is no admin API of Keycloak at ${pathname} (404)`,
    'Check `url`: old servers, and many upgraded ones, need /auth at its end. Is there a proxy that keeps /admin to itself?',
  );
}

/** What Keycloak says of a wrong base path (run on 26.7.3, 2026-11). */
const NO_SUCH_ADDRESS = 'Unable to find matching target resource method';
