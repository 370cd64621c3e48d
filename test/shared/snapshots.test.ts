import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startJira } from '../../src/sandbox/jira-dc/index.js';
import { startOkta } from '../../src/sandbox/okta/index.js';
import { JIRA_TOKEN, OKTA_TOKEN, run } from '../e2e/harness.js';
import { beside, isThere } from './beside.js';

const text = z.string();
const RealOrg = z.object({
  users: z.array(z.object({ id: text, login: text, email: text, firstName: text, lastName: text })),
  groups: z.array(z.object({ name: text, members: z.array(text) })),
});
const PlanText = z.object({ problems: z.array(z.unknown()), plans: z.array(z.record(z.string(), z.unknown())) });

describe.runIf(isThere)('plan --from on a real organisation, 1,509 people in 782 groups', async () => {
  const org = RealOrg.parse(isThere ? JSON.parse(await beside('data/real-org.json')) : { users: [], groups: [] });

  it('says of an edited config what a live plan with it says', async () => {
    await using okta = await startOkta({
      company: { people: org.users, groups: org.groups },
      everyone: false,
      token: OKTA_TOKEN,
    });
    await using jira = await startJira({ token: JIRA_TOKEN });
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-org-'));
    const configure = (onTheFly: string) => writeFile(join(folder, 'rollcall.yaml'), config(okta.url, jira.url, onTheFly));
    await configure("{ match: '.*' }");
    // nobody has approved anything yet: everything is held, and what was read is kept all the same
    expect(await run(['sync'], folder)).toMatchObject({ exitCode: 3 });

    await configure("{ match: '(?<team>.+)s', to: 'team-{team}' }, { match: '.*' }");
    const live = PlanText.parse(JSON.parse((await run(['plan', '--json'], folder)).stdout));
    const calls = okta.requests.length + jira.requests.length;
    const kept = PlanText.parse(JSON.parse((await run(['plan', '--from', 'last', '--json'], folder)).stdout));

    expect(live.plans).toHaveLength(1);
    expect(kept).toEqual(live);
    expect(okta.requests.length + jira.requests.length).toBe(calls);
    const { size } = await stat(join(folder, '.rollcall/state.db.snapshots/1.jsonl.gz'));
    console.log(`the snapshot has ${Math.round(size / 1000)} kB`);
    await rm(folder, { recursive: true });
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

const config = (okta: string, jira: string, onTheFly: string) => `
version: 1
sources:
  org: { type: okta, url: '${okta}', token: '\${env:OKTA_TOKEN}' }
targets:
  jira: { type: jira-dc, url: '${jira}', token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: all
    from: org
    to: jira
    users:
      match: [username, email]
      attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName }
    groups:
      onTheFly: [${onTheFly}]
`;
