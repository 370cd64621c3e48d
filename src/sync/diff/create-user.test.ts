import { describe, expect, it } from 'vitest';
import { account, key, person, pulled, targetGroup } from '../../../test/directories.js';
import { idsOf, notesOf, planFor } from '../../../test/planning.js';
import { expression, sync } from '../../../test/rules.js';
import { changesOf } from '../../model/plan.js';

const ann = pulled({ people: [person('ann')] });

describe('U1: a new account', () => {
  it('is linked, in the plan already, and its groups know it by name', async () => {
    const syncs = [sync({ groups: { allUsers: ['all'] } })];
    const plan = await planFor({ pulled: ann, syncs, groups: [targetGroup('all', [])], attended: true });
    expect(plan.links).toMatchObject([
      { person: key('ann'), how: 'created', owner: 'staff', isActive: true, standing: 'active' },
    ]);
    expect(changesOf(plan)[1]).toMatchObject({
      kind: 'addMember',
      account: { kind: 'new', person: key('ann'), username: 'ann', displayName: 'The ann' },
    });
  });

  it('U8: is not made when the target cannot store one of its attributes', async () => {
    for (const special of [{ email: 'a<b@example.com' }, { displayName: 'A < B' }, { login: 'a<b' }]) {
      const plan = await planFor({ pulled: pulled({ people: [person('ann', special)] }) });
      expect(idsOf(plan)).toEqual([]);
      expect(notesOf(plan, 'cannotStore')).toMatchObject([{ person: key('ann'), why: 'it has a < in it' }]);
    }
  });

  it('whoever is not made is told by name', async () => {
    const both = pulled({ people: [person('ann'), person('a2', { login: 'ANN' }), person('bob', { displayName: '' })] });
    const plan = await planFor({ pulled: both });
    expect(notesOf(plan, 'conflict').map(({ person: who, login }) => [who, login])).toEqual([
      [key('ann'), 'ann'],
      [key('a2'), 'ANN'],
    ]);
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([{ person: key('bob'), login: 'bob' }]);
  });

  it('G7: remembers the syncs whose groups for new users it is owed: those that want it, and have any here', async () => {
    const nobody = expression('false', () => false);
    const syncs = [
      sync({ name: 'plain' }),
      sync({ name: 'owing', groups: { newUsers: ['jira/licensed'] } }),
      sync({ name: 'elsewhere', groups: { newUsers: ['wiki/licensed'] } }),
      sync({ name: 'dropped', users: { filter: nobody }, groups: { newUsers: ['licensed'] } }),
    ];
    const plan = await planFor({ pulled: ann, syncs, groups: [targetGroup('licensed', [])], attended: true });
    expect(changesOf(plan)[0]?.reasons).toEqual([
      { kind: 'newAtSource', source: 'okta' },
      { kind: 'default', sync: 'owing', list: 'newUsers' },
    ]);
  });

  it('U5: of the strangers a few are named', async () => {
    const accounts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => account(name));
    expect(notesOf(await planFor({ pulled: ann, accounts }), 'strangers')).toEqual([
      { kind: 'strangers', count: 7, examples: ['a', 'b', 'c', 'd', 'e'] },
    ]);
  });
});
