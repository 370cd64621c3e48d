import { describe, expect, it } from 'vitest';
import { type BitbucketEmulator, startBitbucket } from '../../src/sandbox/bitbucket-dc/index.js';
import { type ConfluenceEmulator, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import { type Scene, scene } from './harness.js';

interface World extends Scene {
  readonly confluence: ConfluenceEmulator;
  readonly bitbucket: BitbucketEmulator;
}

/** One company into three products; ann and bob are in none of them but Jira, which has bob. */
async function world(): Promise<World> {
  const base = await scene();
  const confluence = await startConfluence();
  const bitbucket = await startBitbucket();
  const close = base[Symbol.asyncDispose].bind(base);
  await base.write(`version: 1
sources:
  okta: { type: okta, url: '${base.okta.url}', token: '\${env:OKTA_TOKEN}' }
targets:
  jira: { type: jira-dc, url: '${base.jira.url}', token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin } }
  confluence: { type: confluence-dc, url: '${confluence.url}', token: '${confluence.token}' }
  bitbucket: { type: bitbucket-dc, url: '${bitbucket.url}', username: admin, password: sandbox-bitbucket-password }
syncs:
  - name: staff
    from: okta
    to: [jira, confluence, bitbucket]
    users: { match: [username], attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName } }
    groups: { manual: [{ from: Engineering, to: developers }] }
`);
  return Object.assign(base, {
    ...{ confluence, bitbucket },
    async [Symbol.asyncDispose]() {
      await Promise.all([close(), confluence.close(), bitbucket.close()]);
    },
  });
}

const OUTAGE = { kind: 'status', status: 503 } as const;

/** Who is where: each product by itself. */
function developers({ jira, confluence, bitbucket }: World) {
  const jiraNames = [...(jira.groups.get('developers')?.members ?? [])].map(key => jira.users.get(key)?.name);
  const wikiNames = [...(confluence.groups.get('developers')?.members ?? [])].map(key => confluence.users.get(key)?.name);
  const gitNames = [...(bitbucket.group('developers')?.members ?? [])].map(id => bitbucket.users.get(id)?.name);
  return { jira: jiraNames.toSorted(), confluence: wikiNames.toSorted(), bitbucket: gitNames.toSorted() };
}

const ALL = ['ann', 'bob', 'cid'];

async function approved(at: World): Promise<void> {
  await at.rollcall('plan', '--out', 'p.json');
  expect((await at.rollcall('apply', 'p.json')).exitCode).toBe(0);
}

function joins({ okta }: World): void {
  okta.addMember('Engineering', okta.addPerson({ login: 'cid@example.com', firstName: 'Cid', lastName: 'Example' }).id);
}

describe('several targets in one run', () => {
  it('one that is down is said to be, with exit code 1, and the others are done', async () => {
    await using at = await world();
    await approved(at);
    joins(at);
    at.confluence.fail(/./, OUTAGE);

    const run = await at.rollcall('sync');

    expect(run.exitCode).toBe(1);
    expect(`${run.stdout}${run.stderr}`).toMatch(/confluence[^\n]*503/);
    expect(developers(at)).toEqual({ jira: ALL, confluence: ['ann', 'bob'], bitbucket: ALL });

    at.confluence.heal();
    expect((await at.rollcall('sync')).exitCode).toBe(0);
    expect(developers(at).confluence).toEqual(ALL);
  });

  it('one that fails half way ends with exit code 4, the others are done, and the next run goes on from there', async () => {
    await using at = await world();
    at.bitbucket.fail(/^POST .*\/admin\/groups/, { kind: 'status', status: 500, body: 'out of order' });
    await at.rollcall('plan', '--out', 'p.json');

    const applied = await at.rollcall('apply', 'p.json');

    expect(applied.exitCode).toBe(4);
    expect(applied.stdout).toMatch(/bitbucket · \d+ applied, \d+ failed/);
    expect(developers(at)).toEqual({ jira: ['ann', 'bob'], confluence: ['ann', 'bob'], bitbucket: [] });
    expect(at.bitbucket.userNamed('ann')).toBeDefined();

    at.bitbucket.heal();
    expect((await at.rollcall('sync')).exitCode).toBe(0);
    expect(developers(at).bitbucket).toEqual(['ann', 'bob']);
    expect((await at.rollcall('plan', '--detailed-exitcode')).exitCode).toBe(0);
  });

  it('of one down and one that failed, 1 counts', async () => {
    await using at = await world();
    await approved(at);
    joins(at);
    at.confluence.fail(/./, OUTAGE);
    at.bitbucket.fail(/^POST .*add-users/, { kind: 'status', status: 403 });

    expect((await at.rollcall('sync')).exitCode).toBe(1);
    expect(developers(at)).toEqual({ jira: ALL, confluence: ['ann', 'bob'], bitbucket: ['ann', 'bob'] });
  });

  it('`sync jira` reads and writes that one alone', async () => {
    await using at = await world();
    await at.rollcall('plan', '--out', 'p.json');
    await at.rollcall('apply', 'p.json');
    const before = at.confluence.requests.length;

    expect((await at.rollcall('sync', 'jira')).exitCode).toBe(0);
    expect(at.confluence.requests).toHaveLength(before);
  });
});
