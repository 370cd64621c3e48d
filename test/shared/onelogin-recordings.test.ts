import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessDenied } from '../../src/errors.js';
import { createHttp } from '../../src/http/create-http.js';
import type { Clock } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { startOneLogin } from '../../src/sandbox/onelogin/index.js';
import { Secret } from '../../src/secrets.js';
import { openOneLogin } from '../../src/sources/onelogin/index.js';
import { readUser } from '../../src/sources/onelogin/schema.js';
import { OneLoginSettings } from '../../src/sources/onelogin/settings.js';
import { membersByName } from '../contracts/source.js';
import { isThere } from './beside.js';
import { asks, madeUp, movedTo, type Recorded, recording, recordings, replay } from './recordings.js';

const soon = { signal: new AbortController().signal };
const clock: Clock = { now: () => 0, sleep: async () => {}, random: () => 0 };

/** Nobody recorded the second API: the recorded rows of the first in the form of onelogin.md §3, and a token in that of §2. */
const token = movedTo(
  'POST',
  '/auth/oauth2/v2/token',
  madeUp('/', { access_token: 'a-token', token_type: 'bearer', expires_in: 36_000 }),
);
const listOf = (path: string, rows: readonly unknown[]) => madeUp(path, rows, { 'total-count': String(rows.length) });
const nowhere = (path: string) => madeUp(path, { statusCode: 404, name: 'NotFoundError', message: 'not here' }, {}, 404);

const Wrapped = z.object({ data: z.array(z.looseObject({ id: z.number() })) });
const rowsOf = (all: readonly Recorded[], path: RegExp) =>
  all.filter(asks('GET', path)).flatMap(({ response }) => Wrapped.parse(response.body).data);

/** The real source on a server that has these replies only. */
async function replayedOneLogin(exchanges: readonly Recorded[]) {
  const server = await replay([token, ...exchanges]);
  const settings = OneLoginSettings.parse({ url: server.url, clientId: 'a', clientSecret: new Secret('secret'), groups: true });
  return { ...server, source: openOneLogin(sourceName('onelogin'), settings, createHttp({ toolVersion: '0', clock }), clock) };
}

describe.runIf(isThere)('the recorded OneLogin', async () => {
  const recorded = isThere ? await recordings('onelogin/users-groups-roles-apps', 'onelogin/users') : [];
  const users = rowsOf(recorded, /^\/api\/1\/users/);
  const [first, ...others] = rowsOf(recorded, /^\/api\/1\/roles/);

  it('has people of whom each row is understood, without usernames (gotcha 1)', () => {
    const attributes = { customUserField: 'string', department: 'string' } as const;
    const read = users.map(row => readUser(row, { attributes, unactivated: 'pending', passwordPending: 'active' }, 'users'));

    expect(read.length).toBeGreaterThan(4);
    for (const [at, one] of read.entries())
      expect(one).toMatchObject({
        kind: 'user',
        person: { id: String(users[at]?.id), login: users[at]?.email, standing: { kind: 'active' } },
      });
    expect(read[0]).toMatchObject({ person: { attributes: { customUserField: 'custom-user-value', department: null } } });
  });

  it('is read: people, roles that say nothing of their users, and groups of its first API', async () => {
    const people = rowsOf(recorded.filter(asks('GET', /users/)).slice(0, 1), /users/);
    const inFirst = people.filter(({ role_id }) => z.array(z.number()).nullish().parse(role_id)?.includes(439868));
    await using onelogin = await replayedOneLogin([
      ...[listOf('/api/2/users', people), listOf('/api/2/roles', [first, ...others])],
      ...[first, ...others].map(role => listOf(`/api/2/roles/${role?.id}/users`, role?.id === 439868 ? inFirst : [])),
      ...[nowhere('/api/2/groups'), ...recorded.filter(asks('GET', /groups/))],
    ]);

    const directory = await onelogin.source.pull({ group: () => true }, soon);

    expect(directory.people.size).toBe(people.length);
    expect(membersByName(directory)).toMatchObject({
      'Rock Star': inFirst.map(({ id }) => String(id)).sort(),
      'group:Getting the Band Together': people
        .filter(({ group_id }) => group_id === 477661)
        .map(({ id }) => String(id))
        .sort(),
    });
    expect(directory.quarantined).toEqual([]);
  });

  it('refuses in words that are told, with the number of the request', async () => {
    const [refused] = isThere ? await recording('onelogin/error-401') : [];
    if (refused === undefined) throw new Error('there is no such recording');
    await using onelogin = await replayedOneLogin([movedTo('GET', '/api/2/users', refused)]);

    const reading = onelogin.source.pull({ group: () => true }, soon);

    await expect(reading).rejects.toThrow(AccessDenied);
    await expect(reading).rejects.toThrow(/Authentication Failure \(request 621D46F6-/);
  });

  it.each(['users', 'roles', 'groups'])('answers as the emulator does: %s of the first API', async what => {
    await using emulator = await startOneLogin({
      users: [{ id: '1', email: 'a@example.com', group: 'Band', customAttributes: { customUserField: '' } }],
      ...{ groups: ['Band'], roles: { Ninja: ['1'] } },
    });
    const own = await firstApi(emulator.url, emulator.clientSecret, what);
    const [exchange] = recorded.filter(asks('GET', new RegExp(`/${what}\\?`)));

    expect(shapeOf(own.body)).toEqual(shapeOf(exchange?.response.body));
    const rate = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
    for (const name of [...rate, 'x-request-id'])
      expect([name, own.headers.has(name)]).toEqual([name, name in (exchange?.response.headers ?? {})]);
    expect(Number(own.headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(3600); // seconds left, no time of day
  });
});

async function firstApi(url: string, secret: string, what: string) {
  const signIn = {
    method: 'POST',
    headers: { authorization: `client_id:rollcall, client_secret:${secret}`, 'content-type': 'application/json' },
  };
  const { access_token } = z
    .object({ access_token: z.string() })
    .parse(await (await fetch(`${url}/auth/oauth2/v2/token`, { ...signIn, body: '{"grant_type":"client_credentials"}' })).json());
  const reply = await fetch(`${url}/api/1/${what}`, { headers: { authorization: `Bearer ${access_token}` } });
  return { headers: reply.headers, body: z.unknown().parse(await reply.json()) };
}

const Recognised = z.object({
  status: z.record(z.string(), z.unknown()),
  pagination: z.record(z.string(), z.unknown()),
  data: z.array(z.record(z.string(), z.unknown())),
});

/** Which fields there are, and what kind of value ids have. */
function shapeOf(body: unknown) {
  const { status, pagination, data } = Recognised.parse(body);
  return {
    ...{ status, pagination: Object.keys(pagination).sort(), id: typeof data[0]?.id },
    rows: Object.keys(data[0] ?? {}).sort(),
  };
}

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
