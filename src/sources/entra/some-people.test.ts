import { describe, expect, it } from 'vitest';
import { company, entraFixture } from '../../../test/contracts/entra-fixture.js';
import { AccessDenied, UnexpectedReply } from '../../errors.js';
import { personId } from '../../model/ids.js';

const soon = () => ({ signal: new AbortController().signal });
const appId = 'a7700000-0000-4000-8000-000000000001';
const of = (...ids: readonly string[]) => ({ ids: ids.map(personId), logins: [], alike: [] });

describe('some people of an entra tenant', () => {
  it('are not said to lack the app where an assigned group hides its members: that is not known (R1, R5)', async () => {
    const groups = [{ displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] }];
    const tenant = { users: ['ann'], groups, app: { appId, groups: ['Secret'] } };
    for (const hiddenMembers of ['empty', 'forbidden'] as const) {
      await using fixture = await entraFixture({ ...tenant, hiddenMembers }, { app: appId });

      await expect(fixture.source.pullPeople(of('ann'), soon())).rejects.toThrow(AccessDenied);
    }
  });

  it('have the app by a group that was made after the groups were listed (R5)', async () => {
    await using fixture = await entraFixture({ users: ['ann'], app: { appId } }, { app: appId });
    fixture.entra.before(/appRoleAssignedTo/, () => {
      const { id } = fixture.entra.addGroup({ displayName: 'New', members: ['ann'] });
      for (const app of fixture.entra.tenant.apps.values()) app.assignments = [{ principalId: id, principalType: 'Group' }];
    });

    const { directory } = await fixture.source.pullPeople(of('ann'), soon());

    expect([...directory.people.keys()]).toEqual(['ann']);
  });

  it('are those only whom a whole read has: a disabled guest, or one without the app, is nobody to be taken for another (C2)', async () => {
    const off = { accountEnabled: false };
    const guest = { ...off, id: 'gus', userPrincipalName: 'ann_p.example#EXT#@t.example', mail: 'ann@p.example' };
    const users = ['ann', { ...guest, userType: 'Guest' as const }, { ...off, id: 'old', userPrincipalName: 'ann@old.example' }];
    await using all = await entraFixture({ users });
    await using assigned = await entraFixture({ users, app: { appId, users: ['ann', 'gus'] } }, { app: appId });
    const whole = async ({ source }: typeof all) => [...(await source.pull({ group: () => true }, soon())).people.keys()];

    for (const fixture of [all, assigned]) {
      const { directory, lookedUp } = await fixture.source.pullPeople(of('ann', 'gus', 'old'), soon());

      expect([...directory.people.keys()].toSorted()).toEqual((await whole(fixture)).toSorted());
      for (const [, said] of lookedUp) expect(said.kind).toBe('inactive'); // a row speaks for itself
    }
  });

  it.each([/transitiveMemberOf/, /members/])('are not found by rows without an id (R1): %s', async rows => {
    const tenant = { ...company, app: { appId, users: [], groups: ['Engineering'] } };
    await using fixture = await entraFixture(tenant, { app: appId });
    fixture.entra.answer(rows, { body: { '@odata.count': 1, value: [{ '@odata.type': '#microsoft.graph.user' }] } });

    await expect(fixture.source.pullPeople(of('ann'), soon())).rejects.toThrow(UnexpectedReply);
  });
});
