import { describe, expect, it } from 'vitest';
import { makeCompany } from '../company.js';
import { startIdcs } from './index.js';
import { STATE_EXTENSION, USER_EXTENSION } from './schemas.js';
import { ask, company, ids, read, token } from './test-domain.js';

const valuesOf = (rows: unknown) => [rows].flat().map(row => String(Object(row).value));
const groupsOf = async (...[idcs, who]: [Parameters<typeof read>[0], string]) =>
  valuesOf((await read(idcs, `/admin/v1/Users/${who}?attributes=groups`)).groups);

describe('an identity domain', () => {
  it('sends a user in the shape of the recording', async () => {
    await using idcs = await startIdcs(company);

    const body = await read(idcs, '/admin/v1/Users/ann');

    expect(body).toEqual({
      ...{ id: 'ann', ocid: expect.any(String), userName: 'ann@example.com', active: true, displayName: 'Ann Example' },
      emails: [
        { primary: false, secondary: false, type: 'recovery', value: 'ann@example.com', verified: false },
        { primary: true, secondary: false, type: 'work', value: 'ann@example.com', verified: true },
      ],
      idcsCreatedBy: { $ref: expect.any(String), display: expect.any(String), type: 'App', value: expect.any(String) },
      idcsLastModifiedBy: { $ref: expect.any(String), display: expect.any(String), type: 'App', value: expect.any(String) },
      meta: {
        ...{ created: expect.stringMatching(/Z$/), lastModified: expect.stringMatching(/Z$/), resourceType: 'User' },
        ...{ location: `${idcs.url}/admin/v1/Users/ann`, version: expect.any(String) },
      },
      name: { familyName: 'Example', formatted: 'Ann Example', givenName: 'Ann' },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', USER_EXTENSION, STATE_EXTENSION],
      [USER_EXTENSION]: { isFederatedUser: false },
      [STATE_EXTENSION]: { locked: { on: false } },
    });
  });

  it('answers in both media types, with the headers for troubleshooting', async () => {
    await using idcs = await startIdcs(company);
    const type = async (accept: string) =>
      (await ask(idcs, '/admin/v1/Users', { headers: { accept } })).headers.get('content-type');

    expect([await type('*/*'), await type('application/json')]).toEqual(['application/scim+json', 'application/json']);
    const { headers } = await ask(idcs, '/admin/v1/Users/nobody');
    expect([headers.get('x-oracle-dms-ecid'), headers.get('x-oracle-dms-rid')]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('tells where its token endpoint is, without a token', async () => {
    await using idcs = await startIdcs();
    const found = await (await fetch(`${idcs.url}/.well-known/idcs-configuration`)).json();
    expect(found).toMatchObject({ 'openid-configuration': { token_endpoint: `${idcs.url}/oauth2/v1/token` } });
  });

  it('names its schemas, custom attributes too', async () => {
    await using idcs = await startIdcs({
      users: [{ id: 'ann', custom: { costCentre: '4711' } }],
      attributes: { isOnLeave: 'boolean' },
    });
    const custom = 'urn:ietf:params:scim:schemas:idcs:extension:custom:User';

    const { Resources } = await read(idcs, '/admin/v1/Schemas');

    expect(Resources.map(({ id }) => id)).toEqual(expect.arrayContaining([USER_EXTENSION, STATE_EXTENSION, custom]));
    expect((await read(idcs, `/admin/v1/Schemas/${custom}`)).attributes).toMatchObject([
      { name: 'isOnLeave', type: 'boolean' },
      { name: 'costCentre', type: 'string' },
    ]);
    expect((await read(idcs, '/admin/v1/Users/ann'))[custom]).toEqual({ costCentre: '4711' });
    expect(await ids(idcs, `/admin/v1/Users?filter=${custom}:costCentre eq "4711"`)).toEqual(['ann']);
  });

  it('takes a made-up company whole: off is off, and a lock leaves somebody on', async () => {
    const made = makeCompany({ users: 100, groups: 10 });
    await using idcs = await startIdcs({ company: made });
    const idsOf = (...statuses: string[]) => made.people.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);

    const active = await ids(idcs, '/admin/v1/Users?count=1000&filter=active eq false');
    const locked = await ids(idcs, `/admin/v1/Users?filter=${STATE_EXTENSION}:locked.on eq true and active eq true`);

    expect(active).toEqual(idsOf('STAGED', 'SUSPENDED', 'DEPROVISIONED'));
    expect(locked).toEqual(idsOf('LOCKED_OUT'));
    for (const { id, members } of made.groups) {
      const users = await ids(idcs, `/admin/v1/Users?count=1000&filter=groups.value eq "${id}"`);
      expect(users.sort()).toEqual(members.toSorted());
    }
  });

  it('answers the calls seen in other code: groups of a user, app roles, accounts of an app', async () => {
    await using idcs = await startIdcs(company);
    const role = idcs.addRole('Manager', ['ann', 'cid']);

    expect(await ids(idcs, '/admin/v1/Groups?filter=members[type eq "User" and value eq "bob"]')).toEqual(['AllUsersId', 'eng']);
    expect(await ids(idcs, '/admin/v1/AppRoles?filter=app.value eq "jira"')).toEqual([role.id]);
    const roleMembers = await read(idcs, `/admin/v1/AppRoles/${role.id}?attributes=members[startIndex=2&count=1000]`);
    expect(valuesOf(roleMembers.members)).toEqual(['cid']);
    expect(await ids(idcs, `/admin/v1/Users?filter=${USER_EXTENSION}:appRoles.value eq "${role.id}"`)).toEqual(['ann', 'cid']);
    const { accounts } = await read(idcs, '/admin/v1/Apps/jira?attributes=accounts.ownerId&distinct=true');
    expect(accounts).toEqual([{ ownerId: 'ann' }, { ownerId: 'bob' }, { ownerId: 'cid' }]);
  });

  it('refuses a wrong client as OAuth does', async () => {
    await using idcs = await startIdcs({ clientSecret: 'right' });
    const form = { grant_type: 'client_credentials', scope: 'urn:opc:idm:__myscopes__' };

    const refused = await token(idcs, form, 'rollcall:wrong');

    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({ error: 'invalid_client', error_description: expect.any(String) });
    expect((await token(idcs, form)).status).toBe(200);
    idcs.refuseClient();
    expect((await token(idcs, form)).status).toBe(401);
  });

  it('is not written to, but for what its endpoints of writing show', async () => {
    await using idcs = await startIdcs(company);
    expect((await ask(idcs, '/admin/v1/Users/ann', { method: 'DELETE' })).status).toBe(501);
    expect((await ask(idcs, '/admin/v1/Elsewhere')).status).toBe(404);
  });

  it('sends an empty list with or without `Resources`, and All Domain Users with a user or not: neither is documented', async () => {
    await using one = await startIdcs({ users: ['ann'] });
    await using other = await startIdcs({ users: ['ann'], emptyLists: 'empty', allUsers: 'listed' });
    const nobody = '/admin/v1/Users?filter=id eq "nobody"';

    expect(await read(one, nobody)).not.toHaveProperty('Resources');
    expect((await read(other, nobody)).Resources).toEqual([]);
    expect([await groupsOf(one, 'ann'), await groupsOf(other, 'ann')]).toEqual([[], ['AllUsersId']]);
  });
});

describe('what happens in a company', () => {
  it('people come, change and leave without a trace', async () => {
    await using idcs = await startIdcs(company);
    idcs.addPerson('dan');
    idcs.update('ann', { userName: 'ann.new@example.com', lastName: 'New', email: 'new@example.com', department: 'R&D' });
    idcs.remove('bob');

    expect(await ids(idcs, '/admin/v1/Users?sortBy=id')).toEqual(['ann', 'cid', 'dan']);
    expect(await read(idcs, '/admin/v1/Users/ann')).toMatchObject({
      ...{ userName: 'ann.new@example.com', displayName: 'Ann New', name: { givenName: 'Ann', familyName: 'New' } },
      emails: [
        { type: 'recovery', value: 'new@example.com' },
        { type: 'work', value: 'new@example.com' },
      ],
    });
    expect((await ask(idcs, '/admin/v1/Users/bob')).status).toBe(404);
    expect(valuesOf((await read(idcs, '/admin/v1/Groups/eng?attributes=members')).members)).toEqual(['ann']);
    idcs.addPerson('bob'); // the name is free again
    expect(await groupsOf(idcs, 'bob')).toEqual([]);
    expect(() => idcs.addPerson({ id: 'x', userName: 'DAN@example.com' })).toThrow('already');
    expect(() => idcs.deactivate('nobody')).toThrow('no person nobody');
  });

  it('groups come, change and go', async () => {
    await using idcs = await startIdcs(company);
    idcs.addGroup({ id: 'sales', name: 'Sales', members: ['cid'] });
    idcs.renameGroup('Sales', 'Selling');
    idcs.addMember('Selling', 'ann');
    idcs.removeMember('Engineering', 'ann');

    expect(await groupsOf(idcs, 'ann')).toEqual(['sales']);
    expect((await read(idcs, '/admin/v1/Groups/sales')).displayName).toBe('Selling');
    idcs.removeGroup('sales');
    expect(await groupsOf(idcs, 'ann')).toEqual([]);
    expect(() => idcs.removeMember('Engineering', 'ann')).toThrow('no member');
    expect(() => idcs.renameGroup('Engineering', 'STAFF')).toThrow('already');
  });

  it('grants are given and taken', async () => {
    await using idcs = await startIdcs(company);
    const grantees = async () =>
      (await read(idcs, '/admin/v1/Grants')).Resources?.map(({ grantee }) => Object(grantee).value) ?? [];

    expect((await grantees()).sort()).toEqual(['ann', 'ann', 'bob', 'eng']);
    idcs.unassign('Engineering');
    idcs.assign('cid');
    expect((await grantees()).sort()).toEqual(['ann', 'cid']);
    idcs.assign('Staff'); // holds Engineering
    expect((await grantees()).sort()).toEqual(['all', 'ann', 'ann', 'bob', 'cid']);
    idcs.unassign('Staff');
    expect(() => idcs.unassign('bob')).toThrow('not assigned');
  });

  it.each([
    ['neither', false, false],
    ['group', true, false],
    ['user', false, true],
    ['both', true, true],
  ] as const)('a membership moves the last change of %s, as the test wants: it is not documented', async (moves, group, user) => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    await using idcs = await startIdcs({ ...company, membershipMoves: moves, now: () => new Date(time) });
    time += 1000;
    idcs.addMember('Engineering', 'cid');
    const changed = `${USER_EXTENSION}:groupMembershipLastModified`;
    const since = 'filter=meta.lastModified gt "2026-01-01T00:00:00Z"';

    expect(await ids(idcs, `/admin/v1/Groups?${since}`)).toEqual(group ? ['eng'] : []);
    expect(await ids(idcs, `/admin/v1/Users?${since}`)).toEqual(user ? ['cid'] : []);
    expect((await read(idcs, `/admin/v1/Users/cid?attributes=${changed}`))[USER_EXTENSION]).toEqual({
      groupMembershipLastModified: '2026-01-01T00:00:01.000Z',
    });
  });
});
