import type { HttpFactory } from '../../src/http/client.js';
import { targetName } from '../../src/model/ids.js';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { restoreJira, SavedJira, saveJira } from '../../src/sandbox/jira-dc/saved.js';
import type { JiraVersion } from '../../src/sandbox/jira-dc/versions.js';
import { Secret } from '../../src/secrets.js';
import { jiraDc } from '../../src/targets/jira-dc/index.js';
import { JiraSettings } from '../../src/targets/jira-dc/settings.js';
import { JIRA_WORDS } from '../bad-days/faults.js';
import { targetOn } from './jira-dc-fixture.js';
import type { ByHand, Content, Filling, TargetWorld, Wire } from './target/world.js';

/** Each version reads its users in another way. */
const USERS: Readonly<Record<JiraVersion, Pick<Wire, 'users' | 'laterUsers'>>> = {
  '9.12.17': { users: /^GET .*\/user\/search/, laterUsers: /^GET .*\/user\/search.*startAt=[1-9]/ },
  '10.3.24': { users: /^GET .*\/user\/list/, laterUsers: /^GET .*\/user\/list.*cursor=/ },
  '10.7.2': { users: /^GET .*\/user\/search/, laterUsers: /^GET .*\/user\/search\?username=u&/ },
  '11.3.0': { users: /^GET .*\/user\/list/, laterUsers: /^GET .*\/user\/list.*cursor=/ },
};

export interface JiraWorld extends TargetWorld {
  readonly jira: JiraEmulator;
  slow(latency: number): void;
}

/** A Jira of that version, its people and groups as a suite wants them, and resources that answer anybody. */
export async function jiraWorld(
  version: JiraVersion,
  { people, groups, pageSize }: Filling,
  leads: JiraSettings['leads'] = { project: 'admin', component: 'admin' },
): Promise<JiraWorld> {
  const pace = { latency: 0 };
  const jira = await startJira(Object.assign(pace, { version }));
  for (const { username, displayName, email } of people) jira.addUser({ name: username, displayName, emailAddress: email });
  for (const group of groups) jira.addGroup(group);
  Object.assign(jira.limits, { userList: pageSize, groupMembers: Math.min(50, pageSize) });
  if (version === '9.12.17') jira.limits.userSearch = pageSize;
  jira.anonymousOn(/./);
  return {
    jira,
    target: targetOn(jira),
    intruder: targetOn(jira, { token: new Secret('no token of theirs') }),
    connect: (http: HttpFactory) =>
      jiraDc.create(targetName('jira'), JiraSettings.parse({ url: jira.url, token: new Secret(jira.token), leads }), http),
    emulator: jira,
    byHand: byHandIn(jira),
    self: 'admin',
    nests: true,
    wire: {
      ...USERS[version],
      groups: /^GET .*\/groups\/picker/,
      members: group => new RegExp(`^GET .*/group/member\\?groupname=${group}&`),
      laterMembers: group => new RegExp(`^GET .*/group/member\\?groupname=${group}&.*startAt=[1-9]`),
      write: /^(POST|PUT|DELETE) /,
    },
    words: JIRA_WORDS,
    slow(latency) {
      pace.latency = latency;
    },
    [Symbol.asyncDispose]: () => jira[Symbol.asyncDispose](),
  };
}

export function byHandIn(jira: JiraEmulator): ByHand {
  const personOf = (username: string) => {
    const user = jira.userNamed(username);
    if (user === undefined) throw new Error(`the sandbox Jira has no "${username}"`);
    return user;
  };
  return {
    content: () => contentOf(jira),
    keep() {
      const kept = structuredClone(saveJira(jira));
      return () => {
        restoreJira(jira, SavedJira.parse(structuredClone(kept)));
        jira.endedSessions.length = 0;
      };
    },
    addPerson: ({ username, displayName, email }) => void jira.addUser({ name: username, displayName, emailAddress: email }),
    changePerson(username, { username: name, displayName, email }) {
      const user = personOf(username);
      if (name !== undefined) user.name = name;
      if (displayName !== undefined) user.displayName = displayName;
      if (email !== undefined) user.emailAddress = email;
    },
    removePerson(username) {
      const user = personOf(username);
      Object.assign(user, { deleted: true, active: false });
      for (const { members } of jira.groups.values()) members.delete(user.key);
    },
    addGroup: name => void jira.addGroup(name),
    removeGroup: name => void jira.groups.delete(name.toLowerCase()),
    addMember: (group, username) => jira.addMember(group, username),
    removeMember: (group, username) => void jira.group(group)?.members.delete(personOf(username).key),
    freezePerson: username => jira.makeReadOnlyDirectory(username),
    freezeGroup: name => jira.readOnlyGroup(name),
  };
}

const contentOf = (jira: JiraEmulator): Content => ({
  people: [...jira.users.values()]
    .filter(({ deleted }) => !deleted)
    .map(({ key, name, displayName, emailAddress, active }) => ({
      ...{ id: key, username: name, displayName, email: emailAddress, active },
    })),
  groups: [...jira.groups.values()].map(({ name, members }) => ({
    name,
    members: [...members].map(key => jira.users.get(key)?.name ?? key),
  })),
  rest: [...jira.projects.values()].flatMap(({ key, lead, components }) => [
    `${key} is led by ${lead}`,
    ...components.map(component => `${component.name} of ${key} is led by ${component.lead}`),
  ]),
});
