import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Running, run, start } from './harness.js';

let folder: string;
let running: Running[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-sandbox-'));
  running = [];
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true });
});

const SMALL = ['--users', '60', '--groups', '14'];

describe('rollcall sandbox (DESIGN §7)', () => {
  it('prints a config that works as it is, and writes nothing', async () => {
    const { config, ended, child } = await sandbox(...SMALL);
    const elsewhere = await mkdtemp(join(folder, 'tried-'));
    await writeFile(join(elsewhere, 'rollcall.yaml'), config, { mode: 0o600 });

    expect((await run(['check'], elsewhere)).exitCode).toBe(0);
    expect((await run(['plan', '--out', 'p.json'], elsewhere)).exitCode).toBe(0);
    expect((await run(['apply', 'p.json'], elsewhere)).exitCode).toBe(0);
    expect((await run(['plan', '--detailed-exitcode'], elsewhere)).exitCode).toBe(0);

    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/60 people, 14 groups/);
  });

  it('goes on from where it was with --file: same ports, same tokens, what was written is there', async () => {
    const first = await sandbox(...SMALL, '--file', 'box.json', '--config-out', 'rollcall.yaml');
    await run(['plan', '--out', 'p.json'], folder);
    await run(['apply', 'p.json'], folder);
    first.child.kill('SIGTERM');
    expect((await first.ended).exitCode).toBe(0);

    await sandbox('--file', 'box.json', '--version', '11.3.0');

    const { exitCode, stdout } = await run(['plan', '--detailed-exitcode'], folder);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Jira 11.3.0')]);
    for (const secret of ['box.json', 'rollcall.yaml']) expect((await stat(join(folder, secret))).mode & 0o077).toBe(0);
  });

  it('saves while it runs, so that little is lost when it is killed', async () => {
    const { child, ended } = await sandbox(...SMALL, '--file', 'box.json', '--config-out', 'rollcall.yaml');
    await run(['plan', '--out', 'p.json'], folder);
    await run(['apply', 'p.json'], folder);
    // it may have saved in the middle of the apply already
    await vi.waitUntil(async () => (await readFile(join(folder, 'box.json'), 'utf8')).includes('team-apollo'), 20_000);

    child.kill('SIGKILL');
    await ended;
    expect(await readFile(join(folder, 'box.json'), 'utf8')).toContain('team-apollo');
  });

  it('has the limits and failures that were asked for', async () => {
    const { config } = await sandbox(
      ...SMALL,
      '--rate-limit',
      '7',
      '--fail',
      'GET /api/v1/groups=503:1',
      '--fail',
      '/myself=403',
    );
    const [okta = '', jira = ''] = [...config.matchAll(/url: (\S+)/g)].map(([, url]) => url);
    const [oktaToken, jiraToken] = [...config.matchAll(/token: '(\S+)'/g)].map(([, token]) => token);
    const asked = (url: string, authorization: string) => fetch(url, { headers: { authorization } });
    const groups = () => asked(`${okta}/api/v1/groups`, `SSWS ${oktaToken}`);

    expect((await groups()).status).toBe(503);
    expect(await groups()).toMatchObject({ status: 200 });
    expect((await groups()).headers.get('x-rate-limit-limit')).toBe('7');
    expect((await asked(`${jira}/rest/api/2/myself`, `Bearer ${jiraToken}`)).status).toBe(403);
    const info = await asked(`${jira}/rest/api/2/serverInfo`, `Bearer ${jiraToken}`);
    expect(info.headers.get('x-ratelimit-limit')).toBe('7');
  });

  it('never overwrites a config, nor a file that is something else', async () => {
    await writeFile(join(folder, 'mine.yaml'), 'mine');

    const config = await run(['sandbox', ...SMALL, '--config-out', 'mine.yaml'], folder);
    const file = await run(['sandbox', ...SMALL, '--file', 'mine.yaml'], folder);

    expect([config.exitCode, file.exitCode]).toEqual([5, 5]);
    expect(file.stderr).toContain('holds no sandbox');
    expect(await readFile(join(folder, 'mine.yaml'), 'utf8')).toBe('mine');
  });

  it('says what is wrong with its options, or with a port', async () => {
    const { config } = await sandbox(...SMALL);
    const [, taken = ''] = /url: http:\/\/127\.0\.0\.1:(\d+)/.exec(config) ?? [];

    const wrong = [
      ['--version', '4.4'],
      ['--users', 'all'],
      ['--fail', 'x'],
      ['--port', taken],
    ];
    for (const args of wrong) expect((await run(['sandbox', ...args], folder)).exitCode).toBe(5);
    expect((await run(['--version'], folder)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** Resolves when it says that it runs. */
async function sandbox(...args: readonly string[]): Promise<Running & { readonly config: string }> {
  const begun = start(['sandbox', ...args], folder);
  running.push(begun);
  let config = '';
  begun.child.stdout.on('data', chunk => {
    config += String(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    begun.child.stderr.on('data', chunk => String(chunk).includes('Ctrl-C ends') && resolve());
    begun.child.once('exit', code => reject(new Error(`the sandbox ended with ${code}`)));
  });
  return { ...begun, config };
}
