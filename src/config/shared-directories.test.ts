import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { ConfigError } from '../errors.js';
import { loadConfig } from './load.js';

interface Parts {
  /** further lines of the sections of the two that share jira's directory */
  readonly wiki?: string;
  readonly git?: string;
  readonly jira?: string;
  readonly to?: string;
  readonly groups?: string;
  readonly approvals?: string;
}

/** jira has its own directory, and so has desk; wiki shares jira's, and so does git unless told. */
const configOf = ({
  wiki = '',
  git = '',
  jira = '',
  to = '[jira, wiki, desk]',
  groups = '{}',
  approvals = '[]',
}: Parts) => `version: 1
sources:
  people: { type: file, users: people.csv }
targets:
  jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${env:TOKEN}'${jira} }
  desk: { type: jira-dc, url: 'https://desk.example.com', token: '\${env:TOKEN}' }
  wiki: { type: jira-dc, url: 'https://wiki.example.com', token: '\${env:TOKEN}'${wiki || ', directory: jira'} }
  git: { type: jira-dc, url: 'https://git.example.com', token: '\${env:TOKEN}'${git || ', directory: jira'} }
syncs:
  - { name: staff, from: people, to: ${to}, schedule: '@daily', groups: ${groups} }
approvals: ${approvals}
`;

async function load(parts: Parts) {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-shared-'));
  try {
    await writeFile(join(folder, 'rollcall.yaml'), configOf(parts), { mode: 0o600 });
    return await loadConfig({ cwd: folder, env: { TOKEN: 'x' }, connectors });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function toldBy(parts: Parts): Promise<string[]> {
  const failure: unknown = await load(parts).catch(error => error);
  if (!(failure instanceof ConfigError)) throw new Error('no ConfigError');
  return failure.mistakes.map(({ message, hint }) => `${message} | ${hint}`);
}

describe('a target with a `directory` (G12)', () => {
  it('is its own where it says so, unless a target is called `own`', async () => {
    const { targets, sharing } = await load({ wiki: ', directory: own' });
    expect(sharing.map(({ name }) => name)).toEqual(['git']);
    expect(targets.flatMap(({ name, ownDirectory }) => (ownDirectory ? [name] : []))).toEqual(['wiki']);
  });

  it('is no target of any sync, and is looked at hourly unless told', async () => {
    const { targets, sharing, syncs, schedules } = await load({ git: ', directory: jira, directorySync: 15m' });

    expect(targets.map(({ name }) => name)).toEqual(['jira', 'desk']);
    expect(sharing.map(({ name, of, syncMs }) => [name, of, syncMs])).toEqual([
      ['wiki', 'jira', 3_600_000],
      ['git', 'jira', 900_000],
    ]);
    expect(syncs.map(({ to }) => to)).toEqual([['jira', 'desk']]);
    expect(schedules.map(one => one.targets)).toEqual([['jira', 'desk']]);
  });

  it.each<[string, Parts, string]>([
    ['itself', { git: ', directory: git' }, 'git cannot share its own directory | Use one of: jira, desk.'],
    ['nobody', { git: ', directory: jirra' }, 'there is no target "jirra" | Did you mean "jira"?'],
    [
      'one that shares another itself',
      { git: ', directory: wiki' },
      'wiki has no directory of its own: it shares that of jira | Write directory: jira.',
    ],
  ])('may not share that of %s', async (_, parts, told) => {
    expect(await toldBy(parts)).toEqual([told]);
  });

  const INSTEAD = 'wiki shares the directory of jira: nothing is written to it | Name jira instead; wiki follows it.';

  it.each<[string, Parts]>([
    ['a manual rule', { groups: '{ manual: [{ from: A, to: wiki/developers }] }' }],
    ['a manual rule of a sync that does not list it', { to: 'jira', groups: '{ manual: [{ from: A, to: wiki/developers }] }' }],
    ['the defaults', { groups: '{ defaults: { newUsers: [wiki/users] } }' }],
    ['protect', { jira: ', protect: { groups: [wiki/admins] }' }],
    ['ignore', { jira: ', ignore: { groups: [wiki/admins] }' }],
    ['an approval', { approvals: '[{ target: wiki, guard: removals, reason: x, expires: 2099-01-01 }]' }],
  ])('is not named by %s: the one that has the directory is', async (_, parts) => {
    expect(await toldBy(parts)).toEqual([INSTEAD]);
  });

  it('stands in `to` only beside the one that has the directory: alone, nothing of the sync would arrive', async () => {
    expect(await toldBy({ to: '[wiki, desk]' })).toEqual([
      'wiki shares the directory of jira: nothing is written to it | Write to: jira; wiki may stand beside it.',
    ]);
  });

  it('takes no setting that is for writing, and `directorySync` nothing without a directory', async () => {
    expect(await toldBy({ wiki: ', directory: jira, protect: { users: [x] }, leads: { project: x }' })).toEqual(
      ['protect', 'leads'].map(
        key => `${key} does nothing here: wiki shares the directory of jira, and is never written to | Write it under jira.`,
      ),
    );
    expect(await toldBy({ jira: ', directorySync: 1h' })).toEqual([
      expect.stringMatching(/^directorySync does nothing without directory/),
    ]);
  });

  it('is fed by no sync and named by no rule, whatever the config: it loads so, or not at all', async () => {
    const name = fc.constantFrom('jira', 'desk', 'wiki', 'git');
    const directory = fc.option(name, { nil: undefined });
    const written = (owner: string | undefined) => (owner === undefined ? ' ' : `, directory: ${owner}`);
    await fc.assert(
      fc.asyncProperty(
        fc.record({ jira: directory, wiki: directory, git: directory, to: fc.uniqueArray(name, { minLength: 1 }), group: name }),
        async ({ jira, wiki, git, to, group }) => {
          const parts = { jira: written(jira), wiki: written(wiki), git: written(git), to: `[${to.join(', ')}]` };
          const found: unknown = await load({ ...parts, groups: `{ manual: [{ from: A, to: ${group}/x }] }` }).catch(
            error => error,
          );
          if (found instanceof ConfigError) return;
          const { sharing, targets, syncs, schedules } = found as Awaited<ReturnType<typeof load>>;
          const shares = new Set(sharing.map(one => one.name));
          const reached = [
            ...targets.map(one => one.name),
            ...syncs.flatMap(sync => sync.to),
            ...syncs.flatMap(sync => sync.groups.manual.flatMap(rule => rule.to.flatMap(({ target }) => target ?? []))),
            ...schedules.flatMap(one => one.targets),
          ];
          expect(reached.filter(one => shares.has(one))).toEqual([]);
          for (const { of } of sharing) expect(targets.map(one => one.name)).toContain(of);
          expect(new Set([...shares, ...targets.map(one => one.name)])).toEqual(new Set(['jira', 'desk', 'wiki', 'git']));
        },
      ),
      { numRuns: 150 },
    );
  });
});
