import { describe, expect, it } from 'vitest';
import { company, type OneLoginFixture, oneloginFixture } from '../../../test/contracts/onelogin-fixture.js';
import { describeSource, membersByName } from '../../../test/contracts/source.js';
import { personId } from '../../model/ids.js';
import type { OneLoginOptions } from '../../sandbox/onelogin/index.js';
import { Secret } from '../../secrets.js';
import { onelogin } from './index.js';
import { goneFrom } from './lookup.js';
import { OneLoginSettings } from './settings.js';

const roleId = ({ onelogin: { tenant } }: OneLoginFixture, name: string) =>
  tenant.roles.values().find(role => role.name === name)?.id ?? '';

describeSource('onelogin', async () => {
  const fixture = await oneloginFixture(company);
  const { onelogin: server, source } = fixture;
  const settings = { url: server.url, clientId: 'a', clientSecret: new Secret('b') };
  return {
    source,
    attributes: onelogin.attributes(OneLoginSettings.parse(settings)),
    breakUsers: () => server.fail(/^GET \/api\/2\/users/, { kind: 'status', status: 503 }),
    breakMembers: name => server.fail(new RegExp(`/roles/${roleId(fixture, name)}/users`), { kind: 'status', status: 503 }),
    garble: who => server.corrupt(who, { status: 'fine' }),
    remove: who => server.remove(who),
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
});

describe('look-ups', () => {
  const lookup = async ({ source }: OneLoginFixture, id: string) =>
    (await source.lookup([personId(id)], soon())).get(personId(id));

  it('say deleted only in the very words of OneLogin: a deleted user just vanishes (R5, §5)', async () => {
    await using fixture = await oneloginFixture(company);

    expect(await lookup(fixture, 'gone')).toEqual({ kind: 'deleted' });
    for (const body of ['<html>no</html>', { message: 'no route' }, { statusCode: 403, name: 'x', message: 'x' }]) {
      fixture.onelogin.heal();
      fixture.onelogin.fail(/users\/gone/, { kind: 'status', status: 404, body });
      expect(await lookup(fixture, 'gone')).toMatchObject({ kind: 'unknown' });
    }
  });

  it('say deleted in the words of the first API too', async () => {
    await using fixture = await oneloginFixture(company);
    const status = { error: true, code: 404, type: 'not found', message: 'no such user' };
    fixture.onelogin.fail(/users\/gone/, { kind: 'status', status: 404, body: { status } });

    expect(await lookup(fixture, 'gone')).toEqual({ kind: 'deleted' });
  });

  it.each([
    ['https://example.onelogin.com', 'deleted'],
    ['https://api.us.onelogin.com', 'outOfScope'],
    ['https://api.eu.onelogin.com:443/', 'outOfScope'],
  ])(
    'below %s say that whom nobody knows is %s: the older hosts stand for many accounts, and may show another one (R5)',
    (url, kind) => {
      expect(goneFrom({ url })).toMatchObject({ kind });
    },
  );

  it('say nothing of somebody else, nor of a status that nobody knows', async () => {
    await using fixture = await oneloginFixture({ users: ['ann', { id: 'eve', email: 'e@example.com', status: 6 }] });
    fixture.onelogin.fail(/users\/ann/, {
      kind: 'status',
      status: 200,
      body: { id: 'bob', email: 'b@example.com', status: 2, state: 1 },
    });

    expect(await lookup(fixture, 'ann')).toMatchObject({ kind: 'unknown' });
    expect(await lookup(fixture, 'eve')).toMatchObject({ kind: 'unknown' });
  });
});

describe('some people', () => {
  const many = Array.from({ length: 400 }, (_, at) => `p${at}`);
  const account: OneLoginOptions = {
    users: [{ id: 'ann', username: 'Ann', email: 'ann@example.com' }, { id: 'an', email: 'annabel@example.com' }, 'bob', ...many],
    roles: { Engineering: ['ann', 'bob'], All: many },
  };
  const called = async (fixture: OneLoginFixture, login: string) =>
    (await fixture.source.pullPeople({ ids: [], logins: [login], alike: [] }, soon())).byLogin.get(login);

  it.each(['ignored', 'kept'] as const)(
    'are found by username or address, whole or short, with case %s in filters',
    async filterCase => {
      await using fixture = await oneloginFixture({ ...account, filterCase });

      expect(await called(fixture, 'Ann')).toEqual(['ann']); // not annabel
      expect(await called(fixture, 'BOB')).toEqual(['bob']);
      expect(await called(fixture, 'Bob@Example.com')).toEqual(['bob']);
      expect(await called(fixture, 'nobody')).toBeUndefined();
    },
  );

  it('take a handful of calls, however many others there are', async () => {
    await using fixture = await oneloginFixture(account);

    const { directory } = await fixture.source.pullPeople({ ids: [personId('bob')], logins: [], alike: [] }, soon());

    expect(membersByName(directory)).toEqual({ Engineering: ['bob'], All: [] });
    expect(directory.evidence.calls).toBeLessThan(9);
  });

  it('have the roles that the roles name where their own pages name none, proved as in a whole read (§4)', async () => {
    await using fixture = await oneloginFixture({ ...account, embeddedUsers: 1 });
    fixture.onelogin.corrupt('bob', { role_ids: null });
    const bob = () => fixture.source.pullPeople({ ids: [personId('bob')], logins: [], alike: [] }, soon());

    expect(membersByName((await bob()).directory)).toEqual({ Engineering: ['bob'], All: [] });

    fixture.onelogin.fail(/roles\/\d+\/users/, { kind: 'status', status: 503 });
    await expect(bob()).rejects.toThrow(/not known whether bob/);
  });

  it('have their attributes, of their own pages', async () => {
    const users = [{ id: 'ann', email: 'ann@example.com', customAttributes: { costCentre: '42' } }];
    await using fixture = await oneloginFixture({ users }, { attributes: { costCentre: 'number' } });

    const { directory } = await fixture.source.pullPeople({ ids: [], logins: ['ann'], alike: [] }, soon());

    expect(directory.people.get(personId('ann'))?.attributes).toMatchObject({ costCentre: 42 });
  });
});

const soon = () => ({ signal: new AbortController().signal });
