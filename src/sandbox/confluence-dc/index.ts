import type { FastifyInstance } from 'fastify';
import { type RateLimit, rateLimiter } from '../atlassian/rate-limit.js';
import type { OutsideDirectory } from '../atlassian/snapshot.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { adminUserRoutes } from './admin-users.js';
import { Confluence } from './confluence.js';
import { gate, sendError } from './gate.js';
import { groupRoutes } from './groups.js';
import { fold, type GroupSeed, type UserSeed } from './state.js';
import { systemRoutes } from './system.js';
import { userRoutes } from './users.js';
import type { ConfluenceVersion } from './versions.js';

export interface ConfluenceOptions extends EmulatorOptions {
  version?: ConfluenceVersion;
  contextPath?: string;
  /** the personal access token of the admin account */
  token?: string;
  /** the admin account; its password works with Basic */
  username?: string;
  password?: string;
  users?: readonly UserSeed[];
  groups?: readonly (string | GroupSeed)[];
  /** how many accounts the licence allows; unlimited when left out */
  seats?: number;
  rateLimit?: RateLimit;
  /** another system as its first user directory */
  directory?: OutsideDirectory;
}

export type ConfluenceEmulator = Confluence & Emulator;

/** Starts a Confluence Data Center with an admin account, its token, and whatever the options put in. */
export async function startConfluence(options: ConfluenceOptions = {}): Promise<ConfluenceEmulator> {
  const { version = '10.2.14', token = 'sandbox-confluence-token', contextPath = '', directory } = options;
  const confluence = new Confluence(version, token, contextPath, directory);
  fill(confluence, options);

  const server = await startServer(options, app => build(confluence, options, app), contextPath);
  return Object.assign(confluence, {
    url: server.url,
    requests: server.requests,
    fail: server.fail,
    heal: server.heal,
    hangUp: server.hangUp,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  });
}

function fill(confluence: Confluence, options: ConfluenceOptions): void {
  const { username = 'admin', password = 'sandbox-confluence-password', users = [], groups = [], seats } = options;
  const isAdmin = ({ name }: UserSeed) => fold(name) === fold(username);
  const admin = users.find(isAdmin);

  for (const name of ['confluence-administrators', 'confluence-users']) confluence.addGroup(name);
  const adminGroups = [...(admin?.groups ?? []), 'confluence-administrators'];
  confluence.account = confluence.addUser({
    fullName: 'Sandbox Admin',
    password,
    ...admin,
    name: username,
    groups: adminGroups,
  }).key;
  for (const user of users) if (!isAdmin(user)) confluence.addUser(user);
  for (const group of groups) confluence.addGroup(group);
  if (seats !== undefined) confluence.seats = seats;
}

function build(confluence: Confluence, options: ConfluenceOptions, app: FastifyInstance): void {
  const answer = gate(confluence, options.rateLimit && rateLimiter(options.rateLimit));
  const routes = [systemRoutes, userRoutes, adminUserRoutes, groupRoutes].flatMap(routesOf => routesOf(confluence));
  app.addHook('preHandler', async () => confluence.syncWhenDue());
  for (const route of routes)
    app.route({ method: route.method, url: route.path, handler: (request, reply) => answer(route, request, reply) });
  app.setNotFoundHandler((request, reply) => answer(undefined, request, reply));
  app.setErrorHandler((error, _, reply) => sendError(error, reply));
}
