import { describe, expect, it } from 'vitest';
import { entraFixture } from '../../../test/contracts/entra-fixture.js';
import { AccessDenied, NotFound, SyncError } from '../../errors.js';
import { personId } from '../../model/ids.js';

const everything = { group: () => true };
const soon = () => ({ signal: new AbortController().signal });

const appId = 'a7700000-0000-4000-8000-000000000001';
const tenant = {
  users: ['ann', 'bob', 'cid', 'dee', { id: 'off', accountEnabled: false }],
  groups: [
    { displayName: 'Inner', members: ['cid'] },
    { displayName: 'Assigned', members: ['bob', 'off', 'Inner'] },
  ],
  app: { appId, users: ['ann'], groups: ['Assigned'] },
};

describe('people assigned to an enterprise application', () => {
  it('are its users and the direct members of its groups, the disabled too; never those of groups inside (gotcha 5)', async () => {
    await using fixture = await entraFixture(tenant, { app: appId });

    const { people, evidence } = await fixture.source.pull(everything, soon());

    expect([...people.keys()]).toEqual(['ann', 'bob', 'off']);
    expect(evidence.lists.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['users', 'assignments of the app', 'people directly in Assigned', 'members of Assigned']),
    );
  });

  it('are found by the object id of the application, too', async () => {
    await using fixture = await entraFixture(tenant);
    const [objectId = ''] = fixture.entra.tenant.apps.keys();
    await using byObject = await entraFixture(tenant, { app: objectId });

    expect((await byObject.source.pull(everything, soon())).people.size).toBe(3);
  });

  it('take in guests, who were assigned for a purpose', async () => {
    const guest = { id: 'eve', userType: 'Guest' as const };
    await using fixture = await entraFixture({ users: ['ann', guest], app: { appId, users: ['eve'] } }, { app: appId });

    expect([...(await fixture.source.pull(everything, soon())).people.keys()]).toEqual(['eve']);
  });

  it('are told apart by a look-up: assigned, or not, or disabled all the same (R5)', async () => {
    await using fixture = await entraFixture(tenant, { app: appId });

    const found = await fixture.source.lookup(['ann', 'bob', 'cid', 'dee', 'off'].map(personId), soon());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['present', 'present', 'outOfScope', 'outOfScope', 'inactive']);
  });

  it('are unknown to a look-up while nobody can say who is assigned (R5)', async () => {
    await using fixture = await entraFixture(tenant, { app: appId });
    fixture.entra.deny(/appRoleAssignedTo/);

    const found = await fixture.source.lookup(['ann', 'off'].map(personId), soon());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['unknown', 'inactive']);
  });

  it('are told apart where only some people are asked for', async () => {
    await using fixture = await entraFixture(tenant, { app: appId });
    const ids = ['ann', 'bob', 'cid', 'dee', 'off'].map(personId);

    const { directory, lookedUp } = await fixture.source.pullPeople({ ids, logins: [], alike: [] }, soon());

    expect([...directory.people.keys()].sort()).toEqual(['ann', 'bob', 'off']);
    expect([...lookedUp]).toEqual(
      ['cid', 'dee'].map(id => [id, expect.objectContaining({ kind: 'outOfScope', why: `not assigned to the app ${appId}` })]),
    );
  });

  it('are unread where one assigned group cannot be read, where an assignment is odd, and where there is no such app (R1)', async () => {
    await using broken = await entraFixture(tenant, { app: appId });
    broken.entra.answer(/\/members\//, { status: 503 });
    await using odd = await entraFixture(tenant, { app: appId });
    odd.entra.answer(/appRoleAssignedTo/, { body: { value: [{ id: 'x' }] } });
    await using none = await entraFixture(tenant, { app: 'a7700000-0000-4000-8000-000000000009' });

    await expect(broken.source.pull(everything, soon())).rejects.toThrow(SyncError);
    await expect(odd.source.pull(everything, soon())).rejects.toThrow('assignment of the app');
    await expect(none.source.pull(everything, soon())).rejects.toThrow(NotFound);
  });

  it('are unread where an assigned group hides its members', async () => {
    const groups = [{ displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] }];
    await using fixture = await entraFixture({ users: ['ann'], groups, app: { appId, groups: ['Secret'] } }, { app: appId });

    const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

    expect(failure).toBeInstanceOf(AccessDenied);
    expect(failure).toMatchObject({ hint: expect.stringContaining('Member.Read.Hidden') });
  });

  it('need a permission of their own, which the refusal names', async () => {
    await using fixture = await entraFixture({ ...tenant, roles: ['User.Read.All', 'GroupMember.Read.All'] }, { app: appId });

    const failure: unknown = await fixture.source.pull(everything, soon()).catch(error => error);

    expect(failure).toMatchObject({ name: 'AccessDenied', hint: expect.stringContaining('Application.Read.All') });
  });
});
