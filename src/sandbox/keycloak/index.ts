import { createMischief, type Mischief } from '../mischief.js';
import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { eventsOf, type GroupInput, type KeycloakEvents, type PersonInput, type RoleInput } from './events.js';
import { serve } from './gate.js';
import { emptyRealm, type Realm } from './realm.js';
import { expanded } from './rights.js';
import { createTokens, type TokenKind } from './tokens.js';

export interface KeycloakOptions extends EmulatorOptions {
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  roles?: readonly RoleInput[];
  /** attributes of the user profile */
  profile?: Record<string, { multivalued?: boolean; view?: readonly string[] }>;
  realm?: string;
  /** `/auth` on old servers */
  basePath?: '' | '/auth';
  clientId?: string;
  clientSecret?: string;
  /** of the client realm-management, for our service account; view-users unless told */
  mayDo?: readonly string[];
  token?: TokenKind;
  /** seconds an access token lives, 300 unless told */
  tokenLifetime?: number;
  /** before 23 groups came as a whole tree */
  version?: 22 | 26;
  /** the server's clock */
  now?: () => Date;
}

export interface KeycloakEmulator extends Emulator, KeycloakEvents, Mischief {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly realm: Realm;
}

/** One realm of a Keycloak over HTTP: what a client's service account may read of it. */
export async function startKeycloak(options: KeycloakOptions = {}): Promise<KeycloakEmulator> {
  const { clientId = 'rollcall', clientSecret = 'sandbox-keycloak-secret', now = () => new Date() } = options;
  const realm = emptyRealm(options.realm ?? 'sandbox');
  const roles = expanded(options.mayDo ?? ['view-users']);
  const lifetime = options.tokenLifetime ?? 300;
  const kind = options.token ?? 'full';
  const tokens = createTokens({ clientId, clientSecret, realm: realm.name, lifetime, kind, roles: () => roles, now });
  const events = eventsOf(realm, now);
  const idOf = (who: string) => {
    const person = realm.people.get(who);
    if (person === undefined) throw new Error(`There is no person ${who} in the sandbox's realm.`);
    return person.id;
  };
  const { state, switches } = createMischief(idOf, tokens.revoke);
  fill(realm, events, options);

  const server = await startServer(
    options,
    app => serve(app, { realm, tokens, mischief: state, isTreeServer: options.version === 22 }),
    options.basePath ?? '',
  );
  return { ...server, ...events, ...switches, clientId, clientSecret, realm };
}

function fill(realm: Realm, events: KeycloakEvents, { users = [], groups = [], roles = [], profile = {} }: KeycloakOptions) {
  for (const user of users) events.addPerson(user);
  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([name, members]) => ({ name, members }));
  for (const group of inputs) events.addGroup(group);
  for (const role of roles) events.addRole(role);
  for (const [name, attribute] of Object.entries(profile)) realm.profile.set(name, attribute);
}

const isList = (groups: NonNullable<KeycloakOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);
