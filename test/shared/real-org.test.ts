import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startIdcs } from '../../src/sandbox/idcs/index.js';
import { type JiraEmulator, type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { startOkta } from '../../src/sandbox/okta/index.js';
import { JIRA_TOKEN, OKTA_TOKEN, run } from '../e2e/harness.js';
import { type ExpectedDirectory, expectedDirectory } from '../expected/real-org.js';
import { beside, isThere } from './beside.js';

const IDCS_SECRET = 'idcs-secret-Yu3';

const RealOrg = z.object({
  users: z.array(
    z.object({
      id: z.string(),
      login: z.string(),
      email: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      displayName: z.string(),
    }),
  ),
  groups: z.array(z.object({ name: z.string(), members: z.array(z.string()) })),
});

describe.runIf(isThere)('a real organisation, 1,509 people in 782 groups', async () => {
  const org = RealOrg.parse(isThere ? JSON.parse(await beside('data/real-org.json')) : { users: [], groups: [] });

  it('comes from Okta into an empty Jira exactly as expected, and a second plan is empty', async () => {
    await using okta = await startOkta({
      company: { people: org.users, groups: org.groups },
      everyone: false,
      token: OKTA_TOKEN,
    });
    await reachesTheExpectation(`{ type: okta, url: '${okta.url}', token: '\${env:OKTA_TOKEN}' }`, {});
  });

  it('comes from CSV files exactly as expected, and a second plan is empty', async () => {
    const quoted = (cells: readonly string[]) => cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',');
    const people = org.users.map(({ id, login, email, displayName }) => quoted([id, login, email, displayName]));
    // a line without a member makes an empty group
    const members = org.groups.flatMap(({ name, members: ids }) => (ids.length === 0 ? [''] : ids).map(id => quoted([name, id])));
    await reachesTheExpectation('{ type: file, users: people.csv, memberships: members.csv }', {
      'people.csv': ['id,login,email,displayName', ...people].join('\n'),
      'members.csv': ['group,member', ...members].join('\n'),
    });
  });

  it.each(['9.12.17', '10.7.2', '11.3.0'] as const)(
    'comes from IDCS into a Jira %s exactly as expected, and a second plan is empty',
    async version => {
      await using idcs = await startIdcs({
        company: { people: org.users, groups: org.groups },
        clientSecret: IDCS_SECRET,
        allUsers: 'absent',
      });
      await reachesTheExpectation(
        `{ type: idcs, url: '${idcs.url}', clientId: rollcall, clientSecret: '\${file:secret}' }`,
        { secret: IDCS_SECRET },
        version,
      );
    },
  );

  async function reachesTheExpectation(
    source: string,
    files: Readonly<Record<string, string>>,
    version: JiraOptions['version'] = '10.3.24',
  ): Promise<void> {
    await using jira = await startJira({ token: JIRA_TOKEN, version });
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-org-'));
    for (const [name, content] of Object.entries({ ...files, 'rollcall.yaml': config(source, jira.url) }))
      await writeFile(join(folder, name), content);
    const expected = expectedDirectory(org);

    expect(await run(['plan', '--out', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    expect(await run(['apply', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    expect(directoryOf(jira)).toEqual(withSandbox(expected));
    expect(await run(['plan', '--detailed-exitcode'], folder)).toMatchObject({ exitCode: 0 });
    await rm(folder, { recursive: true });
  }
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

const config = (source: string, jira: string) => `
version: 1
sources:
  org: ${source}
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
      onTheFly: [{ match: '.*' }]
`;

/** What Jira really holds, in the words of the expectation. */
function directoryOf(jira: JiraEmulator): ExpectedDirectory {
  const names = new Map([...jira.users.values()].map(user => [user.key, user.name]));
  return {
    accounts: Object.fromEntries(
      [...jira.users.values()].map(({ name, emailAddress, displayName, active }) => [
        name,
        { email: emailAddress, displayName, active },
      ]),
    ),
    groups: Object.fromEntries(
      [...jira.groups.values()].map(({ name, members }) => [name, [...members].map(key => names.get(key) ?? key).toSorted()]),
    ),
  };
}

/** The sandbox's own administrator and groups are there besides. */
const withSandbox = ({ accounts, groups }: ExpectedDirectory): ExpectedDirectory => ({
  accounts: { ...accounts, admin: { email: 'admin@example.com', displayName: 'Sandbox Admin', active: true } },
  groups: { ...groups, 'jira-administrators': ['admin'], 'jira-software-users': [] },
});
