import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../src/http/create-http.js';
import type { Clock } from '../../src/http/options.js';
import { sourceName } from '../../src/model/ids.js';
import { startEntra } from '../../src/sandbox/entra/index.js';
import { Secret } from '../../src/secrets.js';
import { openEntra } from '../../src/sources/entra/index.js';
import { EntraSettings } from '../../src/sources/entra/settings.js';
import { isThere } from './beside.js';
import { madeUp, movedTo, type Recorded, recording, replay, valuesOf } from './recordings.js';

const soon = { signal: new AbortController().signal };
const id = 'c0ffee00-0000-4000-8000-000000000001';

/** The form of entra.md §5 and §8: nobody recorded these. */
const token = movedTo(
  'POST',
  `/${id}/oauth2/v2.0/token`,
  madeUp('/', { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: 'a-token' }),
);
const noGroups = madeUp('/v1.0/groups', { value: [] });

/** The real source on a server that has these replies only; nobody waits for anything. */
async function replayedEntra(exchanges: readonly Recorded[]) {
  const waited: number[] = [];
  const sleep: Clock['sleep'] = async ms => void waited.push(ms);
  const clock: Clock = { now: () => 0, sleep, random: () => 0 };
  const server = await replay([token, ...exchanges]);
  const own = { tenant: id, clientId: id, clientSecret: new Secret('secret'), authority: server.url, graph: server.url };
  const settings = EntraSettings.parse({ ...own, guests: 'include' });
  return { ...server, waited, source: openEntra(sourceName('entra'), settings, createHttp({ toolVersion: '0', clock }), clock) };
}

describe.runIf(isThere)('recorded replies of Microsoft Graph', async () => {
  const [users, groups, members, links, forbidden, late] = isThere
    ? await Promise.all([
        recording('entra/users'),
        recording('entra/groups'),
        recording('entra/groups-and-members'),
        recording('entra/nextlink-paging.cut'),
        recording('entra/error-403-registration-details'),
        recording('entra/retry-after-on-200'),
      ])
    : [[], [], [], [], [], []];
  const everything = { group: () => true };
  const nothing = { group: () => false };

  it('users are all understood, guests by their own address', async () => {
    await using entra = await replayedEntra([...users, noGroups]);
    const rows = z
      .array(z.looseObject({ id: z.string(), userType: z.string(), accountEnabled: z.boolean() }))
      .parse(users.flatMap(valuesOf));

    const { people, quarantined } = await entra.source.pull(nothing, soon);

    expect(quarantined).toEqual([]);
    expect([...people.values()].map(person => [person.id, person.standing.kind])).toEqual(
      rows.map(row => [row.id, row.accountEnabled ? 'active' : 'inactive']),
    );
    for (const { login, attributes } of people.values())
      if (attributes.userType === 'Guest') expect(login).not.toContain('#EXT#');
  });

  it('groups are all understood', async () => {
    await using entra = await replayedEntra([...users, ...groups]);

    const { groups: read } = await entra.source.pull(nothing, soon);

    expect(read.size).toBe(groups.flatMap(valuesOf).length);
  });

  it('members are joined by id, out of a batch, an empty list too', async () => {
    const [list, ...lists] = members;
    const ofGroup = new Map(lists.map(one => [/groups\/([^/]+)\/members/.exec(one.request.url)?.[1], one]));
    const rows = z.array(z.object({ id: z.string() })).parse(list === undefined ? [] : valuesOf(list));
    // they were recorded without $count; we ask for it, and Graph adds it then (entra.md §1)
    const counted = (one: (typeof members)[number]) => ({ ...Object(one.response.body), '@odata.count': valuesOf(one).length });
    const responses = rows.map((row, at) => {
      const one = ofGroup.get(row.id);
      return { id: String(at + 1), status: 200, body: one && counted(one) };
    });
    const batch = movedTo('POST', '/v1.0/$batch', madeUp('/', { responses }));
    await using entra = await replayedEntra([...users, ...(list === undefined ? [] : [list]), batch]);

    const { groups: read } = await entra.source.pull(everything, soon);

    expect(read.size).toBe(7);
    for (const [at, row] of rows.entries()) {
      const recorded = ofGroup.get(row.id);
      const ids = z.array(z.object({ id: z.string() })).parse(recorded === undefined ? [] : valuesOf(recorded));
      expect([...read.values()][at]?.members).toEqual({ kind: 'read', ids: new Set(ids.map(member => member.id)) });
    }
  });

  it('next links are followed as they were recorded, to the end', async () => {
    const pages = links.map((page, at) => (at === 0 ? movedTo('GET', '/v1.0/users', page) : page));
    const asUsers = pages.map(page => ({ ...page, response: { ...page.response, body: likeUsers(page.response.body) } }));
    await using entra = await replayedEntra([...asUsers, noGroups]);

    const { people, evidence } = await entra.source.pull(nothing, soon);

    expect(people.size).toBe(links.flatMap(valuesOf).length);
    expect(evidence.lists.find(({ what }) => what === 'users')).toMatchObject({ pages: 3, end: 'no next link' });
  });

  it('a 403 says what Graph says, and which permission to look at', async () => {
    const [refusal] = forbidden;
    if (refusal === undefined) return expect.fail('nothing recorded');
    await using entra = await replayedEntra([movedTo('GET', '/v1.0/users', refusal), noGroups]);

    await expect(entra.source.pull(nothing, soon)).rejects.toThrow('Authentication_RequestFromNonPremiumTenantOrB2CTenant');
  });

  it('a Retry-After of fourteen days on a 200 is nothing to wait for', async () => {
    const [slow] = late;
    const body = madeUp('/', { value: users.flatMap(valuesOf) }).response.body;
    if (slow === undefined) return expect.fail('nothing recorded');
    expect(slow.response.headers['retry-after']).toBe('1209600');
    const asUsers = movedTo('GET', '/v1.0/users', { ...slow, response: { ...slow.response, body } });
    await using entra = await replayedEntra([asUsers, noGroups]);

    expect((await entra.source.pull(nothing, soon)).people.size).toBeGreaterThan(0);
    expect(entra.waited).toEqual([]);
  });

  it('have the form that the emulator gives its own: fields, headers, refusals', async () => {
    await using entra = await startEntra({ users: ['ann'], groups: { Team: ['ann'] } });
    const select = new URL(users[0]?.request.url ?? '').search;
    const [real] = users;
    const [refusal] = forbidden;
    const group = [...entra.tenant.groups.keys()][0];

    const made = await ask(entra, `users${select}`);
    expect(shapeOf(made.body)).toEqual(shapeOf(real?.response.body));
    expect(Object.keys(made.headers)).toEqual(expect.arrayContaining(headersOf(real)));
    const direct = await ask(entra, `groups/${group}/members`);
    expect(direct.headers['x-ms-resource-unit']).toBe(members[1]?.response.headers['x-ms-resource-unit']);
    expect(shapeOf((await ask(entra, 'users/nobody')).body)).toEqual(shapeOf(refusal?.response.body));
  });
});

/** Rows of another kind, as far as a list of users wants them to be. */
function likeUsers(body: unknown): unknown {
  const { value, ...rest } = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) }).parse(body);
  return { ...rest, value: value.map(row => ({ id: row.id, userPrincipalName: `${row.id}@example.com`, accountEnabled: true })) };
}

/** By name, what there is; of a list its first row. Who is in it, and whether a value is null, is the tenant's. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return 'a value';
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inside]) => [name, Array.isArray(inside) && name !== 'value' ? 'a list' : shapeOf(inside)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

const headersOf = (recorded: Recorded | undefined) =>
  Object.keys(recorded?.response.headers ?? {}).filter(name => /^x-ms|request-id|odata|cache-control/.test(name));

async function ask({ url, tenantId, clientId, clientSecret }: Awaited<ReturnType<typeof startEntra>>, path: string) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${url}/.default` };
  const signedIn = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: held } = z.object({ access_token: z.string() }).parse(await signedIn.json());
  const reply = await fetch(`${url}/v1.0/${path}`, { headers: { authorization: `Bearer ${held}` } });
  return { headers: Object.fromEntries(reply.headers), body: await reply.json() };
}

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
