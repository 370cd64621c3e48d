import { type RateLimit, rateLimiter } from '../atlassian/rate-limit.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { mount } from './gate.js';
import { type GroupSeed, OwnDirectory, type UserSeed } from './own-directory.js';
import { type Application, CrowdServer } from './server.js';
import { type CrowdVersion, versions } from './versions.js';

export interface CrowdOptions extends EmulatorOptions {
  version?: CrowdVersion;
  contextPath?: string;
  /** the application that the sync signs in as */
  application?: Application;
  users?: readonly UserSeed[];
  groups?: readonly (string | GroupSeed)[];
  /** counts from Crowd 5.2 on */
  rateLimit?: RateLimit;
}

export type CrowdEmulator = CrowdServer & Emulator & { readonly directory: OwnDirectory };

const DIRECTORY_ID = 32769;

/** Starts a Crowd Data Center with one application on one internal directory, and whatever the options put in. */
export async function startCrowd(options: CrowdOptions = {}): Promise<CrowdEmulator> {
  const { version = '7.1.0', contextPath = '/crowd' } = options;
  const application = options.application ?? { name: 'rollcall', password: 'sandbox-crowd-password' };
  const directory = new OwnDirectory(DIRECTORY_ID);
  directory.seedGroup({ name: 'crowd-administrators' });
  for (const user of options.users ?? []) directory.seedUser(user);
  for (const group of options.groups ?? []) directory.seedGroup(typeof group === 'string' ? { name: group } : group);

  const traits = versions[version];
  const crowd = new CrowdServer(`Crowd/${version}`, contextPath, application, directory, traits);
  const limiter = options.rateLimit !== undefined && traits.rateLimits ? rateLimiter(options.rateLimit) : undefined;
  const server = await startServer(options, app => mount(app, crowd, limiter && (name => limiter({ key: name }))), contextPath);
  return Object.assign(crowd, { directory }, server);
}
