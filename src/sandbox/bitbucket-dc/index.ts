import type { FastifyInstance } from 'fastify';
import { type RateLimit, rateLimiter } from '../atlassian/rate-limit.js';
import type { OutsideDirectory } from '../atlassian/snapshot.js';
import { createMischief, type Mischief, runEvents } from '../mischief.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { Bitbucket } from './bitbucket.js';
import { gate, sendError } from './gate.js';
import { groupRoutes } from './groups.js';
import { attach } from './outside.js';
import { permissionRoutes } from './permissions.js';
import { fold, type GroupSeed, type UserSeed } from './state.js';
import { systemRoutes } from './system.js';
import { userRoutes } from './users.js';
import type { BitbucketVersion } from './versions.js';

export interface BitbucketOptions extends EmulatorOptions {
  version?: BitbucketVersion;
  contextPath?: string;
  /** an HTTP access token of the admin account, which cannot administer */
  token?: string;
  /** an OAuth 2.0 access token of the admin account, which can */
  oauthToken?: string;
  /** the admin account */
  username?: string;
  password?: string;
  users?: readonly UserSeed[];
  groups?: readonly (string | GroupSeed)[];
  /** left out: as many as there are people */
  seats?: number;
  rateLimit?: RateLimit;
  /** another system as its first user directory */
  directory?: OutsideDirectory;
}

export type BitbucketEmulator = Bitbucket &
  Emulator &
  Pick<Mischief, 'before'> & {
    /** copies the outside directory now */
    syncDirectory(): void;
  };

const ADMINISTRATORS = 'stash-administrators';

/** Starts a Bitbucket Data Center with an admin account, its tokens, and whatever the options put in. */
export async function startBitbucket(options: BitbucketOptions = {}): Promise<BitbucketEmulator> {
  const { version = '9.4.8', contextPath = '' } = options;
  const { token = 'sandbox-bitbucket-http-token', oauthToken = 'sandbox-bitbucket-oauth-token' } = options;
  const bitbucket = new Bitbucket(version, token, oauthToken, contextPath);
  fill(bitbucket, options);
  const outside = options.directory && attach(bitbucket, options.directory);

  const { state, switches } = createMischief(
    who => who,
    () => {},
  );
  const beforeEach = (request: string) => {
    outside?.syncWhenDue();
    runEvents(state, request);
  };

  const server = await startServer(options, app => build(bitbucket, options, app, beforeEach), contextPath);
  return Object.assign(bitbucket, {
    syncDirectory: () => outside?.sync(),
    before: switches.before,
    url: server.url,
    requests: server.requests,
    fail: server.fail,
    heal: server.heal,
    hangUp: server.hangUp,
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  });
}

function fill(bitbucket: Bitbucket, options: BitbucketOptions): void {
  const { username = 'admin', password = 'sandbox-bitbucket-password', users = [] } = options;
  const isAdmin = ({ name }: UserSeed) => fold(name) === fold(username);
  const admin = users.find(isAdmin);

  bitbucket.addGroup({ name: bitbucket.defaultGroup, permission: 'LICENSED_USER' });
  bitbucket.addGroup({ name: ADMINISTRATORS, permission: 'SYS_ADMIN' });
  const groups = [...(admin?.groups ?? []), ADMINISTRATORS];
  bitbucket.account = bitbucket.addUser({ displayName: 'Sandbox Admin', password, ...admin, name: username, groups }).id;
  for (const user of users) if (!isAdmin(user)) bitbucket.addUser(user);
  for (const group of options.groups ?? []) bitbucket.addGroup(group);
  bitbucket.seats = options.seats;
}

function build(
  bitbucket: Bitbucket,
  { rateLimit }: BitbucketOptions,
  app: FastifyInstance,
  beforeEach: (request: string) => void,
): void {
  const answer = gate(bitbucket, rateLimit && rateLimiter(rateLimit), beforeEach);
  const routes = [systemRoutes, userRoutes, groupRoutes, permissionRoutes].flat();
  for (const route of routes)
    for (const version of ['latest', '1.0'])
      app.route({
        method: route.method,
        url: `/rest/api/${version}/${route.path}`,
        handler: (request, reply) => answer(route, request, reply),
      });
  app.setNotFoundHandler((request, reply) => answer(undefined, request, reply));
  app.setErrorHandler((error, _, reply) => sendError(error, reply));
}
