import type { ChangeKind, Command, ExistingAccount, ExistingGroup } from '../../src/model/change.js';
import { accountId, personId, personKey, providerId, targetName } from '../../src/model/ids.js';
import { type ConfluenceEmulator, type ConfluenceOptions, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import type { ConfluenceVersion } from '../../src/sandbox/confluence-dc/versions.js';
import { Secret } from '../../src/secrets.js';
import { confluenceDc } from '../../src/targets/confluence-dc/index.js';
import { groupIdOf } from '../../src/targets/confluence-dc/schema.js';
import { ConfluenceSettings } from '../../src/targets/confluence-dc/settings.js';
import type { Target } from '../../src/targets/target.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';
import { asked } from './others.js';
import { type Exchange, tapWire } from './wire.js';

const { signal } = new AbortController();
const everything = { membersOf: () => true };

/** A Confluence with one of each: inactive people, people without a seat, nested groups, a read-only directory, names with a slash. */
const confluence: ConfluenceOptions = {
  users: [
    { name: 'ann', groups: ['team'] },
    { name: 'bob', active: false, groups: ['team'] },
    { name: 'cid', licensed: false },
    { name: 'ldap' },
    { name: 'gone' },
    { name: 'ghost', type: 'unknown', active: false },
    ...Array.from({ length: 60 }, (_, index) => ({ name: `user${index}`, groups: ['crowd'] })),
  ],
  groups: [{ name: 'outer', members: ['ann'], children: ['team'] }, 'obsolete', { name: 'dev/ops', members: ['ann'] }],
};

/** Takes the target through everything it can ask and do, on a Confluence that answers and on one that refuses. */
export async function tourConfluence(version: ConfluenceVersion): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const visit of [reads, writes, isRefused, isFull]) {
    await using emulator = await startConfluence({ ...confluence, version });
    Object.assign(emulator.limits, { users: 25, activeUsers: 25, members: 25, groups: 3 });
    emulator.totalsShown = visit === reads;
    emulator.makeReadOnly({ user: 'ldap', group: 'obsolete' });
    await using wire = await tapWire(emulator.url);
    await visit(emulator, wire.url);
    seen.push(...wire.exchanges);
  }
  return seen.filter(isOfItsApi);
}

/** Links between applications and the directories of the embedded Crowd are plugins' own: no document has them. */
const isOfItsApi = ({ url }: Exchange) => url.startsWith('/rest/api/');

function targetAt(url: string, token: string): Target {
  const settings = ConfluenceSettings.parse({ url, token: new Secret(token) });
  return confluenceDc.create(targetName('confluence'), settings, quickHttp());
}

async function reads(emulator: ConfluenceEmulator, url: string): Promise<void> {
  const target = targetAt(url, emulator.token);
  await target.read({ ...everything, accounts: [accountId('4028none')] }, { signal });
  await target.readPeople(
    { accounts: [refOf(emulator, 'bob').id], having: { username: ['ann', 'nobody'], email: ['ann@example.com'] } },
    { signal },
  );
  await target.sizes([group('crowd')], { signal });
  await target.check({ signal });
}

/** Each kind of change: as it goes well, again, and as it is refused. */
async function writes(emulator: ConfluenceEmulator, url: string): Promise<void> {
  const target = targetAt(url, emulator.token);
  await target.read({ membersOf: () => false }, { signal });
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
}

/** Credentials that are wrong, rights that are missing, and what an administrator can switch on. */
async function isRefused(emulator: ConfluenceEmulator, url: string): Promise<void> {
  await targetAt(url, 'not the token').check({ signal });
  const target = targetAt(url, emulator.token);
  const once = command({ kind: 'createGroup', name: 'never' });
  emulator.webSudoRequired = true;
  await target.apply(once, signal);
  emulator.webSudoRequired = false;
  emulator.readOnlyMode = true;
  await target.apply(once, signal);
  emulator.readOnlyMode = false;
  emulator.rights = ['use'];
  await target.check({ signal });
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
  emulator.rights = [];
  await target.check({ signal });
}

async function isFull(emulator: ConfluenceEmulator, url: string): Promise<void> {
  emulator.seats = 1;
  await targetAt(url, emulator.token).apply(newcomer('ada'), signal);
}

const newcomer = (username: string) =>
  command({
    kind: 'createUser',
    person: personKey(providerId('https://idp.example.com'), personId('ada')),
    username,
    values: { email: 'ada@example.com', displayName: 'Ada Okafor' },
  });

/** A new kind of change does not compile until it is on the tour. */
function changes(emulator: ConfluenceEmulator): Record<ChangeKind, readonly Command[]> {
  const [ann, bob, ldap, gone] = ['ann', 'bob', 'ldap', 'gone'].map(name => refOf(emulator, name));
  if (!ann || !bob || !ldap || !gone) throw new Error('somebody is missing');
  const nobody: ExistingAccount = { ...ann, id: accountId('4028none'), username: 'nobody' };
  const [team, outer, frozen, nowhere] = [group('team'), group('outer'), group('obsolete'), group('nowhere')];
  const values = { email: 'else@example.com', displayName: 'Somebody Else' };
  const stated = { leaver: 'stated' } as const;

  return {
    createUser: ['ada', 'ada', 'ann', 'not<so>'].map(newcomer),
    updateUser: [ann, ldap, nobody].map(account => command({ kind: 'updateUser', account, before: {}, values })),
    renameUser: [command({ kind: 'renameUser', account: ann, before: 'ann', username: 'ann.b' })],
    createGroup: ['new', 'new', 'team'].map(name => command({ kind: 'createGroup', name })),
    renameGroup: [command({ kind: 'renameGroup', group: team, name: 'squad' })],
    addMember: [team, team, frozen, nowhere, group('crowd')].map(each =>
      command({ kind: 'addMember', group: each, account: gone }),
    ),
    removeMember: [team, frozen, nowhere]
      .map(each => command({ kind: 'removeMember', group: each, account: bob }))
      .concat(command({ kind: 'removeMember', group: outer, account: ann })),
    reactivateUser: [bob, bob, nobody].map(account => command({ kind: 'reactivateUser', account })),
    deactivateUser: [bob, bob, ldap, nobody].map(account => command({ kind: 'deactivateUser', account, ...stated })),
    handOver: [],
    grantPermission: [command({ kind: 'grantPermission', account: ann, permission: 'use' })],
    cutAccess: [ann, ann, nobody].map(account => command({ kind: 'cutAccess', account, ...stated, when: 'always' })),
    deleteUser: [gone, gone, ldap].map(account => command({ kind: 'deleteUser', account, ...stated })),
    deleteGroup: [group('new'), frozen, nowhere, group('confluence-administrators')].map(each =>
      command({ kind: 'deleteGroup', group: each }),
    ),
  };
}

function refOf(emulator: ConfluenceEmulator, name: string): ExistingAccount {
  const user = emulator.userNamed(name);
  if (user === undefined) throw new Error(`nobody is called ${name}`);
  return { kind: 'existing', id: accountId(user.key), username: user.name, displayName: user.fullName };
}

const group = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });

/** What the emulator answers besides what our target asks. */
export async function otherConfluenceAnswers(version: ConfluenceVersion): Promise<readonly Exchange[]> {
  await using emulator = await startConfluence({ ...confluence, version });
  const path = (rest: string) => `/rest/api/${rest}`;
  const queries = ['info', 'member', 'groupmember', 'groupparent'].map(
    question => ['GET', path(`group/${question}?groupName=team`)] as const,
  );
  return await asked(emulator.url, `Bearer ${emulator.token}`, [
    ['GET', path('user?username=ann')],
    ['GET', path('group/team')],
    ['GET', path('group/team/groupparent?limit=1')],
    ['GET', path('longtask/none')],
    ['GET', path('permissions/user/ann')],
    ['GET', path('permissions/user/nobody')],
    ['POST', path('admin/user/ann/password'), { password: 'a new one' }],
    ['POST', path('admin/user/ann/password'), { password: '' }],
    ['POST', path('admin/group'), { type: 'group', name: '' }],
    ['DELETE', path('admin/user/nobody')],
    ['PUT', path('admin/user/nobody/disable')],
    ['PUT', path('admin/user/nobody/enable')],
    ...(emulator.traits.groupsByQuery ? queries : []),
  ]);
}
