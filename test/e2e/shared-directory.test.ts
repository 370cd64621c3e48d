import { describe, expect, it } from 'vitest';
import { type ConfluenceOptions, startConfluence } from '../../src/sandbox/confluence-dc/index.js';
import { type JiraEmulator, startJira } from '../../src/sandbox/jira-dc/index.js';
import { JIRA_TOKEN, type Scene, scene } from './harness.js';

interface World extends Scene {
  /** a product that takes its people and groups from jira; a second Jira stands in for it */
  readonly wiki: JiraEmulator;
}

const configOf = (
  { okta, jira, wiki }: Readonly<Record<'okta' | 'jira' | 'wiki', { readonly url: string }>>,
  sharing = ', directory: jira',
): string => `version: 1
sources:
  okta: { type: okta, url: ${okta.url}, token: '\${env:OKTA_TOKEN}' }
targets:
  jira: { type: jira-dc, url: ${jira.url}, token: '\${env:JIRA_TOKEN}', leads: { project: admin, component: admin } }
  wiki: { type: jira-dc, url: ${wiki.url}, token: '\${env:JIRA_TOKEN}'${sharing} }
syncs:
  - name: staff
    from: okta
    to: [jira, wiki]
    users: { match: [username], attributes: { username: 'user.login.split("@")[0]', email: user.email, displayName: user.displayName } }
    groups: { manual: [{ from: Engineering, to: developers }] }
`;

/** Okta has ann and bob, jira has bob; wiki has what jira had when it last fetched its directory. */
async function world(options: Parameters<typeof scene>[0] = {}): Promise<World> {
  const base = await scene(options);
  const wiki = await startJira({ token: JIRA_TOKEN, users: [] });
  const all = Object.assign(base, { wiki });
  await all.write(configOf(all));
  fetchDirectory(all);
  const close = base[Symbol.asyncDispose].bind(base);
  return Object.assign(all, {
    async [Symbol.asyncDispose]() {
      await Promise.all([close(), wiki.close()]);
    },
  });
}

/** What the product does once an hour: it makes its users and groups those of jira, under keys of its own. */
function fetchDirectory({ jira, wiki }: Pick<World, 'jira' | 'wiki'>): void {
  const names = new Set([...jira.users.values()].filter(({ deleted }) => !deleted).map(({ name }) => name));
  for (const [key, { name }] of wiki.users) if (!names.has(name)) wiki.users.delete(key);
  for (const { name, displayName, emailAddress, active } of jira.users.values()) {
    if (!names.has(name)) continue;
    const user = wiki.userNamed(name) ?? wiki.addUser({ name, key: `wiki-${name}` });
    Object.assign(user, { displayName, emailAddress, active });
  }
  for (const key of wiki.groups.keys()) if (!jira.groups.has(key)) wiki.groups.delete(key);
  for (const { name, members } of jira.groups.values()) {
    const group = wiki.addGroup(name);
    const theirs = [...members].flatMap(key => wiki.userNamed(jira.users.get(key)?.name ?? '')?.key ?? []);
    group.members = new Set(theirs);
  }
}

const writesTo = ({ requests }: JiraEmulator) => requests.filter(({ method }) => method !== 'GET');
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

async function approve(scene: World): Promise<string> {
  await scene.rollcall('plan', '--out', 'p.json');
  const applied = await scene.rollcall('apply', 'p.json');
  expect(applied.exitCode).toBe(0);
  return applied.stdout;
}

describe('a target that shares the directory of another one (G12)', () => {
  it('is planned nothing and written nothing; behind by what rollcall just did, it is not caught up, and then as there', async () => {
    await using scene = await world();

    const first = await scene.rollcall('plan');
    expect(oneLine(first.stdout)).toMatch(/wiki · shares the directory of jira · 2 people, \d+ groups?, as there/);
    await approve(scene);
    const behind = await scene.rollcall('sync');
    fetchDirectory(scene);
    const caughtUp = await scene.rollcall('sync', '--json');

    expect(behind.exitCode).toBe(0);
    // ann's account and the group; memberships are looked at once both are there
    expect(oneLine(behind.stdout)).toMatch(
      /wiki · shares the directory of jira · 3 people, \d+ groups? · not caught up: 2 changes of .* UTC, its directory sync runs hourly/,
    );
    expect(JSON.parse(caughtUp.stdout)).toMatchObject({
      shared: [{ target: 'wiki', of: 'jira', verified: { kind: 'compared', people: 3, differences: [] } }],
      targets: [{ target: 'jira' }],
    });
    expect(writesTo(scene.wiki)).toEqual([]);
  });

  it('is a warning where somebody else made the difference: what, by name, and what to look at; the run is done all the same', async () => {
    await using scene = await world();
    await approve(scene);
    fetchDirectory(scene);
    await scene.write(configOf(scene, ', directory: jira, directorySync: 0s')); // no change is younger than that
    scene.jira.addUser({ name: 'zelda', groups: ['developers'] });
    scene.wiki.addUser({ name: 'quirin' });
    scene.wiki.group('developers')?.members.delete('wiki-ann');

    const synced = await scene.rollcall('sync');
    const run = await scene.rollcall('show', '2', '--json');
    const shown = await scene.rollcall('show', '2');
    const status = await scene.rollcall('status');

    expect(synced.exitCode).toBe(0);
    const text = oneLine(synced.stdout);
    expect(text).toContain('! not as in jira: 1 person missing, 1 person too many and 1 membership missing');
    expect(text).toContain('person missing: zelda');
    expect(text).toContain('membership missing in developers: ann');
    expect(text).toContain('→ Nothing is written to wiki.');
    expect(JSON.parse(run.stdout)).toMatchObject({
      run: { summary: { shared: [{ verified: { differences: { missingPerson: 1, extraPerson: 1, missingMember: 1 } } }] } },
    });
    for (const name of ['zelda', 'quirin']) expect(run.stdout).not.toContain(name);
    expect(oneLine(shown.stdout)).toContain('wiki · shares the directory of jira');
    expect(oneLine(status.stdout)).toContain('not as in jira: 1 person missing');
    expect(writesTo(scene.wiki)).toEqual([]);
  });

  it('that cannot be read is 1, and jira is done all the same', async () => {
    await using scene = await world();
    await approve(scene);
    scene.wiki.tokenExpired = true;
    scene.okta.addPerson('cid');

    const synced = await scene.rollcall('sync');

    expect(synced.exitCode).toBe(1);
    expect(oneLine(synced.stdout)).toContain('wiki COULD NOT BE READ');
    expect(scene.jira.userNamed('cid')).toBeDefined();
  });

  it('is skipped, and that is said, by what is for some people only; it cannot be named alone; explain says whom it follows', async () => {
    await using scene = await world();
    await approve(scene);
    await scene.rollcall('sync');
    const asked = scene.wiki.requests.length;

    const some = await scene.rollcall('sync', '--user', 'ann');
    const undone = await scene.rollcall('undo', '1', '--out', 'undo.json');
    const alone = await scene.rollcall('plan', 'wiki');
    const explained = await scene.rollcall('explain', 'ann');
    const again = await scene.rollcall('plan', '--from', 'last');

    for (const { stdout } of [some, undone])
      expect(oneLine(stdout)).toContain('wiki · shares the directory of jira · not compared: only a run for everybody does that');
    expect(alone).toMatchObject({ exitCode: 5 });
    expect(oneLine(alone.stderr)).toContain('Name jira instead');
    expect(oneLine(explained.stdout)).toContain('wiki shares the directory of jira');
    expect(again.exitCode).toBe(0);
    expect(scene.wiki.requests.length).toBe(asked);
  });

  it('offboard ends the account in jira, and only there', async () => {
    await using scene = await world();
    await approve(scene);

    const ended = await scene.rollcall('offboard', 'ann', '--yes');

    expect(ended.exitCode).toBe(0);
    expect(scene.jira.userNamed('ann')?.active).toBe(false);
    expect(writesTo(scene.wiki)).toEqual([]);
  });

  it('check compares it, and finds two that look alike where neither says so', async () => {
    const many = { jira: { users: Array.from({ length: 12 }, (_, at) => ({ name: `p${at}` })) } };
    await using scene = await world(many);

    const said = await scene.rollcall('check');
    scene.wiki.addUser({ name: 'local' });
    const different = await scene.rollcall('check');
    await scene.write(configOf(scene, ', leads: { project: admin, component: admin }'));
    const unsaid = await scene.rollcall('check');

    expect(oneLine(said.stdout)).toContain('shares the directory of jira: nothing is written to it');
    expect(oneLine(said.stdout)).toContain('13 people, as in jira');
    expect(oneLine(different.stdout)).toContain('1 is not the same here');
    expect(oneLine(unsaid.stdout)).toContain('jira and wiki have 13 of 14 usernames in common');
    expect(oneLine(unsaid.stdout)).toContain('`directory: jira` under wiki');
    expect(said.stdout).not.toContain('in common');

    await scene.write(configOf(scene, ', directory: own'));
    const own = await scene.rollcall('check');
    expect(own.stdout).not.toContain('in common');
    expect(own.stdout).not.toContain('shares the directory');
  });
});

/** What Confluence fetches from Jira. */
function snapshotOf(jira: JiraEmulator): ReturnType<NonNullable<ConfluenceOptions['directory']>['snapshot']> {
  const users = [...jira.users.values()].filter(({ deleted }) => !deleted);
  const nameOf = (key: string) => users.find(user => user.key === key)?.name ?? '';
  return {
    users: users.map(({ name, displayName, emailAddress, active }) => ({
      ...{ username: name, displayName, email: emailAddress, active },
    })),
    groups: [...jira.groups.values()].map(({ name }) => name),
    memberships: [...jira.groups.values()].flatMap(({ name, members }) =>
      [...members].map(key => ({ group: name, username: nameOf(key) })),
    ),
  };
}

describe("Confluence with Jira's directory (G12)", () => {
  it.each(['8.5.4', '10.2.14'] as const)(
    '%s: nothing is written, behind until its directory sync, then as there',
    async version => {
      await using base = await scene();
      const { jira, okta } = base;
      await using wiki = await startConfluence({
        version,
        token: JIRA_TOKEN,
        directory: { name: 'Jira', snapshot: () => snapshotOf(jira) },
      });
      const asConfluence = (sharing: string) =>
        configOf({ okta, jira, wiki }, sharing).replace('wiki: { type: jira-dc', 'wiki: { type: confluence-dc');
      await base.write(asConfluence(''));
      wiki.syncDirectory();
      const unsaid = await base.rollcall('check');
      await base.write(asConfluence(', directory: jira'));

      await base.rollcall('plan', '--out', 'p.json');
      await base.rollcall('apply', 'p.json');
      const behind = await base.rollcall('sync');
      wiki.syncDirectory();
      const caughtUp = await base.rollcall('sync');

      expect(oneLine(unsaid.stdout)).toMatch(/first user directory, .*, is synchronised from elsewhere/);
      expect(oneLine(behind.stdout)).toContain('not caught up: 2 changes of');
      expect(oneLine(caughtUp.stdout)).toMatch(/wiki · shares the directory of jira · 3 people, \d+ groups, as there/);
      for (const { exitCode } of [behind, caughtUp]) expect(exitCode).toBe(0);
      expect(wiki.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    },
  );
});
