import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Scene, scene } from './harness.js';

describe('rollcall status (DESIGN §8)', () => {
  it('where nothing was ever done says what to do first, and makes no state', async () => {
    await using world = await scene();

    const { exitCode, stdout } = await world.rollcall('status');

    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('First: rollcall check')]);
    expect((await world.rollcall('status', '--check')).exitCode).toBe(1);
    await expect(access(join(world.folder, '.rollcall'))).rejects.toThrow('ENOENT');
    expect([...world.okta.requests, ...world.jira.requests]).toEqual([]);
  });

  it('tells the last whole read and the last run of each system, asking nothing of the network', async () => {
    await using world = await settled();
    world.okta.requests.length = 0;
    world.jira.requests.length = 0;

    const { stdout } = await world.rollcall('status');

    expect(stdout).toMatch(/✓ okta {2}read whole \d+ s ago, .* \(run 2\): 6 active people, \d groups/);
    expect(stdout).toMatch(/✓ jira {2}read whole \d+ s ago, .* \(run 2\): \d accounts/);
    expect(stdout).toMatch(/run 2, sync \(unattended\) by .*, \d+ s ago: done; 0 applied/);
    expect(stdout).toContain('no schedule: staff. A timer must call rollcall sync');
    expect((await world.rollcall('status', '--check')).exitCode).toBe(0);
    expect([...world.okta.requests, ...world.jira.requests]).toEqual([]);
  });

  it('tells what waits, and of a leaver why it has not happened; --check ends with 3', async () => {
    await using world = await settled();
    world.jira.addProject({ key: 'OPS', name: 'Operations', lead: 'ann' });
    await world.write((await world.read('rollcall.yaml')).replace('project: admin, ', ''));
    world.okta.suspend('ann');
    await world.rollcall('sync');

    const { exitCode, stdout } = await world.rollcall('status');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('waiting: 1 change\n');
    expect(stdout).toMatch(/leavers not yet done: 1\n {2}jira\n {4}! ann {2}held by no-successor: leads project OPS/);
    expect(stdout).toContain('the account is switched on still');
    expect((await world.rollcall('status', '--check')).exitCode).toBe(3);
    expect(JSON.parse((await world.rollcall('status', '--json')).stdout)).toMatchObject({
      version: 1,
      kind: 'status',
      waiting: [{ target: 'jira', why: 'held', guard: 'no-successor', change: { kind: 'deactivateUser' } }],
      leavers: [{ name: 'ann', because: [{ kind: 'held' }] }],
    });
  });

  it('tells who is in grace, and forgets them when they are back (U2)', async () => {
    await using world = await settled();
    const config = await world.read('rollcall.yaml');
    await world.write(config.replace('match: [username]', `match: [username]\n      filter: 'user.login != "bob@example.com"'`));
    await world.rollcall('sync');

    expect((await world.rollcall('status')).stdout).toMatch(
      /leavers not yet done: 1\n {2}jira\n {4}· bob {2}in grace until .*, seen missing in 1 of 2 complete reads/,
    );
    expect((await world.rollcall('status', '--check')).exitCode).toBe(0); // that is as it should be

    await world.write(config);
    await world.rollcall('sync');
    expect((await world.rollcall('status')).stdout).not.toContain('leavers');
  });

  it('tells a read that failed, with what to do, beside the last whole one; --check ends with 1', async () => {
    await using world = await settled();
    world.okta.expireToken();
    await world.rollcall('sync');

    const { stdout } = await world.rollcall('status');
    const { sources } = JSON.parse((await world.rollcall('status', '--json')).stdout);

    expect(stdout).toMatch(/^! okta could not be read the last time$/m);
    expect(stdout).toMatch(/✗ okta {2}the last attempt failed, \d+ s ago \(run 3\): okta refused our credentials/);
    expect(stdout).toMatch(/read whole \d+ s ago, .* \(run 2\)/);
    expect(sources).toMatchObject([{ newest: { run: 3, read: { result: { kind: 'failed' } } }, whole: { run: 2 } }]);
    expect((await world.rollcall('status', '--check')).exitCode).toBe(1);
  });

  it('tells who runs at this moment, and that a run has died (A6)', async () => {
    await using world = await settled();
    world.okta.addPerson('cid');
    world.okta.addMember('Engineering', 'cid');
    world.jira.fail(/POST .*\/user/, { kind: 'hang' });
    world.jira.requests.length = 0;
    const sync = world.start('sync');
    while (!world.jira.requests.some(({ method, url }) => method === 'POST' && url.endsWith('/user'))) await sleep(10);

    expect((await world.rollcall('status')).stdout).toContain(`running now: rollcall sync, process ${sync.child.pid} on `);
    sync.child.kill('SIGKILL');
    await sync.ended;
    const { stdout } = await world.rollcall('status');

    expect(stdout).toContain('nothing is running');
    expect(stdout).toMatch(/^! run 3 \(sync\) of .* did not end, and nothing runs/m);
    world.jira.heal();
    await world.rollcall('sync');
    expect((await world.rollcall('status', '--check')).exitCode).toBe(0);
  });

  it('--online asks every system whether the credential works', async () => {
    await using world = await settled();
    expect((await world.rollcall('status', '--online')).stdout).toMatch(
      /okta\n +✓ the credential works[\s\S]*jira\n +✓ the credential/,
    );
    world.jira.expireToken();

    const { exitCode, stdout } = await world.rollcall('status', '--online', '--check');

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/jira\n +✗ problem: jira does not accept our credentials/);
  });

  it('tells when the next runs come by the schedules', async () => {
    await using world = await settled();
    const config = await world.read('rollcall.yaml');
    await world.write(config.replace('to: jira', "to: jira\n    schedule: '0 3 1 1 *'\n    timezone: Asia/Tokyo"));

    expect((await world.rollcall('status')).stdout).toMatch(/· staff {2}→ jira {2}\d{4}-12-31 18:00 UTC, in \d+ d/);
  });
});

describe('how each system was read (R1)', () => {
  it('is in plan, sync and show, for people and for programs', async () => {
    await using world = await settled();
    world.okta.addPerson('cid');
    const plan = await world.rollcall('plan');
    const document = JSON.parse((await world.rollcall('plan', '--json')).stdout);
    const sync = await world.rollcall('sync');
    const show = await world.rollcall('show', '3');
    const shown = JSON.parse((await world.rollcall('show', '3', '--json')).stdout);

    for (const { stdout } of [plan, sync])
      expect(stdout).toMatch(
        /^read okta: 7 active people, \d groups in \d+ calls, every list to its end[\s\S]*\+1 person since 20/,
      );
    expect((await world.rollcall('plan', '--full')).stdout).toMatch(/users: 7 rows in 1 page, no next link/);
    const evidence = expect.arrayContaining([
      expect.objectContaining({
        system: 'okta',
        result: expect.objectContaining({
          kind: 'whole',
          people: 7,
          before: expect.objectContaining({ people: 6 }),
          lists: expect.arrayContaining([expect.objectContaining({ what: 'users', end: 'no next link' })]),
        }),
      }),
    ]);
    expect([document.reads, shown.reads]).toEqual([evidence, evidence]);
    expect(show.stdout).toMatch(/read\n[\s\S]*✓ okta\n +7 active people/);
  });

  it('of a read that failed is kept with the run, and why', async () => {
    await using world = await settled();
    world.okta.expireToken();
    await world.rollcall('sync');

    expect((await world.rollcall('show', '3')).stdout).toMatch(/✗ okta {2}not read: okta refused our credentials/);
  });
});

/** After a first attended run, and a sync that found nothing to do. */
async function settled(): Promise<Scene> {
  const users = ['ann', 'bob', 'dan', 'eve', 'fay', 'gus'];
  const world = await scene({ okta: { users, groups: { Engineering: users } } });
  await world.rollcall('plan', '--out', 'first.json');
  await world.rollcall('apply', 'first.json');
  await world.rollcall('sync');
  return world;
}
