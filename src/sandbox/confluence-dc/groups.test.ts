import { describe, expect, it } from 'vitest';
import type { DirectorySnapshot } from '../atlassian/snapshot.js';
import { startConfluence } from './index.js';
import { restoreConfluence, SavedConfluence, saveConfluence } from './saved.js';
import { ask, json, write } from './test-calls.js';

describe('groups of the emulated Confluence (sheet §3)', () => {
  it('give their members in pages of 200 at most', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `user${index}`);
    await using confluence = await startConfluence({ users: names.map(name => ({ name, groups: ['crowd'] })) });

    const page = await json(confluence, 'group/crowd/member?limit=1000');

    expect(page).toMatchObject({ size: 200, limit: 200, _links: { next: expect.stringContaining('start=200') } });
  });

  it('are asked by query in 9.2 and from 10.1.2 on, and in between only by path', async () => {
    const groups = [{ name: 'dev/ops', members: ['admin'] }];
    for (const version of ['9.2.21', '10.2.14'] as const) {
      await using confluence = await startConfluence({ version, groups });
      expect(await json(confluence, 'group/member?groupName=dev%2Fops')).toMatchObject({ results: [{ username: 'admin' }] });
      expect((await ask(confluence, '/rest/api/group/dev%2Fops/member')).status).toBe(400);
    }
    await using between = await startConfluence({ version: '10.0.3', groups });
    expect((await ask(between, '/rest/api/group/member?groupName=dev%2Fops')).status).toBe(404);
  });

  it('are made and deleted without regard to case, but not the last administrators’ one', async () => {
    await using confluence = await startConfluence();
    const make = (name: string) => write(confluence, 'POST', 'admin/group', { type: 'group', name });

    expect((await make('Team')).status).toBe(200);
    expect((await make('team')).status).toBe(409);
    expect((await make('')).status).toBe(400);
    expect((await write(confluence, 'DELETE', 'admin/group/TEAM')).status).toBe(204);
    expect((await write(confluence, 'DELETE', 'admin/group/team')).status).toBe(404);
    expect((await write(confluence, 'DELETE', 'admin/group/confluence-administrators')).status).toBe(400);
  });

  it('take and lose members with 204, whether it was so already or not', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann' }], groups: ['team'] });

    for (const method of ['PUT', 'PUT', 'DELETE', 'DELETE'])
      expect((await write(confluence, method, 'user/ann/group/team')).status).toBe(204);
    expect((await write(confluence, 'PUT', 'user/nobody/group/team')).status).toBe(404);
    expect((await write(confluence, 'PUT', 'user/ann/group/nowhere')).status).toBe(404);
  });

  it('tell the groups nested in them, whose members they may show as their own', async () => {
    await using confluence = await startConfluence({
      users: [{ name: 'ann' }],
      groups: [
        { name: 'inner', members: ['ann'] },
        { name: 'outer', children: ['inner'] },
      ],
    });

    expect(await json(confluence, 'group/outer/groupmember')).toMatchObject({ results: [{ type: 'group', name: 'inner' }] });
    expect(await json(confluence, 'group/inner/groupparent')).toMatchObject({ results: [{ name: 'outer' }] });
    expect(await json(confluence, 'group/outer/member')).toMatchObject({ results: [{ username: 'ann' }] });
    confluence.nestedShown = false;
    expect(await json(confluence, 'group/outer/member')).toMatchObject({ results: [] });
  });

  it('tell who holds the global permissions from 9.2 on', async () => {
    await using confluence = await startConfluence({ version: '9.2.21' });

    expect(await json(confluence, 'permissions')).toContainEqual({
      operation: { targetType: 'application', operationKey: 'use' },
      subject: { displayName: 'confluence-users', type: 'group' },
    });
  });

  it('do not give all that somebody may: a global permission may be their own, and lets them in (sheet §4)', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann', fullName: 'Ann Lee', licensed: false }] });
    const subject = { displayName: 'Ann Lee', type: 'user' };
    expect(await json(confluence, 'permissions/user/ann')).toEqual([]);
    expect(await json(confluence, 'admin/users/list/active')).toMatchObject({ size: 1 });
    const key = confluence.userNamed('ann')?.key ?? '';
    confluence.personalPermissions.use.add(key);

    const operation = { targetType: 'application', operationKey: 'use' };
    expect(await json(confluence, 'permissions')).toContainEqual({ operation, subject });
    expect(await json(confluence, `permissions/user/${key}`)).toEqual([{ operation, subject }]);
    expect(await json(confluence, 'admin/users/list/active')).toMatchObject({ size: 2 });
    expect((await ask(confluence, '/rest/api/permissions/user/nobody')).status).toBe(404);
  });
});

describe('user directories of the emulated Confluence (sheet §5)', () => {
  const snapshot: DirectorySnapshot = {
    users: ['ann', 'bob'].map(username => ({ username, displayName: username, email: `${username}@example.com`, active: true })),
    groups: ['team'],
    memberships: [{ group: 'team', username: 'ann' }],
  };

  it('bring nothing before they are synchronised, and everything then', async () => {
    let there = snapshot;
    await using confluence = await startConfluence({ directory: { name: 'Jira', snapshot: () => there } });
    expect(await json(confluence, 'user/list')).toMatchObject({ size: 1 });

    confluence.syncDirectory();
    expect(await json(confluence, 'user/list')).toMatchObject({
      results: [{ username: 'admin' }, { username: 'ann' }, { username: 'bob' }],
    });
    expect(await json(confluence, 'group/team/member')).toMatchObject({ results: [{ username: 'ann' }] });

    there = { users: snapshot.users.slice(1), groups: [], memberships: [] };
    expect(await json(confluence, 'user/list')).toMatchObject({ size: 3 });
    confluence.syncDirectory();
    expect(await json(confluence, 'user/list')).toMatchObject({ results: [{ username: 'admin' }, { username: 'bob' }] });
    expect(confluence.group('team')).toBeUndefined();
  });

  it('keep the keys of their people', async () => {
    await using confluence = await startConfluence({ directory: { name: 'Jira', snapshot: () => snapshot } });
    confluence.syncDirectory();
    const key = confluence.userNamed('ann')?.key;
    confluence.syncDirectory();

    expect(confluence.userNamed('ann')?.key).toBe(key);
  });

  it('are synchronised by themselves where they have an interval', async () => {
    await using confluence = await startConfluence({ directory: { name: 'Jira', snapshot: () => snapshot, interval: 1 } });

    await expect.poll(() => json(confluence, 'user/list')).toMatchObject({ size: 3 });
  });

  it('take no writes, and are told to system administrators only, a remote one by its synchronisation', async () => {
    await using confluence = await startConfluence({ directory: { name: 'Jira', snapshot: () => snapshot } });
    confluence.syncDirectory();

    expect((await write(confluence, 'PUT', 'admin/user/ann/disable')).status).toBe(403);
    expect((await write(confluence, 'PUT', 'user/admin/group/team')).status).toBe(403);
    expect(await (await ask(confluence, '/rest/crowd/latest/directory')).json()).toMatchObject({
      directory: [{ name: 'Jira', synchronisation: {} }, { name: 'Confluence Internal Directory' }],
    });
    confluence.rights = ['use', 'administer'];
    expect((await ask(confluence, '/rest/crowd/latest/directory')).status).toBe(403);
  });
});

describe('what an emulated Confluence holds', () => {
  it('comes back as it was, and no number is given twice', async () => {
    await using first = await startConfluence({
      users: [{ name: 'ann', groups: ['team'] }],
      groups: [{ name: 'outer', children: ['team'] }],
    });
    await using second = await startConfluence();
    const saved: unknown = JSON.parse(JSON.stringify(saveConfluence(first)));

    restoreConfluence(second, SavedConfluence.parse(saved));

    expect([second.users, second.groups, second.account]).toEqual([first.users, first.groups, first.account]);
    expect(first.users.has(second.addUser({ name: 'new' }).key)).toBe(false);
  });
});
