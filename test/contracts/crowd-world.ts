import { targetName } from '../../src/model/ids.js';
import { type CrowdEmulator, startCrowd } from '../../src/sandbox/crowd/index.js';
import { restoreCrowd, SavedCrowd, saveCrowd } from '../../src/sandbox/crowd/saved.js';
import type { CrowdServer } from '../../src/sandbox/crowd/server.js';
import type { CrowdVersion } from '../../src/sandbox/crowd/versions.js';
import { startJira } from '../../src/sandbox/jira-dc/index.js';
import { Secret } from '../../src/secrets.js';
import { crowd } from '../../src/targets/crowd/index.js';
import type { TargetWording } from '../bad-days/faults.js';
import { type CrowdAddress, settingsFor, targetOn } from './crowd-fixture.js';
import { byHandIn as byHandInJira } from './jira-dc-world.js';
import type { ByHand, Content, Filling, TargetWorld } from './target/world.js';

const CROWD_WORDS: TargetWording = {
  unauthorized: { reason: 'INVALID_AUTHENTICATION', message: 'Application failed to authenticate' },
  forbidden: { reason: 'APPLICATION_PERMISSION_DENIED', message: 'You do not have permission to see this.' },
  broken: { reason: 'OPERATION_FAILED', message: 'Internal server error' },
  missing: { reason: 'USER_NOT_FOUND', message: 'There is none of that name.' },
};

const shared = (address: CrowdAddress) => ({
  target: targetOn(address),
  intruder: targetOn(address, { password: new Secret('no password of theirs') }),
  connect: (http => crowd.create(targetName('crowd'), settingsFor(address), http)) satisfies TargetWorld['connect'],
  self: undefined, // an application is no account
  nests: false,
  wire: {
    users: /^GET .*\/search\?entity-type=user/,
    laterUsers: /^GET .*\/search\?entity-type=user.*start-index=[1-9]/,
    groups: /^GET .*\/search\?entity-type=group/,
    members: membersOf,
    laterMembers: membersOf,
    write: /^(POST|PUT|DELETE) (?!.*\/search)/,
  },
  words: CROWD_WORDS,
});

/** The one document that tells all, and the pages that stand in for it. */
const membersOf = (group: string) => new RegExp(`^GET .*/group/(membership|user/direct\\?groupname=${group}&)`);

/** A Crowd of that version, its people and groups as a suite wants them. */
export async function crowdWorld(
  version: CrowdVersion,
  { people, groups, pageSize }: Filling,
  setUp: (server: CrowdServer) => void = () => {},
): Promise<TargetWorld> {
  const pace = { latency: 0 };
  const emulator = await startCrowd(Object.assign(pace, { version }));
  const byHand = byHandIn(emulator);
  for (const somebody of people) byHand.addPerson(somebody);
  for (const group of groups) emulator.directory.seedGroup(group);
  Object.assign(emulator.limits, { search: pageSize, members: pageSize });
  setUp(emulator);
  return {
    ...shared(emulator),
    ...{ emulator, byHand },
    slow(latency) {
      pace.latency = latency;
    },
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}

function byHandIn({ directory }: CrowdEmulator): ByHand {
  const personOf = (username: string) => {
    const user = directory.user(username);
    if (user === undefined) throw new Error(`the sandbox Crowd has no "${username}"`);
    return user;
  };
  const groupOf = (name: string) => directory.seedGroup({ name });
  return {
    content: () => contentOf(directory),
    keep() {
      const kept = structuredClone(saveCrowd(directory));
      return () => restoreCrowd(directory, SavedCrowd.parse(structuredClone(kept)));
    },
    addPerson: ({ username, displayName, email }) => void directory.seedUser({ name: username, displayName, email }),
    changePerson(username, { username: name, ...values }) {
      const user = personOf(username);
      if (name !== undefined) directory.renameUser(user, name);
      Object.assign(user, values);
    },
    removePerson: username => directory.removeUser(personOf(username)),
    addGroup: name => void groupOf(name),
    removeGroup: name => directory.removeGroup(groupOf(name)),
    addMember: (group, username) => directory.addMember(groupOf(group), personOf(username)),
    removeMember: (group, username) => directory.removeMember(groupOf(group), personOf(username)),
    freezePerson: username => directory.makeReadOnly(username),
    freezeGroup: name => directory.makeGroupReadOnly(name),
  };
}

const contentOf = (directory: CrowdServer['directory']): Content => ({
  people: directory.users().map(({ key, name, displayName, email, active }) => ({
    ...{ id: key ?? name, username: name, displayName, email, active },
  })),
  groups: directory.groups().map(group => ({ name: group.name, members: directory.membersOf(group).map(({ name }) => name) })),
});

/** A Jira that acts as a Crowd server, for an application of ours; its own administrator is nobody here. */
export async function jiraAsCrowdWorld({ people, groups, pageSize }: Filling): Promise<TargetWorld> {
  const pace = { latency: 0 };
  const application = { name: 'rollcall', password: 'sandbox-jira-application' };
  const jira = await startJira(Object.assign(pace, { crowdServer: application }));
  const { crowd: server } = jira;
  if (server === undefined) throw new Error('the sandbox Jira is no Crowd server');
  const address = { url: jira.url, application };
  const byHand = byHandInJira(jira);
  byHand.removePerson('admin');
  for (const somebody of people) byHand.addPerson(somebody);
  for (const group of groups) jira.addGroup(group);
  Object.assign(server.limits, { search: pageSize, members: pageSize });
  return {
    ...shared(address),
    emulator: jira,
    byHand: { ...byHand, content: () => contentOf(server.directory) },
    slow(latency) {
      pace.latency = latency;
    },
    [Symbol.asyncDispose]: () => jira[Symbol.asyncDispose](),
  };
}
