import { describe, expect, it } from 'vitest';
import { type Running, type Scene, scene } from './harness.js';

const EVERY_SECOND = "schedule: '* * * * * *'";

describe('rollcall watch (DESIGN §2, §8)', () => {
  it('runs what is due, each run on its own record, and ends with 0 when stopped in between', async () => {
    await using world = await settled();
    const watch = follow(world.start('watch'));
    await watch.told(/run \d+ ended, done/);
    world.okta.addPerson('cid');
    world.okta.addMember('Engineering', 'cid');
    await until(() => world.jira.group('developers')?.members.size === 3);
    await watch.told(/run \d+ ended, done/);

    watch.child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await watch.ended;

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/staff → jira: \* \* \* \* \* \*; next 20/);
    expect(stdout).toBe(''); // what is worth knowing is in the log, one line for each event
    const { stdout: history } = await world.rollcall('history', '--json');
    expect(JSON.parse(history).runs[0]).toMatchObject({ attended: false, reason: 'schedule of staff', result: 'done' });
  });

  it('tells of a run that fails, and the next one comes', async () => {
    await using world = await settled();
    world.okta.expireToken();
    const watch = follow(world.start('watch'));
    await watch.told(/run \d+ ended, could not/);
    world.okta.behave();
    await watch.told(/run \d+ ended, done/);

    expect(await watch.stop()).toBe(0);
  });

  it('waits for its next time while another process runs (A6), and is named as the one that runs', async () => {
    await using world = await settled();
    world.okta.fail(/GET \/api\/v1\/users/, { kind: 'hang' }, { times: 1 });
    const other = world.start('sync');
    await until(() => world.okta.requests.length > 0);
    const watch = follow(world.start('watch'));
    await watch.told(/warn +no run: another run holds the lock: "rollcall sync"/);
    other.child.kill('SIGKILL');
    await other.ended;
    await watch.told(/run \d+ ended, done/);

    world.okta.fail(/GET \/api\/v1\/users/, { kind: 'hang' }, { times: 1 });
    await watch.told(/run of jira starts/);
    await until(() => world.okta.requests.length > 1);
    const { exitCode, stderr } = await world.rollcall('sync');

    expect([exitCode, stderr]).toEqual([6, expect.stringContaining('"rollcall watch"')]);
    watch.child.kill('SIGKILL');
    await watch.ended;
  });

  it('stopped in the middle of a run, finishes in good order and ends with 130 (A7)', async () => {
    await using world = await settled();
    world.okta.fail(/GET \/api\/v1\/users/, { kind: 'hang' });
    const watch = follow(world.start('watch'));
    await until(() => world.okta.requests.length > 0);

    expect(await watch.stop()).toBe(130);
    expect(await watch.told(/stopped in the middle of a run/)).toBeTruthy();
    world.okta.heal();
    expect((await world.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('reads the config again on SIGHUP; a broken one is refused, and the one before goes on', async () => {
    await using world = await settled();
    const good = await world.read('rollcall.yaml');
    const watch = follow(world.start('watch'));
    await watch.told(/run \d+ ended, done/);

    await world.write(good.replace('from: okta', 'from: otka'));
    watch.child.kill('SIGHUP');
    await watch.told(/error the config was refused.*there is no source "otka"/);
    await watch.told(/run \d+ ended, done/);

    await world.write(good.replace(EVERY_SECOND, ''));
    watch.child.kill('SIGHUP');
    await watch.told(/error the config was refused.*no sync in .* has a schedule/);

    await world.write(good.replace(EVERY_SECOND, "schedule: '0 3 1 1 *'\n    timezone: Asia/Tokyo"));
    watch.child.kill('SIGHUP');
    await watch.told(/rollcall\.yaml was read again/);
    await watch.told(/staff → jira: 0 3 1 1 \* Asia\/Tokyo; next \d{4}-12-31T18:00:00\.000Z/);
    expect(await watch.stop()).toBe(0);
  });

  it('refuses to stay where no sync has a schedule', async () => {
    await using world = await scene();

    const { exitCode, stderr } = await world.rollcall('watch');

    expect(exitCode).toBe(5);
    expect(stderr).toContain('schedule:');
  });

  it('prints one JSON document a line with --json', async () => {
    await using world = await settled();
    const watch = follow(world.start('watch', '--json'));
    await watch.told(/"runEnded"/);
    const documents = watch.lines.map(line => JSON.parse(line));
    await watch.stop();

    expect(documents.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['scheduled', 'runStarted', 'pulled', 'planned', 'runEnded']),
    );
    expect(documents.find(({ kind }) => kind === 'runEnded')).toMatchObject({ run: 2, result: 'done' });
  });
});

/** After a first attended run, with a sync that is due every second. */
async function settled(): Promise<Scene> {
  const world = await scene();
  const config = await world.read('rollcall.yaml');
  await world.write(config.replace('    to: jira\n', `    to: jira\n    ${EVERY_SECOND}\n`));
  await world.rollcall('plan', '--out', 'first.json');
  await world.rollcall('apply', 'first.json');
  world.okta.requests.length = 0;
  return world;
}

/** Reads along: `told` waits for a line that comes after those it has seen. */
function follow({ child, ended }: Running) {
  let log = '';
  let seen = 0;
  child.stderr.on('data', chunk => {
    log += String(chunk);
  });
  return {
    ...{ child, ended },
    get lines() {
      return log.split('\n').slice(0, -1);
    },
    async told(line: RegExp): Promise<string> {
      for (;;) {
        const found = line.exec(log.slice(seen));
        if (found) {
          seen += found.index + found[0].length;
          return found[0];
        }
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} and never told ${line}:\n${log}`);
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM');
      return (await ended).exitCode;
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10));
}
