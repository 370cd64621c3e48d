import { generateKeyPairSync } from 'node:crypto';
import { createMischief, type Mischief } from '../mischief.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { type Customer, userBy } from './customer.js';
import { eventsOf, type GoogleEvents, type GroupInput, type UserInput } from './events.js';
import type { ThrottleReason } from './failure.js';
import { serve } from './gate.js';
import { createTokens, type ServiceAccount } from './tokens.js';

export interface GoogleOptions extends EmulatorOptions {
  users?: readonly UserInput[];
  /** either name → members, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  customerId?: string;
  /** whom the service account may stand for: made a super administrator. The first user unless told */
  admin?: string;
  /** the service account's, PEM; a new one unless told */
  privateKey?: string;
  /** the scopes that its client id was authorised for, without what all of them begin with */
  scopes?: readonly string[];
  /** seconds an access token lives */
  tokenLifetime?: number;
  /** no page holds more rows */
  mostRows?: number;
  rate?: { perMinute: number; reason: ThrottleReason };
  /** whether the project has the Admin SDK API switched on */
  apiEnabled?: boolean;
  /** the server's clock */
  now?: () => Date;
}

export interface GoogleEmulator extends Emulator, GoogleEvents, Mischief {
  readonly customer: Customer;
  /** whom to stand for */
  readonly admin: string;
  /** the text of the service account's key file */
  readonly keyFile: string;
}

const SCOPES = ['user.readonly', 'group.readonly', 'group.member.readonly'];

/** A customer of Google Workspace over HTTP: the token endpoint and the Directory API, on one address. */
export async function startGoogle(options: GoogleOptions = {}): Promise<GoogleEmulator> {
  const { now = () => new Date(), scopes = SCOPES, tokenLifetime: lifetime = 3599, rate } = options;
  const customer: Customer = {
    ...{ id: options.customerId ?? 'C03az79cb', users: new Map(), groups: new Map(), deleted: new Map() },
  };
  const events = eventsOf(customer, now);
  for (const user of options.users ?? []) events.addUser(user);
  fillGroups(events, options.groups ?? {});
  const admin = userBy(customer, options.admin ?? '') ?? customer.users.values().next().value ?? events.addUser('admin');
  if (!admin.isDelegatedAdmin) admin.isAdmin = true;

  const privateKey = options.privateKey ?? newKey();
  const granted = scopes.map(scope => `https://www.googleapis.com/auth/admin.directory.${scope}`);
  const tokens = createTokens({ customer, account: accountAt('', privateKey), granted, lifetime, now });
  const { state: mischief, switches } = createMischief(who => userBy(customer, who)?.id ?? who, tokens.revoke);
  const { apiEnabled: isEnabled = true, mostRows } = options;
  const server = await startServer(options, app => serve(app, { customer, tokens, mischief, mostRows, rate, isEnabled, now }));

  return {
    ...{ ...server, ...events, ...switches, customer, admin: admin.primaryEmail },
    keyFile: JSON.stringify(accountAt(server.url, privateKey)),
  };
}

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const accountAt = (url: string, privateKey: string): ServiceAccount => ({
  ...{ type: 'service_account', project_id: 'rollcall-sandbox', private_key_id: 'k1', private_key: privateKey },
  client_email: 'rollcall@rollcall-sandbox.iam.gserviceaccount.com',
  ...{ client_id: '104218837264000000001', token_uri: `${url}/token` },
});

function fillGroups(events: GoogleEvents, groups: NonNullable<GoogleOptions['groups']>): void {
  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([name, members]) => ({ name, members }));
  const added = inputs.map(({ members: _, ...group }) => events.addGroup(group).id);
  for (const [at, { members = [] }] of inputs.entries()) for (const member of members) events.join(member, added[at] ?? ''); // later groups, too
}

const isList = (groups: NonNullable<GoogleOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);
