import { type BitbucketEmulator, startBitbucket } from '../../src/sandbox/bitbucket-dc/index.js';
import { restoreBitbucket, SavedBitbucket, saveBitbucket } from '../../src/sandbox/bitbucket-dc/saved.js';
import type { BitbucketVersion } from '../../src/sandbox/bitbucket-dc/versions.js';
import { Secret } from '../../src/secrets.js';
import type { TargetWording } from '../bad-days/faults.js';
import { targetOn } from './bitbucket-dc-fixture.js';
import type { ByHand, Content, Filling, TargetWorld } from './target/world.js';

const errors = (message: string, exceptionName: string) => ({ errors: [{ context: null, message, exceptionName }] });

const BITBUCKET_WORDS: TargetWording = {
  unauthorized: errors(
    'Authentication failed. Please check your credentials and try again.',
    'com.atlassian.bitbucket.auth.IncorrectPasswordAuthenticationException',
  ),
  forbidden: errors('You do not have permission to see this resource.', 'com.atlassian.bitbucket.ForbiddenException'),
  broken: errors('Internal server error', 'com.atlassian.bitbucket.ServerException'),
  missing: errors('There is none of that name.', 'com.atlassian.bitbucket.NoSuchEntityException'),
};

/** A Bitbucket of that version, its people and groups as a suite wants them. */
export async function bitbucketWorld(version: BitbucketVersion, { people, groups, pageSize }: Filling): Promise<TargetWorld> {
  const pace = { latency: 0 };
  const bitbucket = await startBitbucket(Object.assign(pace, { version }));
  const byHand = byHandIn(bitbucket);
  for (const somebody of people) byHand.addPerson(somebody);
  for (const group of groups) bitbucket.addGroup(group);
  bitbucket.limits.users = pageSize;
  return {
    target: targetOn(bitbucket),
    intruder: targetOn(bitbucket, { token: new Secret('no token of theirs') }),
    connect: http => targetOn(bitbucket, {}, http),
    emulator: bitbucket,
    byHand,
    self: 'admin',
    nests: false,
    wire: {
      users: /^GET .*\/admin\/users\?start=/,
      laterUsers: /^GET .*\/admin\/users\?start=[1-9]/,
      groups: /^GET .*\/admin\/groups\?/,
      members: group => new RegExp(`^GET .*/admin/groups/more-members\\?context=${group}&`),
      laterMembers: group => new RegExp(`^GET .*/admin/groups/more-members\\?context=${group}&.*start=[1-9]`),
      write: /^(POST|PUT|DELETE) /,
    },
    words: BITBUCKET_WORDS,
    slow(latency) {
      pace.latency = latency;
    },
    [Symbol.asyncDispose]: () => bitbucket[Symbol.asyncDispose](),
  };
}

function byHandIn(bitbucket: BitbucketEmulator): ByHand {
  const personOf = (username: string) => {
    const user = bitbucket.userNamed(username);
    if (user === undefined) throw new Error(`the sandbox Bitbucket has no "${username}"`);
    return user;
  };
  return {
    content: () => contentOf(bitbucket),
    keep() {
      const kept = structuredClone(saveBitbucket(bitbucket));
      return () => restoreBitbucket(bitbucket, SavedBitbucket.parse(structuredClone(kept)));
    },
    addPerson: ({ username, displayName, email }) => void bitbucket.addUser({ name: username, displayName, emailAddress: email }),
    changePerson(username, { username: name, displayName, email }) {
      const user = personOf(username);
      if (name !== undefined) user.name = name;
      if (displayName !== undefined) user.displayName = displayName;
      if (email !== undefined) user.emailAddress = email;
    },
    removePerson: username => bitbucket.removeUser(personOf(username)),
    addGroup: name => void bitbucket.addGroup(name),
    removeGroup: name => void bitbucket.groups.delete(name.toLowerCase()),
    addMember: (group, username) => bitbucket.addMember(group, username),
    removeMember: (group, username) => void bitbucket.group(group)?.members.delete(personOf(username).id),
    grant(username) {
      personOf(username).permission = 'PROJECT_CREATE';
    },
    freezePerson: username => bitbucket.makeReadOnly(username),
    freezeGroup: name => bitbucket.readOnlyGroup(name),
  };
}

const contentOf = (bitbucket: BitbucketEmulator): Content => ({
  people: [...bitbucket.users.values()].map(({ id, name, displayName, emailAddress, active }) => ({
    ...{ id: String(id), username: name, displayName, email: emailAddress, active },
  })),
  groups: [...bitbucket.groups.values()].map(({ name, members }) => ({
    name,
    members: [...members].map(id => bitbucket.users.get(id)?.name ?? String(id)),
  })),
  rest: [...bitbucket.users.values()].flatMap(({ name, permission }) =>
    permission === undefined ? [] : [`${name} has ${permission}`],
  ),
});
