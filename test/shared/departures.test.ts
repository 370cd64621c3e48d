import { describe, expect, it } from 'vitest';
import { isThere } from './beside.js';
import { openContract } from './contract.js';
import type { Exchange } from './wire.js';

const GROUP = { id: '00g1', type: 'OKTA_GROUP', profile: { name: 'team', description: null, squad: 'blue' } };

const groups = (more: Partial<Exchange> = {}): Exchange => ({
  ...{ method: 'GET', url: '/api/v1/groups?limit=200', requestHeaders: {}, requestBody: undefined },
  ...{ status: 200, headers: { 'content-type': 'application/json' }, body: [GROUP] },
  ...more,
});

const newUser = (fields: object): Exchange => ({
  ...{ method: 'POST', url: '/rest/api/2/user', requestHeaders: { 'content-type': 'application/json' }, requestBody: fields },
  ...{ status: 201, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: { name: 'mia' } },
});

describe.runIf(isThere)('what departs from a document is seen', () => {
  it('and what does not is left alone: null for what is absent, custom attributes where Okta lets them be', async () => {
    expect((await openContract('okta')).check([groups()])).toEqual([]);
  });

  it.each<[string, Exchange, string]>([
    ['an operation', groups({ url: '/api/v1/teams' }), 'GET /api/v1/teams: is not in the document'],
    ['a method', groups({ method: 'PUT' }), 'PUT /api/v1/groups: is not in the document'],
    [
      'a query parameter',
      groups({ url: '/api/v1/groups?page=2' }),
      'GET /api/v1/groups: request: /query must NOT have additional properties (page)',
    ],
    [
      'a parameter of another type',
      groups({ url: '/api/v1/groups?limit=many' }),
      'GET /api/v1/groups: request: /query/limit must be integer',
    ],
    ['a status', groups({ status: 302, body: undefined }), 'GET /api/v1/groups: answer 302: is not declared'],
    [
      'a media type',
      groups({ headers: { 'content-type': 'text/html' } }),
      'GET /api/v1/groups: answer 200: text/html is not declared',
    ],
    ['another shape', groups({ body: GROUP }), 'GET /api/v1/groups: answer 200: must be array'],
    ['a value of another type', groups({ body: [{ ...GROUP, id: 7 }] }), 'GET /api/v1/groups: answer 200: /*/id must be string'],
    ['a property', groups({ body: [{ ...GROUP, nick: 'x' }] }), 'GET /api/v1/groups: answer 200: [].nick is not declared'],
  ])('%s', async (_, exchange, departure) => {
    expect((await openContract('okta')).check([exchange])).toEqual([departure]);
  });

  it('a field of a request, and one of another type', async () => {
    const contract = await openContract('jira-dc 11.3');

    expect(contract.check([newUser({ name: 'mia', nick: 'm' })])).toEqual([
      'POST /api/2/user: request: field nick is not declared',
    ]);
    expect(contract.check([newUser({ name: 7 })])).toEqual(['POST /api/2/user: request: /requestBody/name must be string']);
  });

  it('an exception that nothing needed is told', async () => {
    const contract = await openContract('jira-dc 11.3');

    contract.check([newUser({ name: 'mia' })]);

    expect(contract.tally.unneeded.map(({ operation }) => operation)).toContain('GET /api/2/project');
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
