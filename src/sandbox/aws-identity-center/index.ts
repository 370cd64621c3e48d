import { type Emulator, type EmulatorOptions, startServer } from '../server.js';
import { eventsOf, type GroupInput, type PersonInput, personBy, type StoreEvents } from './events.js';
import { serve } from './gate.js';
import { createLimit } from './limit.js';
import { createMischief, type StoreMischief } from './mischief.js';
import type { AwsKeys } from './signature.js';
import { emptyStore, type Store } from './store.js';

export { AwsFailure } from './failure.js';

export interface IdentityCenterOptions extends EmulatorOptions {
  users?: readonly PersonInput[];
  /** either name → members, or with all particulars */
  groups?: Record<string, readonly string[]> | readonly GroupInput[];
  identityStoreId?: string;
  /** other instances that ListInstances shows */
  otherStores?: readonly string[];
  /** where Identity Center lives: of any other region the answers are those of a region without it */
  region?: string;
  keys?: Partial<AwsKeys>;
  /** actions that our identity lacks, as in `identitystore:ListUsers` */
  denied?: readonly string[];
  /** rows of a page, at most 100 */
  pageSize?: number;
  /** an older endpoint does not tell `UserStatus` */
  tellsStatus?: boolean;
  /** before the name of an error, as in `com.amazonaws.identitystore#` */
  namespace?: string;
  /** calls a second, 20 unless told */
  perSecond?: number;
  /** milliseconds of the clock that the limit goes by */
  ticks?: () => number;
  /** the clock that signatures are checked by */
  now?: () => Date;
}

export interface IdentityCenterEmulator extends Emulator, StoreEvents, StoreMischief {
  readonly store: Store;
  readonly region: string;
  readonly keys: AwsKeys;
  /** operations that were asked for, in order, as in `ListUsers` */
  readonly asked: () => readonly string[];
}

/** The identity store and the administration API of one IAM Identity Center, at one address, over HTTP. */
export async function startIdentityCenter(options: IdentityCenterOptions = {}): Promise<IdentityCenterEmulator> {
  const { region = 'eu-central-1', identityStoreId = 'd-1234567890', otherStores = [], ticks = Date.now } = options;
  const {
    pageSize: most = 100,
    perSecond = 20,
    namespace = '',
    denied = [],
    tellsStatus = true,
    now = () => new Date(),
  } = options;
  const store = emptyStore(identityStoreId);
  const keys = { accessKeyId: 'AKIASANDBOXSANDBOX00', secretAccessKey: 'sandbox-aws-secret-access-key', ...options.keys };
  const instances = [identityStoreId, ...otherStores].map((IdentityStoreId, at) => ({
    ...{ InstanceArn: `arn:aws:sso:::instance/ssoins-000000000000000${at}`, IdentityStoreId },
    ...{ OwnerAccountId: '111122223333', Name: `sandbox-${at}`, Status: 'ACTIVE', PrimaryRegion: region },
  }));
  const events = eventsOf(store);
  const { state: mischief, switches } = createMischief(who => personBy(store, who)?.id ?? who);
  fill(events, options);

  const limit = createLimit(perSecond, ticks);
  const server = await startServer(options, app =>
    serve(app, { store, keys, region, denied, namespace, limit, now, mischief, most, tellsStatus, instances }),
  );
  const asked = () => server.requests.map(({ headers }) => String(headers['x-amz-target']).replace(/^.*\./, ''));
  return { ...server, ...events, ...switches, store, region, keys, asked };
}

function fill(events: StoreEvents, { users = [], groups = [] }: IdentityCenterOptions): void {
  for (const user of users) events.addPerson(user);
  const inputs: readonly GroupInput[] = isList(groups)
    ? groups
    : Object.entries(groups).map(([name, members]) => ({ name, members }));
  for (const group of inputs) events.addGroup(group);
}

const isList = (groups: NonNullable<IdentityCenterOptions['groups']>): groups is readonly GroupInput[] => Array.isArray(groups);
