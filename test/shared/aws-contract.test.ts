import { describe, expect, it } from 'vitest';
import { tourAws } from './aws-tour.js';
import { isThere } from './beside.js';
import { departuresFrom, readModel } from './service-model.js';
import type { Exchange } from './wire.js';

/** Where AWS's own models are wrong or silent, and how we know. One that nothing needs fails. */
const exceptions: readonly { readonly what: RegExp; readonly why: string }[] = [];

describe.runIf(isThere)("held against AWS's own models of its services", async () => {
  const models = isThere
    ? await Promise.all(['aws-identitystore.service-2.json', 'aws-sso-admin.service-2.json'].map(readModel))
    : [];
  const exchanges = isThere ? await tourAws() : [];

  it('every request that our source sends and every answer of the emulator', () => {
    const found = exchanges.flatMap(exchange => departuresFrom(models, exchange));

    expect([...new Set(found.filter(what => !exceptions.some(each => each.what.test(what))))]).toEqual([]);
    expect(exceptions.filter(each => !found.some(what => each.what.test(what)))).toEqual([]);
    expect(operationsOf(exchanges)).toEqual([
      'AWSIdentityStore.DescribeUser',
      'AWSIdentityStore.ListGroupMemberships',
      'AWSIdentityStore.ListGroupMembershipsForMember',
      'AWSIdentityStore.ListGroups',
      'AWSIdentityStore.ListUsers',
      'SWBExternalService.ListApplicationAssignments',
      'SWBExternalService.ListInstances',
    ]);
    expect(refusalsOf(exchanges)).toEqual(['AccessDeniedException', 'ResourceNotFoundException', 'ThrottlingException']);
    console.log(`contract: AWS: 7 operations used, all checked in ${exchanges.length} exchanges, ${exceptions.length} excepted`);
  });

  it('finds what is wrong: a checker that forgives all would prove nothing', () => {
    const [exchange] = exchanges;
    if (exchange === undefined) expect.fail('nothing was sent');
    const listUsers = {
      ...exchange,
      requestHeaders: { ...exchange.requestHeaders, 'x-amz-target': 'AWSIdentityStore.ListUsers' },
      requestBody: { MaxResults: 101, IdentityStoreId: 'x', Extensions: [], Page: 1 },
      body: { Users: [{ UserId: 'ann', UserStatus: 'FROZEN', CreatedAt: '2026', IdentityStoreId: 'd-1234567890' }, null] },
    };

    expect(departuresFrom(models, listUsers)).toEqual([
      'ListUsers: request.MaxResults: 101 is not within 1 and 100',
      'ListUsers: request.IdentityStoreId: may not be "x"',
      'ListUsers: request.Extensions: 0 is not within 1 and 10',
      'ListUsers: request.Page: is not declared',
      'ListUsers: answer.Users[].UserId: may not be "ann"',
      'ListUsers: answer.Users[].UserStatus: may not be "FROZEN"',
      'ListUsers: answer.Users[].CreatedAt: is no time',
      'ListUsers: answer.Users[]: is no object',
    ]);
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

const operationsOf = (exchanges: readonly Exchange[]) =>
  [...new Set(exchanges.map(({ requestHeaders }) => String(requestHeaders['x-amz-target'])))].sort();

const refusalsOf = (exchanges: readonly Exchange[]) =>
  [
    ...new Set(
      exchanges.filter(({ status }) => status !== 200).map(({ body }) => String(Object(body).__type).replace(/^.*#/, '')),
    ),
  ].sort();
