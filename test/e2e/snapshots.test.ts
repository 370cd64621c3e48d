import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Scene, scene } from './harness.js';

const FOLDER = '.rollcall/state.db.snapshots';
const kept = async ({ folder }: Scene) => (await readdir(join(folder, FOLDER))).toSorted();
const requests = ({ okta, jira }: Scene) => okta.requests.length + jira.requests.length;

/** A first run that a person approved, and one of a scheduler. */
async function lastNight(): Promise<Scene> {
  const world = await scene();
  await world.rollcall('plan', '--out', 'plan.json');
  await world.rollcall('apply', 'plan.json');
  expect(await world.rollcall('sync')).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') });
  return world;
}

const PlanText = z.object({
  from: z.object({ run: z.int(), at: z.iso.datetime(), gaps: z.array(z.string()) }),
  plans: z.array(z.object({ stages: z.array(z.object({ changes: z.array(z.object({ id: z.string() })) })) })),
});

describe('plan --from RUN (DESIGN §8)', () => {
  it('shows an edited config on what a run read, and asks nobody for anything', async () => {
    await using world = await lastNight();
    expect(await kept(world)).toEqual(['2.jsonl.gz']); // run 1 applied a plan that was read before
    const modes = [FOLDER, join(FOLDER, '2.jsonl.gz')].map(async name => (await stat(join(world.folder, name))).mode & 0o777);
    expect(await Promise.all(modes)).toEqual([0o700, 0o600]);

    await world.okta.close();
    await world.jira.close();
    const before = requests(world);
    const same = await world.rollcall('plan', '--from', '2', '--detailed-exitcode');
    expect(same).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing to change') });
    expect(same.stdout).toMatch(/^On what run 2 read at \d{4}-\d\d-\d\d \d\d:\d\d UTC, with the config as it is now/);

    await world.write((await world.read('rollcall.yaml')).replace('to: developers', 'to: engineers'));
    const edited = await world.rollcall('plan', '--from', 'last', '--detailed-exitcode', '--json');
    expect(edited.exitCode).toBe(2);
    const { from, plans } = PlanText.parse(JSON.parse(edited.stdout));
    expect(from).toMatchObject({ run: 2, gaps: [] });
    expect(plans.flatMap(({ stages }) => stages.flatMap(({ changes }) => changes.map(({ id }) => id)))).toContain(
      'createGroup engineers',
    );
    expect(requests(world)).toBe(before);
  });

  it('makes no plan that could be applied, and says which runs there are', async () => {
    await using world = await lastNight();
    expect(await world.rollcall('plan', '--from', '2', '--out', 'plan.json')).toMatchObject({ exitCode: 5 });
    const missing = await world.rollcall('plan', '--from', '7');
    expect(missing).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('There are those of: 2.') });
    expect(await world.rollcall('plan', '--from', 'yesterday')).toMatchObject({ exitCode: 5 });
  });

  it('has as many runs as the config says, the newest', async () => {
    await using world = await lastNight();
    const config = await world.read('rollcall.yaml');
    await world.write(`${config}retention: { snapshots: 2 }\n`);
    for (const _ of [3, 4]) await world.rollcall('sync');
    expect(await kept(world)).toEqual(['3.jsonl.gz', '4.jsonl.gz']);

    await world.write(`${config}retention: { snapshots: 0 }\n`);
    await world.rollcall('sync');
    expect(await kept(world)).toEqual([]);
  });

  it('is no reason to stop a sync: one that cannot leave a snapshot says so, and goes on', async () => {
    await using world = await lastNight();
    await rm(join(world.folder, FOLDER), { recursive: true });
    await writeFile(join(world.folder, FOLDER), 'in the way');
    world.okta.updateProfile('ann', { lastName: 'Ada' });

    const { exitCode, stderr, stdout } = await world.rollcall('sync');

    expect(stderr).toContain('warning: this run leaves no snapshot: cannot keep the snapshot of run 3');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 applied') });
  });

  it('has nothing of a person who was purged', async () => {
    await using world = await lastNight();
    const { exitCode, stdout } = await world.rollcall('purge', 'ann', '--yes');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('A snapshot that spoke of them') });
    expect(await kept(world)).toEqual([]);

    // somebody of whom the history knows nothing may be in a snapshot all the same
    await world.rollcall('sync');
    const bytes = await readFile(join(world.folder, FOLDER, '4.jsonl.gz'));
    expect(gunzipSync(bytes).toString()).toContain('admin@example.com');
    expect(await world.rollcall('purge', 'admin@example.com', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await kept(world)).toEqual([]);
    expect(await world.rollcall('purge', 'nobody@example.com', '--yes')).toMatchObject({ exitCode: 5 });
  });
});
