import type { ChangeKind, Command, ExistingAccount, ExistingGroup } from '../../src/model/change.js';
import { accountId, personId, personKey, providerId } from '../../src/model/ids.js';
import { type BitbucketEmulator, type BitbucketOptions, startBitbucket } from '../../src/sandbox/bitbucket-dc/index.js';
import type { BitbucketVersion } from '../../src/sandbox/bitbucket-dc/versions.js';
import { Secret } from '../../src/secrets.js';
import { groupIdOf } from '../../src/targets/bitbucket-dc/schema.js';
import { targetOn } from '../contracts/bitbucket-dc-fixture.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';
import { asked } from './others.js';
import { type Exchange, tapWire } from './wire.js';

const { signal } = new AbortController();
const everything = { membersOf: () => true };

/** A Bitbucket with one of each: direct permissions, nested groups, anonymised and service users, a read-only directory, few seats. */
const bitbucket: BitbucketOptions = {
  users: [
    { name: 'ann', groups: ['team', 'stash-users'], permission: 'PROJECT_CREATE' },
    { name: 'bob', groups: ['team'] },
    { name: 'boss', permission: 'SYS_ADMIN' },
    { name: 'deputy', permission: 'ADMIN', password: 'deputy-password' },
    { name: 'ldap' },
    { name: 'gone' },
    { name: 'bot', type: 'SERVICE' },
    { name: 'anonymous1', erased: true },
    ...Array.from({ length: 60 }, (_, index) => ({ name: `user${index}`, groups: ['crowd'] })),
  ],
  groups: [{ name: 'outer', children: ['team'] }, 'obsolete', { name: 'dev/ops + more', members: ['ann'] }, 'theirs'],
  seats: 5,
};

/** Takes the target through everything it can ask and do, on a Bitbucket that answers and on one that refuses. */
export async function tourBitbucket(version: BitbucketVersion): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const visit of [reads, writes, isRefused, isTooFast]) {
    const pace = visit === isTooFast ? { rateLimit: { limit: 2, fillRate: 1, intervalSeconds: 60 } } : {};
    await using emulator = await startBitbucket({ ...bitbucket, version, ...pace });
    emulator.limits.users = 25;
    emulator.makeReadOnly('ldap');
    emulator.readOnlyGroup('theirs');
    await using wire = await tapWire(emulator.url);
    await visit(emulator, wire.url);
    seen.push(...wire.exchanges);
  }
  return seen;
}

const targetAt = (url: string, login: Parameters<typeof targetOn>[1] = {}) => targetOn({ url }, login, quickHttp());

async function reads(emulator: BitbucketEmulator, url: string): Promise<void> {
  const target = targetAt(url);
  await target.read({ ...everything, accounts: [accountId('4711')] }, { signal });
  const having = { username: ['ann', 'nobody'], email: ['ann@example.com'] };
  await target.readPeople({ accounts: [refOf(emulator, 'bob').id], having }, { signal });
  await target.sizes([group('crowd')], { signal });
  await target.access(refOf(emulator, 'ann'), signal);
  await target.check({ signal });
}

/** Each kind of change: as it goes well, again, and as it is refused. */
async function writes(emulator: BitbucketEmulator, url: string): Promise<void> {
  const target = targetAt(url);
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
  emulator.seats = undefined;
  const crowd = [...emulator.users.values()]
    .filter(({ name }) => /^user\d+$/.test(name))
    .map(({ name }) => refOf(emulator, name));
  const additions = crowd.map(account => ({
    ...({ kind: 'addMember', id: account.id, reasons: [], account, group: group('stash-users') } as const),
  }));
  await target.bulk?.addMembers(additions, signal);
}

/** Credentials that are wrong, tokens that can only read, and rights that are missing. */
async function isRefused(emulator: BitbucketEmulator, url: string): Promise<void> {
  const wrong = targetAt(url, { token: new Secret('not the token') });
  const reader = targetAt(url, { token: new Secret(emulator.token) });
  const deputy = targetAt(url, { username: 'deputy', password: new Secret('deputy-password') });
  for (const target of [wrong, reader, deputy]) {
    await target.check({ signal });
    for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
  }
  await reader.read(everything, { signal });
  emulator.captchaLock();
  await targetAt(url).check({ signal });
}

async function isTooFast(_: BitbucketEmulator, url: string): Promise<void> {
  await targetAt(url).check({ signal });
}

/** A new kind of change does not compile until it is on the tour. */
function changes(emulator: BitbucketEmulator): Record<ChangeKind, readonly Command[]> {
  const [admin, ann, bob, ldap, boss] = ['admin', 'ann', 'bob', 'ldap', 'boss'].map(name => refOf(emulator, name));
  if (!admin || !ann || !bob || !ldap || !boss) throw new Error('somebody is missing');
  const gone: ExistingAccount = emulator.userNamed('gone') === undefined ? ann : refOf(emulator, 'gone');
  const nobody: ExistingAccount = { ...ann, id: accountId('4711'), username: 'nobody' };
  const [team, crowd, administrators] = [group('team'), group('crowd'), group('stash-administrators')];
  const [nowhere, licensed] = [group('nowhere'), group('stash-users')];
  const values = { email: 'else@example.com', displayName: 'Somebody Else' };
  const stated = { leaver: 'stated' } as const;
  const person = personKey(providerId('https://idp.example.com'), personId('ada'));
  const newcomer = (username: string) =>
    command({ kind: 'createUser', person, username, values: { email: 'ada@example.com', displayName: 'Ada Okafor' } });
  const responsibility = { id: 'x', label: 'x', holder: ann.id, successor: { kind: 'clear' } } as const;

  return {
    createUser: [newcomer('ada'), newcomer('ada'), newcomer('ANN'), newcomer('a+b&c/d')],
    updateUser: [ann, ldap, boss, nobody].map(account => command({ kind: 'updateUser', account, before: {}, values })),
    renameUser: [
      ...['ann.b', 'bob'].map(username => command({ kind: 'renameUser', account: ann, before: 'ann', username })),
      command({ kind: 'renameUser', account: boss, before: 'boss', username: 'chief' }),
    ],
    createGroup: [command({ kind: 'createGroup', name: 'new/+' }), command({ kind: 'createGroup', name: 'TEAM' })],
    renameGroup: [command({ kind: 'renameGroup', group: team, name: 'squad' })],
    addMember: [
      ...[crowd, crowd, nowhere, administrators, group('theirs')].map(each =>
        command({ kind: 'addMember', group: each, account: bob }),
      ),
      command({ kind: 'addMember', group: crowd, account: nobody }),
      ...['user6', 'user7'].map(name => command({ kind: 'addMember', group: licensed, account: refOf(emulator, name) })),
    ],
    removeMember: [
      ...[crowd, crowd, nowhere].map(each => command({ kind: 'removeMember', group: each, account: bob })),
      command({ kind: 'removeMember', group: administrators, account: admin }),
    ],
    reactivateUser: [bob, nobody].map(account => command({ kind: 'reactivateUser', account })),
    deactivateUser: [ann, ann, boss, nobody].map(account =>
      command({ kind: 'deactivateUser', account, ...stated, by: 'revokeAccess' }),
    ),
    handOver: [command({ kind: 'handOver', account: ann, ...stated, responsibility })],
    cutAccess: [command({ kind: 'cutAccess', account: bob, ...stated, when: 'always' })],
    grantPermission: [
      ...['PROJECT_CREATE', 'SYS_ADMIN', 'LICENSED_USER'].map(permission =>
        command({ kind: 'grantPermission', account: ann, permission }),
      ),
      ...['user1', 'user2', 'user3', 'user4'].map(name =>
        command({ kind: 'grantPermission', account: refOf(emulator, name), permission: 'LICENSED_USER' }),
      ),
    ],
    deleteUser: [gone, gone, admin, ldap, boss].map(account => command({ kind: 'deleteUser', account, ...stated })),
    deleteGroup: [group('obsolete'), nowhere, administrators, group('theirs')].map(each =>
      command({ kind: 'deleteGroup', group: each }),
    ),
  };
}

function refOf(emulator: BitbucketEmulator, name: string): ExistingAccount {
  const user = emulator.userNamed(name);
  if (user === undefined) throw new Error(`nobody is called ${name}`);
  return { kind: 'existing', id: accountId(String(user.id)), username: user.name, displayName: user.displayName };
}

const group = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });

/** What the emulator answers besides what our target asks. */
export async function otherBitbucketAnswers(version: BitbucketVersion): Promise<readonly Exchange[]> {
  await using emulator = await startBitbucket({ ...bitbucket, version });
  const login = `Basic ${Buffer.from('admin:sandbox-bitbucket-password').toString('base64')}`;
  const path = (rest: string) => `/rest/api/latest/${rest}`;
  return await asked(emulator.url, login, [
    ['GET', path('users/ann')],
    ['GET', path('users/nobody')],
    ['GET', path('users?permission=NONSENSE')],
    ['GET', path('groups?filter=te')],
    ['PUT', path('admin/permissions/groups?name=team&permission=PROJECT_CREATE')],
    ['DELETE', path('admin/permissions/groups?name=team')],
    ['DELETE', path('admin/users/captcha?name=ann')],
    ['POST', path('admin/users?name=x&displayName=X&emailAddress=x@example.com&notify=true')],
  ]);
}
