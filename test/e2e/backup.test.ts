import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Scene, scene } from './harness.js';

const STATE = 'state: { file: .rollcall/state.db, backup: kept, keep: 2 }\n';
const Stage = z.looseObject({ changes: z.array(z.unknown()) });
const Plans = z.object({ plans: z.array(z.looseObject({ stages: z.array(Stage), held: z.array(z.unknown()) })) });
const Exported = z.looseObject({ format: z.string(), links: z.array(z.looseObject({ account: z.string(), how: z.string() })) });

/** bob is bobby in Jira, which no match key finds: somebody has set it, and attended the first run. */
async function company(state = STATE): Promise<Scene> {
  const world = await scene({ jira: { users: [{ name: 'bobby' }] } });
  await world.write(`${await world.read('rollcall.yaml')}${state}`);
  await world.rollcall('links', 'set', 'bob@example.com', 'bobby');
  await attend(world);
  return world;
}

async function attend(world: Scene): Promise<void> {
  await world.rollcall('plan', '--out', 'p.json');
  expect((await world.rollcall('apply', 'p.json')).exitCode).toBe(0);
}

const lose = ({ folder }: Scene) => rm(join(folder, '.rollcall'), { recursive: true });
const backups = async ({ folder }: Scene) => (await readdir(join(folder, 'kept'))).toSorted();
/** how many changes the next run has in mind, target by target */
async function planned(world: Scene) {
  const { plans } = Plans.parse(JSON.parse((await world.rollcall('plan', '--json')).stdout));
  return plans.map(({ stages, held }) => stages.flatMap(({ changes }) => changes).length + held.length);
}

describe('links export and import (DESIGN §5)', () => {
  it('bring back what was lost with the state: the next plan holds no surprise, and must be attended', async () => {
    await using world = await company();
    const before = await world.rollcall('links', 'list');
    const exported = await world.rollcall('links', 'export', 'links.json');
    await lose(world);
    const surprises = await planned(world);

    const imported = await world.rollcall('links', 'import', 'links.json', '--reason', 'disk died');

    expect([exported.exitCode, imported.exitCode]).toEqual([0, 0]);
    expect(exported.stderr).toContain('jira: 2 links, 1 group, 2 memberships');
    expect((await stat(join(world.folder, 'links.json'))).mode & 0o777).toBe(0o600);
    expect(surprises).not.toEqual([0]);
    expect(await planned(world)).toEqual([0]);
    expect((await world.rollcall('links', 'list')).stdout).toBe(before.stdout);
    expect(imported.stdout).toContain('jira: 2 links, 1 group, 2 memberships');
    expect(imported.stdout).toContain('must be attended');
    expect((await world.rollcall('history')).stdout).toContain('disk died');

    world.okta.removeMember('Engineering', 'bob');
    const sync = await world.rollcall('sync');
    expect(sync.exitCode).toBe(3);
    expect(sync.stdout).toContain('the first run must be attended');
  });

  it('print one JSON document without a file, and refuse to export a state that holds nothing', async () => {
    await using world = await company();

    const { stdout, exitCode } = await world.rollcall('links', 'export');
    await lose(world);
    const empty = await world.rollcall('links', 'export', 'links.json');

    expect(exitCode).toBe(0);
    const { format, links } = Exported.parse(JSON.parse(stdout));
    expect(format).toBe('rollcall-links');
    expect(links.map(({ how }) => how).toSorted()).toEqual(['created', 'set']);
    expect(empty.exitCode).toBe(1);
    expect(empty.stderr).toContain('nothing to export');
    expect(await readdir(world.folder)).not.toContain('links.json');
  });

  it('takes nothing in where something is remembered, unless told to replace it', async () => {
    await using world = await company();
    await world.rollcall('links', 'export', 'links.json');
    await world.rollcall('links', 'forget', 'bob@example.com');

    const refused = await world.rollcall('links', 'import', 'links.json');
    const linked = async () => Exported.parse(JSON.parse((await world.rollcall('links', 'export')).stdout)).links.length;
    const between = await linked();
    const replaced = await world.rollcall('links', 'import', 'links.json', '--replace', '--json');

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('--replace');
    expect(between).toBe(1);
    expect(replaced.exitCode).toBe(0);
    expect(JSON.parse(replaced.stdout)).toMatchObject({
      kind: 'import',
      taken: { targets: [{ target: 'jira', links: 2, groups: 1, memberships: 2 }] },
    });
    expect(await linked()).toBe(2);
  });

  it('refuses a file that others may read, and one about targets that the config does not have', async () => {
    await using world = await company();
    await world.rollcall('links', 'export', 'links.json');
    await lose(world);
    await world.write((await world.read('links.json')).replaceAll('"target":"jira"', '"target":"wiki"'), 'links.json');

    const strange = await world.rollcall('links', 'import', 'links.json');
    await chmod(join(world.folder, 'links.json'), 0o640);
    const open = await world.rollcall('links', 'import', 'links.json');

    expect([strange.exitCode, open.exitCode]).toEqual([5, 5]);
    expect(strange.stderr).toContain('does not have: wiki');
    expect(open.stderr).toContain('chmod 600');
    expect((await world.rollcall('links', 'export')).exitCode).toBe(1);
  });
});

describe('state.backup (DESIGN §5)', () => {
  it('saves an export after each run that writes, keeps the newest, and one can be imported', async () => {
    await using world = await company();
    expect(await backups(world)).not.toEqual([]);
    await mkdir(join(world.folder, 'kept'), { recursive: true });
    for (const day of [1, 2, 3]) await writeFile(join(world.folder, 'kept', `rollcall-links-2020-01-0${day}T000000Z.json`), '');

    expect((await world.rollcall('sync')).exitCode).toBe(0);

    const kept = await backups(world);
    expect(kept).toHaveLength(2);
    await world.rollcall('plan');
    await world.write('{}', 'p.json');
    expect((await world.rollcall('apply', 'p.json')).exitCode).toBe(5);
    expect(await backups(world)).toEqual(kept);
    await lose(world);
    expect((await world.rollcall('links', 'import', `kept/${kept.at(-1)}`)).exitCode).toBe(0);
    expect(await planned(world)).toEqual([0]);
  });

  it('removes no backup while nobody has attended a run: after a loss the old ones are what is left', async () => {
    await using world = await company();
    await lose(world);
    for (const day of [1, 2, 3]) await writeFile(join(world.folder, 'kept', `rollcall-links-2020-01-0${day}T000000Z.json`), '');

    await world.rollcall('sync');
    await world.rollcall('pause', '--reason', 'state lost');
    const kept = await backups(world);
    await world.rollcall('resume');
    await attend(world);

    expect(kept).toEqual(expect.arrayContaining([1, 2, 3].map(day => `rollcall-links-2020-01-0${day}T000000Z.json`)));
    expect(await backups(world)).toHaveLength(2);
  });

  it('that cannot be written is a warning with a way out, also when quiet, and not the run’s failure', async () => {
    await using world = await company();
    await rm(join(world.folder, 'kept'), { recursive: true });
    await writeFile(join(world.folder, 'kept'), 'a file');

    const sync = await world.rollcall('sync', '--quiet');

    expect(sync.exitCode).toBe(0);
    expect(sync.stderr).toContain('warning: the state was not backed up');
    expect(sync.stderr).toContain('state.backup');
  });
});
