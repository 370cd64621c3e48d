import { describe, expect, it } from 'vitest';
import { makeCompany } from '../company.js';
import { startOkta } from './index.js';
import { restoreOrg, SavedOrg, saveOrg } from './saved.js';

describe('an org that was saved', () => {
  it('comes back as it was, through JSON', async () => {
    await using before = await startOkta({
      company: makeCompany({ users: 60, groups: 12 }),
      users: [{ id: 'odd', login: 'odd@example.com', transitioningToStatus: 'ACTIVE', profile: { badge: 7, floor: null } }],
      app: { id: '0oaJira', users: ['odd'], groups: ['Engineering'] },
    });
    await using after = await startOkta({ users: ['somebody-else'], everyone: false });

    restoreOrg(after.org, SavedOrg.parse(JSON.parse(JSON.stringify(saveOrg(before.org)))));

    expect(after.org).toEqual(before.org);
    const everyone = [...before.org.groups.values()].find(({ type }) => type === 'BUILT_IN')?.id;
    for (const path of ['users', 'groups', `groups/${everyone}/users`, 'apps/0oaJira/users', 'apps/0oaJira/groups'])
      expect(await answer(after, path)).toEqual(await answer(before, path));
  });

  it('is refused where something is missing', () => {
    expect(SavedOrg.safeParse({ people: [{ id: 'ann' }], groups: [], apps: [] }).success).toBe(false);
  });
});

/** with the address of whoever answers taken out */
async function answer({ url, token }: { readonly url: string; readonly token: string }, path: string): Promise<string> {
  const reply = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `SSWS ${token}` } });
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
  return (await reply.text()).replaceAll(url, '');
}
