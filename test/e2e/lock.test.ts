import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { scene } from './harness.js';

const HANG = { kind: 'hang' } as const;

describe('one run per state (A6)', () => {
  it('a second run says who holds the lock, and ends with 6', async () => {
    await using world = await scene();
    world.okta.fail(/GET \/api\/v1\/users/, HANG);
    const first = world.start('sync');
    await until(() => world.okta.requests.length > 0);

    const second = await world.rollcall('sync');

    expect(second.exitCode).toBe(6);
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    expect((await world.rollcall('history')).exitCode).toBe(0);
    first.child.kill('SIGKILL');
    await first.ended;
  });

  it('the lock of a run that was killed is free', async () => {
    await using world = await scene();
    world.okta.fail(/GET \/api\/v1\/users/, HANG, { times: 1 });
    const first = world.start('sync');
    await until(() => world.okta.requests.length > 0);
    first.child.kill('SIGKILL');
    await once(first.child, 'close');

    expect((await world.rollcall('sync')).exitCode).toBe(3);
  });
});

describe('Ctrl-C (A7)', () => {
  it('finishes what is in flight, starts nothing more, writes the record and ends with 130', async () => {
    await using world = await scene({ okta: { users: people(30), groups: { Engineering: people(30) } }, jira: { latency: 30 } });
    await world.rollcall('plan', '--out', 'p.json');
    const apply = world.start('apply', 'p.json');
    await until(() => world.jira.requests.some(({ method, url }) => method === 'POST' && url.endsWith('/user')));

    apply.child.kill('SIGINT');
    const { exitCode } = await apply.ended;

    expect(exitCode).toBe(130);
    const created = people(30).filter(name => world.jira.userNamed(name) !== undefined);
    expect(created.length).toBeGreaterThan(0);
    expect(created.length).toBeLessThan(30);
    expect((await world.rollcall('history')).stdout).toContain('interrupted');

    // and the next run ends in the same state, nothing twice, nothing lost
    await world.rollcall('plan', '--out', 'rest.json');
    expect((await world.rollcall('apply', 'rest.json')).exitCode).toBe(0);
    expect(world.jira.group('developers')?.members.size).toBe(30);
    expect((await world.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('while reading: ends with 130, and changes nothing', async () => {
    await using world = await scene();
    world.okta.fail(/GET \/api\/v1\/users/, HANG);
    const plan = world.start('plan');
    await until(() => world.okta.requests.length > 0);

    plan.child.kill('SIGTERM');

    expect((await plan.ended).exitCode).toBe(130);
    expect(world.jira.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('a second signal ends at once, and what was sent is in the journal all the same (A2)', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    world.jira.fail(/POST .*\/user$/, HANG);
    const apply = world.start('apply', 'p.json');
    await until(() => world.jira.requests.some(({ method }) => method === 'POST'));

    apply.child.kill('SIGINT');
    await once(apply.child.stderr, 'data');
    apply.child.kill('SIGINT');

    expect((await apply.ended).exitCode).toBe(130);
    world.jira.heal();
    const show = await world.rollcall('show', '1');
    expect(show.stdout).toContain('ann');
    expect((await world.rollcall('sync')).exitCode).not.toBe(1);
  });
});

const people = (count: number) => Array.from({ length: count }, (_, n) => `person${n + 10}`);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10));
}
