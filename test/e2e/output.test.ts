import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JIRA_TOKEN, OKTA_TOKEN, run, scene, start } from './harness.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const ESCAPE = /\u001b/;

describe('output', () => {
  it('has no escape codes in pipes, also where colour is asked for by the environment', async () => {
    await using world = await scene();
    const env = { TERM: 'xterm-256color', COLORTERM: 'truecolor', FORCE_COLOR: '3' };

    for (const args of [['plan'], ['check'], ['sync'], ['history'], ['plan', 'nowhere']]) {
      const { stdout, stderr } = await run(args, world.folder, env);
      expect(stdout + stderr).not.toMatch(ESCAPE);
    }
  });

  it('--json: one document on stdout, one event per line on stderr', async () => {
    await using world = await scene();

    const { stdout, stderr } = await world.rollcall('plan', '--json');

    expect(JSON.parse(stdout)).toMatchObject({ plans: [{ target: 'jira' }] });
    const events = stderr
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events).toContainEqual(expect.objectContaining({ kind: 'pulled', source: 'okta', people: 2 }));
  });

  it('--quiet: nothing on stderr, the result on stdout', async () => {
    await using world = await scene();

    const { stdout, stderr, exitCode } = await world.rollcall('plan', '--quiet');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('ann');
  });

  it('a reader that has gone ends nothing and is no error', async () => {
    await using world = await scene();
    const plan = start(['plan', '--verbose'], world.folder);
    plan.ended.catch(() => undefined); // our own ends of the pipes are closed
    plan.child.stdout.destroy();
    plan.child.stderr.destroy();
    await once(plan.child, 'close');

    expect(plan.child.exitCode).toBe(0);
  });

  it('shows no secret anywhere: output of every command with --verbose, state, plan files', async () => {
    await using world = await scene();
    world.okta.fail(
      /GET \/api\/v1\/groups/,
      {
        kind: 'status',
        status: 400,
        body: { errorCode: 'E0000001', errorSummary: `bad SSWS ${OKTA_TOKEN}`, errorLink: '', errorId: '', errorCauses: [] },
      },
      { times: 1 },
    );
    const texts: string[] = [];
    for (const args of COMMANDS) {
      const { stdout, stderr } = await world.rollcall(...args, '--verbose');
      texts.push(stdout, stderr);
    }
    for (const file of await readdir(world.folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) texts.push(await readFile(join(file.parentPath, file.name), 'latin1'));

    const all = texts.join('\n');
    for (const secret of [OKTA_TOKEN, JIRA_TOKEN]) expect(all).not.toContain(secret);
    expect(all).toContain('GET');
    expect(world.jira.userNamed('ann')?.active).toBe(true);
  });
});

const COMMANDS: readonly (readonly string[])[] = [
  ['plan'],
  ['check'],
  ['plan', '--out', 'p.json'],
  ['apply', 'p.json'],
  ['sync'],
  ['sync', '--json'],
  ['adopt', 'jira-software-users'],
  ['release', 'jira-software-users'],
  ['links', 'list'],
  ['links', 'forget', 'ann'],
  ['links', 'set', 'ann@example.com', 'ann'],
  ['history'],
  ['show', '1'],
  ['plan', 'nowhere'],
];
