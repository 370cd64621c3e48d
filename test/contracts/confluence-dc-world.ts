import { targetName } from '../../src/model/ids.js';
import { type ConfluenceEmulator, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import { restoreConfluence, SavedConfluence, saveConfluence } from '../../src/sandbox/confluence-dc/saved.js';
import type { ConfluenceVersion } from '../../src/sandbox/confluence-dc/versions.js';
import { Secret } from '../../src/secrets.js';
import { confluenceDc } from '../../src/targets/confluence-dc/index.js';
import { ConfluenceSettings } from '../../src/targets/confluence-dc/settings.js';
import type { TargetWording } from '../bad-days/faults.js';
import { targetOn } from './confluence-dc-fixture.js';
import type { ByHand, Content, Filling, TargetWorld } from './target/world.js';

const restError = (statusCode: number, message: string, reason: string) => ({
  ...{ statusCode, message, reason },
  data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false },
});

const CONFLUENCE_WORDS: TargetWording = {
  unauthorized: restError(401, 'Client must be authenticated to access this resource.', 'Unauthorized'),
  forbidden: restError(403, 'You do not have permission to see this resource.', 'Forbidden'),
  broken: restError(500, 'Internal server error', 'Internal Server Error'),
  missing: restError(404, 'There is none of that name.', 'Not Found'),
};

/** A Confluence of that version, its people and groups as a suite wants them, and resources that answer anybody. */
export async function confluenceWorld(version: ConfluenceVersion, { people, groups, pageSize }: Filling): Promise<TargetWorld> {
  const pace = { latency: 0 };
  const confluence = await startConfluence(Object.assign(pace, { version }));
  const byHand = byHandIn(confluence);
  for (const somebody of people) byHand.addPerson(somebody);
  for (const group of groups) confluence.addGroup(group);
  Object.assign(confluence.limits, { users: pageSize, activeUsers: pageSize, members: pageSize });
  confluence.anonymousOn(/./);
  return {
    target: targetOn(confluence),
    intruder: targetOn(confluence, { token: new Secret('no token of theirs') }),
    connect: http => {
      const settings = ConfluenceSettings.parse({ url: confluence.url, token: new Secret(confluence.token) });
      return confluenceDc.create(targetName('confluence'), settings, http);
    },
    emulator: confluence,
    byHand,
    self: 'admin',
    nests: true,
    // the address of who is switched off is never shown
    match: ['username'],
    wire: {
      users: /^GET .*\/user\/list/,
      laterUsers: /^GET .*\/user\/list.*start=[1-9]/,
      groups: /^GET .*\/group\?/,
      members: group => new RegExp(`^GET .*/group/${group}/member`),
      laterMembers: group => new RegExp(`^GET .*/group/${group}/member.*start=[1-9]`),
      write: /^(POST|PUT|DELETE) /,
    },
    words: CONFLUENCE_WORDS,
    slow(latency) {
      pace.latency = latency;
    },
    [Symbol.asyncDispose]: () => confluence[Symbol.asyncDispose](),
  };
}

function byHandIn(confluence: ConfluenceEmulator): ByHand {
  const personOf = (username: string) => {
    const user = confluence.userNamed(username);
    if (user === undefined) throw new Error(`the sandbox Confluence has no "${username}"`);
    return user;
  };
  return {
    content: () => contentOf(confluence),
    keep() {
      const kept = structuredClone(saveConfluence(confluence));
      return () => restoreConfluence(confluence, SavedConfluence.parse(structuredClone(kept)));
    },
    addPerson: ({ username, displayName, email }) => void confluence.addUser({ name: username, fullName: displayName, email }),
    changePerson(username, { username: name, displayName, email }) {
      const user = personOf(username);
      if (name !== undefined) user.name = name;
      if (displayName !== undefined) user.fullName = displayName;
      if (email !== undefined) user.email = email;
    },
    removePerson: username => confluence.removeUser(personOf(username).key),
    addGroup: name => void confluence.addGroup(name),
    removeGroup: name => void confluence.groups.delete(name.toLowerCase()),
    addMember: (group, username) => confluence.addMember(group, username),
    removeMember: (group, username) => void confluence.group(group)?.members.delete(personOf(username).key),
    freezePerson: user => confluence.makeReadOnly({ user }),
    freezeGroup: group => confluence.makeReadOnly({ group }),
  };
}

const contentOf = (confluence: ConfluenceEmulator): Content => ({
  people: [...confluence.users.values()].map(({ key, name, fullName, email, active }) => ({
    ...{ id: key, username: name, displayName: fullName, email, active },
  })),
  groups: [...confluence.groups.values()].map(({ name, members }) => ({
    name,
    members: [...members].map(key => confluence.users.get(key)?.name ?? key),
  })),
});
