import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scene } from './harness.js';

const PlanText = z.looseObject({ toolVersion: z.string(), plans: z.array(z.unknown()) });

describe('apply PLANFILE (A5)', () => {
  it('refuses a plan that was edited by hand, and changes nothing', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    await world.write((await world.read('p.json')).replace('"ann@example.com"', '"eve@example.com"'), 'p.json');

    const apply = await world.rollcall('apply', 'p.json');

    expect(apply.exitCode).toBe(5);
    expect(apply.stderr).toContain('edited');
    expect(world.jira.userNamed('ann')).toBeUndefined();
  });

  it('refuses a plan of another version, and says which', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    const plan = PlanText.parse(JSON.parse(await world.read('p.json')));
    await world.write(JSON.stringify({ ...plan, toolVersion: '9.9.9' }), 'p.json');

    const apply = await world.rollcall('apply', 'p.json');

    expect(apply.exitCode).toBe(5);
    expect(apply.stderr).toContain('9.9.9');
  });

  it('refuses a plan made from another config', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    await world.write((await world.read('rollcall.yaml')).replace('to: developers', 'to: testers'));

    const apply = await world.rollcall('apply', 'p.json');

    expect(apply.exitCode).toBe(5);
    expect(apply.stderr).toContain('another config');
  });

  it('does not create somebody who has left since: stale, and exit code 4', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    world.okta.suspend('ann');

    const apply = await world.rollcall('apply', 'p.json');

    expect(apply.exitCode).toBe(4);
    expect(world.jira.userNamed('ann')).toBeUndefined();
    expect(world.jira.group('developers')?.members.size).toBe(1);
  });

  it('is a run on the record, with its reason; history and show tell of it without the network', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json', '--reason', 'IAM-7');
    const asked = world.okta.requests.length + world.jira.requests.length;

    const history = await world.rollcall('history');
    const show = await world.rollcall('show', '1');

    expect(history).toMatchObject({ exitCode: 0 });
    expect(history.stdout).toContain('IAM-7');
    expect(show.stdout).toContain('ann');
    expect(world.okta.requests.length + world.jira.requests.length).toBe(asked);
  });
});
