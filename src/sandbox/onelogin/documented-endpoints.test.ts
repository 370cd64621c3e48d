import { describe, expect } from 'vitest';
import { company, ids, read, showRows } from './test-account.js';

const header = (reply: Response, name: string) => reply.headers.get(name);
const USER = [
  ...['id', 'username', 'email', 'firstname', 'lastname', 'status', 'state', 'group_id', 'external_id', 'directory_id'],
  ...['samaccountname', 'userprincipalname', 'distinguished_name', 'member_of', 'phone', 'activated_at', 'last_login'],
  ...['invitation_sent_at', 'locked_until', 'invalid_login_attempts', 'password_changed_at', 'created_at', 'updated_at'],
];

describe('documented or seen in code: endpoints (§3)', () => {
  showRows([
    {
      kind: 'shown',
      row: 'users: `GET /api/2/users?limit=..&fields=...`; the sample of §7, without `role_ids` and `custom_attributes`',
      request: 'GET /api/2/users?limit=2',
      async shows(body, { onelogin }) {
        expect(Object.keys(Object(body[0])).sort()).toEqual(USER.toSorted());
        expect(body[0]).toMatchObject({ id: 1, username: null, email: 'ann@example.com', status: 1, state: 1 });
        expect(await read(onelogin, '/api/2/users?fields=email&user_ids=1')).toEqual([{ id: 1, email: 'ann@example.com' }]);
      },
    },
    {
      kind: 'shown',
      row: 'changed users: `updated_since`, `updated_until`, `created_since/until`, `last_login_since/until`',
      request: 'GET /api/2/users?updated_since=2026-06-01T00:00:00Z',
      given: onelogin => onelogin.update('3', { status: 1, updatedAt: new Date('2026-07-01T00:00:00Z') }),
      async shows(body, { onelogin }) {
        expect(body).toMatchObject([{ id: 3 }]);
        expect(await ids(onelogin, '/api/2/users?updated_until=2026-06-01T00:00:00Z')).toEqual([1, 2]);
        expect(await ids(onelogin, '/api/2/users?created_since=2026-06-01T00:00:00Z')).toEqual([]);
        expect(await ids(onelogin, '/api/2/users?last_login_since=2026-01-15T00:00:00Z')).toEqual([2]);
      },
    },
    {
      kind: 'shown',
      row: 'filters: `email`, `username`, `firstname`, `external_id`, `app_id`, `user_ids`, `custom_attributes.{short}`; `*` wildcard; `group_id`, `role_ids`',
      request: 'GET /api/2/users?email=*@example.com',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject([{ id: 1 }, { id: 3 }]);
        const one: Record<string, number[]> = {
          'username=bob': [2],
          'firstname=A*': [1],
          'external_id=7': [2],
          'app_id=1475668': [1],
        };
        const other = {
          'user_ids=3,1': [1, 3],
          'custom_attributes.cost=42': [1],
          'group_id=477661': [1],
          'role_ids=439868': [2],
        };
        for (const [query, found] of Object.entries({ ...one, ...other, 'email=a.n@example.com': [] }))
          expect([query, await ids(onelogin, `/api/2/users?${query}`)]).toEqual([query, found]);
      },
    },
    {
      kind: 'shown',
      row: 'one user: `GET /api/2/users/{id}` (adds `role_ids`, `custom_attributes`, title, department and the like)',
      request: 'GET /api/2/users/2',
      shows: body =>
        expect(body).toMatchObject({
          id: 2,
          role_ids: [428308, 439868],
          custom_attributes: {},
          title: 'Engineer',
          department: '',
        }),
    },
    {
      kind: 'shown',
      row: 'Deleted users just vanish from the list; their own page is 404 (seen in the .NET SDK)',
      request: 'GET /api/2/users/2',
      given: onelogin => onelogin.remove('2'),
      status: 404,
      async shows(body, { onelogin }) {
        expect(body).toEqual({ statusCode: 404, name: 'NotFoundError', message: expect.stringContaining('could not be found') });
        expect(await ids(onelogin, '/api/2/users')).toEqual([1, 3]);
        expect(await read(onelogin, '/api/2/roles')).toMatchObject([{ users: [1] }, { users: [] }]);
      },
    },
    {
      kind: 'shown',
      row: 'roles: `GET /api/2/roles` -> `[{id,name,users:[ids],admins:[ids],apps:[ids]}]`; filter `name`',
      request: 'GET /api/2/roles?limit=100',
      async shows(body, { onelogin }) {
        expect(body[0]).toEqual({ id: 428308, name: 'Default', users: [1, 2], admins: [], apps: [1475668] });
        expect(await ids(onelogin, '/api/2/roles?name=Rock+Star')).toEqual([439868]);
      },
    },
    {
      kind: 'shown',
      row: 'role members: `GET /api/2/roles/{role_id}/users` -> `[{id,name,username,email?,added_by,added_at,assigned}]`; `include_unassigned` (default false)',
      request: 'GET /api/2/roles/439868/users',
      async shows(body, { onelogin, reply }) {
        expect(body).toMatchObject([{ id: 2, name: 'Bob', username: 'bob', added_by: { id: 678 }, assigned: true }]);
        expect(header(reply, 'total-count')).toBe('1');
        expect(await read(onelogin, '/api/2/roles/439868/users?include_unassigned=true')).toMatchObject([
          { id: 1, assigned: false },
          { id: 2, assigned: true },
          { id: 3, assigned: false },
        ]);
      },
    },
    {
      kind: 'shown',
      row: 'groups: `GET /api/2/groups` (newer) or `GET /api/1/groups` -> `{status,pagination,data:[{id,name,reference}]}`',
      request: 'GET /api/1/groups',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject({ pagination: { after_cursor: null }, data: [{ id: 477661, name: 'Band', reference: null }] });
        expect(await ids(onelogin, '/api/2/groups')).toEqual([477661]);
      },
    },
    {
      kind: 'shown',
      row: 'group members: filter users by `group_id`; a `users` array from `GET /api/2/groups/{id}`',
      request: 'GET /api/2/groups/477661',
      async shows(body, { onelogin }) {
        expect(body).toMatchObject({ id: 477661, users: [1] });
        expect(await ids(onelogin, '/api/2/users?group_id=477661')).toEqual([1]);
      },
    },
    {
      kind: 'shown',
      row: 'app users: `GET /api/2/apps/{app_id}/users`',
      account: { ...company, scope: 'Read All' },
      request: 'GET /api/2/apps/1475668/users',
      shows: body => expect(body).toMatchObject([{ id: 1, email: 'ann@example.com' }]),
    },
    {
      kind: 'shown',
      row: 'rate state: `GET /auth/rate_limit` -> `data: {"X-RateLimit-Limit":5000,"X-RateLimit-Remaining":4988,"X-RateLimit-Reset":832}`',
      request: 'GET /auth/rate_limit',
      given: onelogin => read(onelogin, '/api/1/users'),
      shows: ({ data }) =>
        expect(data).toEqual({
          'X-RateLimit-Limit': 5000,
          'X-RateLimit-Remaining': 4999,
          'X-RateLimit-Reset': expect.any(Number),
        }),
    },
    {
      kind: 'shown',
      row: 'custom attributes: `GET /api/2/users/custom_attributes` (seen in the SDKs, 2026-11)',
      request: 'GET /api/2/users/custom_attributes',
      shows: body => expect(body).toMatchObject([{ name: 'cost', shortname: 'cost', position: null }]),
    },
  ]);
});
