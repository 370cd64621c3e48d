import { describe, expect, it } from 'vitest';
import { startJira } from '../../src/sandbox/jira-dc/index.js';
import { JIRA_TOKEN, type Scene, scene } from './harness.js';

const STAFF = ['ann', 'bob', 'cid', 'dan', 'gus', 'hal'];
const staffWithout = (...gone: readonly string[]) => STAFF.filter(name => !gone.includes(name));

/** Six people at Okta, all in Engineering, and the first run attended; whoever comes later is new. */
async function company(users = ''): Promise<Scene> {
  const world = await scene({
    okta: { users: STAFF, groups: { Engineering: STAFF, Chess: ['ann'] } },
    jira: { users: [{ name: 'bob', displayName: 'Bob Example' }] },
    users,
  });
  expect(await world.rollcall('plan', '--out', 'first.json')).toMatchObject({ exitCode: 0 });
  expect(await world.rollcall('apply', 'first.json')).toMatchObject({ exitCode: 0 });
  world.okta.requests.length = 0;
  world.jira.requests.length = 0;
  return world;
}

const developers = ({ jira }: Scene) =>
  [...(jira.group('developers')?.members ?? [])].map(key => jira.users.get(key)?.name ?? key).toSorted();
const isActive = ({ jira }: Scene, name: string) => jira.userNamed(name)?.active;

describe('sync --user: some people, now, and nobody else (DESIGN §2, §8)', () => {
  it('makes the account of a newcomer, with the groups that the rules give; others wait for their own run', async () => {
    await using world = await company();
    world.okta.addPerson('eve');
    world.okta.addPerson('fay');
    world.okta.addMember('Engineering', 'eve');
    world.okta.removeMember('Engineering', 'bob');

    const synced = await world.rollcall('sync', '--user', 'eve@example.com');

    expect(synced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('only for eve@example.com') });
    expect(developers(world)).toEqual([...STAFF, 'eve'].toSorted());
    expect(world.jira.userNamed('fay')).toBeUndefined();
    expect((await world.rollcall('history')).stdout).toContain('for eve@example.com');
  });

  it('takes away what the person lost, and only that', async () => {
    await using world = await company();
    for (const who of ['bob', 'cid']) world.okta.removeMember('Engineering', who);

    expect(await world.rollcall('sync', '--user', 'bob')).toMatchObject({ exitCode: 0 });

    expect(developers(world)).toEqual(staffWithout('bob'));
    expect(world.okta.requests.filter(({ url }) => /groups\/[^?]*\/users/.test(url))).toEqual([]);
  });

  it('ends who is stated to have left, also who is deleted there (R5)', async () => {
    await using world = await company();
    world.okta.setStatus('bob', 'SUSPENDED');
    world.okta.remove('cid');

    expect(await world.rollcall('sync', '--user', 'bob', 'cid')).toMatchObject({ exitCode: 0 });

    expect(STAFF.filter(name => isActive(world, name) === true)).toEqual(staffWithout('bob', 'cid'));
  });

  it('brings nobody nearer to the end of a grace (U2)', async () => {
    await using world = await company(
      `      filter: 'user.title != "gone"'\n      leavers: { after: { reads: 1, atLeast: 0h } }`,
    );
    world.okta.updateProfile('bob', { title: 'gone' });

    const synced = await world.rollcall('sync', '--user', 'bob');

    expect(synced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('still in grace') });
    expect(isActive(world, 'bob')).toBe(true);
    expect(await world.rollcall('sync')).toMatchObject({ exitCode: 0 });
    expect(isActive(world, 'bob')).toBe(false);
  });

  it('names somebody near for a login that nobody has, and changes nothing', async () => {
    await using world = await company();

    const { exitCode, stderr } = await world.rollcall('sync', '--user', 'bbo@example.com');

    expect(exitCode).toBe(5);
    expect(stderr).toContain('nobody with the login bbo@example.com');
    expect(stderr).toContain('Did you mean "bob@example.com"?');
  });

  it('is held like any unattended run where nothing was ever approved', async () => {
    await using world = await scene();

    expect(await world.rollcall('sync', '--user', 'ann')).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('the first run must be attended'),
    });
    expect(world.jira.userNamed('ann')).toBeUndefined();
  });

  it('is no sign of life of a schedule: status still speaks of the last run for everybody', async () => {
    await using world = await company();

    await world.rollcall('sync', '--user', 'ann');

    expect((await world.rollcall('status')).stdout).toMatch(/run 1, apply \(attended\)/);
  });
});

describe('offboard: these accounts end now (DESIGN §8)', () => {
  it('ends them while Okta is down, and no later run switches them on again while Okta says active', async () => {
    await using world = await company();
    world.okta.fail(/./, { kind: 'status', status: 503 });

    const ended = await world.rollcall('offboard', 'bob', 'cid@example.com', '--reason', 'ticket 7');

    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('offboarded') });
    expect(world.okta.requests).toEqual([]);
    expect(STAFF.filter(name => isActive(world, name) === true)).toEqual(staffWithout('bob', 'cid'));
    world.okta.heal();
    const synced = await world.rollcall('sync');
    expect(synced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 people offboarded here and still wanted') });
    expect(isActive(world, 'bob')).toBe(false);
    expect((await world.rollcall('history')).stdout).toContain('for bob, cid@example.com: ticket 7');
    expect((await world.rollcall('status')).stdout).toContain('offboarded');
  });

  it('stays so when the config changes, until unpin; then the source counts again', async () => {
    await using world = await company();
    await world.rollcall('offboard', 'bob');
    await world.write(`${await world.read('rollcall.yaml')}\n# another fingerprint\nplan: { maxAge: 12h }\n`);
    await world.rollcall('sync');
    expect(isActive(world, 'bob')).toBe(false);

    expect(await world.rollcall('unpin', 'bob')).toMatchObject({ exitCode: 0 });
    await world.rollcall('sync');

    expect(isActive(world, 'bob')).toBe(true);
  });

  it('is over once the source itself has said inactive: who comes back then is switched on', async () => {
    await using world = await company();
    await world.rollcall('offboard', 'bob');
    world.okta.setStatus('bob', 'SUSPENDED');
    await world.rollcall('sync');
    expect((await world.rollcall('unpin')).stdout).toContain('no pins');
    world.okta.setStatus('bob', 'ACTIVE');

    await world.rollcall('sync');

    expect(isActive(world, 'bob')).toBe(true);
  });

  it('is taken back by undo', async () => {
    await using world = await company();
    await world.rollcall('offboard', 'bob');

    expect(await world.rollcall('undo', '2', '--out', 'u.json')).toMatchObject({ exitCode: 0 });
    expect(await world.rollcall('apply', 'u.json')).toMatchObject({ exitCode: 0 });

    expect(isActive(world, 'bob')).toBe(true);
    await world.rollcall('sync');
    expect(isActive(world, 'bob')).toBe(true);
  });

  it('switches off whatever leavers.action says', async () => {
    await using world = await company('      leavers: { action: keep }');

    const ended = await world.rollcall('offboard', 'bob');

    expect(ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('switches off all the same') });
    expect(isActive(world, 'bob')).toBe(false);
  });

  it('ends the account in every target', async () => {
    await using world = await company();
    await using other = await startJira({ token: JIRA_TOKEN });
    const config = await world.read('rollcall.yaml');
    const second = `\n  other: { type: jira-dc, url: '${other.url}', token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin } }`;
    await world.write(config.replace('\nsyncs:', `${second}\nsyncs:`).replace('to: jira\n', 'to: [jira, other]\n'));
    await world.rollcall('plan', '--out', 'both.json');
    expect(await world.rollcall('apply', 'both.json')).toMatchObject({ exitCode: 0 });

    expect(await world.rollcall('offboard', 'bob')).toMatchObject({ exitCode: 0 });

    expect([isActive(world, 'bob'), other.userNamed('bob')?.active, other.userNamed('ann')?.active]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('refuses an account that is linked with nobody, and says what to do', async () => {
    await using world = await company();
    world.jira.addUser({ name: 'zoe', displayName: 'Zoe', emailAddress: 'zoe@example.com' });

    const { exitCode, stderr } = await world.rollcall('offboard', 'zoe');

    expect(exitCode).toBe(5);
    expect(stderr).toContain('rollcall links set');
    expect(isActive(world, 'zoe')).toBe(true);
  });

  it('holds one of the last two administrators (protected)', async () => {
    await using world = await company();
    world.jira.addMember('jira-administrators', 'bob');

    const ended = await world.rollcall('offboard', 'bob');

    expect(ended).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('active administrators would be left') });
    expect(isActive(world, 'bob')).toBe(true);
    expect(await world.rollcall('sync')).toMatchObject({ exitCode: 0 });
    expect(isActive(world, 'bob')).toBe(true);
  });

  it('without a successor cuts the access now, keeps it cut, and switches off as soon as somebody takes over (U4)', async () => {
    await using world = await company();
    world.jira.addProject({ key: 'OPS', name: 'Operations', lead: 'bob' });
    const config = await world.read('rollcall.yaml');
    await world.write(config.replace('project: admin, component: admin', 'component: admin'));

    expect(await world.rollcall('offboard', 'bob')).toMatchObject({ exitCode: 3 });
    expect(isActive(world, 'bob')).toBe(true);
    await world.write(config);
    expect(await world.rollcall('sync')).toMatchObject({ exitCode: 0 });

    expect(isActive(world, 'bob')).toBe(false);
  });
});
