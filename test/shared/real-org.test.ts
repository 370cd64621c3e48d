import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startGoogle } from '../../src/sandbox/google/index.js';
import { startIdcs } from '../../src/sandbox/idcs/index.js';
import { type JiraOptions, startJira } from '../../src/sandbox/jira-dc/index.js';
import { entraFixture } from '../contracts/entra-fixture.js';
import { oneloginFixture } from '../contracts/onelogin-fixture.js';
import { JIRA_TOKEN, run } from '../e2e/harness.js';
import { expectedDirectory, flattened } from '../expected/real-org.js';
import { directoryOf, orgConfig, RealOrg, withSandbox } from '../real-org.js';
import { beside, isThere } from './beside.js';

const IDCS_SECRET = 'idcs-secret-Yu3';

describe.runIf(isThere)('a real organisation, 1,509 people in 782 groups', async () => {
  const org = RealOrg.parse(isThere ? JSON.parse(await beside('data/real-org.json')) : { users: [], groups: [] });

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

  it.each(['9.12.17', '10.7.2'] as const)(
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

  it('comes from OneLogin, its roles as groups, exactly as expected, in few calls; and a second plan is empty', async () => {
    const ids = new Map(org.users.map(({ id }, at) => [id, String(56_781_966 + at)])); // numbers, as OneLogin has them
    const idOf = (id: string) => ids.get(id) ?? id;
    await using fixture = await oneloginFixture({
      users: org.users.map(({ id, login, email, firstName, lastName }) => ({
        ...{ id: idOf(id), username: login, email, firstname: firstName, lastname: lastName },
      })),
      roles: org.groups.map(({ name, members }) => ({ name, users: members.map(idOf) })),
      clientSecret: IDCS_SECRET,
    });
    const { evidence } = await fixture.source.pull({ group: () => true }, { signal: new AbortController().signal });
    // 16 pages of people and 8 of roles are the fewest; besides: the roles once more, since nothing else shows that one traded places
    // with another; a token, whether somebody is new, and what proves the users of roles
    expect(evidence.calls).toBe(16 + 8 + 8 + 1 + 1 + 2);

    const source = `{ type: onelogin, url: '${fixture.onelogin.url}', clientId: rollcall, clientSecret: '\${file:secret}' }`;
    await reachesTheExpectation(source, { secret: IDCS_SECRET });
  });

  it('comes from Entra exactly as expected, groups in groups, in the fewest calls; and a second plan is empty', async () => {
    const company = { people: org.users, groups: org.groups };
    await using fixture = await entraFixture({ company, clientSecret: IDCS_SECRET });
    const { entra, source } = fixture;
    for (const { name, parent } of org.groups) if (parent !== null) entra.join(name, parent);
    const { evidence } = await source.pull({ group: () => true }, { signal: new AbortController().signal });
    const furtherPages = flattened(org).groups.reduce(
      (sum, { members }) => sum + Math.floor(Math.max(0, members.length - 1) / 999),
      0,
    );
    // pages of 999 people and of groups, the members of 20 groups in each batch, and of two large ones a page more; besides, a token
    expect(evidence.calls).toBe(2 + 1 + 40 + furtherPages + 1);
    expect(furtherPages).toBe(2);

    const { url, tenantId, clientId } = entra;
    await reachesTheExpectation(
      `{ type: entra, tenant: ${tenantId}, clientId: ${clientId}, clientSecret: '\${file:secret}', authority: '${url}', graph: '${url}' }`,
      { secret: IDCS_SECRET },
      '10.3.24',
      expectedDirectory(flattened(org)),
    );
  });

  it('comes from Google, groups in groups flattened, in the fewest calls that its page limits allow; a second plan is empty', async () => {
    const users = org.users.map(({ id, login, firstName, lastName }) => ({
      ...{ id, primaryEmail: login, givenName: firstName, familyName: lastName },
    }));
    const groups = org.groups.map(({ name, members }, at) => {
      const inside = org.groups.flatMap((group, child) => (group.parent === name ? [`g${child}`] : []));
      return { id: `g${at}`, name, email: `g${at}@example.com`, members: [...members, ...inside] };
    });
    await using google = await startGoogle({ users, groups });
    await reachesTheExpectation(
      `{ type: google, key: '\${file:key.json}', admin: '${google.admin}', url: '${google.url}', rate: { share: 1 } }`,
      { 'key.json': google.keyFile },
      undefined,
      expectedDirectory(flattened(org)),
    );
    const first = google.requests.findIndex(({ method }, at) => method === 'POST' && at > 0);
    const pages = (rows: number, most: number) => Math.max(1, Math.ceil(rows / most));
    const lists = groups.reduce((sum, { members }) => sum + pages(members.length, 200), 0);
    expect(first).toBe(1 + pages(users.length, 500) + pages(groups.length, 200) + lists);
  });

  async function reachesTheExpectation(
    source: string,
    files: Readonly<Record<string, string>>,
    version: JiraOptions['version'] = '10.3.24',
    expected = expectedDirectory(org),
  ): Promise<void> {
    await using jira = await startJira({ token: JIRA_TOKEN, version });
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-org-'));
    for (const [name, content] of Object.entries({ ...files, 'rollcall.yaml': orgConfig(source, jira.url) }))
      await writeFile(join(folder, name), content);

    expect(await run(['plan', '--out', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    expect(await run(['apply', 'plan.json'], folder)).toMatchObject({ exitCode: 0 });
    expect(directoryOf(jira)).toEqual(withSandbox(expected));
    expect(await run(['plan', '--detailed-exitcode'], folder)).toMatchObject({ exitCode: 0 });
    await rm(folder, { recursive: true });
  }
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
