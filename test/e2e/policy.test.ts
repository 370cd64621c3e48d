import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configText, GOOD_FILTER, MISSPELT_FILTER } from '../../src/cli/demo/config.js';
import { run, scene } from './harness.js';

const TESTS = `version: 1
people:
  ada:
    login: ada.okafor@example.com
    attributes: { userType: employee, firstName: Ada, lastName: Okafor }
    groups: [Everyone, Engineering, atl-apollo]
tests:
  - name: an engineer gets an account, the developers and her team
    given: ada
    expect:
      jira:
        account: { username: ada.okafor, displayName: Ada Okafor }
        only: [jira-developers, jira-users, team-apollo, jira-software-users]
        notGroups: ['/admin/']
  - name: contractors stay out
    given: { login: ben@example.com, attributes: { userType: contractor }, groups: [Engineering] }
    expect: { jira: { account: none, only: [] } }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-policy-'));
  await write('rollcall.tests.yaml', TESTS);
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

const NOWHERE = 'https://127.0.0.1:1';

/** The demo's config; nothing listens where it points, and its token files are not there. */
const writeConfig = (filter: string) =>
  write('rollcall.yaml', configText({ okta: NOWHERE, jira: NOWHERE, confluence: NOWHERE, bitbucket: NOWHERE, filter }));

describe('rollcall test', () => {
  it('passes with neither network nor secrets', async () => {
    await writeConfig(GOOD_FILTER);

    const { exitCode, stdout, stderr } = await run(['test'], folder);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('✓ contractors stay out');
    expect(stdout).toContain('✓ 2 tests: 2 passed, 0 failed');
  });

  it('ends with 1 where an expectation fails, with the reasons that were recorded', async () => {
    await writeConfig(MISSPELT_FILTER);

    const { exitCode, stdout } = await run(['test'], folder);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ an engineer gets an account, the developers and her team  (line 8)');
    expect(stdout).toContain('expected wanted, got none: dropped by the filter of staff: user.userType == "employe"');
    expect(stdout).toContain('user.userType = "employee"');
    expect(stdout).toContain('✗ 2 tests: 1 passed, 1 failed');
  });

  it('prints one JSON document', async () => {
    await writeConfig(MISSPELT_FILTER);

    const { exitCode, stdout } = await run(['test', '--json'], folder);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ version: 1, kind: 'test', passed: 1, failed: 1 },
      tests: [{ passed: false, wrong: [{ login: 'ada.okafor@example.com', account: { kind: 'none' } }] }, { passed: true }],
    });
  });

  it('ends with 5 where the tests themselves are wrong, with every place', async () => {
    await writeConfig(GOOD_FILTER);
    await write('mine.yaml', TESTS.replace('userType: employee', 'usertype: employee').replace('only: []', 'onyl: []'));

    const { exitCode, stderr } = await run(['test', 'mine.yaml'], folder);

    expect(exitCode).toBe(5);
    expect(stderr).toMatch(
      /mine\.yaml:5:19 .*people\.ada\.attributes\.usertype\n\s+okta has no attribute "usertype"\n\s+→ It has: userType, /,
    );
    expect(stderr).toMatch(/mine\.yaml:17:38 .*\n\s+unknown setting "onyl"\n\s+→ Did you mean "only"\?/);
  });

  it('judges people as a run kept them, by the config as it is now, and asks nobody', async () => {
    await using world = await scene();
    expect((await world.rollcall('sync')).exitCode).toBe(3); // a first run holds everything, and keeps what it read
    const before = world.okta.requests.length;
    const given = 'given: { from: last, login: ann@example.com }';
    await world.write(
      `version: 1\ntests: [{ name: Ann, ${given}, expect: { jira: { account: { username: ann }, only: [developers] } } }]\n`,
      'rollcall.tests.yaml',
    );

    const passed = await world.rollcall('test');
    await world.write((await world.read('rollcall.yaml')).replace('from: Engineering', 'from: Platform'));
    const failed = await world.rollcall('test', '--from', '1');
    const absent = await world.rollcall('test', '--from', '7');

    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('On what run 1 read') });
    expect(failed).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/who is in developers is unknown: manual 1: okta has no group Platform/),
    });
    expect(absent.exitCode).toBe(5);
    expect(world.okta.requests).toHaveLength(before);
  });
});
