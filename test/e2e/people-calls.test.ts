import { describe, expect, it } from 'vitest';
import { type Scene, scene } from './harness.js';

const NOTHING = ['nothing to do', () => undefined, ['sync', '--user', 'p7']] as const;
const LEFT = ['out of a group', ({ okta }: Scene) => okta.removeMember('Engineering', 'p7'), ['sync', '--user', 'p7']] as const;
const JOINED = ['a newcomer', ({ okta }: Scene) => okta.addPerson('zoe'), ['sync', '--user', 'zoe']] as const;
const ENDED = ['offboard', () => undefined, ['offboard', 'p8']] as const;

/** How often each system is asked, where so many people are at Okta and in Jira, all linked, in a few groups. */
async function callsAmong(people: number) {
  const names = Array.from({ length: people }, (_, at) => `p${at}`);
  const account = (name: string) => ({ name, displayName: `${name} Example`, emailAddress: `${name}@example.com` });
  await using world = await scene({
    okta: { users: names, groups: { Engineering: names } },
    jira: { users: names.map(name => ({ ...account(name), groups: ['developers'] })) },
  });
  await world.rollcall('plan', '--out', 'p.json');
  await world.rollcall('apply', 'p.json');
  const calls: Record<string, { okta: number; jira: number }> = {};
  for (const [what, happens, command] of [NOTHING, LEFT, JOINED, ENDED]) {
    happens(world);
    world.okta.requests.length = 0;
    world.jira.requests.length = 0;
    expect(await world.rollcall(...command)).toMatchObject({ exitCode: 0 });
    calls[what] = { okta: world.okta.requests.length, jira: world.jira.requests.length };
  }
  return calls;
}

describe('a run for some people asks for them alone (DESIGN §2)', () => {
  it('in as many calls where there are 2,000 people as where there are 50', async () => {
    const few = await callsAmong(50);

    expect(await callsAmong(2_000)).toEqual(few);
    for (const { okta, jira } of Object.values(few)) {
      expect(okta).toBeLessThan(8);
      expect(jira).toBeLessThan(20);
    }
  });
});
