import { createMischief, type Mischief } from '../mischief.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import type { Behaviour } from './endpoints.js';
import { eventsOf, type OneLoginEvents, type PersonInput, type RoleInput } from './events.js';
import { type Scope, serve } from './gate.js';
import { createLimits } from './limits.js';
import { emptyTenant, type Tenant } from './tenant.js';
import { createTokens } from './tokens.js';

export interface OneLoginOptions extends EmulatorOptions, Partial<Behaviour> {
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars */
  roles?: Record<string, readonly string[]> | readonly RoleInput[];
  /** names of the groups that people's `group` may be */
  groups?: readonly string[];
  /** id → who is assigned */
  apps?: Record<string, readonly string[]>;
  clientId?: string;
  clientSecret?: string;
  /** of the credential, Read Users unless told */
  scope?: Scope;
  /** how a missing scope is told, 403 unless told */
  refusal?: 401 | 403;
  token?: 'flat' | 'wrapped';
  /** seconds an access token lives, ten hours unless told */
  tokenLifetime?: number;
  /** calls an hour, 5,000 unless told */
  rateLimit?: number;
  /** rate headers on `/api/2` too */
  rateHeaders?: boolean;
  /** the server's clock */
  now?: () => Date;
}

export interface OneLoginEmulator extends Emulator, OneLoginEvents, Mischief {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenant: Tenant;
}

/** When whoever is there from the start was made. */
const LONG_AGO = new Date('2026-01-01T00:00:00.000Z');

/** One account of OneLogin over HTTP: what an API credential may read of it. */
export async function startOneLogin(options: OneLoginOptions = {}): Promise<OneLoginEmulator> {
  const { clientId = 'rollcall', clientSecret = 'sandbox-onelogin-secret', now = () => new Date() } = options;
  const { pageSize = 100, fieldsAdd = false, filterCase = 'ignored', groupsApi = 2 } = options;
  const behaviour = {
    pageSize,
    fieldsAdd,
    filterCase,
    groupsApi,
    embeddedUsers: options.embeddedUsers ?? Number.POSITIVE_INFINITY,
  };
  const tenant = emptyTenant();
  const tokens = createTokens({
    ...{ clientId, clientSecret, now },
    ...{ lifetime: options.tokenLifetime ?? 36_000, form: options.token ?? 'flat' },
  });
  const limits = createLimits(options.rateLimit ?? 5000, now);
  const events = eventsOf(tenant, now);
  const { state, switches } = createMischief(who => personIn(tenant, who), tokens.revoke);
  fill(
    eventsOf(tenant, () => LONG_AGO),
    options,
  );

  const { scope = 'Read Users', refusal = 403, rateHeaders = false } = options;
  const served = { tenant, behaviour, tokens, limits, mischief: state, scope, refusal, rateHeaders, now };
  const server = await startServer(options, app => serve(app, served));
  return { ...server, ...events, ...switches, clientId, clientSecret, tenant };
}

function fill(events: OneLoginEvents, { users = [], roles = [], groups = [], apps = {} }: OneLoginOptions) {
  for (const name of groups) events.addGroup(name);
  for (const user of users) events.addPerson(user);
  const inputs = isList(roles) ? roles : Object.entries(roles).map(([name, members]) => ({ name, users: members }));
  for (const role of inputs) events.addRole(role);
  for (const [app, assigned] of Object.entries(apps)) for (const who of assigned) events.assign(who, app);
}

const isList = (roles: NonNullable<OneLoginOptions['roles']>): roles is readonly RoleInput[] => Array.isArray(roles);

function personIn(tenant: Tenant, who: string): string {
  if (!tenant.people.has(who)) throw new Error(`There is no person ${who} in the sandbox's OneLogin.`);
  return who;
}
