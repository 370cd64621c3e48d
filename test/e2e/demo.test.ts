import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './harness.js';

describe('rollcall demo', () => {
  it('runs the commands that a person would type, end to end, and keeps its folder', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'rollcall-demo-test-'));

    const { exitCode, stdout, stderr } = await run(['demo'], cwd);

    expect(stderr).not.toContain('a bug in rollcall');
    expect(exitCode).toBe(0);
    for (const typed of ['check', 'plan --out first.plan.json', 'apply first.plan.json', 'sync', 'history', 'show 2'])
      expect(stdout).toContain(`$ rollcall ${typed}`);
    // what the rules say: the joiner, the dismissed, the mover, the new login
    for (const done of ['nova.newcomer', 'suspended', 'team-apollo', '-jones']) expect(stdout).toContain(done);
    // in all three products: Bitbucket has no switch, so that all access goes
    for (const product of ['jira ·', 'confluence ·', 'bitbucket ·', 'revoke all access']) expect(stdout).toContain(product);
    // what a guard holds: the hundreds that a misspelt filter would drop
    expect(stdout).toContain('deactivations');
    expect(await readdir(join(cwd, 'rollcall-demo'))).toEqual(
      expect.arrayContaining([
        '.rollcall',
        'bitbucket-password',
        'confluence-token',
        'first.plan.json',
        'jira-token',
        'okta-token',
        'rollcall.yaml',
      ]),
    );

    const history = await run(['history'], join(cwd, 'rollcall-demo'));
    expect(history.exitCode).toBe(0);
    await rm(cwd, { recursive: true });
  });

  it('overwrites nothing: a second demo gets a folder of its own', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'rollcall-demo-test-'));
    const { newFolder } = await import('../../src/cli/demo/folder.js');

    expect([await newFolder(cwd), await newFolder(cwd)]).toEqual([join(cwd, 'rollcall-demo'), join(cwd, 'rollcall-demo-2')]);
    await rm(cwd, { recursive: true });
  });
});
