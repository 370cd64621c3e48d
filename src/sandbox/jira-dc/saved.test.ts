import { describe, expect, it } from 'vitest';
import { startJira } from './index.js';
import { restoreJira, SavedJira, saveJira } from './saved.js';

const through = (jira: Parameters<typeof saveJira>[0]) => SavedJira.parse(JSON.parse(JSON.stringify(saveJira(jira))));

describe('a Jira that was saved', () => {
  it('comes back as it was, through JSON', async () => {
    await using before = await startJira({
      users: [
        { name: 'ann', key: 'ann', groups: ['team'], password: 'x', issues: 3 },
        { name: 'bob', active: false, shadow: { displayName: 'Bob', emailAddress: 'b@example.com', active: true, directory: 1 } },
        { name: 'cid', deleted: true, lastLoginTime: '2026-01-01T00:00:00.000+0000' },
      ],
      groups: [{ name: 'Parent', children: ['team'] }],
      projects: [{ key: 'OPS', lead: 'ann', components: [{ name: 'Pager', lead: 'ann' }, { name: 'Desk' }] }],
      applicationRoles: [{ key: 'jira-core', groups: ['Parent'], seats: 7 }],
    });
    before.makeReadOnlyDirectory('ann');
    before.readOnlyGroup('team');
    await using after = await startJira({ users: [{ name: 'somebody-else' }], groups: ['gone'] });

    restoreJira(after, through(before));

    for (const part of ['users', 'groups', 'projects', 'applicationRoles', 'directories', 'account'] as const)
      expect(after[part]).toEqual(before[part]);
    for (const path of ['/rest/api/2/user?username=ann&expand=groups', '/rest/api/2/applicationrole', '/rest/api/2/project/OPS'])
      expect(await answer(after, path)).toEqual(await answer(before, path));
  });

  it('gives nobody a key that somebody has', async () => {
    await using before = await startJira({ users: [{ name: 'ann' }, { name: 'bob' }, { name: 'cid' }] });
    const saved = through(before);
    await using after = await startJira();

    restoreJira(after, { ...saved, users: saved.users.filter(({ name }) => name !== 'ann') }); // as edited by hand
    const { key } = after.addUser({ name: 'dan' });

    expect(saved.users.map(user => user.key)).not.toContain(key);
    expect([...after.users.values()].map(({ name }) => name)).toEqual(['admin', 'bob', 'cid', 'dan']);
  });
});

/** with the address of whoever answers taken out */
async function answer({ url, token }: { readonly url: string; readonly token: string }, path: string): Promise<string> {
  const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
  return (await reply.text()).replaceAll(url, '');
}
