import type { ChangeKind, Command, ExistingAccount } from '../../src/model/change.js';
import { accountId, personId, personKey, providerId, targetName } from '../../src/model/ids.js';
import { type CrowdEmulator, type CrowdOptions, startCrowd } from '../../src/sandbox/crowd/index.js';
import { Secret } from '../../src/secrets.js';
import { crowd as crowdKind } from '../../src/targets/crowd/index.js';
import { existingGroup } from '../../src/targets/crowd/schema.js';
import type { Target } from '../../src/targets/target.js';
import { settingsFor } from '../contracts/crowd-fixture.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';
import { asked } from './others.js';
import { type Exchange, tapWire } from './wire.js';

const { signal } = new AbortController();

/** A Crowd with one of each: inactive people, nested groups, a read-only directory, attributes. */
const crowd: CrowdOptions = {
  users: [
    { name: 'ann', groups: ['team'], attributes: { department: ['IT'] } },
    { name: 'bob', active: false, groups: ['team'] },
    { name: 'ldap', readOnly: true },
    { name: 'gone' },
  ],
  groups: [
    { name: 'outer', children: ['team'] },
    { name: 'obsolete', readOnly: true },
  ],
};

/** Operations that the document of 3.5 lacks: src/sandbox/crowd/documented.test.ts has a row of the sheet for each. */
const LACKING = [
  'GET group/user/direct',
  'GET group/membership',
  'GET user/group/direct',
  'POST search',
  'PUT user/password',
  'GET user/attribute',
  'DELETE user/attribute',
  'POST user/group/direct',
  'DELETE user/group/direct',
  'GET group/child-group/direct',
  'POST group/child-group/direct',
  'DELETE group/child-group/direct',
];

const isInDocument = ({ method, url }: Exchange) =>
  !LACKING.includes(`${method} ${url.split('?')[0]?.split('/usermanagement/1/')[1]}`);

/** Takes the target through everything it can ask and do, on a Crowd that answers and on one that refuses. */
export async function tourCrowd(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const visit of [reads, writes, isRefused]) {
    await using emulator = await startCrowd(crowd);
    await using wire = await tapWire(emulator.url);
    await visit(emulator, wire.url);
    seen.push(...wire.exchanges);
  }
  return seen.filter(isInDocument);
}

const targetAt = (emulator: CrowdEmulator, url: string, password = emulator.application.password): Target =>
  crowdKind.create(
    targetName('crowd'),
    settingsFor({ url, application: emulator.application }, { password: new Secret(password) }),
    quickHttp(),
  );

async function reads(emulator: CrowdEmulator, url: string): Promise<void> {
  const target = targetAt(emulator, url);
  await target.read({ membersOf: () => true, accounts: [accountId('none')] }, { signal });
  await target.readPeople({ accounts: [refOf(emulator, 'bob').id], having: { username: ['ann', 'nobody'] } }, { signal });
  await target.check({ signal });
}

/** Each kind of change: as it goes well, again, and as it is refused. */
async function writes(emulator: CrowdEmulator, url: string): Promise<void> {
  const target = targetAt(emulator, url);
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
}

/** Credentials that are wrong, an address and rights that are missing. */
async function isRefused(emulator: CrowdEmulator, url: string): Promise<void> {
  await targetAt(emulator, url, 'not the password').check({ signal });
  const target = targetAt(emulator, url);
  emulator.permissions.clear();
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
  emulator.addressForbidden = true;
  await target.check({ signal });
}

/** A new kind of change does not compile until it is on the tour. */
function changes(emulator: CrowdEmulator): Record<ChangeKind, readonly Command[]> {
  const [ann, bob, ldap, gone] = ['ann', 'bob', 'ldap', 'gone'].map(name => refOf(emulator, name));
  if (!ann || !bob || !ldap || !gone) throw new Error('somebody is missing');
  const nobody: ExistingAccount = { ...ann, id: accountId('none'), username: 'nobody' };
  const [team, outer, frozen, nowhere] = ['team', 'outer', 'obsolete', 'nowhere'].map(existingGroup);
  if (!team || !outer || !frozen || !nowhere) throw new Error('a group is missing');
  const values = { email: 'else@example.com', displayName: 'Somebody Else' };
  const stated = { leaver: 'stated' } as const;
  const person = personKey(providerId('https://idp.example.com'), personId('ada'));

  return {
    createUser: ['ada', 'ada', 'ann'].map(username => command({ kind: 'createUser', person, username, values })),
    updateUser: [ann, ldap, nobody].map(account => command({ kind: 'updateUser', account, before: {}, values })),
    renameUser: ['ann.b', 'BOB'].map(username => command({ kind: 'renameUser', account: ann, before: 'ann', username })),
    createGroup: ['new', 'new', 'team'].map(name => command({ kind: 'createGroup', name })),
    renameGroup: [command({ kind: 'renameGroup', group: team, name: 'squad' })],
    addMember: [team, team, frozen, nowhere].map(each => command({ kind: 'addMember', group: each, account: gone })),
    removeMember: [team, frozen, nowhere]
      .map(each => command({ kind: 'removeMember', group: each, account: bob }))
      .concat(command({ kind: 'removeMember', group: outer, account: ann }))
      .concat(command({ kind: 'addMember', group: team, account: nobody })),
    reactivateUser: [bob, bob, nobody].map(account => command({ kind: 'reactivateUser', account })),
    deactivateUser: [bob, bob, ldap, nobody].map(account => command({ kind: 'deactivateUser', account, ...stated })),
    handOver: [],
    grantPermission: [],
    cutAccess: [],
    deleteUser: [gone, gone, ldap].map(account => command({ kind: 'deleteUser', account, ...stated })),
    deleteGroup: ['new', 'obsolete', 'nowhere'].map(name => command({ kind: 'deleteGroup', group: existingGroup(name) })),
  };
}

function refOf({ directory }: CrowdEmulator, name: string): ExistingAccount {
  const user = directory.user(name);
  if (user?.key === undefined) throw new Error(`nobody is called ${name}`);
  return { kind: 'existing', id: accountId(user.key), username: user.name, displayName: user.displayName };
}

/** What the emulator answers besides what our target asks. */
export async function otherCrowdAnswers(): Promise<readonly Exchange[]> {
  await using emulator = await startCrowd(crowd);
  const { name, password } = emulator.application;
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const path = (rest: string) => `/rest/usermanagement/1/${rest}`;
  const whole = { name: 'team', type: 'GROUP', description: 'x', active: true };
  const exchanges = await asked(emulator.url, authorization, [
    ['GET', path('group/user/nested?groupname=outer')],
    ['GET', path('group/user/nested?groupname=nowhere')],
    ['POST', path('user/attribute?username=ann'), { attributes: [{ name: 'floor', values: ['3'] }] }],
    ['POST', path('user/attribute?username=nobody'), { attributes: [] }],
    ['PUT', path('group?groupname=team'), whole],
    ['PUT', path('group?groupname=outer'), whole],
    ['PUT', path('group?groupname=nowhere'), whole],
    ['PUT', path('user?username=ann'), { name: 'bob' }],
  ]);
  return exchanges.filter(isInDocument);
}
