import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import type { AppInput } from './app-events.js';
import { ALL_USERS, type Domain, emptyDomain, findGroup, findPerson } from './domain.js';
import { endpointsOf } from './endpoints.js';
import { eventsOf, type IdcsEvents } from './events.js';
import { type ClientRole, guardWith, serve } from './gate.js';
import { type GroupInput, makeGroup, type Touch } from './group-events.js';
import { createLimits, type RateLimit } from './limits.js';
import { createMischief, type IdcsMischief } from './mischief.js';
import type { CompanyInput, PersonInput } from './people.js';
import type { CustomAttributes } from './resources.js';
import { createTokens } from './tokens.js';

export type { AppInput } from './app-events.js';
export type { Domain, IdcsApp, IdcsGroup, IdcsPerson } from './domain.js';
export type { IdcsEvents } from './events.js';
export type { ClientRole } from './gate.js';
export type { GroupInput } from './group-events.js';
export type { IdcsMischief, ListKind, Patch } from './mischief.js';
export type { CompanyInput, PersonInput, PersonParticulars } from './people.js';

export interface IdcsOptions extends EmulatorOptions {
  company?: CompanyInput;
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  app?: AppInput;
  /** custom user attributes that the schema declares, beside those that somebody has */
  attributes?: CustomAttributes;
  clientId?: string;
  clientSecret?: string;
  /** the administrator role of the client; it reads all unless told */
  role?: ClientRole;
  /** seconds an access token lives, 3600 unless told */
  tokenLifetime?: number;
  /** pages are never longer than this, whatever `count` asks */
  pageSize?: number;
  /** those of a domain type, or a number of calls a minute; unset, there are none */
  rateLimit?: RateLimit;
  /** The built-in group of all. Not documented: whether a user's `groups` name it; `hidden` there unless told. */
  allUsers?: 'listed' | 'hidden' | 'absent';
  /** not documented: a list of nothing has no `Resources` (unless told), or an empty one */
  emptyLists?: 'missing' | 'empty';
  /** not documented: whose `meta.lastModified` a membership moves; nobody's unless told */
  membershipMoves?: Touch;
  /** the server's clock: timestamps, tokens and limits */
  now?: () => Date;
}

export interface IdcsEmulator extends Emulator, IdcsEvents, IdcsMischief {
  readonly clientId: string;
  readonly clientSecret: string;
  /** what the domain holds; changed directly, no timestamp moves */
  readonly domain: Domain;
  /** an access token, without a request */
  token(): string;
}

/** An identity domain (IDCS) over HTTP: what a puller may read of it as a confidential application. */
export async function startIdcs(options: IdcsOptions = {}): Promise<IdcsEmulator> {
  const { clientId = 'rollcall', clientSecret = 'sandbox-idcs-secret', tokenLifetime = 3600, now = () => new Date() } = options;
  const { allUsers = 'hidden', emptyLists = 'missing', attributes = {} } = options;
  const domain = emptyDomain();
  const tokens = createTokens({ clientId, clientSecret, lifetime: tokenLifetime, now });
  const events = eventsOf(domain, now, options.membershipMoves ?? 'neither');
  const { state: mischief, switches } = createMischief(which => idOf(domain, which), tokens.revoke);
  fill(domain, events, options, now);

  const endpoints = endpointsOf({
    ...{ domain, events, mischief, custom: attributes, pageSize: options.pageSize, emptyLists },
    allUsers: allUsers === 'listed' ? 'listed' : 'hidden',
  });
  const limits = createLimits(options.rateLimit, now);
  const server = await startServer(options, app => {
    guardWith(app, { mischief, tokens, limits, role: options.role ?? 'Identity Domain Administrator' });
    serve(app, endpoints, { tokens, mischief });
  });
  return { ...server, ...events, ...switches, clientId, clientSecret, domain, token: () => tokens.make() };
}

function fill(domain: Domain, events: IdcsEvents, options: IdcsOptions, now: () => Date) {
  const { company, users = [], groups = [], app, allUsers } = options;
  if (allUsers !== 'absent') {
    const group = makeGroup({ name: ALL_USERS.displayName }, ALL_USERS.id, now().toISOString());
    domain.groups.set(group.id, { ...group, isAutomatic: true });
  }
  if (company) events.load(company);
  for (const user of users) events.addPerson(user);
  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([name, members]) => ({ name, members }));
  for (const input of inputs) events.addGroup(input);
  if (app) events.addApp(app);
}

const isList = (groups: NonNullable<IdcsOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);

function idOf(domain: Domain, which: string): string {
  const id = (findPerson(domain, which) ?? findGroup(domain, which))?.id;
  if (id === undefined) throw new Error(`There is neither a person nor a group ${which} in the sandbox's domain.`);
  return id;
}
