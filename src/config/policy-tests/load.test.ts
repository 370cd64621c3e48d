import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectors } from '../../connectors.js';
import { ConfigError } from '../../errors.js';
import { loadConfig } from '../load.js';
import { loadPolicyTests } from './load.js';

const CONFIG = `version: 1
sources:
  okta: { type: okta, url: 'https://example.okta.com', token: '\${env:NOWHERE}', attributes: { level: number, badges: list } }
  hr: { type: file, path: people.yaml }
targets: { jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${command:never-run}' } }
syncs: [{ name: staff, from: okta, to: jira, groups: { manual: [{ from: Engineering, to: devs }] } }]
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-policy-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function load(
  tests: string | undefined,
  { config = CONFIG, files = [] }: { config?: string; files?: readonly string[] } = {},
) {
  await writeFile(join(folder, 'rollcall.yaml'), config);
  if (tests !== undefined) await writeFile(join(folder, 'rollcall.tests.yaml'), tests);
  return loadPolicyTests(await loadConfig({ cwd: folder, env: {}, connectors, withoutSecrets: true }), files, folder);
}

/** `line:column message | hint` of every mistake */
async function toldBy(tests: string | undefined, more: Parameters<typeof load>[1] = {}): Promise<readonly string[]> {
  const failure: unknown = await load(tests, more).catch((error: unknown) => error);
  if (!(failure instanceof ConfigError)) throw new Error('it was accepted');
  if (failure.mistakes.length === 0) return [`${failure.message.replaceAll(folder, '')} | ${failure.hint}`];
  return failure.mistakes.map(({ line, column, message, hint }) => `${line}:${column} ${message} | ${hint ?? ''}`);
}

const person = (fields: string) =>
  `version: 1\ntests: [{ name: x, given: { login: a@b.c, source: okta, ${fields} }, expect: { jira: { account: none } } }]\n`;

describe('policy tests (DESIGN §8)', () => {
  it('describe people as their source has them, with no secret at hand', async () => {
    const [test] = await load(
      person(
        'name: Ann, status: inactive, attributes: { level: 3, badges: [gold], userType: null }, groups: [Ops, { id: 00g1, name: X }]',
      ),
    );

    expect(test?.given).toEqual([
      expect.objectContaining({
        kind: 'fixture',
        source: 'okta',
        person: {
          ...{ id: 'a@b.c', login: 'a@b.c', email: 'a@b.c', displayName: 'Ann' },
          standing: { kind: 'inactive', status: 'inactive' },
          attributes: { level: 3, badges: ['gold'], userType: null },
        },
        groups: [
          { id: 'name:ops', name: 'Ops' },
          { id: '00g1', name: 'X' },
        ],
      }),
    ]);
  });

  it('name people once, for several tests', async () => {
    const tests = await load(`version: 1
people: { ann: { source: okta, login: ann }, bob: { source: hr, login: bob } }
tests:
  - { name: one, given: ann, expect: { jira: { groups: devs } } }
  - { name: two, given: [ann, bob], expect: { jira: { only: [] } } }
`);

    expect(tests.map(({ given }) => given.map(one => (one.kind === 'fixture' ? one.person.login : one.kind)))).toEqual([
      ['ann'],
      ['ann', 'bob'],
    ]);
    expect(tests.map(({ line }) => line)).toEqual([4, 5]);
  });

  it.each([
    ['attributes: { usrType: x }', /okta has no attribute "usrType" \| It has: userType, .*attributes: \{ usrType: string \}/],
    ['attributes: { level: "3" }', /level is a number in okta \| Write a number, without quotes/],
    ['attributes: { badges: gold }', /badges is a list in okta \| Write a list/],
    ['attributes: { email: x }', /email is not among the attributes \| Write email: … beside attributes/],
    ['attributes: { displayName: x }', /Write name: … beside/],
    ['from: last, groups: [a]', /groups cannot stand beside from/],
    ['status: gone', /"gone" is not one of active, inactive, pending/],
    ['grups: [a]', /unknown setting "grups" \| Did you mean "groups"/],
    ['source: octa', /the config has no source "octa" \| Did you mean "okta"/],
  ])('tell what is wrong with a person: %s', async (fields, told) => {
    const text = fields.startsWith('source') ? person(fields).replace('source: okta, ', '') : person(fields);

    expect(await toldBy(text)).toEqual([expect.stringMatching(told)]);
  });

  it('tell everything at once, each with its place', async () => {
    const told = await toldBy(`version: 1
peple: {}
tests:
  - name: a
    given: [{ login: x, source: okta, status: actve }, nobody]
    expect:
      jra: { acount: wanted }
      jira: { groups: ['/a(/'] }
  - { name: b, given: { login: x }, expect: { jira: {} } }
`);

    expect(told.map(text => text.split(' | ')[0])).toEqual([
      '2:1 unknown setting "peple"',
      '5:47 "actve" is not one of active, inactive, pending',
      '5:56 there is nobody called "nobody" under people',
      '7:7 the config has no target "jra"',
      '7:14 unknown setting "acount"',
      expect.stringMatching(/^8:26 this pattern cannot be used/),
      '9:23 source is missing',
      '9:47 nothing is expected here',
    ]);
  });

  it('are found beside the config, named in it, or after the command', async () => {
    expect(await toldBy(undefined)).toEqual([
      expect.stringMatching(/there are no policy tests: no \/rollcall\.tests\.yaml \| .*docs/),
    ]);
    expect(await toldBy(undefined, { files: ['mine.yaml'] })).toEqual([
      expect.stringMatching(/no file \/mine\.yaml \| .*after `test`/),
    ]);
    const named = { config: `${CONFIG}tests: policy.yaml\n` };
    expect(await toldBy(person(''), named)).toEqual([expect.stringMatching(/no file \/policy\.yaml \| Check `tests`/)]);
    expect(await load(person(''), { files: ['rollcall.tests.yaml'] })).toHaveLength(1);
  });

  it('know which source group no rule takes, and which one may be meant', async () => {
    const [test] = await load(person('groups: [Enginering, Engineering, Sales]'));

    expect(test?.given[0]).toMatchObject({
      unmapped: [
        { name: 'Enginering', near: 'Engineering' },
        { name: 'Sales', near: undefined },
      ],
    });
  });
});
