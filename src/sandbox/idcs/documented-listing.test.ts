import { describe, expect } from 'vitest';
import { STATE_EXTENSION, USER_EXTENSION } from './schemas.js';
import { ask, company, ids, read, showRows } from './test-domain.js';

const names = (row: object | undefined) => Object.keys(row ?? {});
const many = { users: Array.from({ length: 1203 }, (_, n) => `p${n}`) };
const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };

describe('documented: listing', () => {
  showRows([
    {
      kind: 'shown',
      row: '`GET /admin/v1/Users?startIndex=1&count=1000&attributes=...&filter=...&sortBy=...&sortOrder=ascending`',
      request:
        'GET /admin/v1/Users?startIndex=1&count=1000&attributes=userName&filter=active eq true&sortBy=userName&sortOrder=descending',
      shows: body =>
        expect(body.Resources).toEqual([
          { id: 'bob', userName: 'bob@example.com' },
          { id: 'ann', userName: 'ann@example.com' },
        ]),
    },
    {
      kind: 'shown',
      row: '`startIndex` is 1-based and counts rows; below 1 it is read as 1',
      request: 'GET /admin/v1/Users?startIndex=2&count=2&sortBy=id',
      async shows(body, { idcs }) {
        expect(body).toMatchObject({ startIndex: 2, itemsPerPage: 2, Resources: [{ id: 'bob' }, { id: 'cid' }] });
        expect(await read(idcs, '/admin/v1/Users?startIndex=0&count=1&sortBy=id')).toMatchObject({
          ...{ startIndex: 1, Resources: [{ id: 'ann' }] },
        });
      },
    },
    {
      kind: 'shown',
      row: '`count` at most 1000, default 50; `count=0` returns only `totalResults`',
      domain: many,
      request: 'GET /admin/v1/Users?count=5000',
      async shows(body, { idcs }) {
        expect(body.Resources).toHaveLength(1000);
        expect((await read(idcs, '/admin/v1/Users')).Resources).toHaveLength(50);
        const none = await read(idcs, '/admin/v1/Users?count=0');
        expect(none).toMatchObject({ totalResults: 1203, itemsPerPage: 0 });
        expect(none).not.toHaveProperty('Resources');
      },
    },
    {
      kind: 'shown',
      row: 'Response `ListResponse`: `schemas`, `totalResults`, `Resources`, `startIndex`, `itemsPerPage`',
      domain: many,
      request: 'GET /admin/v1/Users?startIndex=1001&count=1000&sortBy=id',
      async shows({ Resources, ...page }, { idcs }) {
        expect(page).toEqual({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
          ...{ totalResults: 1203, startIndex: 1001, itemsPerPage: 203 },
        });
        const first = await ids(idcs, '/admin/v1/Users?count=1000&sortBy=id');
        expect(new Set([...first, ...Resources.map(({ id }) => id)]).size).toBe(1203);
      },
    },
    {
      kind: 'shown',
      row: 'Filter operators `eq ne co sw ew pr gt ge lt le`, `and or not`, `()`, `[]`',
      request: 'GET /admin/v1/Users?filter=userName ne "BOB@example.com" and not (name.givenName sw "f")',
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([{ id: 'ann' }]);
        const found = (filter: string) => ids(idcs, `/admin/v1/Users?sortBy=id&filter=${filter}`);
        expect(await found('displayName eq "Ann Example"')).toEqual(['ann']);
        expect(await found('userName co "NN@"')).toEqual(['ann']);
        expect(await found('userName ew "b@example.com"')).toEqual(['bob']);
        expect(await found('externalId pr')).toEqual([]);
        expect(await found('userName gt "bob@example.com"')).toEqual(['cid']);
        expect(await found('userName ge "bob@example.com"')).toEqual(['bob', 'cid']);
        expect(await found('userName lt "bob@example.com"')).toEqual(['ann']);
        expect(await found('userName le "bob@example.com"')).toEqual(['ann', 'bob']);
        expect(await found('id eq "ann" or id eq "bob" and active eq false')).toEqual(['ann']); // and binds tighter
        expect(await found('(id eq "ann" or id eq "cid") and active eq false')).toEqual(['cid']);
        expect(await found('emails[type eq "recovery" and value sw "ann"]')).toEqual(['ann']);
        expect(await found('emails[type eq "work" and primary eq false]')).toEqual([]); // of one and the same address
      },
    },
    {
      kind: 'shown',
      row: 'Only attributes flagged searchable are allowed; others give 400',
      request: 'GET /admin/v1/Users?filter=nickName eq "annie"',
      status: 400,
      shows: body => expect(body).toMatchObject({ status: '400', detail: expect.stringContaining('nickName is not searchable') }),
    },
    {
      kind: 'shown',
      row: '`POST /admin/v1/Users/.search` takes the same as JSON, for long filters and for values such as `+1` phone numbers',
      domain: { users: ['ann', { id: 'bob', core: { phoneNumbers: [{ type: 'work', value: '+1 555 0100' }] } }] },
      request: 'POST /admin/v1/Users/.search',
      body: {
        ...search,
        ...{ filter: 'phoneNumbers.value eq "+1 555 0100"', attributes: ['userName'], startIndex: 1, count: 10, sortBy: 'id' },
      },
      shows: body => expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: 'bob', userName: 'bob@example.com' }] }),
    },
    {
      kind: 'shown',
      row: "`attributes` = comma list (an extension's schema id is accepted)",
      request: `GET /admin/v1/Users?filter=id eq "ann"&attributes=displayName,${STATE_EXTENSION}`,
      shows: ({ Resources }) =>
        expect(Resources).toEqual([
          { id: 'ann', userName: 'ann@example.com', displayName: 'Ann Example', [STATE_EXTENSION]: { locked: { on: false } } },
        ]),
    },
    {
      kind: 'shown',
      row: '`attributeSets` = `all`, `always`, `default`, `request`, `never`; both together give the union. Attributes marked *always* come regardless.',
      request: 'GET /admin/v1/Users/ann?attributeSets=always&attributes=groups',
      async shows(body, { idcs }) {
        expect(names(body).sort()).toEqual(['groups', 'id', 'userName']);
        const keys = async (set: string) => names(await read(idcs, `/admin/v1/Users/ann?attributeSets=${set}`));
        expect(await keys('always')).toEqual(['id', 'userName']);
        expect(await keys('never')).toEqual(['id', 'userName']);
        expect(await keys('default')).toEqual(names(await read(idcs, '/admin/v1/Users/ann')));
        expect(await keys('request')).toEqual(expect.arrayContaining(['id', 'groups', USER_EXTENSION]));
        expect(await keys('request')).not.toContain('displayName');
        expect(await keys('all')).toEqual(expect.arrayContaining(['displayName', 'groups']));
        expect((await ask(idcs, '/admin/v1/Users?attributeSets=most')).status).toBe(400);
      },
    },
    {
      kind: 'shown',
      row: 'Delta: `filter=meta.lastModified gt "2026-01-01T00:00:00.000Z"` works on users and groups',
      domain: { ...company, now: () => new Date('2026-01-01T00:00:00.000Z') },
      given(idcs) {
        idcs.domain.people.forEach(person => {
          if (person.id === 'bob') person.lastModified = '2026-01-02T00:00:00.000Z';
        });
        idcs.domain.groups.forEach(group => {
          if (group.id === 'eng') group.lastModified = '2026-01-02T00:00:00.000Z';
        });
      },
      request: 'GET /admin/v1/Users?filter=meta.lastModified gt "2026-01-01T00:00:00.000Z"',
      async shows({ Resources }, { idcs }) {
        expect(Resources).toMatchObject([{ id: 'bob' }]);
        expect(await ids(idcs, '/admin/v1/Groups?filter=meta.lastModified gt "2026-01-01T00:00:00.000Z"')).toEqual(['eng']);
      },
    },
    {
      kind: 'shown',
      row: '`groupMembershipLastModified` on the user extension exists (request only) but is not searchable',
      request: `GET /admin/v1/Users/ann?attributes=${USER_EXTENSION}:groupMembershipLastModified`,
      async shows(body, { idcs }) {
        expect(body[USER_EXTENSION]).toEqual({ groupMembershipLastModified: expect.stringMatching(/^\d{4}-.*Z$/) });
        const searched = await ask(idcs, `/admin/v1/Users?filter=${USER_EXTENSION}:groupMembershipLastModified pr`);
        expect(searched.status).toBe(400);
      },
    },
  ]);
});
