import { describe, expect } from 'vitest';
import { ENTERPRISE_EXTENSION, STATE_EXTENSION, USER_EXTENSION } from './schemas.js';
import { ids, read, showRows } from './test-domain.js';

const names = (row: object | undefined) => Object.keys(row ?? {});
const addresses = [
  { type: 'recovery', value: 'ann@example.com', primary: false },
  { type: 'work', value: 'a.example@example.com', primary: true },
  { type: 'home', value: 'ann@home.example', primary: false },
  { type: 'other', value: 'ann@other.example', primary: false },
];

const ada = {
  ...{
    id: 'ada',
    userName: 'ada',
    firstName: 'Ada',
    lastName: 'Example',
    status: 'on leave',
    lastLogin: '2026-01-01T00:00:00.000Z',
  },
  core: {
    ...{ nickName: 'A', title: 'Engineer', externalId: 'x', userType: 'employee', locale: 'de', preferredLanguage: 'de' },
    ...{
      timezone: 'Europe/Berlin',
      phoneNumbers: [{ value: '+49', type: 'work' }],
      addresses: [{ type: 'work', country: 'DE' }],
    },
    password: 'never sent',
  },
  user: { provider: 'saml', creationMechanism: 'import' },
  ...{
    department: 'R&D',
    enterprise: {
      manager: { value: 'bob', displayName: 'Bob' },
      employeeNumber: '7',
      costCenter: 'c',
      division: 'd',
      organization: 'o',
    },
  },
};

describe('documented: user attributes', () => {
  showRows([
    {
      kind: 'shown',
      row: '`id`, `userName`: always',
      request: 'GET /admin/v1/Users/ann?attributes=active',
      shows: body => expect(body).toEqual({ id: 'ann', userName: 'ann@example.com', active: true }),
    },
    {
      kind: 'shown',
      row: '`active`, `name{...}`, `displayName`, ... `ocid`, `schemas`, `meta`: default',
      domain: { users: [ada] },
      request: 'GET /admin/v1/Users/ada',
      shows(body) {
        expect(names(body)).toEqual(
          expect.arrayContaining([
            ...['active', 'name', 'displayName', 'nickName', 'title', 'emails', 'phoneNumbers', 'addresses', 'externalId'],
            ...['userType', 'locale', 'preferredLanguage', 'timezone', 'ocid', 'schemas', 'meta'],
          ]),
        );
        expect(body.name).toEqual({ formatted: 'Ada Example', givenName: 'Ada', familyName: 'Example' });
      },
    },
    {
      kind: 'shown',
      row: '`groups[]{value,$ref,display,ocid,membershipOcid,dateAdded,externalId,nonUniqueDisplay}`: request only; inside it `type` is again request only',
      request: 'GET /admin/v1/Users/ann?attributes=groups,groups.type',
      async shows(body, { idcs }) {
        const [group, outer] = [body.groups].flat();
        expect(group).toMatchObject({
          value: 'eng',
          display: 'Engineering',
          type: 'direct',
          $ref: `${idcs.url}/admin/v1/Groups/eng`,
        });
        expect(names(Object(outer))).toEqual(
          expect.arrayContaining(['ocid', 'membershipOcid', 'dateAdded', 'externalId', 'nonUniqueDisplay']),
        );
        expect(await read(idcs, '/admin/v1/Users/ann')).not.toHaveProperty('groups');
        expect((await read(idcs, '/admin/v1/Users/ann?attributes=groups')).groups).not.toMatchObject([{ type: 'direct' }, {}]);
        expect((await read(idcs, '/admin/v1/Users/ann?attributes=groups.type')).groups).toEqual([
          { value: 'eng', type: 'direct' },
          { value: 'all', type: 'indirect' },
        ]);
      },
    },
    {
      kind: 'shown',
      row: '`...user:User`: `isFederatedUser`, `provider`, `serviceUser`: default',
      domain: { users: [{ ...ada, serviceUser: true, isFederatedUser: true }] },
      request: 'GET /admin/v1/Users/ada',
      shows: body => expect(body[USER_EXTENSION]).toEqual({ isFederatedUser: true, provider: 'saml', serviceUser: true }),
    },
    {
      kind: 'shown',
      row: 'same extension: `status`, `creationMechanism`, `groupMembershipLastModified`, `accounts[]`, `grants[]`, `appRoles[]`: request only',
      given: idcs => void idcs.addRole('Manager', ['cid']),
      request: `GET /admin/v1/Users/ann?attributeSets=request`,
      async shows(body, { idcs }) {
        expect(body[USER_EXTENSION]).toMatchObject({
          creationMechanism: 'api',
          groupMembershipLastModified: expect.any(String),
          accounts: [{ value: expect.any(String), appId: 'jira', name: 'ann@example.com', active: true }],
          grants: [
            { value: expect.any(String), appId: 'jira', grantMechanism: 'ADMINISTRATOR_TO_USER', grantorId: expect.any(String) },
            { appId: 'jira', grantMechanism: 'GROUP_MEMBERSHIP' },
          ],
        });
        const asked = `${USER_EXTENSION}:appRoles,${USER_EXTENSION}:status`;
        idcs.deactivate('cid', 'left');
        expect(await read(idcs, `/admin/v1/Users/cid?attributes=${asked}`)).toMatchObject({
          [USER_EXTENSION]: {
            status: 'left',
            appRoles: [{ display: 'Manager', type: 'direct', appId: 'jira', appName: 'Jira', adminRole: false }],
          },
        });
      },
    },
    {
      kind: 'shown',
      row: '`...userState:User`: `locked{on,reason,lockDate}` default; `lastSuccessfulLoginDate` etc. request',
      domain: { users: [{ ...ada, locked: true }] },
      request: 'GET /admin/v1/Users/ada',
      async shows(body, { idcs }) {
        expect(body[STATE_EXTENSION]).toEqual({ locked: { on: true, reason: expect.any(Number), lockDate: expect.any(String) } });
        expect(
          (await read(idcs, `/admin/v1/Users/ada?attributes=${STATE_EXTENSION}:lastSuccessfulLoginDate`))[STATE_EXTENSION],
        ).toEqual({
          lastSuccessfulLoginDate: '2026-01-01T00:00:00.000Z',
        });
      },
    },
    {
      kind: 'shown',
      row: '`...enterprise:2.0:User`: `department`, `manager{value,displayName}`, `employeeNumber`, `costCenter`, `division`, `organization`: default',
      domain: { users: [ada] },
      request: 'GET /admin/v1/Users/ada',
      shows: body => expect(body[ENTERPRISE_EXTENSION]).toEqual({ department: 'R&D', ...ada.enterprise }),
    },
    {
      kind: 'shown',
      row: '`password`: never',
      domain: { users: [ada] },
      request: 'GET /admin/v1/Users/ada?attributeSets=all&attributes=password',
      shows: body => expect(JSON.stringify(body)).not.toContain('never sent'),
    },
    {
      kind: 'shown',
      row: '`userName` compares case-insensitively; it may or may not be an e-mail address',
      domain: { users: [ada, 'ann'] },
      request: 'GET /admin/v1/Users?filter=userName eq "ADA"',
      shows: ({ Resources }) => expect(Resources).toMatchObject([{ userName: 'ada' }]),
    },
    {
      kind: 'shown',
      row: '`emails[].type` is `work`, `home`, `other` or `recovery`; the `recovery` entry often repeats the same value',
      domain: { users: ['ann', { id: 'bob', emails: addresses }] },
      request: 'GET /admin/v1/Users?sortBy=id&attributes=emails',
      shows: ({ Resources }) =>
        expect(Resources).toMatchObject([
          {
            emails: [
              { type: 'recovery', value: 'ann@example.com', primary: false },
              { type: 'work', value: 'ann@example.com', primary: true },
            ],
          },
          { emails: addresses },
        ]),
    },
    {
      kind: 'shown',
      row: 'Group links on the user include memberships through nested or dynamic groups; `type` says `direct` or `indirect`',
      domain: {
        users: ['ann', 'bob'],
        groups: [
          { id: 'in', name: 'Inner', members: ['ann'] },
          { id: 'mid', name: 'Middle', groups: ['Inner'] },
          { id: 'out', name: 'Outer', groups: ['Middle'], members: ['bob'] },
          { id: 'dyn', name: 'Dynamic', type: 'dynamic', rule: '(user.title eq "Engineer")', members: ['ann'] },
        ],
      },
      request: 'GET /admin/v1/Users/ann?attributes=groups.type',
      async shows(body, { idcs }) {
        const types = Object.fromEntries([body.groups].flat().map(group => [Object(group).value, Object(group).type]));
        expect(types).toEqual({ in: 'direct', mid: 'indirect', out: 'indirect', dyn: 'indirect' });
        expect((await read(idcs, '/admin/v1/Groups/out?attributes=members')).members).toMatchObject([{ value: 'bob' }]);
      },
    },
  ]);
});

describe('documented: status', () => {
  showRows([
    {
      kind: 'shown',
      row: '`active: false` = deactivated. Searchable: `filter=active eq true`',
      request: 'GET /admin/v1/Users?filter=active eq true&sortBy=id',
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([{ id: 'ann', active: true }, { id: 'bob' }]);
        expect(await ids(idcs, '/admin/v1/Users')).toContain('cid'); // listed all the same
      },
    },
    {
      kind: 'shown',
      row: 'Lock is separate: `...userState:User.locked.on`; a locked user is still `active`',
      given: idcs => idcs.lock('ann'),
      request: `GET /admin/v1/Users?filter=${STATE_EXTENSION}:locked.on eq true`,
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([{ id: 'ann', active: true, [STATE_EXTENSION]: { locked: { on: true } } }]);
        idcs.unlock('ann');
        expect((await read(idcs, '/admin/v1/Users/ann'))[STATE_EXTENSION]).toEqual({ locked: { on: false } });
      },
    },
    {
      kind: 'shown',
      row: 'Reason text of a disabled user is in the `status` of the user extension',
      given: idcs => idcs.deactivate('ann', 'left in March'),
      request: `GET /admin/v1/Users/ann?attributes=active,${USER_EXTENSION}:status`,
      async shows(body, { idcs }) {
        expect(body).toMatchObject({ active: false, [USER_EXTENSION]: { status: 'left in March' } });
        idcs.activate('ann');
        const back = await read(idcs, `/admin/v1/Users/ann?attributes=active,${USER_EXTENSION}:status`);
        expect(back).toEqual({ id: 'ann', userName: 'ann@example.com', active: true });
      },
    },
    {
      kind: 'shown',
      row: '`serviceUser: true` marks technical accounts. `deleteInProgress: true`',
      domain: { users: [{ id: 'bot', serviceUser: true }, { id: 'ann', deleteInProgress: true }, 'bob'] },
      request: 'GET /admin/v1/Users?attributes=deleteInProgress,active&sortBy=id',
      async shows({ Resources }, { idcs }) {
        expect(Resources.map(({ deleteInProgress }) => deleteInProgress)).toEqual([true, undefined, undefined]);
        expect(await ids(idcs, `/admin/v1/Users?filter=${USER_EXTENSION}:serviceUser eq true`)).toEqual(['bot']);
      },
    },
    {
      kind: 'shown',
      row: 'Writing: `PUT /UserStatusChanger/{id}` `{"schemas":[...],"active":false}`',
      request: 'PUT /admin/v1/UserStatusChanger/ann',
      body: { schemas: ['urn:ietf:params:scim:schemas:oracle:idcs:UserStatusChanger'], active: false },
      async shows(_, { idcs }) {
        expect((await read(idcs, '/admin/v1/Users/ann')).active).toBe(false);
      },
    },
  ]);
});
