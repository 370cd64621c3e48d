import { targetOn, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { type TargetWorld, targetContract } from '../../../test/contracts/target.js';
import type { JiraVersion } from '../../sandbox/jira-dc/versions.js';
import { Secret } from '../../secrets.js';

/** Each version reads its users in another way; `laterUsers` is how each goes on. */
async function world(version: JiraVersion, laterUsers: RegExp): Promise<TargetWorld> {
  const people = Array.from({ length: 60 }, (_, index) => `user${index}`);
  const jira = await testJira({
    version,
    users: people.map(name => ({ name })),
    groups: [
      { name: 'crowd', members: people },
      { name: 'inner', members: ['user1'] },
      { name: 'outer', members: ['user2'], children: ['inner'] },
    ],
  });
  jira.limits.userList = 25;
  if (version === '9.12.17') jira.limits.userSearch = 25;
  jira.anonymousOn(/./);
  return {
    target: jira.target,
    intruder: targetOn(jira, { token: new Secret('no token of theirs') }),
    emulator: jira,
    self: 'admin',
    people,
    crowd: 'crowd',
    nested: { group: 'outer', username: 'user1' },
    wire: { laterUsers, laterMembers: /^GET .*crowd.*startAt=50/, write: /^(POST|PUT|DELETE) / },
    [Symbol.asyncDispose]: () => jira[Symbol.asyncDispose](),
  };
}

targetContract('jira-dc', () => world('10.3.24', /cursor=/));
targetContract('jira-dc 11', () => world('11.3.0', /cursor=/));
targetContract('jira-dc 10.7, without user/list', () => world('10.7.2', /user\/search\?username=u&/));
targetContract('jira-dc 9.12', () => world('9.12.17', /user\/search.*startAt=[1-9]/));
