import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { connectors } from '../../src/connectors.js';
import { createHttp } from '../../src/http/create-http.js';
import { startIdentityCenter } from '../../src/sandbox/aws-identity-center/index.js';
import { startJira } from '../../src/sandbox/jira-dc/index.js';
import { openStore } from '../../src/state/sqlite.js';
import { runIn, wishedBy } from '../bad-days/runs.js';
import { expectedDirectory } from '../expected/real-org.js';
import { quickFolder } from '../quick-folder.js';
import { directoryOf, orgConfig, RealOrg, withSandbox } from '../real-org.js';
import { beside, isThere } from './beside.js';

const JIRA_TOKEN = 'jira-token';
const secret = (name: string) => `\${env:${name}}`;

/** Not by the binary: 807 calls at ten a second are more than a minute of a clock that does not jump. */
describe.runIf(isThere)('a real organisation, 1,509 people in 782 groups, in AWS IAM Identity Center', async () => {
  const org = RealOrg.parse(isThere ? JSON.parse(await beside('data/real-org.json')) : { users: [], groups: [] });

  it('comes exactly as expected, a second plan is empty, and no call is made that the page limits spare', async () => {
    let time = 0;
    const clock = {
      now: () => time,
      random: () => 1,
      sleep: async (ms: number) => {
        time += ms;
      },
    };
    await using aws = await startIdentityCenter({
      users: org.users.map(({ id, login, firstName, lastName, ...rest }) => ({
        ...rest,
        ...{ id, userName: login, givenName: firstName, familyName: lastName },
      })),
      groups: org.groups.map(({ name, members }) => ({ name, members })),
      ticks: clock.now,
    });
    await using jira = await startJira({ token: JIRA_TOKEN });
    const keys = `accessKeyId: '${secret('KEY')}', secretAccessKey: '${secret('SECRET')}'`;
    const source = `{ type: aws-identity-center, region: ${aws.region}, identityStoreId: ${aws.store.id}, endpoint: '${aws.url}', ${keys} }`;
    const folder = await quickFolder();
    await writeFile(join(folder, 'rollcall.yaml'), orgConfig(source, jira.url), { mode: 0o600 });
    const env = { JIRA_TOKEN, KEY: aws.keys.accessKeyId, SECRET: aws.keys.secretAccessKey };
    const config = await loadConfig({ cwd: folder, env, connectors });
    const http = createHttp({ toolVersion: '0', clock });
    await using store = await openStore(join(folder, 'state.db'), { now: () => new Date() });
    const parts = {
      ...{ store, now: () => new Date().toISOString(), sharing: [], configFingerprint: config.fingerprint },
      ...{ syncs: config.syncs, approvals: config.approvals },
      sources: config.sources.map(rules => ({ source: rules.create(http), rules })),
      targets: config.targets.map(rules => ({ target: rules.create(http), rules })),
    };

    const first = await runIn(parts, { attended: true });
    expect(first).toMatchObject({ problems: [], result: { record: 'done' } });
    expect(directoryOf(jira)).toEqual(withSandbox(expectedDirectory(org)));
    expect(fewest()).toBe(aws.requests.length);

    const second = await runIn(parts, { attended: true });
    expect(second.problems).toEqual([]);
    expect(wishedBy({ ...second, writes: [], slept: [] })).toEqual([]);

    /** A page holds a hundred rows, whichever list it is of. */
    function fewest(): number {
      const pages = (rows: number) => Math.max(1, Math.ceil(rows / 100));
      const lists = pages(org.users.length) + pages(org.groups.length);
      return lists + org.groups.reduce((sum, { members }) => sum + pages(members.length), 0);
    }
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
