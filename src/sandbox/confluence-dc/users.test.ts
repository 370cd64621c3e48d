import { describe, expect, it } from 'vitest';
import { startConfluence } from './index.js';
import { ask, json, write } from './test-calls.js';

const ADA = { userName: 'ada', fullName: 'Ada Okafor', email: 'ada@example.com', password: 'secret' };

describe('lists of users of the emulated Confluence (sheet §1, §2)', () => {
  it('come in pages that the server may cut, with a relative link and, mostly, no total', async () => {
    await using confluence = await startConfluence({
      contextPath: '/wiki',
      users: ['ann', 'bob', 'cid'].map(name => ({ name })),
    });
    confluence.limits.users = 2;

    const page = await json(confluence, 'user/list?limit=200&expand=status');

    expect(page).toMatchObject({ start: 0, limit: 2, size: 2, _links: { base: confluence.url, context: '/wiki' } });
    expect(page).toMatchObject({ _links: { next: '/rest/api/user/list?limit=2&expand=status&start=2' } });
    expect(page).not.toHaveProperty('totalCount');
    expect(await json(confluence, 'user/list?start=2')).not.toHaveProperty('_links.next');
    confluence.totalsShown = true;
    expect(await json(confluence, 'user/list?limit=1')).toMatchObject({ totalCount: 4 });
  });

  it('have everybody, without e-mail; the status only when it is asked for', async () => {
    await using confluence = await startConfluence({
      users: [
        { name: 'ann', active: false },
        { name: 'bob', licensed: false },
      ],
    });

    const [plain, expanded] = [await json(confluence, 'user/list'), await json(confluence, 'user/list?expand=status')];

    const names = ['admin', 'ann', 'bob'].map(username => expect.objectContaining({ username }));
    expect(plain).toMatchObject({ results: names });
    expect(JSON.stringify(plain)).not.toMatch(/email|"status":"c/);
    expect(plain).toMatchObject({ results: [{ _expandable: { status: '' } }, {}, {}] });
    expect(expanded).toMatchObject({ results: [{ status: 'current' }, { status: 'deactivated' }, { status: 'current' }] });
  });

  it('of active ones are there from 9.3 on: with e-mail, without a seat nobody, and as far as the index knows', async () => {
    const users = [{ name: 'ann' }, { name: 'bob', active: false }, { name: 'cid', licensed: false }, { name: 'dan' }];
    await using old = await startConfluence({ version: '9.2.21', users });
    await using current = await startConfluence({ version: '9.3.2', users });
    current.unindexed.add(current.userNamed('dan')?.key ?? '');

    expect((await ask(old, '/rest/api/admin/users/list/active')).status).toBe(404);
    const page = await json(current, 'admin/users/list/active');

    expect(page).toMatchObject({ results: [{ username: 'admin' }, { username: 'ann', email: 'ann@example.com' }] });
    expect(page).toMatchObject({ size: 2 });
  });
});

describe('users of the emulated Confluence (sheet §2)', () => {
  it('are made with a password or a mail, never both, and are in the default group', async () => {
    await using confluence = await startConfluence();

    const made = await write(confluence, 'POST', 'admin/user', ADA);

    expect([made.status, await made.json()]).toEqual([201, { userKey: confluence.userNamed('ada')?.key }]);
    expect(await json(confluence, 'user/memberof?username=ada')).toMatchObject({ results: [{ name: 'confluence-users' }] });
    expect((await write(confluence, 'POST', 'admin/user', ADA)).status).toBe(409);
    const other = { ...ADA, userName: 'eve' };
    expect((await write(confluence, 'POST', 'admin/user', { ...other, notifyViaEmail: true })).status).toBe(400);
    expect((await write(confluence, 'POST', 'admin/user', { ...other, password: '' })).status).toBe(400);
  });

  it.each(['Ada', 'a b', 'a+b', 'a,b', "a'b", 'a"b', 'a<b', 'a>b', 'a\\b', '', 'anonymous'])(
    'are never called %j',
    async userName => {
      await using confluence = await startConfluence();

      expect((await write(confluence, 'POST', 'admin/user', { ...ADA, userName })).status).toBe(400);
    },
  );

  it.each([{ fullName: ' ' }, { fullName: 'a<b' }, { fullName: 'Anonymous' }, { email: '' }, { email: 'nobody' }])(
    'are never made with %j',
    async values => {
      await using confluence = await startConfluence();

      expect((await write(confluence, 'POST', 'admin/user', { ...ADA, ...values })).status).toBe(400);
    },
  );

  it('are not made when the licence is full: 402', async () => {
    await using confluence = await startConfluence({ seats: 1 });

    expect((await write(confluence, 'POST', 'admin/user', ADA)).status).toBe(402);
    expect(confluence.userNamed('ada')).toBeUndefined();
  });

  it('are updated from 9.3 on, and only with both fields', async () => {
    await using old = await startConfluence({ version: '9.2.21', users: [{ name: 'ann' }] });
    await using current = await startConfluence({ version: '9.3.2', users: [{ name: 'ann' }] });
    const both = { fullName: 'Ann B', email: 'ann.b@example.com' };

    expect((await write(old, 'PUT', 'admin/user/ann', both)).status).toBe(404);
    expect((await write(current, 'PUT', 'admin/user/ann', { fullName: 'Ann B' })).status).toBe(400);
    expect((await write(current, 'PUT', 'admin/user/ann', both)).status).toBe(204);
    expect(current.userNamed('ann')).toMatchObject(both);
  });

  it('are switched off and on as often as one likes, and stay in their groups', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann', groups: ['team'] }] });

    for (const to of ['disable', 'disable', 'enable', 'enable'])
      expect((await write(confluence, 'PUT', `admin/user/ann/${to}`)).status).toBe(204);

    expect(confluence.group('team')?.members.size).toBe(1);
    expect((await write(confluence, 'PUT', 'admin/user/nobody/disable')).status).toBe(404);
  });

  it('are deleted later than it is answered', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann', groups: ['team'] }] });
    confluence.deletions.polls = 2;

    const reply = await write(confluence, 'DELETE', 'admin/user/ann');

    const status = `${confluence.url}/rest/api/longtask/123`;
    expect([reply.status, await reply.json()]).toEqual([202, { id: '123', links: { status } }]);
    expect(await json(confluence, 'longtask/123')).toMatchObject({ percentageComplete: 50, successful: true });
    expect(confluence.userNamed('ann')).toBeDefined();
    expect(await json(confluence, 'longtask/123')).toMatchObject({ percentageComplete: 100, successful: true });
    expect((await ask(confluence, '/rest/api/user?username=ann')).status).toBe(404);
    expect(confluence.group('team')?.members.size).toBe(0);
  });

  it('of a read-only directory cannot be written', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann' }] });
    confluence.makeReadOnly({ user: 'ann' });

    for (const [method, path] of [
      ['PUT', 'admin/user/ann/disable'],
      ['DELETE', 'admin/user/ann'],
    ] as const)
      expect((await write(confluence, method, path)).status).toBe(403);
  });
});
