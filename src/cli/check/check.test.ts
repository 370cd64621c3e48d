import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../config/config.js';
import { loadConfig } from '../../config/load.js';
import { connectors } from '../../connectors.js';
import { createHttp } from '../../http/create-http.js';
import { pull } from '../../sync/pull.js';
import { groupFindings } from './groups.js';
import { peopleFindings } from './people.js';

const PEOPLE = `
users:
  - { id: 1, login: ann@example.com, email: ann@example.com, displayName: Ann, kind: staff }
  - { id: 2, login: bob@example.com, email: bob@example.com, displayName: Bob, kind: guest }
  - { id: 3, login: cid@example.com, email: cid@example.com, displayName: Cid, kind: staff, active: false }
  - { id: 4, login: dan@example.com, email: '', displayName: Dan, kind: staff }
groups:
  - { name: atl-web, members: [ann@example.com] }
  - { name: atl-data, members: [] }
  - { name: Engineering, members: [] }
  - { name: Old-test, members: [] }
`;

/** What `check` finds for a sync with these `users` and `groups`, over the people above. */
async function findings(users: string, groups: string) {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-check-'));
  await writeFile(join(folder, 'people.yaml'), PEOPLE);
  await writeFile(
    join(folder, 'rollcall.yaml'),
    `version: 1
sources: { files: { type: file, path: people.yaml, attributes: { kind: string } } }
targets: { jira: { type: jira-dc, url: 'http://127.0.0.1:1', token: '\${env:TOKEN}' } }
syncs: [{ name: staff, from: files, to: jira, users: { ${users} }, groups: { ${groups} } }]
`,
  );
  const config = await loadConfig({ cwd: folder, env: { TOKEN: 'not-needed' }, connectors });
  const pulled = await pulledFrom(config);
  await rm(folder, { recursive: true });
  const [sync] = config.syncs;
  if (sync === undefined) throw new Error('the config above has a sync');
  return { people: peopleFindings(sync, pulled), groups: groupFindings(sync, pulled.directory) };
}

async function pulledFrom(config: Config) {
  const [rules] = config.sources;
  if (rules === undefined) throw new Error('the config above has a source');
  const source = rules.create(createHttp({ toolVersion: '0' }));
  const { signal } = new AbortController();
  const pulled = await pull({
    ...{
      source,
      rules,
      syncs: [],
      linked: new Set(),
      last: undefined,
      allowed: undefined,
      another: undefined,
      attended: false,
      whole: true,
      signal,
    },
    emit: () => {},
  });
  if (pulled.kind === 'unread') throw new Error(pulled.why);
  return pulled;
}

const whats = (found: readonly { readonly level: string; readonly what: string }[]) =>
  found.map(({ level, what }) => `${level}: ${what}`);

describe('check counts what filters match (DESIGN §8)', () => {
  it('tells the wanted from the inactive and the dropped', async () => {
    const { people } = await findings(`filter: 'user.kind == "staff"'`, '');

    expect(people[0]).toEqual({
      level: 'ok',
      what: '2 of 4 people of files are wanted, 1 is not active, 1 is dropped by the filter',
    });
  });

  it('warns of a filter that nobody passes', async () => {
    const { people } = await findings(`filter: 'user.kind == "staf"'`, '');

    expect(people[0]).toMatchObject({ level: 'warning', hint: expect.stringContaining('user.kind == "staf"') });
  });

  it('warns of an attribute that comes out empty, with an example', async () => {
    const { people } = await findings(
      'attributes: { email: user.email, username: user.login, displayName: user.displayName }',
      '',
    );

    expect(whats(people)).toContain('warning: email cannot be computed for 1 person, e.g. dan@example.com: it is empty');
  });
});

describe('check counts what patterns match (G1, G2)', () => {
  it('says for each rule which groups it takes, and what their names become', async () => {
    const { groups } = await findings(
      '',
      `include: ['/^atl-/', Engineering], exclude: ['/-test$/'],
       manual: [{ from: Engineering, to: jira/devs }], onTheFly: [{ match: 'atl-(?<team>.+)', to: 'team-{team}' }]`,
    );

    expect(whats(groups)).toEqual([
      'ok: 3 of 4 groups of files count',
      'ok: include /^atl-/: 2 of 4 groups (atl-web, atl-data)',
      'ok: include Engineering: 1 of 4 groups (Engineering)',
      'ok: exclude /-test$/: 1 of 4 groups (Old-test)',
      'ok: manual 1 from Engineering: 1 of 3 groups (Engineering → jira/devs)',
      'ok: onTheFly 1 atl-(?<team>.+) → team-{team}: 2 of 3 groups (atl-web → team-web, atl-data → team-data)',
    ]);
  });

  it('warns of what matches nothing: a typo, and a pattern that those before it leave nothing to', async () => {
    const { groups } = await findings(
      '',
      `exclude: [Nope], manual: [{ from: Enginering, to: devs }], onTheFly: [{ match: '.*' }, { match: 'atl-.*' }]`,
    );

    expect(whats(groups).filter(what => what.startsWith('warning'))).toEqual([
      'warning: exclude Nope matches no group',
      'warning: manual 1 from Enginering matches no group',
      'warning: onTheFly 2 atl-.* never applies: 2 groups would fit, and rules before it take all of them, as onTheFly 1 takes atl-web',
    ]);
  });

  it('G1: warns of a rule for a group that exclude or include leave out', async () => {
    const { groups } = await findings(
      '',
      `include: ['/^atl-/'], exclude: [atl-data], manual: [{ from: atl-data, to: a }, { from: Engineering, to: b }], onTheFly: [{ match: 'Old.*' }]`,
    );

    expect(whats(groups).filter(what => what.startsWith('warning'))).toEqual([
      'warning: manual 1 from atl-data names atl-data, but exclude atl-data takes it out',
      'warning: manual 2 from Engineering names Engineering, but it is not among those of include',
      'warning: onTheFly 1 Old.* names Old-test, but it is not among those of include',
    ]);
  });

  it('G5: warns of two modes of membership for one target group', async () => {
    const { groups } = await findings(
      '',
      `manual: [{ from: Engineering, to: Web, membership: strict }], onTheFly: [{ match: 'atl-(?<t>.+)', to: '{t}' }]`,
    );

    expect(groups.at(-1)).toMatchObject({
      what: 'Web has two modes of membership: granted by onTheFly 1; strict by manual 1',
      hint: expect.stringMatching(/gentler one counts: granted/),
    });
  });

  it('U1: warns of a filter that drops nobody', async () => {
    const { people } = await findings(`filter: 'user.kind != "robot"'`, '');

    expect(whats(people)).toContain('warning: the filter drops nobody: user.kind != "robot"');
  });
});
