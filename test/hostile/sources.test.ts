import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { SourceDirectory } from '../../src/model/directory.js';
import { personId, sourceName } from '../../src/model/ids.js';
import { file } from '../../src/sources/file/index.js';
import { FileSettings } from '../../src/sources/file/settings.js';
import type { Source } from '../../src/sources/source.js';
import { idcsFixture } from '../contracts/idcs-fixture.js';
import { oktaFixture, quickHttp } from '../contracts/okta-fixture.js';
import { distinctNames, folded, hostileName, hostileNames } from './names.js';

const { signal } = new AbortController();
const pull = (source: Source) => source.pull({ group: () => true }, { signal });

/** A company in which person n is called like name n, and is in the group of that name and in no other. */
interface Company {
  readonly people: readonly { readonly id: string; readonly login: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] }[];
}

const companyOf = (names: readonly string[], idOf: (name: string, at: number) => string): Company => ({
  people: names.map((login, at) => ({ id: idOf(login, at), login })),
  groups: names.map((name, at) => ({ id: `g${at}`, name, members: [idOf(name, at)] })),
});

/** Logins and groups as they came out, by id: what went in must be the same. */
const seen = ({ people, groups }: SourceDirectory): Company => ({
  people: [...people.values()].map(({ id, login }) => ({ id, login })).toSorted(byId),
  groups: [...groups.values()]
    .map(({ id, name, members }) => ({ id, name, members: members.kind === 'read' ? [...members.ids] : [members.kind] }))
    .toSorted(byId),
});
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
const sorted = ({ people, groups }: Company): Company => ({ people: people.toSorted(byId), groups: groups.toSorted(byId) });

/** No system keeps half a surrogate pair, and none of them a name of blanks alone. */
const kept = hostileName.map(name => name.toWellFormed()).filter(name => name.trim() !== '');
const allKept = [...new Map(hostileNames.map(name => [folded(name), name.toWellFormed()])).values()];
const someKept = distinctNames({ minLength: 1, maxLength: 6 }, kept);

/** Who answers for an id is the one who has it, or nobody: `unknown` is no answer (R5). */
async function expectOwnAnswers(source: Source, { people }: Company): Promise<void> {
  const answers = await source.lookup(
    people.map(({ id }) => personId(id)),
    { signal },
  );
  for (const { id, login } of people) {
    const answer = answers.get(personId(id));
    if (answer?.kind === 'unknown') continue;
    expect(answer).toMatchObject({ kind: 'inactive', person: { id, login } });
  }
}

describe('a name comes out of a file as it is in it', () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const trimmed = (names: readonly string[]) => [...new Map(names.map(name => [folded(name), name.trim()])).values()];

  async function read(contents: Record<string, string>, settings: (at: (name: string) => string) => unknown) {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-hostile-'));
    try {
      for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
      const parsed = FileSettings.parse(settings(name => join(folder, name)));
      const source = file.create(sourceName('file'), parsed, quickHttp());
      return { directory: await pull(source), source };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  it('CSV', async () => {
    const roundTrip = async (names: readonly string[]) => {
      const company = companyOf(trimmed(names), (_, at) => `p${at}`);
      const users = company.people.map(({ id, login }) => `${id},${quoted(login)}\r\n`).join('');
      const members = company.groups.map(({ id, name, members: [member] }) => `${quoted(name)},${member},${id}\r\n`).join('');
      const { directory } = await read(
        { 'u.csv': `id,login\r\n${users}`, 'm.csv': `group,member,groupId\r\n${members}` },
        at => ({
          users: at('u.csv'),
          memberships: at('m.csv'),
        }),
      );
      expect(seen(directory)).toEqual(sorted(company));
    };
    await roundTrip(allKept);
    await fc.assert(fc.asyncProperty(someKept, roundTrip), { numRuns: 30 });
  });

  it.each(['json', 'yaml'])('%s, ids too', async format => {
    const roundTrip = async (names: readonly string[]) => {
      const company = companyOf(trimmed(names), name => name);
      const document = { users: company.people, groups: company.groups };
      const text = format === 'json' ? JSON.stringify(document) : stringify(document);
      const { directory } = await read({ [`d.${format}`]: text }, at => ({ path: at(`d.${format}`) }));
      expect(seen(directory)).toEqual(sorted(company));
    };
    await roundTrip(allKept);
    await fc.assert(fc.asyncProperty(someKept, roundTrip), { numRuns: 30 });
  });

  it('columns may be called as they like', async () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '=1+1', '\u202e'];
    const { directory } = await read(
      { 'u.csv': `login,${names.map(quoted).join(',')}\r\nann,${names.map((_, at) => at)}\r\n` },
      at => ({
        users: at('u.csv'),
      }),
    );

    const ann = directory.people.get(personId('ann'));
    expect(directory.quarantined).toEqual([]);
    for (const [at, name] of names.entries())
      expect([name, Object.entries(ann?.attributes ?? {})]).toEqual([name, expect.arrayContaining([[name, String(at)]])]);
  });
});

describe('a name comes out of Okta as it is there, and an id is nobody else’s', () => {
  const roundTrip = async (names: readonly string[]) => {
    const company = companyOf(names, name => name);
    const users = company.people.map(({ id, login }) => ({ id, login, status: 'SUSPENDED' as const }));
    await using fixture = await oktaFixture({ users, groups: company.groups });

    expect(seen(await pull(fixture.source))).toEqual(sorted(company));
    await expectOwnAnswers(fixture.source, company);
  };

  it('each trick', () => roundTrip(allKept));
  it('any of them', () => fc.assert(fc.asyncProperty(someKept, roundTrip), { numRuns: 15 }));
});

describe('a name comes out of IDCS as it is there, and an id is nobody else’s', () => {
  const roundTrip = async (names: readonly string[]) => {
    const company = companyOf(names, name => name);
    const users = company.people.map(({ id, login }) => ({ id, userName: login, email: 'a@example.com', active: false }));
    await using fixture = await idcsFixture({ users, groups: company.groups, allUsers: 'absent' });

    expect(seen(await pull(fixture.source))).toEqual(sorted(company));
    await expectOwnAnswers(fixture.source, company);
  };

  it('each trick', () => roundTrip(allKept));
  it('any of them', () => fc.assert(fc.asyncProperty(someKept, roundTrip), { numRuns: 15 }));
});
