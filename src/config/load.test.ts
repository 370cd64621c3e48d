import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { ConfigError, type Mistake } from '../errors.js';
import type { Config } from './config.js';
import { loadConfig } from './load.js';
import { otherNames } from './not-built.js';

const env = { OKTA_TOKEN: 'okta-secret', JIRA_TOKEN: 'jira-secret' };

const base = `version: 1
sources:
  okta:
    type: okta
    url: https://example.okta.com
    token: \${env:OKTA_TOKEN}
targets:
  jira:
    type: jira-dc
    url: https://jira.example.com
    token: \${env:JIRA_TOKEN}
syncs:
  - name: staff
    from: okta
    to: jira
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(text: string, name = 'rollcall.yaml'): Promise<Config> {
  await writeFile(join(folder, name), text, { mode: 0o600 });
  return loadConfig({ cwd: folder, file: name, env, connectors });
}

async function mistakesOf(text: string, name?: string): Promise<readonly Mistake[]> {
  const failure = await load(text, name).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ConfigError)) throw new Error(`no ConfigError, but ${String(failure)}`);
  return failure.mistakes;
}

/** `line:column message | hint`, without what an expression's mark shows */
const told = ({ line, column, message, hint }: Mistake) => `${line}:${column} ${message.split('\n')[0]} | ${hint}`;
const toldBy = async (text: string) => (await mistakesOf(text)).map(told);
const inSync = (lines: string) => `${base}${lines.replaceAll(/^/gm, '    ')}\n`;

describe('a config (DESIGN §3)', () => {
  it('is loaded with every default filled', async () => {
    const { sources, targets, syncs, stateFile, plan, retention, warnings, secrets } = await load(base);

    expect(stateFile).toBe(join(folder, '.rollcall/state.db'));
    expect(plan.maxAgeMs).toBe(86_400_000);
    expect(retention).toEqual({ historyMs: 400 * 86_400_000, snapshots: 10 });
    expect(sources.map(({ name, kind, shrunkShare }) => [name, kind, shrunkShare])).toEqual([['okta', 'okta', 0.8]]);
    expect(targets[0]).toMatchObject({ name: 'jira', kind: 'jira-dc', url: 'https://jira.example.com', onTrip: 'hold' });
    expect(syncs[0]).toMatchObject({
      name: 'staff',
      from: 'okta',
      to: ['jira'],
      users: {
        filter: undefined,
        match: ['username', 'email'],
        attributes: {
          username: { text: 'user.login' },
          email: { text: 'user.email' },
          displayName: { text: 'user.displayName' },
        },
        create: true,
        update: true,
        rename: 'changed',
        reactivate: 'ours',
        leavers: { action: 'deactivate', after: { reads: 2, atLeastMs: 86_400_000 } },
      },
      groups: {
        include: undefined,
        create: true,
        adopt: 'attended',
        membership: 'granted',
        orphans: 'keep',
        onRename: 'keep',
        onRetire: 'keep',
        exclusive: false,
      },
    });
    expect(warnings).toEqual([]);
    expect(secrets.map(secret => secret.open()).toSorted()).toEqual(['jira-secret', 'okta-secret']);
  });

  it('knows the guards of DESIGN §4 by their defaults', async () => {
    const [jira] = (await load(base)).targets;
    const day = 86_400_000;

    expect(jira?.guards).toEqual({
      removals: { share: 0.1, floor: 10, perMs: day },
      'removals-per-group': { share: 0.3, floor: 10, perMs: day },
      deactivations: { share: 0.05, floor: 5, perMs: day },
      'stated-leavers': { share: 0.2, floor: 20, perMs: day },
      deletions: { share: 0, floor: 0, perMs: day },
      creations: { share: 0.2, floor: 50, perMs: day },
      updates: { share: 0.2, floor: 20, perMs: day },
      renames: { share: 0.05, floor: 5, perMs: day },
      'additions-per-group': { share: 1, floor: 50, perMs: day },
      emptiedGroupFrom: 5,
    });
  });

  it('keeps a default of a guard that is written in part', async () => {
    const { targets } = await load(base.replace('  jira:\n', '  jira:\n    guards: { removals: { floor: 3, per: 2h } }\n'));

    expect(targets[0]?.guards.removals).toEqual({ share: 0.1, floor: 3, perMs: 7_200_000 });
  });

  it('shows its five mistakes all at once, each with its place, in the order of the file', async () => {
    const text = `version: 1
sources:
  okta:
    type: okta
    url: https://example.okta.com
    tokn: \${env:OKTA_TOKEN}
    token: \${env:OKTA_TOKEN}
targets:
  jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${env:JIRA_TOKEN}' }
syncs:
  - name: staff
    from: okat
    to: jira
    users:
      filter: 'true && 1 +'
      create: 'yes'
    groups:
      include: ['/(?=a)/']
`;
    const mistakes = await mistakesOf(text);

    expect(mistakes.map(told)).toEqual([
      '6:5 unknown setting "tokn" | Did you mean "token"?',
      '12:11 there is no source "okat" | Did you mean "okta"?',
      '15:27 it ends too early | Something must follow, such as a text in quotes.',
      '16:15 create: expected true or false, found "yes" | undefined',
      expect.stringMatching(/^18:19 this pattern cannot be used: .* \| Patterns here know no look-around/),
    ]);
    expect(mistakes.map(({ path }) => path)).toEqual([
      'sources.okta.tokn',
      'syncs[0].from',
      'syncs[0].users.filter',
      'syncs[0].users.create',
      'syncs[0].groups.include[0]',
    ]);
  });

  it('says under which section a setting belongs that stands one level too high', async () => {
    expect(await toldBy(inSync('exclusive: true\ncreate: false'))).toEqual([
      '16:5 unknown setting "exclusive" | Write it under groups: groups: { exclusive: … }.',
      '17:5 unknown setting "create" | Write it under users or groups: users: { create: … }.',
    ]);
    const [staff] = (await load(inSync('groups: { exclusive: true }'))).syncs;
    expect(staff?.groups.exclusive).toBe(true);
  });

  it('takes no section for a secret, and says once what common settings and those of a kind both know', async () => {
    expect(await toldBy(base.replace('    type: okta\n', '    type: okta\n    rate: fast\n'))).toEqual([
      '5:11 rate: expected a section, found "fast" | undefined',
    ]);
  });

  it('quotes what the file says, and not what a variable brought: it may be a secret that stands where none belongs', async () => {
    const wrong = base.replace('    type: okta\n', `    type: okta\n    rate: \${env:OKTA_TOKEN}\n`);
    expect(await toldBy(wrong)).toEqual([`5:11 rate: expected a section, found "\${env:OKTA_TOKEN}" | undefined`]);
  });

  it('says what is missing, and lists the kinds where the type is unknown', async () => {
    expect(await toldBy(base.replace('    url: https://jira.example.com\n', ''))).toEqual([
      expect.stringMatching(/^8:3 url is missing/),
    ]);
    expect(await toldBy(base.replace('type: okta', 'type: oktta'))).toEqual([
      `4:11 unknown type "oktta" | Did you mean "okta"? Use one of: ${Object.keys(connectors.sources).join(', ')}.`,
    ]);
    expect(await toldBy('')).toEqual(
      ['version', 'sources', 'targets', 'syncs'].map(name => expect.stringMatching(new RegExp(`^1:1 ${name} is missing`))),
    );
  });

  it.each([
    ['a kind of source', base.replace('type: okta', 'type: crowd'), '4:11 the type `crowd`'],
    ['a kind of target', base.replace('type: jira-dc', 'type: confluence-cloud'), '9:11 the type `confluence-cloud`'],
    ['a client secret', base.replace('  okta:\n', '  okta:\n    clientSecret: x\n'), '4:5 `clientSecret`'],
  ])('refuses %s: not in this version', async (_, text, told) => {
    expect(await toldBy(text)).toEqual([
      expect.stringMatching(new RegExp(`^${escaped(told)} is not in this version of rollcall`)),
    ]);
  });

  it.each([
    ['aws', 'aws-identity-center'],
    ['azure-ad', 'entra'],
    ['microsoft', 'entra'],
    ['workspace', 'google'],
    ['active-directory', 'ldap'],
  ])('says which kind is meant by %s', async (type, meant) => {
    expect(await toldBy(base.replace('type: okta', `type: ${type}`))).toEqual([
      expect.stringContaining(`4:11 unknown type "${type}" | Did you mean "${meant}"?`),
    ]);
  });

  it('knows each kind that another name means', () => {
    const kinds = Object.keys(connectors.sources);
    expect(Object.values(otherNames).filter(kind => !kinds.includes(kind))).toEqual([]);
    expect(Object.keys(otherNames).filter(name => kinds.includes(name))).toEqual([]);
  });

  it('says what to use instead of a provider that nobody can read', async () => {
    expect(await toldBy(base.replace('type: okta', 'type: miniorange'))).toEqual([
      expect.stringMatching(/^4:11 rollcall cannot read "miniorange" \| .*docs\/miniorange\.md/),
    ]);
  });

  it('takes the state as a path, or as a section with a folder for backups', async () => {
    const state = async (text: string) => {
      const { stateFile, backup } = await load(`${base}state: ${text}\n`);
      return { stateFile, backup };
    };

    expect(await state('there/s.db')).toEqual({ stateFile: join(folder, 'there/s.db'), backup: undefined });
    expect(await state('{ backup: kept }')).toEqual({
      stateFile: join(folder, '.rollcall/state.db'),
      backup: { folder: join(folder, 'kept'), keep: 30 },
    });
    expect(await state('{ file: /var/s.db, backup: /srv/kept, keep: 5 }')).toEqual({
      stateFile: '/var/s.db',
      backup: { folder: '/srv/kept', keep: 5 },
    });
  });

  it.each([
    ['without a folder', '{ file: s.db }', ['16:1 backup is missing | expected text']],
    ['that keeps none', '{ backup: kept, keep: 0 }', [expect.stringMatching(/^16:\d+ keep: /)]],
    ['misspelt', '{ backup: kept, kep: 3 }', ['16:24 unknown setting "kep" | Did you mean "keep"?']],
    ['a number', '5', ['16:8 state: write the path of the state file, or { file: PATH, backup: FOLDER } | undefined']],
  ])('tells what is wrong with a state %s', async (_, text, told) => {
    expect(await toldBy(`${base}state: ${text}\n`)).toEqual(told);
  });

  it.each([
    ['an unquoted ? :', inSync('users:\n  filter: user.title == "x" ? true : false'), 17],
    ['a leading !', inSync('users:\n  filter: !user.vip'), 17],
    ['a leading *', inSync('groups:\n  exclude: [*-test]'), 17],
    ['a reference in braces', base.replace('    from: okta', '    from: okta\n    users: { filter: $' + '{env:X} }'), 15],
  ])('answers %s with "put it in quotes"', async (_, text, line) => {
    const mistakes = await mistakesOf(text);

    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatchObject({ line, hint: expect.stringMatching(/quotes/) });
  });

  it('finds tabs and keys that stand twice, and takes anchors', async () => {
    expect(await toldBy(`${base}state: a\nstate: b\n`)).toEqual([expect.stringMatching(/^17:1 .* \| Keep one of the two/)]);
    expect(await toldBy(base.replace('    from', '\tfrom'))).toEqual([expect.stringMatching(/ \| Indent with spaces/)]);
    const { targets } = await load(
      base
        .replace('  jira:\n', '  jira: &jira\n')
        .replace('syncs:', '  test:\n    <<: *jira\n    url: https://test.example.com\nsyncs:'),
    );
    expect(targets.map(({ url }) => url)).toEqual(['https://jira.example.com', 'https://test.example.com']);
    expect(await toldBy(`${base}state: *nowhere\n`)).toEqual([expect.stringMatching(/^16:8 there is no anchor &nowhere/)]);
    expect(await toldBy(`${base}plan: &a [*a]\n`)).toEqual([expect.stringMatching(/^16:11 \*a stands inside/)]);
  });

  it('can be JSON, also with tabs', async () => {
    const config = {
      version: 1,
      sources: { people: { type: 'file', users: 'people.csv' } },
      targets: { jira: { type: 'jira-dc', url: 'https://jira.example.com', token: 'x' } },
      syncs: [{ name: 'staff', from: 'people', to: ['jira'] }],
    };

    expect((await load(JSON.stringify(config, null, '\t'), 'rollcall.json')).syncs).toHaveLength(1);
  });

  it('is fingerprinted by its meaning alone', async () => {
    const { fingerprint } = await load(base);
    const other = async (text: string) => (await load(text)).fingerprint === fingerprint;

    expect(await other(`# a comment\n${base}state: elsewhere.db\n`)).toBe(true);
    expect(await other(base.replace(`\${env:JIRA_TOKEN}`, `\${env:OKTA_TOKEN}`))).toBe(true);
    expect(await other(inSync('users: { create: true }'))).toBe(true);
    expect(await other(inSync('users: { create: false }'))).toBe(false);
    expect(await other(base.replace('jira.example', 'wiki.example'))).toBe(false);
  });

  it('may take variables of the environment in its texts, and says which is not set', async () => {
    const host = base.replace('https://jira.example.com', `https://\${env:HOST}`);
    await writeFile(join(folder, 'with-host.yaml'), host);

    const config = await loadConfig({
      cwd: folder,
      file: 'with-host.yaml',
      env: { ...env, HOST: 'wiki.example.com' },
      connectors,
    });

    expect(config.targets[0]?.url).toBe('https://wiki.example.com');
    expect(await toldBy(host)).toEqual([expect.stringMatching(/^10:10 the environment variable HOST is not set/)]);
    expect(await toldBy(base.replace('https://jira.example.com', `\${file:url}`))).toEqual([
      expect.stringMatching(/^10:10 \$\{file:url\} can only stand in a secret's setting/),
    ]);
    expect(await toldBy(inSync(`users: { filter: 'user.login == "\${env:ME}"' }`))).toEqual([
      expect.stringMatching(/^16:38 an expression cannot hold \$\{env:ME\}/),
    ]);
  });

  it('warns of secrets in clear, and of plain http to another host', async () => {
    const text = base.replace(`\${env:JIRA_TOKEN}`, 'in-clear').replace('https://jira', 'http://jira');
    await writeFile(join(folder, 'open.yaml'), text);
    await chmod(join(folder, 'open.yaml'), 0o644);

    const { warnings } = await loadConfig({ cwd: folder, file: 'open.yaml', env, connectors });

    expect(warnings.map(told)).toEqual([
      expect.stringMatching(/^10:10 jira.example.com is spoken to over plain http/),
      expect.stringMatching(/^11:12 token stands in the file in clear/),
      expect.stringMatching(/^1:1 others can read this file.* \| Run: chmod 600/),
    ]);
    expect((await load(base.replace('https://jira.example.com', 'http://127.0.0.1:8080'))).warnings).toEqual([]);
  });
});

describe('checks across fields', () => {
  it.each([
    [
      'a target that is not there',
      base.replace('to: jira', 'to: [jira, jria]'),
      '15:16 there is no target "jria" | Did you mean "jira"?',
    ],
    ['a target named twice', base.replace('to: jira', 'to: [jira, jira]'), '15:16 "jira" stands here twice'],
    ['a sync named twice', `${base}  - { name: staff, from: okta, to: none }\n`, '16:13 two syncs are called "staff"'],
    [
      'a match that nothing maps',
      inSync('users: { create: false, match: [email], attributes: { username: user.login } }'),
      '16:37 match names email',
    ],
    [
      'new accounts without a name',
      inSync('users: { attributes: { username: user.login } }'),
      '16:14 new accounts also need email and displayName',
    ],
    ['deleteAfter without delete', inSync('users: { leavers: { deleteAfter: 3 days } }'), '16:25 deleteAfter does nothing'],
    [
      'a group in a target that is not fed',
      inSync('groups: { manual: [{ from: A, to: spare/devs }] }').replace('syncs:', spare()),
      '20:35 "spare/devs" is in a target that this sync does not feed',
    ],
    [
      'an approval of nothing',
      `${base}approvals: [{ target: jia, guard: removals, reason: x, expires: 2030-01-01 }]\n`,
      '16:23 there is no target "jia"',
    ],
    [
      'an unknown guard',
      `${base}approvals: [{ target: jira, guard: removal, reason: x, expires: 2030-01-01 }]\n`,
      '16:36 "removal" is not one of',
    ],
    [
      'a date that is none',
      `${base}approvals: [{ target: jira, guard: removals, reason: x, expires: soon }]\n`,
      '16:66 expires: write a date',
    ],
    [
      'a share without its sign',
      base.replace('  jira:\n', '  jira:\n    guards: { removals: { share: 5 } }\n'),
      '9:34 share: write a share',
    ],
    [
      'a guard that is always on',
      base.replace('  jira:\n', '  jira:\n    guards: { protected: {} }\n'),
      '9:15 the guard protected is always on',
    ],
    ['less than no snapshots', `${base}retention: { snapshots: -1 }\n`, '16:25 snapshots: '],
    ['a history of a day', `${base}retention: { history: 1d }\n`, '16:23 history: write 7d or more'],
    ['a time without its unit', `${base}plan: { maxAge: 24 }\n`, '16:17 maxAge: write a time'],
    [
      'a canary without a comparison',
      base.replace('  okta:\n', '  okta:\n    canaries: { groups: { Everyone: 900 } }\n'),
      '4:37 Everyone: write a comparison',
    ],
    [
      'the id of two rules',
      inSync('groups:\n  manual: [{ id: a, from: A, to: a }, { id: a, from: B, to: b }]'),
      '17:49 two rules have the id "a"',
    ],
    [
      'an unknown capture',
      inSync("groups: { onTheFly: [{ match: 'a-(?<team>.*)', to: 'x-{taem}' }] }"),
      '16:59 nothing is captured as {taem} | `match` captures: team.',
    ],
    [
      'a name that is no name',
      base.replace('  okta:\n', '  my/okta:\n').replace('from: okta', 'from: my/okta'),
      '3:3 a name is letters',
    ],
  ])('find %s', async (_, text, told) => {
    const found = await toldBy(text);

    expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${escaped(told)}`)));
  });

  it('take an approval until the end of its last day', async () => {
    const { approvals } = await load(
      `${base}approvals: [{ target: jira, guard: removals, max: 7, reason: x, expires: 2030-01-01 }]\n`,
    );

    expect(approvals).toEqual([
      { target: 'jira', guard: 'removals', max: 7, names: undefined, reason: 'x', expires: '2030-01-01T23:59:59.999Z' },
    ]);
  });

  it('take canaries as comparisons', async () => {
    const { sources } = await load(
      base.replace('  okta:\n', "  okta:\n    canaries: { users: ceo, groups: { Everyone: '>= 900' } }\n"),
    );
    const [everyone] = sources[0]?.canaries.groups ?? [];

    expect(sources[0]?.canaries.users).toEqual(['ceo']);
    expect([everyone?.name, everyone?.text, everyone?.holds(900), everyone?.holds(899)]).toEqual([
      'Everyone',
      '>= 900',
      true,
      false,
    ]);
  });
});

describe('config.example.yaml', () => {
  it('is a valid config', async () => {
    const file = fileURLToPath(new URL('../../config.example.yaml', import.meta.url));

    const config = await loadConfig({ cwd: folder, file, env, connectors });

    expect(config.warnings).toEqual([]);
    expect(config.syncs[0]?.groups.manual.map(({ id }) => id)).toEqual(['developers', 'manual 2']);
  });

  it('shows the defaults of the guards as they are', async () => {
    const example = await readFile(new URL('../../config.example.yaml', import.meta.url), 'utf8');

    expect((await load(example)).targets[0]?.guards).toEqual((await load(base)).targets[0]?.guards);
  });
});

const spare = () => `  spare:
    type: jira-dc
    url: https://spare.example.com
    token: \${env:JIRA_TOKEN}
syncs:`;

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
