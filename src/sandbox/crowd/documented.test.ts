import { describe, expect, it } from 'vitest';
import { ask, openCompany, reason } from './test-application.js';

const whole = {
  name: 'Mia',
  'first-name': 'Mia',
  'last-name': 'Park',
  'display-name': 'Mia Park',
  email: 'm@example.com',
  active: true,
};
const created = { ...whole, name: 'new', password: { value: 'secret' } };

/** A row of the crowd sheet (November 2026), the request that shows it, its status, and what the answer holds. */
type Row = readonly [row: string, request: string, body: unknown, status: number, answer?: unknown];

const rows: readonly Row[] = [
  ['§1 credential check', 'GET search?entity-type=user&max-results=1', undefined, 200],
  ['§1 credential check, cookie', 'GET config/cookie', undefined, 200],
  ['§2 GET /user by username, without case', 'GET user?username=mia', undefined, 200, { name: 'Mia', active: true }],
  ['§2 GET /user without expand', 'GET user?username=mia', undefined, 200, { attributes: { attributes: [] } }],
  [
    '§2 GET /user expand=attributes',
    'GET user?username=mia&expand=attributes',
    undefined,
    200,
    { attributes: { attributes: [{ name: 'department', values: ['IT'] }] } },
  ],
  ['§2 GET /user: 404', 'GET user?username=nobody', undefined, 404, reason('USER_NOT_FOUND')],
  ['§2 POST /user: 201', 'POST user', created, 201, { name: 'new', 'display-name': 'Mia Park', active: true }],
  ['§2 POST /user: 400 name exists', 'POST user', { ...created, name: 'MIA' }, 400, reason('INVALID_USER')],
  ['§2 POST /user: 400 bad data', 'POST user', { ...created, password: undefined }, 400, reason('INVALID_USER')],
  ['§2 PUT /user: 204', 'PUT user?username=mia', whole, 204],
  ['§2 PUT /user: 400 name in body ≠ query', 'PUT user?username=mia', { ...whole, name: 'ann' }, 400, reason('INVALID_USER')],
  ['§2 PUT /user: 404', 'PUT user?username=nobody', { ...whole, name: 'nobody' }, 404, reason('USER_NOT_FOUND')],
  ['§2 POST /user/rename: 200 user', 'POST user/rename?username=mia', { 'new-name': 'mia.park' }, 200, { name: 'mia.park' }],
  ['§2 POST /user/rename: 400 taken', 'POST user/rename?username=mia', { 'new-name': 'ANN' }, 400, reason('INVALID_USER')],
  ['§2 POST /user/rename: 404', 'POST user/rename?username=nobody', { 'new-name': 'x' }, 404, reason('USER_NOT_FOUND')],
  ['§2 PUT /user/password: 204', 'PUT user/password?username=mia', { value: 'other' }, 204],
  ['§2 DELETE /user: 204', 'DELETE user?username=mia', undefined, 204],
  ['§2 DELETE /user: 404', 'DELETE user?username=nobody', undefined, 404, reason('USER_NOT_FOUND')],
  [
    '§2 GET /user/attribute',
    'GET user/attribute?username=mia',
    undefined,
    200,
    { attributes: [{ name: 'department', values: ['IT'] }] },
  ],
  ['§2 POST /user/attribute: 204', 'POST user/attribute?username=mia', { attributes: [{ name: 'x', values: ['1'] }] }, 204],
  ['§2 DELETE /user/attribute: 204', 'DELETE user/attribute?username=mia&attributename=department', undefined, 204],
  ['§3 GET /group', 'GET group?groupname=team-blue', undefined, 200, { name: 'Team-Blue', type: 'GROUP', active: true }],
  ['§3 GET /group: 404', 'GET group?groupname=nothing', undefined, 404, reason('GROUP_NOT_FOUND')],
  ['§3 POST /group: 201', 'POST group', { name: 'new', description: '', type: 'GROUP', active: true }, 201, ''],
  ['§3 POST /group: 400 exists', 'POST group', { name: 'TEAM-blue', type: 'GROUP' }, 400, reason('INVALID_GROUP')],
  [
    '§3 PUT /group: 200 group',
    'PUT group?groupname=team-blue',
    { name: 'Team-Blue', description: 'x', type: 'GROUP', active: true },
    200,
    { description: 'x' },
  ],
  [
    '§3 PUT /group: 400, no rename',
    'PUT group?groupname=team-blue',
    { name: 'other', type: 'GROUP', active: true },
    400,
    reason('INVALID_GROUP'),
  ],
  ['§3 DELETE /group: 204', 'DELETE group?groupname=team-blue', undefined, 204],
  ['§3 DELETE /group: 404', 'DELETE group?groupname=nothing', undefined, 404, reason('GROUP_NOT_FOUND')],
  [
    '§3 GET /group/user/direct',
    'GET group/user/direct?groupname=team-blue',
    undefined,
    200,
    { users: [{ name: 'Mia', link: expect.anything() }, { name: 'olu' }] },
  ],
  [
    '§3 GET /group/user/direct, a membership test',
    'GET group/user/direct?groupname=team-blue&username=ann',
    undefined,
    404,
    reason('MEMBERSHIP_NOT_FOUND'),
  ],
  [
    '§3 GET /group/user/nested',
    'GET group/user/nested?groupname=team-blue',
    undefined,
    200,
    { users: [{ name: 'ann' }, { name: 'Mia' }, { name: 'olu' }] },
  ],
  [
    '§3 GET /group/user/direct, pages',
    'GET group/user/direct?groupname=team-blue&start-index=1&max-results=1&expand=user',
    undefined,
    200,
    { users: [{ name: 'olu', active: false }] },
  ],
  ['§3 POST /group/user/direct: 201', 'POST group/user/direct?groupname=team-blue', { name: 'ANN' }, 201],
  [
    '§3 POST /group/user/direct: 400 user missing',
    'POST group/user/direct?groupname=team-blue',
    { name: 'nobody' },
    400,
    reason('USER_NOT_FOUND'),
  ],
  [
    '§3 POST /group/user/direct: 404 group missing',
    'POST group/user/direct?groupname=nothing',
    { name: 'mia' },
    404,
    reason('GROUP_NOT_FOUND'),
  ],
  [
    '§3 POST /group/user/direct: 409 already a member',
    'POST group/user/direct?groupname=team-blue',
    { name: 'mia' },
    409,
    reason('MEMBERSHIP_ALREADY_EXISTS'),
  ],
  ['§3 DELETE /group/user/direct: 204', 'DELETE group/user/direct?groupname=team-blue&username=MIA', undefined, 204],
  [
    '§3 DELETE /group/user/direct: 404',
    'DELETE group/user/direct?groupname=team-blue&username=ann',
    undefined,
    404,
    reason('MEMBERSHIP_NOT_FOUND'),
  ],
  ['§3 GET /user/group/direct', 'GET user/group/direct?username=ann', undefined, 200, { groups: [{ name: 'team-navy' }] }],
  [
    '§3 GET /user/group/nested',
    'GET user/group/nested?username=ann',
    undefined,
    200,
    { groups: [{ name: 'Team-Blue' }, { name: 'team-navy' }] },
  ],
  [
    '§3 GET /user/group/direct: an unknown user has an empty list (CWD-4433, CWD-4470)',
    'GET user/group/direct?username=nobody',
    undefined,
    200,
    { groups: [] },
  ],
  ['§3 POST /user/group/direct: 201', 'POST user/group/direct?username=ann', { name: 'team-blue' }, 201],
  [
    '§3 POST /user/group/direct: 404 user, 400 group',
    'POST user/group/direct?username=ann',
    { name: 'nothing' },
    400,
    reason('GROUP_NOT_FOUND'),
  ],
  ['§3 DELETE /user/group/direct: 204', 'DELETE user/group/direct?username=ann&groupname=team-navy', undefined, 204],
  [
    '§3 GET /group/child-group/direct',
    'GET group/child-group/direct?groupname=team-blue',
    undefined,
    200,
    { groups: [{ name: 'team-navy' }] },
  ],
  [
    '§3 POST /group/child-group/direct: 201',
    'POST group/child-group/direct?groupname=team-navy',
    { name: 'crowd-administrators' },
    201,
  ],
  [
    '§3 DELETE /group/child-group/direct: 204',
    'DELETE group/child-group/direct?groupname=team-blue&child-groupname=team-navy',
    undefined,
    204,
  ],
  [
    '§4 without a restriction everybody, inactive too',
    'GET search?entity-type=user',
    undefined,
    200,
    { users: [{}, {}, {}, { name: 'olu' }] },
  ],
  [
    '§4 without expand only name and link',
    'GET search?entity-type=user&max-results=1',
    undefined,
    200,
    { users: [{ name: expect.anything(), link: expect.anything() }] },
  ],
  [
    '§4 CQL: active = true',
    'GET search?entity-type=user&restriction=active%20%3D%20true',
    undefined,
    200,
    { users: [{}, {}, {}] },
  ],
  [
    '§4 CQL: name = "mi*"',
    'GET search?entity-type=user&restriction=name%20%3D%20%22mi*%22',
    undefined,
    200,
    { users: [{ name: 'Mia' }] },
  ],
  [
    '§4 groups',
    'GET search?entity-type=group&expand=group',
    undefined,
    200,
    { expand: 'group', groups: [{ type: 'GROUP' }, {}, {}] },
  ],
  [
    '§4 POST with a property restriction',
    'POST search?entity-type=user&expand=user',
    {
      'restriction-type': 'property-search-restriction',
      property: { name: 'email', type: 'STRING' },
      'match-mode': 'EXACTLY_MATCHES',
      value: 'MIA@example.com',
    },
    200,
    { expand: 'user', users: [{ name: 'Mia', email: 'mia@example.com' }] },
  ],
  [
    'gotcha: names are query values: encode + & / # and unicode',
    `GET user?username=${encodeURIComponent('a+b&c/d#é')}`,
    undefined,
    200,
    { name: 'a+b&c/d#é' },
  ],
];

describe('documented: users, groups, memberships, search', () => {
  it.each(rows.map(([row, request, body, status, answer]) => ({ row, request, body, status, answer })))('$row', async asked => {
    const { request, body, status, answer } = asked;
    await using crowd = await openCompany();

    const reply = await ask(crowd, request, body);

    expect(reply.status).toBe(status);
    if (answer !== undefined) expect(reply.body).toMatchObject(Object(answer));
  });

  it('§2 PUT /user is the whole user: every field left out is emptied', async () => {
    await using crowd = await openCompany();

    await ask(crowd, 'PUT user?username=mia', { name: 'Mia', email: 'new@example.com' });

    expect((await ask(crowd, 'GET user?username=mia')).body).toMatchObject({
      ...{ 'first-name': '', 'last-name': '', 'display-name': '', email: 'new@example.com', active: false },
    });
  });

  it('§2 POST /user/attribute: others stay', async () => {
    await using crowd = await openCompany();

    await ask(crowd, 'POST user/attribute?username=mia', { attributes: [{ name: 'x', values: ['1'] }] });

    const { body } = await ask(crowd, 'GET user/attribute?username=mia');
    expect(body).toMatchObject({ attributes: [{ name: 'department' }, { name: 'x', values: ['1'] }] });
  });

  it('§3 GET /group/membership: every direct membership, and nested groups, in one XML document; there is no JSON of it', async () => {
    await using crowd = await openCompany();
    const xml = { accept: 'application/xml' };

    const { status, body, headers } = await ask(crowd, 'GET group/membership', undefined, xml);

    expect([status, headers.get('content-type')]).toEqual([200, 'application/xml']);
    expect(body).toContain(
      '<membership group="Team-Blue"><users><user name="Mia"/><user name="olu"/></users><groups><group name="team-navy"/></groups></membership>',
    );
    expect((await ask(crowd, 'GET group/membership')).status).toBe(406);
  });

  it('§4 start-index and max-results, 1000 where nothing is said; no total, no next', async () => {
    const users = Array.from({ length: 1001 }, (_, index) => ({ name: `user${index}` }));
    await using crowd = await openCompany({ users, groups: [] });
    const lengthOf = async (query: string) => {
      const { body } = await ask(crowd, `GET search?entity-type=user${query}`);
      return Object.entries(Object(body)).map(([name, value]) => (Array.isArray(value) ? [name, value.length] : [name, value]));
    };

    expect(await lengthOf('')).toEqual([
      ['expand', 'user'],
      ['users', 1000],
    ]);
    expect(await lengthOf('&start-index=1000')).toEqual([
      ['expand', 'user'],
      ['users', 1],
    ]);
    expect(await lengthOf('&max-results=99999')).toEqual([
      ['expand', 'user'],
      ['users', 1001],
    ]);
  });
});

it('tells its directory to a product that is wired to it', async () => {
  await using crowd = await openCompany({
    users: [{ name: 'mia', displayName: 'Mia' }],
    groups: [{ name: 'blue', members: ['mia'] }],
  });

  expect(crowd.snapshot()).toEqual({
    users: [{ username: 'mia', displayName: 'Mia', email: 'mia@example.com', active: true }],
    groups: ['blue', 'crowd-administrators'],
    memberships: [{ group: 'blue', username: 'mia' }],
  });
});
