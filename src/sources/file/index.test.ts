import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quickHttp } from '../../../test/contracts/okta-fixture.js';
import { describeSource, membersByName, standings } from '../../../test/contracts/source.js';
import { Unavailable, UnexpectedReply } from '../../errors.js';
import { personId, sourceName } from '../../model/ids.js';
import { file } from './index.js';
import { FileSettings } from './settings.js';

const everything = { group: () => true };
const options = () => ({ signal: new AbortController().signal });

/** Files in a folder of their own; settings may name them by `@name`. */
async function folder(files: Record<string, string | Uint8Array>) {
  const path = await mkdtemp(join(tmpdir(), 'rollcall-file-'));
  const write = (name: string, text: string | Uint8Array) => writeFile(join(path, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const settings = (written: Record<string, unknown>) =>
    FileSettings.parse(Object.fromEntries(Object.entries(written).map(([key, value]) => [key, absolute(path, value)])));
  const source = (written: Record<string, unknown>) => file.create(sourceName('file'), settings(written), quickHttp());
  return { path, write, source, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

const absolute = (path: string, value: unknown) =>
  typeof value === 'string' && value.startsWith('@') ? join(path, value.slice(1)) : value;

/** A pull of one CSV of people, and of memberships where given. */
async function pull(people: string | Uint8Array, memberships?: string, settings: Record<string, unknown> = {}) {
  await using files = await folder({
    'people.csv': people,
    ...(memberships === undefined ? {} : { 'memberships.csv': memberships }),
  });
  const written = {
    users: '@people.csv',
    ...(memberships === undefined ? {} : { memberships: '@memberships.csv' }),
    ...settings,
  };
  return await files.source(written).pull(everything, options());
}

async function pullDocument(text: string, name = 'directory.yaml') {
  await using files = await folder({ [name]: text });
  return await files.source({ path: `@${name}` }).pull(everything, options());
}

const CSV: Record<string, string> = {
  ann: 'ann,ann@example.com,ann@example.com,Ann,Lee,true',
  bob: 'bob,bob@example.com,bob@example.com,Bob,May,yes',
  cid: 'cid,cid@example.com,cid@example.com,Cid,Poe,no',
};
const people = (rows: Record<string, string>) => ['id,login,email,firstName,lastName,active', ...Object.values(rows)].join('\n');

describeSource('file (CSV)', async () => {
  const rows = { ...CSV };
  const members = ['Engineering,ann', 'Engineering,bob@example.com', 'Sales,bob'];
  const files = await folder({ 'people.csv': people(rows), 'memberships.csv': ['group,member', ...members].join('\n') });
  const save = () => files.write('people.csv', people(rows));
  return {
    source: files.source({ users: '@people.csv', memberships: '@memberships.csv' }),
    attributes: file.attributes(FileSettings.parse({ users: 'people.csv' })),
    breakUsers: () => unlink(join(files.path, 'people.csv')),
    breakMembers: group => files.write('memberships.csv', ['group,member', ...members, `${group},nobody`].join('\n')),
    garble(who) {
      rows[who] = `${who},${who}@example.com,,,,perhaps`;
      return save();
    },
    remove(who) {
      delete rows[who];
      return save();
    },
    [Symbol.asyncDispose]: files[Symbol.asyncDispose],
  };
});

describeSource('file (YAML)', async () => {
  const rows: Record<string, Record<string, unknown>> = {};
  for (const [id, active] of [
    ['ann', true],
    ['bob', true],
    ['cid', false],
  ] as const)
    rows[id] = { id, login: `${id}@example.com`, email: `${id}@example.com`, firstName: id, lastName: 'Lee', active };
  const groups = [
    { name: 'Engineering', members: ['ann', 'bob@example.com'] },
    { name: 'Sales', members: ['bob'] },
  ];
  const text = () => JSON.stringify({ users: Object.values(rows), groups });
  const files = await folder({ 'directory.yaml': text() });
  const save = () => files.write('directory.yaml', text());
  return {
    source: files.source({ path: '@directory.yaml' }),
    attributes: file.attributes(FileSettings.parse({ path: 'directory.yaml' })),
    breakUsers: () => files.write('directory.yaml', text().slice(0, -20)),
    breakMembers(name) {
      groups.find(group => group.name === name)?.members.push('nobody');
      return save();
    },
    garble(who) {
      rows[who] = { id: who, login: '' };
      return save();
    },
    remove(who) {
      delete rows[who];
      return save();
    },
    [Symbol.asyncDispose]: files[Symbol.asyncDispose],
  };
});

describe('people in CSV', () => {
  it('finds columns in any order and spelling, and shows further ones to expressions', async () => {
    const directory = await pull('Cost Centre,E-Mail,First Name,LAST_NAME,Login,ID\n4711,a@x.org,Ann,Lee,Ann@X.org,7\n');

    expect(directory.people.get(personId('7'))).toEqual({
      id: '7',
      login: 'Ann@X.org',
      email: 'a@x.org',
      displayName: 'Ann Lee',
      standing: { kind: 'active' },
      attributes: {
        id: '7',
        login: 'Ann@X.org',
        email: 'a@x.org',
        firstName: 'Ann',
        lastName: 'Lee',
        active: true,
        'Cost Centre': '4711',
      },
    });
  });

  it.each([
    ['true', 'active'],
    ['YES', 'active'],
    ['1', 'active'],
    ['', 'active'],
    ['false', 'inactive'],
    ['No', 'inactive'],
    ['0', 'inactive'],
  ])('reads active "%s" as %s (U1)', async (active, standing) => {
    expect(standings(await pull(`id,login,active\nann,ann,${active}`))).toEqual({ ann: standing });
  });

  it('takes everybody as active without such a column, and the folded login as id without ids', async () => {
    expect(standings(await pull('login\nAnn@X.org\n'))).toEqual({ 'ann@x.org': 'active' });
  });

  it.each([
    ['a byte order mark and Windows line ends', '\uFEFFid,login\r\nann,ann@x.org\r\n\r\n'],
    ['quotes', '"id","login"\n"ann","ann@x.org"'],
    ['semicolons', 'id;login\nann;ann@x.org\n'],
    ['tabs', 'id\tlogin\nann\tann@x.org'],
    ['spaces around', ' id , login \n ann , ann@x.org '],
  ])('reads %s', async (_, text) => {
    const found = (await pull(text)).people.get(personId('ann'));

    expect(found?.login).toBe('ann@x.org');
  });

  it('keeps commas, quotes and line ends inside quotes', async () => {
    const { people } = await pull('login,displayName\nann,"Lee, ""Ann""\nJr."\n');

    expect(people.get(personId('ann'))?.displayName).toBe('Lee, "Ann"\nJr.');
  });

  it('gives declared attributes their types', async () => {
    const attributes = { level: 'number', remote: 'boolean', skills: 'list' };
    const { people, quarantined } = await pull('login,Level,remote,skills\nann,3,yes,go; sql\nbob,,,\ncid,high,,\n', undefined, {
      attributes,
    });

    expect(people.get(personId('ann'))?.attributes).toMatchObject({ level: 3, remote: true, skills: ['go', 'sql'] });
    expect(people.get(personId('bob'))?.attributes).toMatchObject({ level: null, remote: null, skills: null });
    expect(quarantined).toEqual([{ id: 'cid', where: 'people.csv:4', problem: 'level is not a number' }]);
  });

  it('sets odd rows aside with file and line, and with the id where that is sure (R2)', async () => {
    const { quarantined, people } = await pull('id,login,email\n1,,a@x.org\n,bob,b@x.org\n3,cid\n4,dan,d@x.org');

    expect(quarantined).toEqual([
      { id: '1', where: 'people.csv:2', problem: 'login is missing' },
      { where: 'people.csv:3', problem: 'id is missing' },
      { where: 'people.csv:4', problem: '2 values for 3 columns' },
    ]);
    expect([...people.keys()]).toEqual(['4']);
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['white space', ' \n\n', 'empty'],
    ['no column login', 'name,mail\nAnn,a@x.org', 'people.csv:1: there is no column login'],
    ['a column without a name', 'login,,\nann,a,b', 'people.csv:1'],
    ['a column twice', 'login,First Name,firstname\nann,a,b', 'people.csv:1: two columns'],
    ['an id twice', 'id,login\n1,ann\n2,bob\n1,cid', 'people.csv:4: 1 is there already, at people.csv:2'],
    ['one login in two spellings, where it is the id', 'login\nann\nANN', 'people.csv:3'],
    ['a quote that is not closed', 'login\nann\n"bob\n', 'people.csv'],
    ['what is not UTF-8', Buffer.from('login\njos\xe9', 'latin1'), 'UTF-8'],
  ])('believes nothing of a file with %s (R1)', async (_, text, message) => {
    await expect(pull(text)).rejects.toThrow(UnexpectedReply);
    await expect(pull(text)).rejects.toThrow(message);
  });

  it('reads a header alone as nobody: that somebody shrank it is for a guard to say', async () => {
    expect((await pull('login\n')).people.size).toBe(0);
  });

  it('says which file is missing', async () => {
    await using files = await folder({});

    await expect(files.source({ users: '@gone.csv' }).pull(everything, options())).rejects.toThrow(Unavailable);
    await expect(files.source({ users: '@gone.csv' }).pull(everything, options())).rejects.toThrow(/gone\.csv.*ENOENT/);
  });

  it('believes nothing of a file that somebody writes to meanwhile (R1)', async () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => `person${n}@example.com,Some Name\n`).join('');
    await using files = await folder({ 'people.csv': `login,displayName\n${rows}` });
    const source = files.source({ users: '@people.csv' });
    let failure: unknown;
    const writing = (async () => {
      for (let n = 0; failure === undefined; n++)
        await writeFile(join(files.path, 'people.csv'), `new${n}@example.com,Some Name\n`, { flag: 'a' });
    })();

    while (failure === undefined)
      failure = await source.pull(everything, options()).then(
        () => undefined, // they did not meet this time
        error => error,
      );
    await writing;

    expect(failure).toBeInstanceOf(UnexpectedReply);
    expect(failure).toMatchObject({ message: expect.stringContaining('changed while it was read') });
  });
});

describe('memberships in CSV', () => {
  const three = 'id,login\n1,ann\n2,bob\n3,cid\n';

  it('finds members by id or by login, once each; a line without a member makes an empty group', async () => {
    const directory = await pull(three, 'Group,Member\nDevs,1\nDevs,BOB\ndevs,2\nNobody,\n');

    expect(membersByName(directory)).toEqual({ Devs: ['1', '2'], Nobody: [] });
  });

  it('knows groups by an id where there is one', async () => {
    const directory = await pull(three, 'groupId,group,member\ng1,Devs,1\ng2,Devs,2\n');

    expect([...directory.groups.values()].map(({ id, name }) => [id, name])).toEqual([
      ['g1', 'Devs'],
      ['g2', 'Devs'],
    ]);
  });

  it.each([
    ['nobody has', 'Devs,1\nDevs,zoe\nOps,2', 'memberships.csv:3: nobody has the id or login zoe'],
    ['several have', 'Devs,1\nDevs,ann\nOps,2', 'memberships.csv:3: several people have the login ann'],
  ])('makes a group unknown that names a login that %s, and that group alone (R1)', async (_, lines, why) => {
    const { groups } = await pull(`${three}4,ann\n`, `group,member\n${lines}\n`);

    expect([...groups.values()].map(({ members }) => members)).toEqual([
      { kind: 'unknown', why },
      { kind: 'read', ids: new Set(['2']) },
    ]);
  });

  it('keeps somebody in quarantine in their groups', async () => {
    const directory = await pull('id,login,active\n1,ann,perhaps\n2,bob,yes', 'group,member\nDevs,1\nDevs,2\n');

    expect(membersByName(directory)).toEqual({ Devs: ['1', '2'] });
  });

  it.each([
    ['without a group', 'group,member\nDevs,1\n,2', 'memberships.csv:3: no group'],
    ['with too few values', 'group,member\nDevs', 'memberships.csv:2: 1 values for 2 columns'],
    ['that renames its group', 'groupId,group,member\ng1,Devs,1\ng1,Ops,2', 'memberships.csv:3: group g1'],
    ['under other headers', 'team,who\nDevs,1', 'memberships.csv:1: there is no column group'],
  ])('believes nothing where a line %s may belong to any group (R1)', async (_, text, message) => {
    await expect(pull(three, text)).rejects.toThrow(message);
  });
});

it('keeps a group unknown for some people, too, whose members are unknown: nobody is known not to be in it (R1)', async () => {
  await using files = await folder({
    'people.csv': people(CSV),
    'memberships.csv': 'group,member\nEngineering,ann\nEngineering,nobody\nSales,bob',
  });
  const source = files.source({ users: '@people.csv', memberships: '@memberships.csv' });

  const { directory } = await source.pullPeople({ ids: [personId('ann')], logins: [], alike: [] }, options());

  expect(membersByName(directory)).toEqual({ Engineering: 'unknown', Sales: [] });
});

describe('a YAML or JSON document', () => {
  it('holds people and groups; ids are text as written', async () => {
    const directory = await pullDocument(
      'users:\n  - { id: 007, login: ann, active: no, skills: [go, sql] }\n  - { id: 8, login: bob }\ngroups:\n  - { name: Devs, members: [007, bob] }\n',
    );

    expect(standings(directory)).toEqual({ '007': 'inactive', '8': 'active' });
    expect(membersByName(directory)).toEqual({ Devs: ['007', '8'] });
  });

  it('may be JSON, and may have no groups', async () => {
    expect(standings(await pullDocument('{"users":[{"login":"ann","email":null,"active":false}]}', 'd.json'))).toEqual({
      ann: 'inactive',
    });
  });

  it.each([
    ['a syntax error', 'users:\n  - login: ann\n  - login: "bob\n', /directory\.yaml:[34]/],
    ['no users', 'groups: []\n', /no list of users/],
    ['an unknown key', 'users: []\nusres: []\n', /directory\.yaml:2: only users and groups/],
    ['a group without members', 'users: []\ngroups:\n  - name: Devs\n', /directory\.yaml:3: a group needs/],
    ['a misspelt member list', 'users: []\ngroups:\n  - { name: Devs, member: [ann] }\n', /directory\.yaml:3: a group needs/],
    ['one group twice', 'users: []\ngroups:\n  - { name: Devs, members: [] }\n  - { name: DEVS, members: [] }\n', /two groups/],
    ['only a word', 'hello', /no list of users/],
  ])('is not believed with %s (R1)', async (_, text, message) => {
    await expect(pullDocument(text)).rejects.toThrow(message);
  });

  it('sets aside what is no person, with its line (R2)', async () => {
    const { quarantined } = await pullDocument('users:\n  - login: ann\n  - bob\n');

    expect(quarantined).toEqual([{ where: 'directory.yaml:3', problem: 'not a person with fields' }]);
  });
});

describe('looking up in a file (R5)', () => {
  it('never says that somebody was deleted: who is not in the file may be forgotten', async () => {
    await using files = await folder({ 'people.csv': 'login\nann\n' });

    const found = await files.source({ users: '@people.csv' }).lookup([personId('bob')], options());

    expect(found.get(personId('bob'))).toEqual({ kind: 'outOfScope', why: 'no longer in people.csv' });
  });

  it('does not know anybody missing while a row has no id, or while the file cannot be read', async () => {
    await using files = await folder({ 'people.csv': 'id,login\n,ann\n' });
    const source = files.source({ users: '@people.csv' });

    expect((await source.lookup([personId('bob')], options())).get(personId('bob'))).toMatchObject({ kind: 'unknown' });
    await unlink(join(files.path, 'people.csv'));
    expect((await source.lookup([personId('bob')], options())).get(personId('bob'))).toMatchObject({ kind: 'unknown' });
  });
});

it('is known by its id, or else by the name of its file', async () => {
  await using files = await folder({ 'people.csv': 'login\n' });

  expect(files.source({ users: '@people.csv' }).provider).toBe('file:people.csv');
  expect(files.source({ users: '@people.csv', id: 'hr' }).provider).toBe('hr');
});

it('counts what is in the file when checked, and warns of what will hurt', async () => {
  await using files = await folder({ 'people.csv': 'login,active\nann,no\nbob,maybe\n', 'm.csv': 'group,member\nDevs,zoe\n' });

  const findings = await files.source({ users: '@people.csv', memberships: '@m.csv' }).check(options());

  expect(findings.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    'ok: people.csv: 1 person, 1 of them inactive; 1 group',
    'warning: people.csv has no ids: a changed login looks like one who left and one who joined',
    'warning: people.csv:3 is not understood: active is not true, false, yes, no, 1 or 0',
    'warning: group Devs cannot be used: m.csv:2: nobody has the id or login zoe',
  ]);
});

it.each([
  ['neither', {}],
  ['both', { users: 'a.csv', path: 'b.yaml' }],
  ['memberships beside a document', { path: 'b.yaml', memberships: 'm.csv' }],
  ['a CSV as a document', { path: 'b.csv' }],
])('refuses settings with %s', (_, written) => {
  expect(FileSettings.safeParse(written).success).toBe(false);
});
