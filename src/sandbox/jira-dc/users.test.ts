import { describe, expect, it } from 'vitest';
import { type JiraEmulator, startJira } from './index.js';

/** Calls as the admin, with the header that writes need. */
async function call(jira: JiraEmulator, method: string, path: string, body?: unknown) {
  const reply = await fetch(`${jira.url}/rest/api/2/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${jira.token}`,
      'x-atlassian-token': 'no-check',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
}

const MIA = { name: 'mia', emailAddress: 'mia@example.com', displayName: 'Mia Krystof' };

describe('reading a user', () => {
  it('shows groups and applications only when they are expanded', async () => {
    await using jira = await startJira({ users: [{ name: 'mia', groups: ['jira-software-users', 'Team/Blue & Söhne'] }] });

    const plain = await call(jira, 'GET', 'user?username=mia');
    const whole = await call(jira, 'GET', 'user?username=MIA&expand=groups,applicationRoles');

    expect(plain.body).toMatchObject({ groups: { size: 2, items: [] }, applicationRoles: { size: 1, items: [] } });
    expect(whole.body).toMatchObject({
      key: 'JIRAUSER10001',
      groups: {
        size: 2,
        items: [
          { name: 'jira-software-users' },
          {
            name: 'Team/Blue & Söhne',
            self: `${jira.url}/rest/api/2/group?groupname=Team%2FBlue%20%26%20S%C3%B6hne`,
          },
        ],
      },
      applicationRoles: { size: 1, items: [{ key: 'jira-software', name: 'Jira Software' }] },
    });
  });

  it('finds old users by a key that is not JIRAUSER', async () => {
    await using jira = await startJira({ users: [{ name: 'mia.new', key: 'mia' }] });
    expect((await call(jira, 'GET', 'user?key=mia')).body.name).toBe('mia.new');
    expect((await call(jira, 'GET', 'user?username=mia')).status).toBe(404);
  });

  it('wants a username or a key', async () => {
    await using jira = await startJira();
    expect((await call(jira, 'GET', 'user')).status).toBe(400);
    expect((await call(jira, 'GET', 'user?username=admin&key=JIRAUSER10000')).status).toBe(400);
  });

  it('shows deleted users only when asked', async () => {
    await using jira = await startJira({ users: [{ name: 'gone', deleted: true, active: false }] });
    expect((await call(jira, 'GET', 'user?username=gone')).status).toBe(404);
    expect((await call(jira, 'GET', 'user?username=gone&includeDeleted=true')).body).toMatchObject({ deleted: true });
  });
});

describe('creating a user', () => {
  it('stores the name in lower case and grants the default applications when none are named', async () => {
    await using jira = await startJira();

    const { status, body } = await call(jira, 'POST', 'user', { ...MIA, name: 'Mia' });

    expect(status).toBe(201);
    expect(body).toEqual({
      self: `${jira.url}/rest/api/2/user?username=mia`,
      key: 'JIRAUSER10001',
      ...MIA,
      active: true,
    });
    expect(jira.group('jira-software-users')?.members.has('JIRAUSER10001')).toBe(true);
  });

  it('grants nothing for an empty list, unless this Jira ignores it', async () => {
    await using jira = await startJira();
    const applications = async (name: string) =>
      (await call(jira, 'GET', `user?username=${name}&expand=applicationRoles`)).body.applicationRoles.size;

    await call(jira, 'POST', 'user', { ...MIA, applicationKeys: [] });
    jira.ignoreApplicationKeys();
    await call(jira, 'POST', 'user', { ...MIA, name: 'nia', applicationKeys: [] });

    expect([await applications('mia'), await applications('nia')]).toEqual([0, 1]);
  });

  it('makes the account without access when no seat is left', async () => {
    await using jira = await startJira();
    jira.setSeats('jira-software', 1);

    expect((await call(jira, 'POST', 'user', MIA)).status).toBe(201);

    expect((await call(jira, 'GET', 'user?username=mia')).body.applicationRoles.size).toBe(0);
  });

  it.each([
    ['a taken name, whatever its case', { ...MIA, name: 'ADMIN' }, { username: 'A user with that username already exists.' }],
    ['<', { ...MIA, name: 'a<b' }, { username: expect.any(String) }],
    ['>', { ...MIA, name: 'a>b' }, { username: expect.any(String) }],
    ['&', { ...MIA, name: 'a&b' }, { username: expect.any(String) }],
    ['a long name', { ...MIA, name: 'x'.repeat(256) }, { username: expect.any(String) }],
    ['no name', { emailAddress: 'a@b.c', displayName: 'A' }, { username: expect.any(String) }],
    ['no e-mail', { name: 'mia', displayName: 'A' }, { email: expect.any(String) }],
    ['an empty display name', { ...MIA, displayName: ' ' }, { fullname: expect.any(String) }],
    ['a long e-mail', { ...MIA, emailAddress: `${'x'.repeat(250)}@example.com` }, { email: expect.any(String) }],
    ['an unknown application', { ...MIA, applicationKeys: ['jira-nope'] }, { applicationKeys: expect.any(String) }],
  ])('refuses %s', async (_, body, errors) => {
    await using jira = await startJira();

    expect(await call(jira, 'POST', 'user', body)).toEqual({ status: 400, body: { errorMessages: [], errors } });
    expect(jira.users.size).toBe(1);
  });

  it('gives a username that was used before its old key', async () => {
    await using jira = await startJira({ users: [MIA] });
    await call(jira, 'DELETE', 'user?username=mia');

    expect((await call(jira, 'POST', 'user', MIA)).body.key).toBe('JIRAUSER10001');
  });
});

describe('changing a user', () => {
  it('changes only what is in the body, and never the key', async () => {
    await using jira = await startJira({ users: [MIA] });

    const renamed = await call(jira, 'PUT', 'user?username=mia', { name: 'Mia.K', key: 'other' });

    expect(renamed).toMatchObject({ status: 200, body: { ...MIA, name: 'mia.k', key: 'JIRAUSER10001' } });
    expect((await call(jira, 'GET', 'user?username=mia')).status).toBe(404);
    expect((await call(jira, 'PUT', 'user?key=JIRAUSER10001', { displayName: 'M' })).body).toMatchObject({ name: 'mia.k' });
  });

  it('refuses a rename onto somebody else, and writes none of the rest', async () => {
    await using jira = await startJira({ users: [MIA, { name: 'nia' }] });

    const reply = await call(jira, 'PUT', 'user?username=mia', { name: 'NIA', displayName: 'Changed' });

    expect(reply.status).toBe(400);
    expect(reply.body.errors.username).toBe('A user with that username already exists.');
    expect(jira.userNamed('mia')?.displayName).toBe('Mia Krystof');
  });

  it.each([
    ['nothing', {}],
    ['an unknown field', { email: 'mia@example.com' }],
    ['an empty e-mail', { emailAddress: '' }],
    ['active as text', { active: 'false' }],
  ])('refuses %s', async (_, body) => {
    await using jira = await startJira({ users: [MIA] });
    expect((await call(jira, 'PUT', 'user?username=mia', body)).status).toBe(400);
  });

  it('refuses every write to a read-only directory, in words of its own', async () => {
    await using jira = await startJira({ users: [MIA] });
    jira.makeReadOnlyDirectory('mia');

    const update = await call(jira, 'PUT', 'user?username=mia', { displayName: 'M' });

    expect(update).toMatchObject({ status: 400, body: { errorMessages: [expect.stringContaining('read only')], errors: {} } });
    expect((await call(jira, 'PUT', 'user/password?username=mia', { password: 'x' })).status).toBe(400);
    expect((await call(jira, 'DELETE', 'user?username=mia')).status).toBe(400);
    expect((await call(jira, 'GET', 'user?username=mia')).body).not.toHaveProperty('directory');
  });

  it('sets passwords and ends sessions', async () => {
    await using jira = await startJira({ users: [MIA] });

    expect((await call(jira, 'PUT', 'user/password?username=mia', { password: 'secret' })).status).toBe(204);
    expect((await call(jira, 'DELETE', 'user/session/Mia')).status).toBe(200);
    expect((await call(jira, 'DELETE', 'user/session/nobody')).status).toBe(404);

    expect(jira.endedSessions).toEqual(['mia']);
    const authorization = `Basic ${Buffer.from('mia:secret').toString('base64')}`;
    expect((await fetch(`${jira.url}/rest/api/2/myself`, { headers: { authorization } })).status).toBe(200);
  });
});

describe('deactivating a user', () => {
  const off = (jira: JiraEmulator, name = 'mia') => call(jira, 'PUT', `user?username=${name}`, { active: false });

  it('keeps the memberships and releases the seat', async () => {
    await using jira = await startJira({ users: [{ name: 'mia', groups: ['jira-software-users'] }] });
    const seats = async () => (await call(jira, 'GET', 'applicationrole/jira-software')).body.userCount;
    expect(await seats()).toBe(2);

    expect(await off(jira)).toMatchObject({ status: 200, body: { active: false } });

    expect(await seats()).toBe(1);
    expect((await call(jira, 'GET', 'user?username=mia')).body).toMatchObject({
      groups: { size: 1 },
      applicationRoles: { size: 0 },
    });
    expect((await off(jira)).status).toBe(200);
    expect((await call(jira, 'PUT', 'user?username=mia', { active: true })).body.active).toBe(true);
    expect(await seats()).toBe(2);
  });

  it('is refused to a project lead, naming hidden and archived projects too', async () => {
    await using jira = await startJira({
      users: [MIA],
      projects: [
        { key: 'OPS', lead: 'mia' },
        { key: 'OLD', lead: 'mia', archived: true },
        { key: 'SECRET', lead: 'mia', hidden: true },
        { key: 'FREE', lead: 'admin' },
      ],
    });

    expect(await off(jira)).toEqual({
      status: 400,
      body: { errorMessages: [], errors: { active: 'This user leads these projects: OPS, OLD, SECRET' } },
    });
    const listed = (await call(jira, 'GET', 'project?expand=lead&includeArchived=true')).body;
    expect(listed.map(({ key }: { key: string }) => key)).toEqual(['OPS', 'OLD', 'FREE']);
    expect(jira.userNamed('mia')?.active).toBe(true);
  });

  it('names the projects of the components, and one reason only when there are two', async () => {
    await using jira = await startJira({
      users: [MIA],
      projects: [
        { key: 'OPS', lead: 'mia' },
        { key: 'NET', lead: 'admin', components: [{ name: 'Wires', lead: 'mia' }] },
      ],
    });

    expect((await off(jira)).body).toEqual({
      errorMessages: [],
      errors: { active: 'This user leads components in these projects: NET' },
    });
    await call(jira, 'PUT', 'component/10010', { leadUserName: '' });
    expect((await off(jira)).body.errors.active).toBe('This user leads these projects: OPS');
    await call(jira, 'PUT', 'project/OPS', { lead: 'admin' });
    expect((await off(jira)).status).toBe(200);
  });

  it('is refused for oneself and, without SYSTEM_ADMIN, for a system administrator', async () => {
    await using jira = await startJira({ users: [{ name: 'boss', groups: ['jira-administrators'] }] });

    expect((await off(jira, 'admin')).body).toEqual({ errorMessages: [expect.any(String)], errors: {} });
    jira.revokeSystemAdmin();
    expect(await off(jira, 'boss')).toMatchObject({ status: 400, body: { errorMessages: [expect.any(String)], errors: {} } });
    jira.tokenRights = 'system';
    expect((await off(jira, 'boss')).status).toBe(200);
  });

  it('says so in the language of the server', async () => {
    await using jira = await startJira({ users: [MIA], projects: [{ key: 'OPS', lead: 'mia' }] });
    jira.localise('de');
    expect((await off(jira)).body.errors).toEqual({ active: 'Diese Person leitet diese Projekte: OPS' });
  });
});

describe('deleting a user', () => {
  const remove = (jira: JiraEmulator, name = 'mia') => call(jira, 'DELETE', `user?username=${name}`);

  it('is refused to whoever has issues or leads a project, not to a component lead', async () => {
    await using jira = await startJira({
      users: [{ name: 'busy', issues: 1 }, { name: 'lead' }, { name: 'mia', groups: ['g'] }],
      projects: [{ key: 'OPS', lead: 'lead', components: [{ name: 'Wires', lead: 'mia' }] }],
    });

    expect((await remove(jira, 'busy')).status).toBe(400);
    expect((await remove(jira, 'lead')).status).toBe(400);
    expect((await remove(jira, 'admin')).status).toBe(400);
    expect((await remove(jira)).status).toBe(204);
    expect((await remove(jira)).status).toBe(404);
    expect(jira.group('g')?.members.size).toBe(0);
  });

  it('brings the account of the same name in a lower directory to light', async () => {
    const shadow = { displayName: 'Shadow', emailAddress: 's@example.com', active: true, directory: 2 };
    await using jira = await startJira({ users: [{ ...MIA, shadow }] });
    expect((await call(jira, 'GET', 'user/duplicated/count')).body).toEqual({ count: 1 });

    await remove(jira);

    expect((await call(jira, 'GET', 'user?username=mia')).body.displayName).toBe('Shadow');
    expect((await call(jira, 'GET', 'user/duplicated/count')).body).toEqual({ count: 0 });
  });
});

describe('lists of users', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `user${String(n).padStart(3, '0')}` }));
  const names = (users: { name: string }[]) => users.map(({ name }) => name);

  it('streams everybody once, inactive ones too, in no order that means anything', async () => {
    await using jira = await startJira({ users: [...many(25), { name: 'zoe', active: false }, { name: 'gone', deleted: true }] });
    const seen: string[] = [];

    let page = (await call(jira, 'GET', 'user/list?maxResults=10')).body;
    for (let pages = 0; ; pages += 1) {
      expect(pages).toBeLessThan(5);
      seen.push(...names(page.values));
      if (page.isLast) break;
      expect(page.nextCursor).toEqual(expect.stringMatching(/^\d+$/));
      expect(page.nextPage).toContain(`cursor=${page.nextCursor}&maxResults=10`);
      page = (await call(jira, 'GET', `user/list?maxResults=10&cursor=${page.nextCursor}`)).body;
    }

    expect([...seen].sort()).toEqual(['admin', ...names(many(25)), 'zoe']);
    expect(seen).not.toEqual([...seen].sort());
    expect(page).not.toHaveProperty('nextCursor');
    expect(page).not.toHaveProperty('total');
  });

  it('gives 2000 at a time, and an empty last page for a cursor that it never gave', async () => {
    await using jira = await startJira();
    expect((await call(jira, 'GET', 'user/list')).body.maxResults).toBe(2000);
    expect(await call(jira, 'GET', 'user/list?cursor=999999999')).toMatchObject({
      status: 200,
      body: { isLast: true, values: [] },
    });
  });

  it('searches the first 100 hits only, however one pages', async () => {
    await using jira = await startJira({ users: many(150) });
    const found = async (query: string) => (await call(jira, 'GET', `user/search?${query}`)).body.length;

    expect(await found('username=.')).toBe(50);
    expect(await found('username=.&maxResults=1000')).toBe(100);
    expect(await found('username=user&startAt=98&maxResults=20')).toBe(2);
    expect(await found('username=.&startAt=100&maxResults=50')).toBe(0);
    expect(await found('username=user14&maxResults=1000')).toBe(10);
  });

  it.each([
    ['9.12.17', 404],
    ['10.3.24', 200],
    ['10.7.2', 404],
    ['11.3.0', 200],
  ] as const)('has user/list or not: %s', async (version, status) => {
    await using jira = await startJira({ version });

    const reply = await call(jira, 'GET', 'user/list');

    expect(reply.status).toBe(status);
    if (status === 404) expect(reply.body).toMatchObject({ message: 'HTTP 404 Not Found', 'sub-code': -1 });
    expect((await call(jira, 'GET', 'serverInfo')).body.version).toBe(version);
  });

  it('searches everybody on 9, at most 1000 a page', async () => {
    await using jira = await startJira({ version: '9.12.17', users: many(1200) });
    const found = async (query: string) => (await call(jira, 'GET', `user/search?${query}`)).body.length;

    expect(await found('username=.&maxResults=5000')).toBe(1000);
    expect(await found('username=.&maxResults=1000&startAt=1000')).toBe(201);
    expect(await found('username=.&maxResults=1000&startAt=1201')).toBe(0);

    jira.limits.searchWindow = 1000;
    expect(await found('username=.&maxResults=1000&startAt=990')).toBe(10);
    expect(await found('username=.&maxResults=1000&startAt=1000')).toBe(0);
  });

  it('gives the first page for ever when told to ignore startAt', async () => {
    await using jira = await startJira({ version: '9.12.17', users: many(10) });
    jira.startAtIgnored = true;
    const page = async (startAt: number) =>
      names((await call(jira, 'GET', `user/search?username=.&maxResults=5&startAt=${startAt}`)).body);

    expect(await page(5)).toEqual(await page(0));
  });

  it('does not tell on 9 who is deleted', async () => {
    await using old = await startJira({ version: '9.12.17' });
    await using current = await startJira({ version: '10.7.2' });

    expect((await call(old, 'GET', 'user?username=admin')).body).not.toHaveProperty('deleted');
    expect((await call(current, 'GET', 'user?username=admin')).body).toHaveProperty('deleted', false);
  });

  it('matches starts of the username, name and e-mail, and leaves inactive users out', async () => {
    await using jira = await startJira({ users: [MIA, { name: 'off', displayName: 'Kryten', active: false }] });
    const found = async (query: string) => names((await call(jira, 'GET', `user/search?${query}`)).body);

    expect(await found('username=KRY')).toEqual(['mia']);
    expect(await found('username=kry&includeInactive=true')).toEqual(['mia', 'off']);
    expect(await found('username=kry&includeInactive=true&includeActive=false')).toEqual(['off']);
    expect(await found('username=mia%40ex')).toEqual(['mia']);
    expect(await found('username=rystof')).toEqual([]);
    expect(await found('username=')).toEqual([]);
    expect(await found('username=%25')).toEqual([]);
  });
});
