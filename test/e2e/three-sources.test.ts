import { describe, expect, it } from 'vitest';
import { type EntraEmulator, startEntra } from '../../src/sandbox/entra/index.js';
import { type GoogleEmulator, startGoogle } from '../../src/sandbox/google/index.js';
import { type Scene, scene } from './harness.js';

/**
 * Okta, Entra ID and Google feed one Jira. Ann is at Okta and at Entra, under two logins and one address; Dora is at Entra and at
 * Google. Entra and Google both fill `reviewers`.
 */
const configOf = ({ okta, jira, entra, google }: Pick<World, 'okta' | 'jira' | 'entra' | 'google'>): string => `version: 1
sources:
  okta: { type: okta, url: ${okta.url}, token: '\${env:OKTA_TOKEN}' }
  entra:
    type: entra
    tenant: ${entra.tenantId}
    clientId: ${entra.clientId}
    clientSecret: '\${file:entra-secret}'
    authority: ${entra.url}
    graph: ${entra.url}
  google: { type: google, url: ${google.url}, key: '\${file:google-key.json}', admin: ${google.admin}, pageSize: 10 }
targets:
  jira: { type: jira-dc, url: ${jira.url}, token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin } }
syncs:
  - { name: staff, from: okta, to: jira, priority: 3, ${RULES}, groups: { membership: managed, manual: [{ from: Engineering, to: developers }] } }
  - { name: partners, from: entra, to: jira, priority: 2, ${RULES}, groups: { membership: managed, manual: [{ from: Partners, to: reviewers }] } }
  - { name: campus, from: google, to: jira, priority: 1, ${RULES}, groups: { membership: managed, manual: [{ from: Campus, to: reviewers }] } }
`;

const RULES = `users: { match: [email], attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName } }`;

interface World extends Scene {
  readonly entra: EntraEmulator;
  readonly google: GoogleEmulator;
  members(group: string): readonly string[];
}

/** As the first attended run left it. */
async function world(): Promise<World> {
  const { [Symbol.asyncDispose]: dispose, ...rest } = await scene({
    okta: { users: ['ann', 'bob', 'cyd', 'eli', 'fay', 'hal'], groups: { Engineering: ['ann', 'bob'] } },
  });
  const entra = await startEntra({
    users: [
      { id: 'e-ann', userPrincipalName: 'a.example@partner.example', mail: 'ann@example.com', displayName: 'A. Example' },
      { id: 'e-dora', userPrincipalName: 'dora@partner.example', mail: 'dora@example.com', displayName: 'Dora Partner' },
    ],
    groups: { Partners: ['e-ann', 'e-dora'] },
  });
  const google = await startGoogle({
    admin: 'rector',
    users: ['rector', 'dora', 'gus', ...Array.from({ length: 20 }, (_, at) => `student${at}`)],
    groups: { Campus: ['dora', 'gus'] },
  });
  const all: World = {
    ...{ ...rest, entra, google },
    members: group => [...(rest.jira.group(group)?.members ?? [])].map(key => rest.jira.users.get(key)?.name ?? key).toSorted(),
    async [Symbol.asyncDispose]() {
      await Promise.all([entra.close(), google.close()]);
      await dispose.call(all);
    },
  };
  await all.write(configOf(all));
  await all.write(entra.clientSecret, 'entra-secret');
  await all.write(google.keyFile, 'google-key.json');
  expect(await all.rollcall('plan', '--out', 'p.json')).toMatchObject({ exitCode: 0 });
  expect(await all.rollcall('apply', 'p.json')).toMatchObject({ exitCode: 0 });
  return all;
}

const broken = { kind: 'status', status: 503, body: '<html>later</html>', headers: {} } as const;
const isActive = ({ jira }: World, name: string) => [...jira.users.values()].find(user => user.name === name)?.active;

describe('Okta, Entra ID and Google for one Jira (C4)', () => {
  it('one account for one person, groups are the union of all, and a second plan is empty', async () => {
    await using all = await world();

    expect(all.members('developers')).toEqual(['ann', 'bob']);
    expect(all.members('reviewers')).toEqual(['ann', 'dora', 'gus']);
    expect([...all.jira.users.values()].filter(({ name }) => /^(ann|a\.example|dora)/.test(name))).toHaveLength(2);
    expect(await all.rollcall('plan', '--detailed-exitcode')).toMatchObject({ exitCode: 0 });
  });

  it('one that breaks off in mid-paging is unread: what the others know happens, what it may still want stays (R1)', async () => {
    await using all = await world();
    all.google.remove('gus');
    all.google.fail(/GET .*\/users\?.*pageToken/, broken);
    all.entra.leave('e-dora', 'Partners');
    all.okta.suspend('ann');

    const synced = await all.rollcall('sync');

    expect(synced.exitCode).toBe(1);
    expect(`${synced.stdout}${synced.stderr}`).toMatch(/google.*503/s);
    expect(all.members('reviewers')).toEqual(expect.arrayContaining(['dora', 'gus']));
    expect([isActive(all, 'ann'), isActive(all, 'dora'), isActive(all, 'gus')]).toEqual([false, true, true]);

    all.google.heal();
    all.google.leave('dora', 'Campus');
    await all.rollcall('sync');
    expect(all.members('reviewers')).not.toContain('dora');
    expect([isActive(all, 'dora'), isActive(all, 'gus')]).toEqual([true, false]);
  });

  it('a group of one that cannot be read is unknown: nobody leaves what it fills, and joiners of the others come in (R1)', async () => {
    await using all = await world();
    all.entra.fail(/batch/, broken);
    all.google.leave('dora', 'Campus');
    all.google.join('student1', 'Campus');

    const synced = await all.rollcall('sync');

    expect(`${synced.stdout}${synced.stderr}`).toContain('Partners');
    expect(all.members('reviewers')).toEqual(['ann', 'dora', 'gus', 'student1']);
  });

  it('one that lets us in no more holds nobody else up, and says whose credential it is', async () => {
    await using all = await world();
    await all.write('not-the-secret', 'entra-secret');
    all.okta.suspend('bob');

    const synced = await all.rollcall('sync');

    expect(synced.exitCode).toBe(1);
    expect(`${synced.stdout}${synced.stderr}`).toMatch(/entra/);
    expect(isActive(all, 'bob')).toBe(false);
    expect(all.members('reviewers')).toEqual(['ann', 'dora', 'gus']);
  });
});
