import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { gateOf, type ScimAccess } from './access.js';
import { serve } from './endpoints.js';
import type { Paging } from './pages.js';
import type { Quirk } from './quirks.js';
import type { MembersIn, Shape } from './rows.js';
import { eventsOf, type GroupInput, type PersonInput, type ScimEvents, type World } from './world.js';

export type { ScimAccess } from './access.js';
export { EXTENSION } from './discovery.js';
export type { Quirk } from './quirks.js';
export type { GroupInput, PersonInput, World } from './world.js';

export interface ScimOptions extends EmulatorOptions {
  users?: readonly PersonInput[];
  /** name → ids of people, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  /** where memberships are told; in the groups unless told */
  membersIn?: MembersIn;
  access?: ScimAccess;
  /** the most rows to a page, 200 unless told */
  pageSize?: number;
  /** pages by cursor (RFC 9865); none unless told */
  cursors?: Paging['cursors'];
  /** pages by cursor have a total; true unless told */
  cursorTotals?: boolean;
  /** the endpoint of users, `Users` unless told */
  usersEndpoint?: string;
  quirks?: readonly Quirk[];
  /** the server's clock, that tokens go by */
  now?: () => Date;
}

export interface ScimEmulator extends Emulator, ScimEvents {
  /** the base address of the service */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly world: World;
  readonly quirks: Set<Quirk>;
  /** an object is put over the row of this person or group; anything else takes its place */
  corrupt(id: string, patch: unknown): void;
  /** ends all access tokens and cursors */
  revoke(): void;
}

const BASE = '/scim/v2';
export const SCIM_TOKEN = 'sandbox-scim-token';

/** A SCIM 2.0 service provider over HTTP: what may be read of it (RFC 7644, RFC 9865). */
export async function startScim(options: ScimOptions = {}): Promise<ScimEmulator> {
  const { access = { kind: 'bearer', token: SCIM_TOKEN }, now = () => new Date(), pageSize = 200 } = options;
  const world: World = { people: new Map(), groups: new Map() };
  const events = eventsOf(world);
  for (const user of options.users ?? []) events.addPerson(user);
  for (const group of groupsOf(options.groups ?? [])) events.addGroup(group);

  const quirks = new Set(options.quirks ?? []);
  const corrupted = new Map<string, unknown>();
  let url = '';
  const shape: Shape = { world, quirks, corrupted, membersIn: options.membersIn ?? 'groups', url: () => `${url}${BASE}` };
  const paging: Paging = {
    ...{ pageSize, quirks, defaultSize: Math.min(20, pageSize), given: new Map(), served: 0 },
    cursors: options.cursors ?? 'none',
    cursorTotals: options.cursorTotals ?? true,
  };
  const gate = gateOf(access, now);
  const users = options.usersEndpoint ?? 'Users';
  const server = await startServer(options, app => serve(app, { shape, paging, gate, base: BASE, users }));
  url = server.url;
  return {
    ...{ ...server, ...events, world, quirks, baseUrl: `${server.url}${BASE}`, tokenUrl: `${server.url}/oauth2/token` },
    corrupt: (id, patch) => void corrupted.set(id, patch),
    revoke() {
      gate.revoke();
      paging.given.clear();
    },
  };
}

const groupsOf = (groups: NonNullable<ScimOptions['groups']>): readonly GroupInput[] =>
  isList(groups) ? groups : Object.entries(groups).map(([name, members]) => ({ name, members }));

const isList = (groups: NonNullable<ScimOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);
