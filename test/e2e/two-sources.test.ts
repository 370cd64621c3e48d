import { describe, expect, it } from 'vitest';
import { type Scene, scene } from './harness.js';

/** Okta and a list of partners feed one Jira; Ann is in both, under two logins and one address. */
const configOf = ({ okta, jira }: Pick<Scene, 'okta' | 'jira'>): string => `version: 1
sources:
  okta: { type: okta, url: ${okta.url}, token: '\${env:OKTA_TOKEN}' }
  partners: { type: file, path: partners.yaml, id: partners }
targets:
  jira: { type: jira-dc, url: ${jira.url}, token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: staff
    from: okta
    to: jira
    users: { match: [email] }
    groups: { manual: [{ from: Engineering, to: developers }] }
  - name: guests
    from: partners
    to: jira
    users: { match: [email] }
    groups: { manual: [{ from: Reviewers, to: reviewers }] }
`;

const PARTNERS = `users:
  - { id: a1, login: a.example, email: ann@example.com, displayName: A. Example, active: true }
  - { id: c1, login: cleo, email: cleo@partner.example, displayName: Cleo Guest, active: true }
groups:
  - { id: r, name: Reviewers, members: [a1, c1] }
`;

async function twoSources(): Promise<Scene> {
  const world = await scene();
  await world.write(configOf(world));
  await world.write(PARTNERS, 'partners.yaml');
  return world;
}

const membersOf = ({ jira }: Scene, group: string) =>
  [...(jira.group(group)?.members ?? [])].map(key => jira.users.get(key)?.name ?? key).toSorted();

describe('two sources for one Jira (C4)', () => {
  it('one account for one person, with the groups of both; and nothing is left to do', async () => {
    await using world = await twoSources();
    expect((await world.rollcall('plan', '--out', 'p.json')).exitCode).toBe(0);
    const applied = await world.rollcall('apply', 'p.json');
    expect(applied).toMatchObject({ exitCode: 0 });

    expect(membersOf(world, 'developers')).toEqual(['ann@example.com', 'bob']);
    expect(membersOf(world, 'reviewers')).toEqual(['ann@example.com', 'cleo']);
    expect(await world.rollcall('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
  });

  it('while one cannot be read, nothing of it is given or taken, and the other goes on', async () => {
    await using world = await twoSources();
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json');
    await world.write('users: [', 'partners.yaml');

    const synced = await world.rollcall('sync');

    expect(synced.exitCode).toBe(1);
    expect(synced.stdout).toContain('partners');
    expect(membersOf(world, 'reviewers')).toEqual(['ann@example.com', 'cleo']);
  });
});
