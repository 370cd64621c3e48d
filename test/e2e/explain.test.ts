import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, scene } from './harness.js';

const people = (...names: readonly string[]) => names.map(id => ({ id, profile: { userType: 'employee' } }));

/** ann and bob work here, eve is from an agency, root is an administrator, liam has left before rollcall came. */
const company = () =>
  scene({
    okta: {
      users: [
        ...people('ann', 'bob', 'cid', 'dan', 'fay', 'gus', 'root'),
        { id: 'eve', firstName: 'Eve', lastName: 'Martin', profile: { userType: 'contractor' } },
      ],
      groups: {
        Engineering: ['ann', 'bob', 'cid', 'dan', 'fay', 'gus', 'eve'],
        'Wiki readers': ['ann'],
        'atl-blue': ['ann'],
        'atl-red-test': ['bob'],
        Cooks: ['bob'],
      },
    },
    jira: {
      users: [{ name: 'bob', displayName: 'Bob Example' }, { name: 'root', groups: ['jira-administrators'] }, { name: 'kim' }],
      groups: ['developers', { name: 'wiki-users', members: ['kim'] }],
    },
    users: `      filter: 'user.userType == "employee"'`,
    groups: `        - { id: wiki, from: Wiki readers, to: wiki-users }
      exclude: ['/-test$/']
      onTheFly: [{ id: teams, match: 'atl-(?<team>[a-z-]+)', to: 'team-{team}' }]`,
  });

async function settled(): Promise<Scene> {
  const world = await company();
  await world.rollcall('plan', '--out', 'p.json');
  await world.rollcall('apply', 'p.json');
  return world;
}

const flat = (text: string) => text.replace(/\s+/g, ' ');
async function asked(world: Scene, ...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await world.rollcall('explain', ...args);
  return { exitCode, text: flat(stdout), answer: flat(stdout.split('\n\n')[0] ?? ''), stderr: flat(stderr) };
}

describe('rollcall explain, where all is settled', () => {
  let world: Scene;
  beforeAll(async () => {
    world = await settled();
  });
  afterAll(async () => world[Symbol.asyncDispose]());

  it('says why somebody is in a group: the rule, and the source group it goes through', async () => {
    const { exitCode, answer, text } = await asked(world, 'ann', 'jira/developers');

    expect(exitCode).toBe(0);
    expect(answer).toBe('ann@example.com is in jira/developers: staff manual 1 via Engineering.');
    expect(text).toContain('in Engineering Wiki readers atl-blue');
    expect(text).toContain('it saw: user.userType is employee');
    expect(text).toMatch(/linked \(created\) on \d{4}-\d\d-\d\d, owner staff/);
    expect(text).toMatch(/last changed by run 1 on .* UTC: add ann to developers/);
    expect(world.jira.requests.at(-1)?.method).toBe('GET');
  });

  it('says why somebody is not: which source group it takes', async () => {
    const { answer, text } = await asked(world, 'bob@example.com', 'wiki-users');

    expect(answer).toBe('bob@example.com is not in jira/wiki-users: not in the source group Wiki readers.');
    expect(text).toContain('rule staff wiki, from okta: Wiki readers the person is not in that source group');
  });

  it('names the near miss: a source group that is left out by exclude; one that no rule maps leads nowhere', async () => {
    const red = await asked(world, 'bob', 'team-red-test');
    const nowhere = await asked(world, 'bob', 'Cooks');

    expect(red.answer).toContain('staff teams would, through atl-red-test, but: left out by exclude /-test$/');
    expect(red.text).toContain('the person is in it');
    expect(nowhere).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('leads to no group of the target') });
  });

  it('a group of the source is answered for the target groups that it leads to', async () => {
    expect((await asked(world, 'ann', 'atl-blue')).answer).toBe(
      'ann@example.com is in jira/team-blue: staff teams via atl-blue.',
    );
  });

  it('says why somebody has no account: the filter, with what it saw', async () => {
    const { answer, text } = await asked(world, 'Eve Martin');

    expect(answer).toBe(
      'eve@example.com has no account in jira: staff wants no account: dropped by the filter of staff: user.userType == "employee".',
    );
    expect(text).toContain('it saw: user.userType is contractor');
    expect((await asked(world, 'eve', 'developers')).answer).toContain('is not in jira/developers: staff wants no account');
  });

  it('says why an administrator’s account is not taken over, and what settles it (C2)', async () => {
    const { answer, text } = await asked(world, 'root');

    expect(answer).toContain('root@example.com has no account in jira: the match keys point to root, which is not taken over');
    expect(answer).toContain('rollcall links set');
    expect(text).toContain('match key username = root: finds root');
  });

  it('an account that no source has anybody for is left alone, and why is said', async () => {
    expect((await asked(world, 'kim')).answer).toContain('no source has anybody for it, so rollcall leaves it alone');
    expect((await asked(world, 'kim', 'wiki-users')).answer).toContain('kim is in jira/wiki-users, and stays');
  });

  it('--json: one document of stable fields', async () => {
    const person = JSON.parse((await world.rollcall('explain', 'ann', 'developers', '--json')).stdout);
    const group = JSON.parse((await world.rollcall('explain', '--group', 'jira/developers', '--json')).stdout);

    expect(person).toMatchObject({
      ...{ version: 1, kind: 'explanation', name: 'ann@example.com', group: 'developers', problems: [] },
      records: [{ source: 'okta', state: { kind: 'found', login: 'ann@example.com' } }],
      targets: [
        {
          target: 'jira',
          account: { owner: 'staff', match: { kind: 'linked' }, words: [{ sync: 'staff', wish: { kind: 'wanted' } }] },
          memberships: [{ group: 'developers', isMember: true, mode: 'granted', rules: [{ says: { kind: 'gives' } }] }],
        },
      ],
    });
    expect(group).toMatchObject({
      ...{ version: 1, kind: 'groupExplanation' },
      groups: [{ target: 'jira', group: 'developers', exists: true, managed: { how: 'adopted' }, counts: { members: 6 } }],
    });
  });
});

describe('rollcall explain, where something happened', () => {
  it('--from asks what a run read, and no system, with the config as it is now', async () => {
    await using world = await settled();
    await world.rollcall('sync');
    world.okta.suspend('bob');
    await world.write((await world.read('rollcall.yaml')).replace('== "employee"', '== "manager"'));
    world.okta.requests.length = 0;

    const { answer, text } = await asked(world, 'bob', '--from', 'last');

    expect(answer).toContain('bob@example.com has an account in jira: staff would let go of the account');
    expect(text).toContain('it saw: user.userType is employee');
    expect(world.okta.requests).toEqual([]);
  });

  it('says of somebody who left what the source states, who ended the account and in which run', async () => {
    await using world = await settled();
    world.okta.suspend('bob');
    await world.rollcall('sync');

    const { answer, text } = await asked(world, 'bob');

    expect(answer).toMatch(/^The account of bob@example.com in jira is switched off: suspended in okta .*by rollcall/);
    expect(text).toMatch(/last changed by run 2 on .*: deactivate bob/);
    expect(text).toContain('the person left; memberships stay with the account');
  });

  it('says what a guard holds, since when, and what lifts it', async () => {
    await using world = await settled();
    for (const name of ['ann', 'bob', 'cid', 'dan', 'fay', 'gus']) world.okta.removeMember('Engineering', name);
    expect((await world.rollcall('sync')).exitCode).toBe(3);

    const { answer, text } = await asked(world, 'ann', 'developers');
    const group = await asked(world, '--group', 'developers');

    expect(answer).toMatch(/^ann@example.com is still in jira\/developers since .*should not be \(left okta: Engineering\)/);
    expect(answer).toContain('emptied-group holds it back');
    expect(answer).toContain('--allow jira:emptied-group');
    expect(text).toMatch(/would remove ann from developers, but emptied-group holds it: .*waiting since/);
    expect(group.text).toMatch(/6 removals: .*emptied-group/);
  });

  it('says what an undo pinned, and what frees it (A8)', async () => {
    await using world = await settled();
    world.okta.addMember('Wiki readers', 'cid');
    await world.rollcall('sync');
    await world.rollcall('undo', '2', '--out', 'u.json');
    await world.rollcall('apply', 'u.json');

    const { answer } = await asked(world, 'cid', 'wiki-users');

    expect(answer).toMatch(/is not in jira\/wiki-users, though staff wiki via Wiki readers gives it: run 3 took it back/);
    expect(answer).toContain('rollcall unpin');
  });

  it('a name that nobody has is answered with those near it', async () => {
    await using world = await company();

    const typo = await asked(world, 'anm');
    const group = await asked(world, 'ann', 'develpers');

    expect([typo.exitCode, group.exitCode]).toEqual([5, 5]);
    expect(typo.stderr).toMatch(/nobody is called anm .*Did you mean .*ann/);
    expect(group.stderr).toMatch(/there is no group develpers .*Did you mean developers/);
    expect((await asked(world)).exitCode).toBe(5);
  });

  it('a source that cannot be read is said, with exit code 1, and nothing is taken for a no', async () => {
    await using world = await settled();
    world.okta.fail(/GET .*\/users/, { kind: 'status', status: 403, body: {} });

    const { exitCode, text, stderr } = await asked(world, 'bob', 'developers');

    expect(exitCode).toBe(1);
    expect(stderr).toContain('okta');
    expect(text).toContain('could not be read');
    expect(text).toContain('bob is in jira/developers, and stays');
  });

  it('before anything was applied it says what the first run would do', async () => {
    await using world = await company();

    const { answer } = await asked(world, 'ann');

    expect(answer).toContain('ann@example.com has no account in jira');
    expect(answer).toContain('the first run must be attended');
  });
});
