import { describe, expect, it } from 'vitest';
import { OKTA_TOKEN, scene } from './harness.js';

describe('what rollcall may treat as its own', () => {
  it('links set settles what a match key may not: an administrator’s account (C2)', async () => {
    await using world = await scene({
      okta: { users: ['ann', 'bob', 'root'], groups: { Engineering: ['ann', 'bob'] } },
      jira: { users: [{ name: 'bob' }, { name: 'root', groups: ['jira-administrators'] }] },
    });
    expect((await world.rollcall('plan')).stdout).toContain('root');

    const set = await world.rollcall('links', 'set', 'root@example.com', 'root', '--reason', 'asked her');
    const list = await world.rollcall('links', 'list');
    const history = await world.rollcall('history');

    expect(set.exitCode).toBe(0);
    expect(list.stdout).toContain('root');
    expect(history.stdout).toContain('asked her');
    expect(JSON.parse((await world.rollcall('plan', '--json')).stdout).plans[0].notes).not.toContainEqual(
      expect.objectContaining({ kind: 'needsAdoption' }),
    );
  });

  it('links set refuses an account that is not there, or somebody else’s; forget frees it', async () => {
    await using world = await scene();
    await world.rollcall('links', 'set', 'bob@example.com', 'bob');

    const absent = await world.rollcall('links', 'set', 'ann@example.com', 'annn');
    const taken = await world.rollcall('links', 'set', 'ann@example.com', 'bob');
    const nobody = await world.rollcall('links', 'set', 'zoe@example.com', 'bob');
    const forgotten = await world.rollcall('links', 'forget', 'bob');
    const free = await world.rollcall('links', 'set', 'ann@example.com', 'bob');

    expect([absent.exitCode, taken.exitCode, nobody.exitCode]).toEqual([5, 5, 5]);
    expect(absent.stderr).toContain('annn');
    expect(taken.stderr).toContain('rollcall links forget bob');
    expect(nobody.stderr).toContain('zoe@example.com');
    expect([forgotten.exitCode, free.exitCode]).toEqual([0, 0]);
  });

  it('adopt lets unattended runs change a group, release takes that back (G5)', async () => {
    await using world = await scene({ jira: { users: [{ name: 'ann' }, { name: 'bob' }], groups: ['developers', 'testers'] } });
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json');
    expect((await world.rollcall('release', 'developers')).exitCode).toBe(0);
    world.okta.addPerson('cid');
    world.okta.addMember('Engineering', 'cid');
    const held = await world.rollcall('plan', '--unattended', '--detailed-exitcode');

    expect(held.exitCode).toBe(3);
    expect((await world.rollcall('adopt', 'Developers')).exitCode).toBe(0);
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(world.jira.group('developers')?.members.size).toBe(3);
    expect((await world.rollcall('adopt', 'develpers')).stderr).toContain('developers');
    expect((await world.rollcall('release', 'testers')).exitCode).toBe(5);
  });
});

describe('check', () => {
  it('counts what filters and patterns match, and warns of a pattern that matches nothing', async () => {
    await using world = await scene({
      users: `      filter: 'user.login != "bob@example.com"'`,
      groups: `        - { from: Enginering, to: typo }
      onTheFly:
        - { match: 'atl-(?<team>.+)', to: 'team-{team}' }`,
      okta: { users: ['ann', 'bob'], groups: { Engineering: ['ann'], 'atl-web': ['bob'] } },
    });

    const check = await world.rollcall('check', '--json');

    expect(check.exitCode).toBe(0);
    expect(check.stdout).toContain('1 of 2 people of okta are wanted, 1 is dropped by the filter');
    expect(check.stdout).toContain('atl-web → team-web');
    expect(check.stdout).toContain('from Enginering matches no group');
    expect(world.jira.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('shows what is odd about the config once, among its findings', async () => {
    await using world = await scene();
    await world.write((await world.read('rollcall.yaml')).replace(/\$\{env:OKTA_TOKEN\}/, OKTA_TOKEN));

    const { stdout, stderr } = await world.rollcall('check');

    expect(stdout).toContain('token stands in the file in clear');
    expect(stderr).not.toContain('token stands in the file in clear');
    expect((await world.rollcall('plan')).stderr).toContain('token stands in the file in clear');
  });

  it('warns beforehand that a leaver’s projects would have no successor (U4), and ends with 1 on a problem', async () => {
    await using world = await scene();
    await world.write((await world.read('rollcall.yaml')).replace('component: admin', 'component: nobody'));

    const check = await world.rollcall('check');

    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain('nobody has no account');
  });
});
