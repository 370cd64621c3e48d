import { createHttp } from '../../src/http/create-http.js';
import { personId, sourceName } from '../../src/model/ids.js';
import {
  type IdentityCenterEmulator,
  type IdentityCenterOptions,
  startIdentityCenter,
} from '../../src/sandbox/aws-identity-center/index.js';
import { resourceId } from '../../src/sandbox/aws-identity-center/store.js';
import { Secret } from '../../src/secrets.js';
import { awsIdentityCenter } from '../../src/sources/aws-identity-center/index.js';
import type { Source } from '../../src/sources/source.js';
import { type Exchange, tapWire } from './wire.js';

const soon = { signal: new AbortController().signal };
const everything = { group: () => true };
const APP = 'arn:aws:sso::111122223333:application/ssoins-0000000000000000/apl-aaaaaaaaaaaaaaaa';

/** A store with one of each: all attributes, none, somebody disabled; more groups than people; odd names. Ids as AWS gives them. */
const store: IdentityCenterOptions = {
  users: [
    {
      userName: 'ann',
      email: 'ann@example.com',
      givenName: ' ',
      familyName: 'Lee',
      displayName: 'Ann',
      title: 'CTO',
      enterprise: { department: 'Sales' },
    },
    { userName: 'bob@example.com', enabled: false },
    { userName: 'tower', externalId: undefined },
  ],
  groups: [
    { name: 'Eng\t\u00a0Ops', members: ['ann', 'bob@example.com'] },
    ...['b', 'c', 'd'].map(name => ({ name, members: ['ann'] })),
  ],
  pageSize: 2,
};

/** Takes the source through everything it can ask, at stores that answer and at some that refuse. */
export async function tourAws(): Promise<readonly Exchange[]> {
  return [
    ...(await toured(store, {}, asked)),
    ...(await toured(store, { identityStoreId: 'd-1234567890', app: APP, attributes: { department: 'string' } }, asked)),
    ...(await toured({ ...store, groups: [{ name: 'one', members: ['ann'] }] }, { identityStoreId: 'd-1234567890' }, asked)),
    ...(await toured({ ...store, namespace: 'com.amazonaws.identitystore#' }, { identityStoreId: 'd-0000000000' }, asked)),
    ...(await toured({ ...store, denied: ['identitystore:ListUsers', 'sso:ListInstances'] }, {}, asked)),
    ...(await toured({ ...store, perSecond: 1 }, { identityStoreId: 'd-1234567890', pageSize: 1 }, asked)),
  ];
}

async function toured(options: IdentityCenterOptions, settings: object, ask: (source: Source) => Promise<void>) {
  let time = 0;
  const clock = {
    now: () => time,
    random: () => 1,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
  await using aws = await startIdentityCenter({ ...options, ticks: clock.now });
  aws.assign(APP, { users: ['tower'], groups: [aws.store.groups.keys().next().value ?? ''] });
  await using wire = await tapWire(aws.url);
  const http = createHttp({ toolVersion: '0', limits: { maxAttempts: 2 }, clock });
  await ask(awsIdentityCenter.create(sourceName('aws'), settingsOf(aws, wire.url, settings), http));
  return [...wire.exchanges];
}

const settingsOf = ({ keys, region }: IdentityCenterEmulator, endpoint: string, settings: object) =>
  awsIdentityCenter.settings.parse({
    ...{ region, endpoint, ...settings },
    ...{ accessKeyId: new Secret(keys.accessKeyId), secretAccessKey: new Secret(keys.secretAccessKey) },
  });

async function asked(source: Source): Promise<void> {
  const ids = [resourceId('person 0'), resourceId('nobody')].map(personId);
  const mayFail = () => undefined;
  await source.pull(everything, soon).catch(mayFail);
  await source.pullPeople({ ids, logins: ['ann'], alike: [] }, soon).catch(mayFail);
  await source.lookup(ids, soon);
  await source.check(soon);
}
