import { describe, expect } from 'vitest';
import { DYNAMIC_EXTENSION, GROUP_EXTENSION } from './schemas.js';
import { ask, company, ids, read, showRows } from './test-domain.js';

const crowd = (size: number) => Array.from({ length: size }, (_, n) => `p${n}`);
const valuesOf = (rows: unknown) => [rows].flat().map(row => String(Object(row).value));

describe('documented: groups and members', () => {
  showRows([
    {
      kind: 'shown',
      row: '`id`, `displayName`, `nonUniqueDisplayName` are always returned; `displayName` is unique in the domain. `externalId`, `meta` by default.',
      request: 'GET /admin/v1/Groups/all?attributeSets=always',
      async shows(body, { idcs }) {
        expect(body).toEqual({ id: 'all', displayName: 'Staff', nonUniqueDisplayName: 'Staff' });
        expect(await read(idcs, '/admin/v1/Groups/all')).toMatchObject({ externalId: 'x1', meta: { resourceType: 'Group' } });
        expect(() => idcs.addGroup('staff')).toThrow('already');
      },
    },
    {
      kind: 'shown',
      row: 'Extensions on a group: `...group:Group` (`description` default; `grants` request) and `...dynamic:Group` (`membershipType`, `membershipRule`)',
      domain: {
        ...company,
        groups: [
          { id: 'eng', name: 'Engineering', description: 'They build', members: ['ann'] },
          { id: 'dyn', name: 'Dynamic', type: 'dynamic', rule: '(user.title eq "Engineer")' },
        ],
      },
      request: 'GET /admin/v1/Groups/eng',
      async shows(body, { idcs }) {
        expect(body[GROUP_EXTENSION]).toEqual({ description: 'They build' });
        expect(body[DYNAMIC_EXTENSION]).toEqual({ membershipType: 'static' });
        const asked = await read(idcs, `/admin/v1/Groups/eng?attributes=${GROUP_EXTENSION}:grants`);
        expect(asked[GROUP_EXTENSION]).toMatchObject({ grants: [{ appId: 'jira', grantMechanism: 'ADMINISTRATOR_TO_GROUP' }] });
        expect((await read(idcs, '/admin/v1/Groups/dyn'))[DYNAMIC_EXTENSION]).toEqual({
          ...{ membershipType: 'dynamic', membershipRule: '(user.title eq "Engineer")' },
        });
      },
    },
    {
      kind: 'notShown',
      row: 'Extensions on a group: `owners`, `appRoles` (request)',
      why: "the sandbox's groups have neither owners nor roles; the schema names both",
    },
    {
      kind: 'shown',
      row: '`members` is request only: `attributes=displayName,members`',
      request: 'GET /admin/v1/Groups?attributes=displayName,members&filter=id eq "eng"',
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([{ displayName: 'Engineering', members: [{ value: 'ann' }, { value: 'bob' }] }]);
        expect(await read(idcs, '/admin/v1/Groups/eng')).not.toHaveProperty('members');
      },
    },
    {
      kind: 'shown',
      row: 'A response with more than 10,000 members is refused with HTTP 400, also for a list of groups when the sum on the page exceeds it',
      domain: {
        ...{ allUsers: 'absent', users: crowd(10_001) },
        groups: { most: crowd(10_000), half: crowd(5000), other: crowd(5001), over: crowd(10_001) },
      },
      request: 'GET /admin/v1/Groups?attributes=members',
      status: 400,
      async shows(body, { idcs }) {
        expect(body).toMatchObject({ status: '400', detail: expect.stringContaining('10000') });
        const status = async (filter: string) => (await ask(idcs, `/admin/v1/Groups?attributes=members&filter=${filter}`)).status;
        expect(await status('displayName eq "most"')).toBe(200);
        expect(await status('displayName eq "over"')).toBe(400);
        expect(await status('displayName eq "half" or displayName eq "other"')).toBe(400);
        expect((await ask(idcs, `/admin/v1/Groups/${idcs.domain.groups.keys().next().value}?attributeSets=all`)).status).toBe(
          200,
        );
        expect((await ask(idcs, '/admin/v1/Groups')).status).toBe(200);
      },
    },
    {
      kind: 'shown',
      row: 'Members can be paged inside the attribute: `GET /Groups/{id}?attributes=members[startIndex=1&count=1000]`, with that `&` sent as `%26` and the brackets encoded',
      domain: { users: crowd(2100), groups: [{ id: 'big', name: 'Big', members: crowd(2100) }] },
      request: 'GET /admin/v1/Groups/big?attributes=members[startIndex=2001&count=1000]',
      async shows(body, { idcs }) {
        expect(valuesOf(body.members)).toEqual(crowd(2100).slice(2000));
        const beyond = await read(idcs, '/admin/v1/Groups/big?attributes=members[startIndex=2101&count=1000]');
        expect(beyond.members).toEqual([]);
        const more = await read(idcs, '/admin/v1/Groups/big?attributes=members[startIndex=1&count=2000]');
        expect(valuesOf(more.members)).toHaveLength(1000);
        const authorization = `Bearer ${idcs.token()}`;
        const raw = await fetch(`${idcs.url}/admin/v1/Groups/big?attributes=members[startIndex=1%26count=5]`, {
          headers: { authorization },
        });
        expect(raw.status).toBe(400);
      },
    },
    {
      kind: 'shown',
      row: 'Member: `value` (user id) and `ocid` always; `$ref`, `display`, `name`, `type`, `dateAdded`, `membershipOcid` by default. `type` lists only `User`',
      request: 'GET /admin/v1/Groups/eng?attributes=members',
      async shows(body, { idcs }) {
        expect([body.members].flat()[0]).toEqual({
          ...{
            value: 'ann',
            ocid: expect.stringMatching(/^ocid1\.user\./),
            $ref: `${idcs.url}/admin/v1/Users/ann`,
            type: 'User',
          },
          ...{
            display: 'Ann Example',
            name: 'ann@example.com',
            dateAdded: expect.any(String),
            membershipOcid: expect.any(String),
          },
        });
        const { members } = await read(idcs, '/admin/v1/Groups/eng?attributes=members.name');
        expect([members].flat()[0]).toEqual({ value: 'ann', ocid: expect.any(String), name: 'ann@example.com' });
      },
    },
    {
      kind: 'shown',
      row: 'nesting is not shown as members',
      request: 'GET /admin/v1/Groups/all?attributes=members',
      async shows(body, { idcs }) {
        expect(body.members).toEqual([]);
        expect(await ids(idcs, '/admin/v1/Users?filter=groups.value eq "all"&sortBy=id')).toEqual(['ann', 'bob']);
      },
    },
    {
      kind: 'shown',
      row: 'Type filter: `attributes=members[type eq "User"]`',
      request: 'GET /admin/v1/Groups/eng?attributes=members[type eq "User"]',
      async shows(body, { idcs }) {
        expect(valuesOf(body.members)).toEqual(['ann', 'bob']);
        expect((await read(idcs, '/admin/v1/Groups/eng?attributes=members[type eq "Group"]')).members).toEqual([]);
      },
    },
    {
      kind: 'shown',
      row: 'One pass: `GET /Users?attributes=userName,active,displayName,name,emails,groups&count=1000` returns memberships with every user',
      request: 'GET /admin/v1/Users?attributes=userName,active,displayName,name,emails,groups&count=1000&sortBy=id',
      shows({ Resources }) {
        expect(Resources.map(({ groups }) => [groups].flat().map(group => Object(group).display))).toEqual([
          ...[['Engineering', 'Staff'], ['Engineering', 'Staff'], []],
        ]);
        expect(Object.keys(Resources[0] ?? {}).sort()).toEqual([
          'active',
          'displayName',
          'emails',
          'groups',
          'id',
          'name',
          'userName',
        ]);
      },
    },
    {
      kind: 'shown',
      row: "`All Domain Users` contains everyone automatically and is not shown on the user's group tab",
      request: 'GET /admin/v1/Groups?filter=displayName eq "All Domain Users"&attributes=members',
      async shows({ Resources }, { idcs }) {
        expect(valuesOf(Resources[0]?.members)).toEqual(['ann', 'bob', 'cid']);
        expect((await read(idcs, '/admin/v1/Users/cid?attributes=groups')).groups).toEqual([]);
        expect(() => idcs.addMember('All Domain Users', 'ann')).toThrow('by itself');
      },
    },
  ]);
});

const MECHANISMS = ['ADMINISTRATOR_TO_USER', 'ADMINISTRATOR_TO_APP', 'IMPORT_GRANTS', 'SYNC_TO_USER', 'ACCESS_REQUEST'] as const;

describe('documented: who is assigned to an app', () => {
  showRows([
    {
      kind: 'shown',
      row: '`grantMechanism`: `ADMINISTRATOR_TO_USER`, `ADMINISTRATOR_TO_GROUP`, `ADMINISTRATOR_TO_APP`, `GROUP_MEMBERSHIP`, `IMPORT_GRANTS`, `SYNC_TO_USER`, `ACCESS_REQUEST`',
      domain: { users: [...MECHANISMS, 'ann'], groups: { Eng: ['ann'] }, app: { id: 'jira', groups: ['Eng'] } },
      given: idcs => MECHANISMS.forEach(mechanism => void idcs.assign(mechanism, 'jira', { mechanism })),
      request: 'GET /admin/v1/Grants?filter=app.value eq "jira"',
      shows: ({ Resources }) =>
        expect(Resources.map(({ grantMechanism }) => grantMechanism).sort()).toEqual(
          [...MECHANISMS, 'ADMINISTRATOR_TO_GROUP', 'GROUP_MEMBERSHIP'].sort(),
        ),
    },
    { kind: 'notShown', row: '`grantMechanism`: a few service forms', why: 'the sheet does not name them' },
    {
      kind: 'shown',
      row: '`Grant`: `grantee{value,type,display}`, `app{value,display}`, `entitlement{attributeName,attributeValue}`, `isFulfilled`; `display` is request only',
      domain: { users: ['ann'], app: { id: 'jira' } },
      given: idcs => void idcs.addRole('Manager', ['ann']),
      request: 'GET /admin/v1/Grants',
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([
          { isFulfilled: true, entitlement: { attributeName: 'appRoles', attributeValue: expect.any(String) } },
        ]);
        expect([Resources[0]?.grantee, Resources[0]?.app]).toEqual([{ value: 'ann', type: 'User' }, { value: 'jira' }]);
        const asked = await read(idcs, '/admin/v1/Grants?attributes=grantee,grantee.display,app.display');
        expect(asked.Resources).toMatchObject([
          { grantee: { value: 'ann', type: 'User', display: 'Ann Example' }, app: { display: 'Jira' } },
        ]);
      },
    },
    {
      kind: 'shown',
      row: 'One user can have several grants for one app: deduplicate on `grantee.value`',
      request: 'GET /admin/v1/Grants?filter=app.value eq "jira" and grantee.type eq "User"',
      async shows({ Resources }, { idcs }) {
        expect(Resources.map(({ grantee }) => Object(grantee).value).sort()).toEqual(['ann', 'ann', 'bob']);
        const direct =
          '/admin/v1/Grants?filter=app.value eq "jira" and grantMechanism ne "GROUP_MEMBERSHIP" and grantee.type eq "User"';
        expect((await read(idcs, direct)).Resources).toMatchObject([{ grantee: { value: 'ann' } }]);
      },
    },
  ]);
});
