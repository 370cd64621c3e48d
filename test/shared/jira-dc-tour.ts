import type { ChangeKind, Command, ExistingAccount, ExistingGroup, Responsibility } from '../../src/model/change.js';
import { accountId, personId, personKey, providerId, targetName } from '../../src/model/ids.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { Secret } from '../../src/secrets.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { groupIdOf } from '../../src/targets/jira-dc/schema.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import type { Target } from '../../src/targets/target.js';
import { quickHttp } from '../contracts/okta-fixture.js';
import { command } from '../contracts/target.js';
import { type Exchange, tapWire } from './wire.js';

type Version = NonNullable<JiraOptions['version']>;

const { signal } = new AbortController();
const everything = { membersOf: () => true };

/** A Jira with one of each: inactive people, leads of both kinds, nested groups, limited seats, a read-only directory. */
const jira: JiraOptions = {
  users: [
    { name: 'ann', groups: ['team', 'jira-software-users'], lastLoginTime: '2026-08-30T16:37:01+0200' },
    { name: 'bob', active: false, groups: ['team'] },
    { name: 'heir' },
    { name: 'leader', groups: ['team'] },
    { name: 'ldap' },
    { name: 'writer', issues: 3 },
    { name: 'gone' },
    ...Array.from({ length: 60 }, (_, index) => ({ name: `user${index}`, groups: ['crowd'] })),
  ],
  groups: [{ name: 'outer', children: ['team'] }, 'obsolete'],
  projects: [
    {
      key: 'OPS',
      lead: 'leader',
      components: [{ name: 'Network', lead: 'leader', assigneeType: 'COMPONENT_LEAD' }, { name: 'Nobody’s' }],
    },
    { key: 'OLD', lead: 'leader', archived: true },
  ],
};

/** Takes the Jira target through everything it can ask and do, on a Jira that answers and on one that refuses. */
export async function tourJira(version: Version): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const visit of [reads, writes, isRefused, isTooFast]) {
    await using emulator = await startJira({ ...jira, version, ...(visit === isTooFast ? { rateLimit: SLOW } : {}) });
    emulator.limits.userList = 25;
    emulator.makeReadOnlyDirectory('ldap');
    await using wire = await tapWire(emulator.url);
    await visit(emulator, wire.url);
    seen.push(...wire.exchanges);
  }
  return seen.filter(isOfItsApi);
}

/** The directories of the embedded Crowd are a plugin's own (jira-dc sheet): no document has them. */
const isOfItsApi = ({ url }: Exchange) => !url.startsWith('/rest/crowd/');

const SLOW = { limit: 2, fillRate: 1, intervalSeconds: 60 };

function targetAt(url: string, token: string): Target {
  const settings = { url, token: new Secret(token), leads: { project: 'heir', component: null } };
  return jiraDc.create(targetName('jira'), JiraSettings.parse(settings), quickHttp());
}

async function reads(emulator: JiraEmulator, url: string): Promise<void> {
  const target = targetAt(url, emulator.token);
  const directory = await target.read(everything, { signal });
  await target.responsibilities([refOf(emulator, 'leader').id], directory, { signal });
  await target.check({ signal });
}

/** Each kind of change: as it goes well, again, and as it is refused. */
async function writes(emulator: JiraEmulator, url: string): Promise<void> {
  const target = targetAt(url, emulator.token);
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
}

/** Credentials that are wrong, rights that are missing, and what an administrator can switch on. */
async function isRefused(emulator: JiraEmulator, url: string): Promise<void> {
  await targetAt(url, 'not the token').check({ signal });
  const target = targetAt(url, emulator.token);
  const once = command({ kind: 'createGroup', name: 'never' });
  emulator.requireWebSudo();
  await target.apply(once, signal);
  emulator.requireWebSudo(false);
  emulator.readonlyMode();
  await target.apply(once, signal);
  emulator.readonlyMode(false);
  emulator.revokeAdmin();
  await target.check({ signal });
  for (const change of Object.values(changes(emulator)).flat()) await target.apply(change, signal);
}

async function isTooFast(emulator: JiraEmulator, url: string): Promise<void> {
  await targetAt(url, emulator.token).check({ signal });
}

/** A new kind of change does not compile until it is on the tour. */
function changes(emulator: JiraEmulator): Record<ChangeKind, readonly Command[]> {
  const [ann, bob, leader, ldap, writer, gone] = ['ann', 'bob', 'leader', 'ldap', 'writer', 'gone'].map(name =>
    refOf(emulator, name),
  );
  if (!ann || !bob || !leader || !ldap || !writer || !gone) throw new Error('somebody is missing');
  const nobody: ExistingAccount = { ...ann, id: accountId('JIRAUSER1'), username: 'nobody' };
  const [team, crowd, outer, nowhere] = [group('team'), group('crowd'), group('outer'), group('nowhere')];
  const values = { email: 'else@example.com', displayName: 'Somebody Else' };
  const stated = { leaver: 'stated' } as const;
  const person = personKey(providerId('https://idp.example.com'), personId('ada'));
  const newcomer = (username: string) =>
    command({ kind: 'createUser', person, username, values: { email: 'ada@example.com', displayName: 'Ada Okafor' } });
  const handOver = (id: string, successor: Responsibility['successor']) =>
    command({ kind: 'handOver', account: leader, ...stated, responsibility: { id, label: id, holder: leader.id, successor } });
  const component = emulator.projects.get('OPS')?.components[0]?.id ?? '';

  return {
    createUser: [newcomer('ada'), newcomer('ada'), newcomer('ann'), newcomer('not<so>')],
    updateUser: [ann, ldap, nobody].map(account => command({ kind: 'updateUser', account, before: {}, values })),
    renameUser: ['ann.b', 'bob'].map(username => command({ kind: 'renameUser', account: ann, before: 'ann', username })),
    createGroup: [command({ kind: 'createGroup', name: 'new' }), command({ kind: 'createGroup', name: 'TEAM' })],
    renameGroup: [command({ kind: 'renameGroup', group: team, name: 'squad' })],
    addMember: [crowd, crowd, nowhere].map(group => command({ kind: 'addMember', group, account: bob })),
    removeMember: [
      ...[crowd, crowd, nowhere].map(group => command({ kind: 'removeMember', group, account: bob })),
      command({ kind: 'removeMember', group: outer, account: ann }),
    ],
    reactivateUser: [bob, bob, nobody].map(account => command({ kind: 'reactivateUser', account })),
    deactivateUser: [leader, bob, bob, ldap, nobody].map(account => command({ kind: 'deactivateUser', account, ...stated })),
    handOver: [
      handOver('project:OPS', { kind: 'account', username: 'nobody' }),
      handOver('project:OPS', { kind: 'account', username: 'heir' }),
      handOver(`component:${component}`, { kind: 'account', username: 'heir' }),
      handOver('project:NONE', { kind: 'account', username: 'heir' }),
      handOver('component:1', { kind: 'clear' }),
    ],
    cutAccess: [ann, ann, nobody].map(account => command({ kind: 'cutAccess', account, ...stated, when: 'always' })),
    grantPermission: [command({ kind: 'grantPermission', account: ann, permission: 'ADMINISTER' })],
    deleteUser: [gone, gone, writer].map(account => command({ kind: 'deleteUser', account, ...stated })),
    deleteGroup: [group('obsolete'), nowhere].map(each => command({ kind: 'deleteGroup', group: each })),
  };
}

function refOf(emulator: JiraEmulator, name: string): ExistingAccount {
  const user = [...emulator.users.values()].find(each => each.name === name);
  if (user === undefined) throw new Error(`nobody is called ${name}`);
  return { kind: 'existing', id: accountId(user.key), username: user.name, displayName: user.displayName };
}

const group = (name: string): ExistingGroup => ({ kind: 'existing', id: groupIdOf(name), name });
