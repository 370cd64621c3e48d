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

/** Okta spells the group that a pattern of the partners' sync names as well, and takes away whom it does not want there. */
const oneGroup = (config: string): string =>
  config
    .replace(
      '{ manual: [{ from: Engineering, to: developers }] }',
      '{ membership: managed, manual: [{ from: Engineering, to: reviewers }] }',
    )
    .replace('{ manual: [{ from: Reviewers, to: reviewers }] }', "{ membership: managed, onTheFly: [{ match: '.*' }] }");

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

  it('DESIGN §2: nobody leaves a group that it may still want them in; after staleAfter it says what to do', async () => {
    await using world = await twoSources();
    await world.write(oneGroup(configOf(world)).replace('id: partners }', 'id: partners, staleAfter: 0s }'));
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json');
    expect(membersOf(world, 'reviewers')).toEqual(['ann@example.com', 'bob', 'cleo']);
    await world.write('users: [', 'partners.yaml');
    for (const { members } of world.okta.org.groups.values()) members.delete(idOf(world, 'bob'));

    const synced = await world.rollcall('sync');

    expect(synced.exitCode).toBe(1);
    expect(membersOf(world, 'reviewers')).toEqual(['ann@example.com', 'bob', 'cleo']);
    expect(synced.stdout).toMatch(/guests named\s+this\s+group/);
    expect(synced.stderr + synced.stdout).toMatch(/take\s+its\s+syncs\s+out\s+of\s+the\s+config/);
    const status = await world.rollcall('status', '--check');
    expect(status.exitCode).toBe(1);
    expect(status.stdout).toMatch(/longer\s+than\s+its\s+staleAfter/);

    await world.write(PARTNERS, 'partners.yaml');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    expect(membersOf(world, 'reviewers')).toEqual(['ann@example.com', 'cleo']);
  });

  it('G8: onRename: move makes the group of the new name, with all who were in the old one', async () => {
    await using world = await twoSources();
    const moving = oneGroup(configOf(world)).replace(
      "onTheFly: [{ match: '.*' }] }",
      "onRename: move, onTheFly: [{ match: '.*' }] }",
    );
    await world.write(
      moving.replace('manual: [{ from: Engineering, to: reviewers }]', 'manual: []').replaceAll('membership: managed, ', ''),
    );
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json');
    world.jira.group('Reviewers')?.members.add([...world.jira.users.values()].find(({ name }) => name === 'bob')?.key ?? '');
    const before = membersOf(world, 'reviewers');
    expect(before).toEqual(['ann@example.com', 'bob', 'cleo']);
    await world.write(PARTNERS.replace('name: Reviewers', 'name: Auditors'), 'partners.yaml');

    const synced = await world.rollcall('sync');

    expect(synced.stdout).toContain('Auditors');
    expect(membersOf(world, 'auditors')).toEqual(before);
    expect(membersOf(world, 'reviewers')).toEqual(before);
    expect((await world.rollcall('sync')).exitCode).toBe(0);
    const after = await world.rollcall('plan', '--full');
    expect(after.stdout).toContain('1 orphaned group');
  });
});

const idOf = ({ okta }: Scene, login: string) =>
  [...okta.org.people.values()].find(({ profile }) => profile.login === `${login}@example.com`)?.id ?? '';
