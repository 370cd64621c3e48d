import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, scene } from './harness.js';

describe('exit codes (DESIGN §8)', () => {
  it('0: a first plan without a state file works, and makes none', async () => {
    await using world = await scene();

    const plan = await world.rollcall('plan');

    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toContain('ann');
    expect(await readdir(world.folder)).toEqual(['rollcall.yaml']);
  });

  it('2: plan --detailed-exitcode tells changes from none', async () => {
    await using world = await scene();

    expect((await world.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(2);
    await world.rollcall('plan', '--out', 'p.json');
    expect((await world.rollcall('apply', 'p.json')).exitCode).toBe(0);
    expect((await world.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(0);
    expect(world.jira.userNamed('ann')?.active).toBe(true);
    expect([...(world.jira.group('developers')?.members ?? [])]).toHaveLength(2);
  });

  it('3: an unattended first run is held whole, and applies nothing', async () => {
    await using world = await scene();

    const sync = await world.rollcall('sync');

    expect(sync.exitCode).toBe(3);
    expect(sync.stdout).toContain('the first run must be attended');
    expect(world.jira.userNamed('ann')).toBeUndefined();
    expect((await world.rollcall('plan', '--unattended', '--detailed-exitcode')).exitCode).toBe(3);
  });

  it('4: a change that fails leaves the others running (A3)', async () => {
    await using world = await scene();
    await world.rollcall('plan', '--out', 'p.json');
    world.jira.fail(/POST .*\/group\/user/, { kind: 'status', status: 400, body: { errorMessages: ['no'], errors: {} } });

    const apply = await world.rollcall('apply', 'p.json');

    expect(apply.exitCode).toBe(4);
    expect(world.jira.userNamed('ann')?.active).toBe(true);
  });

  it('1: a source that refuses us is named, with what to do; nothing is changed', async () => {
    await using world = await scene();
    world.okta.expireToken();

    const plan = await world.rollcall('plan');
    const check = await world.rollcall('check');

    expect(plan.exitCode).toBe(1);
    expect(`${plan.stdout}${plan.stderr}`).toContain('okta');
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain('Okta refuses the token');
  });

  it('1 before 3: an unread source counts even where guards hold something', async () => {
    await using world = await scene();
    world.okta.expireToken();

    expect((await world.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(1);
    expect((await world.rollcall('sync')).exitCode).toBe(1);
  });

  it('1: a state folder that others may read is refused, and the message says which', async () => {
    await using world = await scene();
    await mkdir(join(world.folder, '.rollcall'));
    await chmod(join(world.folder, '.rollcall'), 0o755);

    const sync = await world.rollcall('sync');

    expect(sync.exitCode).toBe(1);
    expect(sync.stderr).toContain('chmod 700');
  });

  it('1: a state that cannot be made is a state error with a way out, before anything is asked of the network', async () => {
    await using world = await scene();
    await world.write(await world.read('rollcall.yaml').then(text => `${text}\nstate: /proc/rollcall/state.db\n`));

    const sync = await world.rollcall('sync');

    expect(sync.exitCode).toBe(1);
    expect(sync.stderr).toContain('/proc/rollcall');
    expect(world.okta.requests).toEqual([]);
  });

  it('5: all mistakes of a config at once, each with its place', async () => {
    await using world = await scene();
    await world.write(`version: 1
sources:
  okta: { type: octa, url: 'https://okta.example.com', token: x }
targets:
  jira: { type: jira-dc, url: nowhere, token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: staff
    from: otka
    to: jira
    users: { filter: 'user.', crate: true }
    groups: { onTheFly: [{ match: '(?=x)' }] }
`);

    const { exitCode, stderr } = await world.rollcall('plan');

    expect(exitCode).toBe(5);
    for (const place of ['rollcall.yaml:3', 'rollcall.yaml:5', 'rollcall.yaml:8', 'rollcall.yaml:10', 'rollcall.yaml:11'])
      expect(stderr).toContain(place);
  });

  it('5: apply without a file and without a terminal refuses, asks nobody, reads nothing', async () => {
    await using world = await scene();

    const { exitCode, stderr } = await world.rollcall('apply');

    expect(exitCode).toBe(5);
    expect(stderr).toContain('rollcall plan --out');
    expect(world.okta.requests).toEqual([]);
  });

  it.each([
    [['plna'], 'plan'],
    [['plan', '--detailed-exit-code'], '--detailed-exitcode'],
    [['plan', 'jria'], 'jira'],
    [['plan', '--allow', 'jira:removal=3'], 'removals'],
    [['plan', '--allow', 'jira'], 'TARGET:GUARD=N'],
    [['show', 'last'], 'rollcall history'],
    [['undo', '3'], '--out FILE'],
    [['sync', '--user', 'nobody'], 'nobody with the login nobody'],
    [['init', '--nothing'], 'not in this version'],
    [['apply', 'p.json', '--allow', 'jira:removals=3'], 'exactly'],
    [['plan', '--config', 'elsewhere.yaml'], 'elsewhere.yaml'],
  ])('5: rollcall %j says what was meant: %s', async (args, hint) => {
    await using world = await scene();

    const { exitCode, stdout, stderr } = await world.rollcall(...args);

    expect(exitCode).toBe(5);
    expect(stderr).toContain(hint);
    expect(stdout).toBe('');
  });

  it('0: help and version need no config; help names no command that is not there', async () => {
    await using world = await scene();

    const help = await run(['--help'], '/');
    const version = await run(['--version'], '/');

    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain('plan');
    for (const absent of ['init']) expect(help.stdout).not.toContain(absent);
    expect(version).toMatchObject({ exitCode: 0, stderr: '' });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(world.okta.requests).toEqual([]);
  });
});
