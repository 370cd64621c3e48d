import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Scene, scene } from './harness.js';

describe('rollcall pause (DESIGN §8)', () => {
  it('takes nothing away until somebody resumes, and lets what gives pass', async () => {
    await using world = await settled(3);
    const paused = await world.rollcall('pause', '--reason', 'moving the server');
    world.okta.removeMember('Engineering', 'user0');
    world.okta.addPerson('new');
    world.okta.addMember('Engineering', 'new');

    const sync = await world.rollcall('sync');

    expect([paused.exitCode, paused.stdout]).toEqual([0, '']);
    expect(paused.stderr).toContain('Paused: what takes away, in every target, until somebody resumes.');
    expect(members(world)).toEqual(['new', 'user0', 'user1', 'user2']);
    expect([sync.exitCode, sync.stderr]).toEqual([3, expect.stringContaining('what takes away is paused by')]);
    expect(sync.stdout).toMatch(/! developers {2}1 removal: user0\n +paused: what takes away is paused by .*: moving the server/);
    expect(sync.stdout).toContain('goes with: rollcall resume');
    expect((await world.rollcall('plan')).stderr).toMatch(/warning: what takes away is paused/);

    expect((await world.rollcall('resume', '--reason', 'moved')).stderr).toContain('Resumed: what takes away, in every target.');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(members(world)).toEqual(['new', 'user1', 'user2']);
    const { runs } = JSON.parse((await world.rollcall('history', '--json')).stdout);
    expect(runs.map(({ command, result, reason }: Record<string, string>) => [command, result, reason])).toEqual([
      ['sync', 'done', undefined],
      ['resume', 'done', 'resume what takes away, in every target: moved'],
      ['sync', 'held', undefined],
      ['pause', 'done', 'pause what takes away, in every target, until somebody resumes: moving the server'],
      ['apply', 'done', undefined],
    ]);
  });

  it('stops a run under way from taking away, at once, though that run holds the lock (A6)', async () => {
    await using world = await settled(30);
    for (let at = 0; at < 10; at++) world.okta.removeMember('Engineering', `user${at}`);
    world.jira.fail(/DELETE .*\/group\/user/, { kind: 'hang' });
    const sync = world.start('sync');
    await until(() => world.jira.requests.some(({ method }) => method === 'DELETE'));

    const paused = await world.rollcall('pause', 'jira', '--until', '1h');
    expect(paused).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('A run under way takes nothing more away') });
    world.jira.heal();
    world.jira.hangUp();

    expect((await sync.ended).exitCode).toBe(4);
    const left = members(world).length;
    expect(left).toBeGreaterThan(20); // what was in flight came to its end
    expect(left).toBeLessThan(30);
    const status = await world.rollcall('status');
    expect(status.stdout).toMatch(/! jira {2}what takes away {2}until /);
    expect(status.stdout).toMatch(/not run {2}what takes away is paused in jira by/);

    await world.rollcall('resume', 'jira');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(members(world)).toHaveLength(20);
  });

  it('of everything lets nothing pass, neither in a sync nor in an apply of a plan made before', async () => {
    await using world = await settled(2);
    world.okta.addPerson('new');
    world.okta.addMember('Engineering', 'new');
    await world.rollcall('plan', '--out', 'before.json');
    await world.rollcall('pause', '--everything', '--until', '3d');
    const requests = world.jira.requests.length;

    expect((await world.rollcall('sync')).exitCode).toBe(3);
    expect((await world.rollcall('apply', 'before.json')).exitCode).toBe(4);
    expect(world.jira.requests.slice(requests).every(({ method }) => method === 'GET')).toBe(true);

    await world.rollcall('resume');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(members(world)).toContain('new');
  });

  it('ends by itself when its time has come', async () => {
    await using world = await settled(3);
    await world.rollcall('pause', '--until', '1s');
    world.okta.removeMember('Engineering', 'user0');
    await sleep(1_200);

    expect((await world.rollcall('resume')).stderr).toContain('Nothing is paused.');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(members(world)).toEqual(['user1', 'user2']);
  });

  it('refuses slips: a time that is over or no time, a target that nobody knows; and changes nothing then', async () => {
    await using world = await settled(1);

    for (const args of [['--until', '2020-01-01'], ['--until', 'soon'], ['jria'], ['--level', 'x']])
      expect((await world.rollcall('pause', ...args)).exitCode, args.join(' ')).toBe(5);
    expect((await world.rollcall('pause', 'jria')).stderr).toContain('Did you mean "jira"?');
    expect(JSON.parse((await world.rollcall('status', '--json')).stdout).pauses).toEqual([]);
  });

  it('resume says what it ends, and what is paused all the same', async () => {
    await using world = await settled(1);
    const nothing = await world.rollcall('resume');
    await world.rollcall('pause');
    const other = await world.rollcall('resume', 'jira');
    await world.rollcall('pause', 'jira', '--everything');
    const one = await world.rollcall('resume', 'jira');

    expect(nothing).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Nothing is paused.') });
    expect(other).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('what takes away, in every target') });
    expect(one.stderr).toContain('Resumed: everything, in jira.');
    expect(one.stderr).toContain('Every target is paused still');
    expect(JSON.parse((await world.rollcall('status', '--json')).stdout).pauses).toMatchObject([{ level: 'destructive' }]);
    expect((await world.rollcall('resume', 'jria')).exitCode).toBe(5);
  });
});

/** After a first attended run: so many people, all of them in developers. */
async function settled(n: number): Promise<Scene> {
  const users = Array.from({ length: n }, (_, at) => `user${at}`);
  const world = await scene({ okta: { users, groups: { Engineering: users } } });
  await world.rollcall('plan', '--out', 'first.json');
  await world.rollcall('apply', 'first.json');
  return world;
}

/** Who is in developers, by name. */
function members({ jira }: Scene): string[] {
  const keys = jira.group('developers')?.members ?? new Set();
  const names = ['new', ...Array.from({ length: 30 }, (_, at) => `user${at}`)];
  return names.filter(name => {
    const user = jira.userNamed(name);
    return user !== undefined && keys.has(user.key);
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}
