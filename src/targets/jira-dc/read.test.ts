import { describe, expect, it } from 'vitest';
import { readAll, targetOn, testJira } from '../../../test/contracts/jira-dc-fixture.js';
import { account, group, membersOf } from '../../../test/contracts/target.js';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import { startJira } from '../../sandbox/jira-dc/index.js';
import { Secret } from '../../secrets.js';
import { groupIdOf } from './schema.js';

const PAGE = { maxResults: 1, isLast: false, values: [] };
const json = (body: unknown) => ({ kind: 'status', status: 200, body }) as const;

describe('jira-dc read', () => {
  it.each(['10.3.24', '11.3.0'] as const)('reads Jira %s below a context path', async version => {
    await using jira = await testJira({ version, contextPath: '/jira', users: [{ name: 'mia', groups: ['team-blue'] }] });

    const directory = await readAll(jira.target);

    expect(directory.product).toEqual({ name: 'Jira', version, url: jira.url });
    expect(membersOf(directory, 'team-blue')).toEqual(['mia']);
  });

  it('knows accounts by key, not by name, and anonymised ones by name only when they are inactive', async () => {
    await using jira = await testJira({
      users: [
        { name: 'mia', key: 'JIRAUSER77', displayName: 'Mia', emailAddress: 'mia@example.com' },
        { name: 'jirauser10', active: false },
        { name: 'jirauser11' },
        { name: 'gone', deleted: true },
      ],
    });

    const directory = await readAll(jira.target);

    expect(account(directory, 'mia')).toEqual({
      id: 'JIRAUSER77',
      username: 'mia',
      email: 'mia@example.com',
      displayName: 'Mia',
      active: true,
      kind: 'person',
    });
    expect(account(directory, 'jirauser10').kind).toBe('anonymised');
    expect(account(directory, 'jirauser11').kind).toBe('person');
    expect([...directory.accounts.values()].map(({ username }) => username)).not.toContain('gone');
  });

  it('reads inactive members and group names that need encoding', async () => {
    const name = 'R&D + Ops / Süd?';
    await using jira = await testJira({ users: [{ name: 'old', active: false, groups: [name] }] });

    expect(membersOf(await readAll(jira.target), name)).toEqual(['old']);
  });

  it('names the administrators’ groups of the settings, compared as lookalikes (G2)', async () => {
    await using jira = await testJira({}, { administratorGroups: ['Jira-Bosses'] });

    expect((await readAll(jira.target)).administratorGroups).toEqual(new Set(['Jira-Bosses']));
  });

  it('counts seats per application, unlimited ones as undefined', async () => {
    const roles = [
      { key: 'jira-software', name: 'Software', groups: ['devs'], seats: 3 },
      { key: 'jira-core', name: 'Core', groups: ['all'] },
    ];
    await using jira = await testJira({ applicationRoles: roles, users: [{ name: 'mia', groups: ['devs'] }] });

    expect((await readAll(jira.target)).seats).toEqual([
      { application: 'Software', groups: new Set([groupIdOf('devs')]), remaining: 2 },
      { application: 'Core', groups: new Set([groupIdOf('all')]), remaining: undefined },
    ]);
  });

  it('reads on where the seats may not be seen', async () => {
    await using jira = await testJira();
    jira.fail(/applicationrole/, { kind: 'status', status: 403, body: { errorMessages: ['no'], errors: {} } });

    expect((await readAll(jira.target)).seats).toEqual([]);
  });
});

describe('jira-dc believes no list that may be half (R1)', () => {
  it.each([
    ['a cursor that comes again', json({ ...PAGE, nextCursor: '7' }), /repeated a cursor/],
    ['no cursor before the last page', json(PAGE), /without a next cursor/],
    ['a list without our own account', json({ ...PAGE, isLast: true }), /without admin/],
    ['an unknown shape', json([]), /do not understand/],
    ['a web page', { kind: 'status', status: 200, body: '<html>login</html>' }, /web page/],
  ] as const)('users: %s', async (_, fault, message) => {
    await using jira = await testJira();
    jira.fail(/user\/list/, fault);

    await expect(readAll(jira.target)).rejects.toThrow(message);
  });

  it('users: deleted ones are nobody’s account', async () => {
    await using jira = await testJira();
    const row = (name: string, deleted: boolean) => ({ key: name, name, displayName: name, active: true, deleted });
    jira.fail(/user\/list/, json({ isLast: true, values: [row('gone', true), row(jira.account, false)] }));

    expect([...(await readAll(jira.target)).accounts.keys()]).toEqual([jira.account]);
  });

  it('users: the same person twice', async () => {
    await using jira = await testJira();
    const row = { key: 'K1', name: 'mia', displayName: 'Mia', active: true };
    jira.fail(/user\/list/, json({ isLast: true, values: [row, row] }));

    await expect(readAll(jira.target)).rejects.toThrow(UnexpectedReply);
  });

  it('groups: a picker that an administrator has cut', async () => {
    await using jira = await testJira({ groups: ['a', 'b', 'c'] });
    jira.limits.groupPicker = 2;

    await expect(readAll(jira.target)).rejects.toThrow(/showed 2 of its 5 groups/);
  });

  it('groups: none at all', async () => {
    await using jira = await testJira();
    jira.fail(/groups\/picker/, json({ total: 0, groups: [] }));

    await expect(readAll(jira.target)).rejects.toThrow(AccessDenied);
  });

  it.each([
    ['another start than asked', { maxResults: 50, startAt: 50, total: 1, values: [{ key: 'K1' }] }],
    ['fewer rows than its total', { maxResults: 50, startAt: 0, total: 2, values: [{ key: 'K1' }] }],
    ['somebody twice', { maxResults: 50, startAt: 0, total: 2, values: [{ key: 'K1' }, { key: 'K1' }] }],
    ['pages of no size', { maxResults: 0, startAt: 0, total: 2, values: [] }],
  ])('members: %s makes the group unknown', async (_, body) => {
    await using jira = await testJira({ groups: ['team-blue', 'team-red'] });
    jira.fail(/group\/member.*team-blue/, json(body));

    const directory = await readAll(jira.target);

    expect(group(directory, 'team-blue').members).toMatchObject({ kind: 'unknown' });
    expect(membersOf(directory, 'team-red')).toEqual([]);
  });

  it('members: a list that moved once is read again', async () => {
    await using jira = await testJira({ users: [{ name: 'mia', groups: ['team-blue'] }] });
    jira.fail(/team-blue/, json({ maxResults: 50, startAt: 0, total: 2, values: [{ key: 'K1' }] }), { times: 1 });

    expect(membersOf(await readAll(jira.target), 'team-blue')).toEqual(['mia']);
  });

  it('members: a group that vanished meanwhile is unknown, a lost permission ends the read', async () => {
    await using jira = await testJira({ groups: ['team-blue'] });
    jira.fail(/team-blue/, { kind: 'status', status: 404, body: { errorMessages: ['gone'], errors: {} } });
    expect(group(await readAll(jira.target), 'team-blue').members).toMatchObject({ kind: 'unknown' });

    jira.heal();
    jira.fail(/team-blue/, { kind: 'status', status: 403, body: { errorMessages: ['no'], errors: {} } });
    await expect(readAll(jira.target)).rejects.toThrow(AccessDenied);
  });

  it('two groups of one name are written to by nobody', async () => {
    await using jira = await testJira();
    jira.addGroup('Ångström');
    jira.addGroup('Ångström'.normalize('NFD'));

    expect(group(await readAll(jira.target), 'Ångström')).toMatchObject({
      members: { kind: 'unknown' },
      readOnly: expect.any(String),
    });
  });
});

describe('jira-dc tells bad credentials and wrong addresses from an empty Jira (R1)', () => {
  it('sees through an anonymous 200 with the header of a refused login', async () => {
    await using jira = await testJira({ users: [{ name: 'mia' }] });
    jira.anonymousOn(/./);
    jira.expireToken();

    await expect(readAll(jira.target)).rejects.toThrow(/does not accept our credentials/);
  });

  it('sees through an anonymous 200 without it', async () => {
    await using jira = await testJira();
    jira.fail(/./, { kind: 'status', status: 200, headers: { 'x-ausername': 'anonymous' }, body: { version: '10.3.24' } });

    await expect(readAll(jira.target)).rejects.toThrow(/as if nobody had signed in/);
  });

  it('says that a CAPTCHA is in the way, also when only a later answer does', async () => {
    await using jira = await testJira();
    const headers = { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' };
    jira.fail(/myself/, { kind: 'status', status: 403, headers, body: '<html>Forbidden</html>' });

    await expect(readAll(jira.target)).rejects.toThrow(/CAPTCHA/);
  });

  it('says that a CAPTCHA is in the way', async () => {
    await using jira = await testJira();
    jira.captchaLock();

    await expect(readAll(jira.target)).rejects.toThrow(/CAPTCHA/);
  });

  it.each([true, false])('a 401 is a 401, as a web page too: %s', async html => {
    await using jira = await testJira();
    jira.htmlErrors(html);
    jira.expireToken();

    await expect(readAll(jira.target)).rejects.toThrow(AccessDenied);
  });

  it('signs in with username and password, in any letters', async () => {
    await using jira = await startJira({ password: 'pässwörd:§' });

    const directory = await readAll(targetOn(jira, { username: 'admin', password: new Secret('pässwörd:§') }));

    expect(directory.accounts.size).toBe(1);
  });

  it('says that Jira 11 takes no password, and what it takes', async () => {
    await using jira = await startJira({ version: '11.3.0', password: 'pw' });
    const reading = readAll(targetOn(jira, { username: 'admin', password: new Secret('pw') }));

    await expect(reading).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('no username and password'),
      hint: expect.stringContaining('personal access token'),
    });
  });

  it.each([
    [401, undefined],
    [403, 'Basic Authentication has been disabled on this instance.'],
  ])('gives the same way out where a password is refused with %i before anything tells the version', async (status, message) => {
    await using jira = await startJira({ password: 'pw' });
    jira.fail(/serverInfo/, { kind: 'status', status, body: { message } });
    const reading = readAll(targetOn(jira, { username: 'admin', password: new Secret('pw') }));

    await expect(reading).rejects.toMatchObject({ name: 'AccessDenied', hint: expect.stringContaining('personal access token') });
  });

  it('asks for the context path where there is no Jira', async () => {
    await using jira = await startJira({ contextPath: '/jira' });

    await expect(readAll(targetOn(jira, { url: jira.url.replace('/jira', '') }))).rejects.toMatchObject({
      message: expect.stringContaining('there is no Jira'),
      hint: expect.stringContaining('context path'),
    });
  });
});
