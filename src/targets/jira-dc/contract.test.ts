import { targetOn, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { type TargetWorld, targetContract } from '../../../test/contracts/target.js';
import { Secret } from '../../secrets.js';

async function world(): Promise<TargetWorld> {
  const people = Array.from({ length: 60 }, (_, index) => `user${index}`);
  const jira = await testJira({
    users: people.map(name => ({ name })),
    groups: [
      { name: 'crowd', members: people },
      { name: 'inner', members: ['user1'] },
      { name: 'outer', members: ['user2'], children: ['inner'] },
    ],
  });
  jira.limits.userList = 25;
  jira.anonymousOn(/./);
  return {
    target: jira.target,
    intruder: targetOn(jira, { token: new Secret('no token of theirs') }),
    emulator: jira,
    self: 'admin',
    people,
    crowd: 'crowd',
    nested: { group: 'outer', username: 'user1' },
    wire: { laterUsers: /cursor=/, laterMembers: /^GET .*crowd.*startAt=50/, write: /^(POST|PUT|DELETE) / },
    [Symbol.asyncDispose]: () => jira[Symbol.asyncDispose](),
  };
}

targetContract('jira-dc', world);
