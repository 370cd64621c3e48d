import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startOkta } from '../../src/sandbox/okta/index.js';
import { OKTA_TOKEN, run } from '../e2e/harness.js';
import { expectedDirectory } from '../expected/real-org.js';
import { RealOrg } from '../real-org.js';
import { beside, isThere } from './beside.js';
import { startFour } from './four-targets.js';

describe.runIf(isThere)('a real organisation in Jira, Confluence, Bitbucket and Crowd by one config', async () => {
  const org = RealOrg.parse(isThere ? JSON.parse(await beside('data/real-org.json')) : { users: [], groups: [] });

  it('is in all four as expected after one attended apply, and the next unattended run finds nothing', async () => {
    await using four = await startFour();
    await using okta = await startOkta({
      company: { people: org.users, groups: org.groups },
      everyone: false,
      token: OKTA_TOKEN,
    });
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-four-'));
    await writeFile(
      join(folder, 'rollcall.yaml'),
      `version: 1
sources:
  org: { type: okta, url: '${okta.url}', token: '\${env:OKTA_TOKEN}' }
${four.yaml}
syncs:
  - name: all
    from: org
    to: [jira, confluence, bitbucket, crowd]
    users:
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName }
    groups:
      onTheFly: [{ match: '.*' }]
`,
    );
    const expected = expectedDirectory(org);

    expect(await run(['plan', '--out', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    expect(await run(['apply', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    for (const [target, held] of Object.entries(four.held())) expect([target, held]).toEqual([target, expected]);

    const second = await run(['sync', '--json'], folder);
    expect(second.exitCode).toBe(0);
    expect((await run(['plan', '--detailed-exitcode'], folder)).exitCode).toBe(0);
    for (const [target, held] of Object.entries(four.held())) expect([target, held]).toEqual([target, expected]);
    await rm(folder, { recursive: true });
  }, 900_000);
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
