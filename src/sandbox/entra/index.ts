import { X509Certificate } from 'node:crypto';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import type { Quirks } from './call.js';
import { type AppInput, type CompanyInput, type EntraEvents, eventsOf, type GroupInput, type PersonInput } from './events.js';
import { serve } from './gate.js';
import { createMischief, type EntraMischief } from './mischief.js';
import { emptyTenant, personOf, type Tenant } from './tenant.js';
import { createTokens } from './tokens.js';
import { createUnits } from './units.js';

export interface EntraOptions extends EmulatorOptions, Quirks {
  company?: CompanyInput;
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars; those inside others first */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  app?: AppInput;
  /** the directory (tenant) id */
  tenantId?: string;
  clientId?: string;
  clientSecret?: string;
  isSecretExpired?: boolean;
  /** PEM, as uploaded to the app registration */
  certificates?: readonly string[];
  /** application permissions with admin consent; those of the recommended set unless told */
  roles?: readonly string[];
  token?: 'jwt' | 'opaque';
  /** seconds an access token lives, 3599 unless told */
  tokenLifetime?: number;
  /** resource units in each 10 s; unset, there is no limit */
  rateLimit?: number;
  /** the server's clock */
  now?: () => Date;
}

export interface EntraEmulator extends Emulator, EntraEvents, EntraMischief {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenant: Tenant;
  /** what the app may do from its next token on */
  grant(...roles: readonly string[]): void;
}

const RECOMMENDED = ['User.Read.All', 'GroupMember.Read.All', 'Application.Read.All'];

/** Microsoft Graph v1.0 for one tenant of Entra ID, and the sign-in before it, at one address. */
export async function startEntra(options: EntraOptions = {}): Promise<EntraEmulator> {
  const { tenantId = 'c0ffee00-0000-4000-8000-000000000001', clientId = 'c11e7700-0000-4000-8000-000000000001' } = options;
  const { clientSecret = 'sandbox-entra-secret', now = () => new Date(), isSecretExpired = false } = options;
  const tenant = emptyTenant(tenantId);
  let roles = options.roles ?? RECOMMENDED;
  const tokens = createTokens({
    ...{ tenant: tenantId, clientId, clientSecret, isSecretExpired, now, roles: () => roles },
    ...{ lifetime: options.tokenLifetime ?? 3599, kind: options.token ?? 'jwt' },
    certificates: (options.certificates ?? []).map(pem => new X509Certificate(pem)),
  });
  const events = eventsOf(tenant, now);
  const { state: mischief, switches } = createMischief(who => personOf(tenant, who).id, tokens.revoke);
  fill(events, options);

  const charge = createUnits(options.rateLimit, now);
  const server = await startServer(options, app => serve(app, { tenant, tokens, mischief, quirks: options, charge, now }));
  const grant = (...given: readonly string[]) => {
    roles = given;
  };
  return { ...server, ...events, ...switches, tenantId, clientId, clientSecret, tenant, grant };
}

function fill(events: EntraEvents, { company, users = [], groups = [], app }: EntraOptions): void {
  if (company !== undefined) events.load(company);
  for (const user of users) events.addPerson(user);
  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([displayName, members]) => ({ displayName, members }));
  for (const group of inputs) events.addGroup(group);
  if (app !== undefined) events.addApp(app);
}

const isList = (groups: NonNullable<EntraOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);
