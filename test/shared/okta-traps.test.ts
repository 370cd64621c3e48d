import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessDenied, NotFound, Refused, SyncError, Unavailable, UnexpectedReply } from '../../src/errors.js';
import { personId } from '../../src/model/ids.js';
import { membersByName, standings } from '../contracts/source.js';
import { isThere } from './beside.js';
import { madeUp, movedTo, pathOf, type Recorded, recording, rowsOf } from './recordings.js';
import {
  groupLists,
  memberLists,
  noGroups,
  noUsers,
  replayedOkta,
  singleUsers,
  userLists,
  WITH_HEADERS,
} from './replayed-okta.js';

const soon = { signal: new AbortController().signal };
const everything = { group: () => true };

/** The one recorded reply of that kind, or a failed test. */
async function first(name: string, is: (recorded: Recorded) => boolean = () => true): Promise<Recorded> {
  const found = (await recording(name)).find(is);
  if (found === undefined) throw new Error(`${name} has no such exchange`);
  return found;
}

describe.runIf(isThere)('the traps of the recorded Okta replies', () => {
  it('a Link that says self only is no next page, though it names the limit that the server chose', async () => {
    const users = await first(WITH_HEADERS, userLists);
    expect(users.response.headers.link).toMatch(/limit=200>; rel="self"$/);
    await using org = await replayedOkta([users, noGroups]);

    const { evidence } = await org.source.pull(everything, soon);

    expect(evidence.lists[0]).toMatchObject({ pages: 1, rows: 6 });
  });

  it('two Link header lines: the next one is followed exactly as it was given', async () => {
    const [page, other] = (await recording('okta/vcr-users.paged-next-link')).filter(userLists);
    if (page === undefined || other === undefined) throw new Error('two recorded pages are needed');
    expect(page.response.headers.link).toHaveLength(2);
    const next =
      '/api/v1/users?after=00uvo7s8abwP37lV81d7&limit=1&search=profile.lastName+eq+%22Smith%22+and+profile.firstName+eq+%22TestAcc%22';
    const last = madeUp(next, rowsOf(other));
    await using org = await replayedOkta([page, last, noGroups]);

    const { people } = await org.source.pull(everything, soon);

    expect(people.size).toBe(2);
    expect(org.requests[1]).toBe(`GET ${next}`);
  });

  it('an empty page that still has a next link is not the end of the list (R1)', async () => {
    const [logged, emptied] = await recording('okta/system-log.paged');
    if (logged === undefined || emptied === undefined) throw new Error('two recorded pages are needed');
    expect([emptied.response.body, emptied.response.headers.link]).toEqual([[], expect.stringContaining('rel="next"')]);
    const users = await first(WITH_HEADERS, userLists);
    const onUsers = (recorded: Recorded, after: string) =>
      asUsers(recorded, { 'after=1658862453660_1>; rel="next"': `after=${after}>; rel="next"` });
    const start = {
      ...onUsers(logged, 'first'),
      response: { ...onUsers(logged, 'first').response, body: rowsOf(users).slice(0, 3) },
    };
    const empty = movedTo('GET', '/api/v1/users?after=first', onUsers(emptied, 'second'));
    await using org = await replayedOkta([start, empty, madeUp('/api/v1/users?after=second', rowsOf(users).slice(3)), noGroups]);

    const { people, evidence } = await org.source.pull(everything, soon);

    expect(people.size).toBe(6);
    expect(evidence.lists[0]).toMatchObject({ pages: 3, rows: 6 });
  });

  it('a next link that leads to its own page, as on the polled System Log, is an error and no endless loop (R1)', async () => {
    const pages = (await recording('okta/system-log.paged')).map(page => asUsers(page));
    await using org = await replayedOkta([...pages.map(emptied), noGroups]);

    await expect(org.source.pull(everything, soon)).rejects.toThrow(UnexpectedReply);
    expect(org.requests.length).toBeLessThan(4);
  });

  it('a list without any Link header, as after `q`, ends there', async () => {
    const groups = await first('okta/vcr-groups.list', groupLists);
    expect(groups.response.headers).not.toHaveProperty('link');
    await using org = await replayedOkta([noUsers, groups]);

    const directory = await org.source.pull({ group: () => false }, soon);

    expect(membersByName(directory)).toEqual({ Everyone: 'notRead' });
  });

  it('the filter for built-in groups finds Everyone, so that nothing is missed (check)', async () => {
    const builtIn = (await recording('okta/vcr-groups.list')).find(list => pathOf(list).includes('BUILT_IN'));
    if (builtIn === undefined) throw new Error('the recorded filter is missing');
    await using org = await replayedOkta([madeUp('/api/v1/users/me', {}), noUsers, noGroups, noGroups, builtIn]);

    const findings = await org.source.check(soon);

    expect(findings.map(({ what }) => what)).not.toContain('the group Everyone is not visible');
    expect(org.requests.at(-1)).toContain('BUILT_IN');
  });

  it('a group without members is empty, not unknown; one that is not recorded is unknown, not empty (R1)', async () => {
    const members = (await recording('okta/group-members')).filter(memberLists);
    await using org = await replayedOkta([
      noUsers,
      await first(WITH_HEADERS, groupLists),
      ...members.filter(list => rowsOf(list).length === 0),
    ]);

    const directory = await org.source.pull(everything, soon);

    expect(membersByName(directory)).toEqual({ 'Test Group': [], Everyone: 'unknown' });
  });

  it('an app that nobody is assigned to is empty', async () => {
    const nobody = await first(
      'okta/app-users-and-app-groups',
      list => pathOf(list).endsWith('/users') && rowsOf(list).length === 0,
    );
    await using org = await replayedOkta([nobody, noGroups, await first(WITH_HEADERS, userLists)], {
      app: pathOf(nobody).split('/')[4] ?? '',
    });

    expect((await org.source.pull(everything, soon)).people.size).toBe(0);
  });

  it('somebody assigned to the app, looked up alone, is present (R5)', async () => {
    const assignment = await first(
      'okta/vcr-app-users-groups',
      ({ request }) => /\/users\/00u\w+$/.test(request.url) && request.method === 'GET',
    );
    const id = personId(pathOf(assignment).split('/')[6] ?? '');
    const user = await first('okta/vcr-user.lifecycle', recorded => pathOf(recorded) === `/api/v1/users/${id}`);
    await using org = await replayedOkta([assignment, user], { app: pathOf(assignment).split('/')[4] ?? '' });

    expect((await org.source.lookup([id], soon)).get(id)).toMatchObject({ kind: 'present', person: { id } });
  });

  it.each([
    ['PROVISIONED', { kind: 'present' }],
    ['STAGED', { kind: 'unknown' }],
    ['DEPROVISIONED', { kind: 'inactive', status: 'DEPROVISIONED', since: '2025-12-17T11:06:49.000Z' }],
  ])('a user recorded as %s', async (status, expected) => {
    const user = await first('okta/vcr-user.lifecycle', recorded => singleUsers(recorded) && statusOf(recorded) === status);
    const id = personId(pathOf(user).split('/')[4] ?? '');
    await using org = await replayedOkta([user]);

    expect((await org.source.lookup([id], soon)).get(id)).toMatchObject(expected);
  });

  it('the list of the deactivated, asked for by status, states them (R5)', async () => {
    const deactivated = (await recording(WITH_HEADERS)).find(list => pathOf(list).includes('DEPROVISIONED'));
    if (deactivated === undefined) throw new Error('the recorded filter is missing');
    await using org = await replayedOkta([deactivated, noGroups]);

    expect(Object.values(standings(await org.source.pull(everything, soon)))).toEqual(['inactive']);
  });

  it("a 404 with Okta's own code says that somebody is gone; another 404 says nothing (R5)", async () => {
    const gone = movedTo('GET', '/api/v1/users/thisisafakekey', await first('okta/error-404-user-factors'));
    await using org = await replayedOkta([gone]);

    const found = await org.source.lookup(['thisisafakekey', 'notrecorded'].map(personId), soon);

    expect(found.get(personId('thisisafakekey'))).toEqual({ kind: 'deleted' });
    expect(found.get(personId('notrecorded'))).toMatchObject({ kind: 'unknown' });
  });

  it("429 without Retry-After: waits until the reset by the reply's own Date, whatever our clock says (R4)", async () => {
    const documented = await first('okta/documented-429');
    expect(documented.response.headers).not.toHaveProperty('retry-after');
    const date = 'Wed, 14 Apr 2021 16:34:53 GMT';
    const headers = { ...documented.response.headers, date, 'x-rate-limit-reset': String(Date.parse(date) / 1000 + 30) };
    const limited = movedTo('GET', '/api/v1/users', { ...documented, response: { ...documented.response, headers } });
    await using org = await replayedOkta([limited, await first(WITH_HEADERS, userLists), noGroups]);

    expect((await org.source.pull(everything, soon)).people.size).toBe(6);
    expect(org.slept).toEqual([31_000]);
  });

  it('x-rate-limit-remaining that falls request by request: our share is kept, then the reset awaited (R4)', async () => {
    const users = rowsOf(await first(WITH_HEADERS, userLists));
    const limits = await recording('okta/user-roles-factors');
    const six = users.slice(0, limits.length).map((user, at) => {
      const { id } = z.object({ id: z.string() }).parse(user);
      return madeUp(`/api/v1/users/${id}`, user, limits[at]?.response.headers);
    });
    const ids = six.map(user => personId(pathOf(user).split('/')[4] ?? ''));
    await using freely = await replayedOkta(six);
    await using sparsely = await replayedOkta(six, { rate: { share: 0.005 } }); // 3 of the 600

    for (const org of [freely, sparsely]) for (const id of ids) await org.source.lookup([id], soon);

    expect(freely.slept).toEqual([]);
    expect(sparsely.slept).toEqual([expect.closeTo(58_000, -4)]);
    expect([...freely.requests, ...sparsely.requests]).toHaveLength(12);
  });

  it('a write that answers 204 without a body has succeeded', async () => {
    const writes = await recording('okta/vcr-group-members.add-remove');
    await using org = await replayedOkta(writes);

    for (const write of writes) {
      const method = write.request.method === 'PUT' ? 'PUT' : 'DELETE';
      const reply = await org.client.request({ method, path: pathOf(write).slice(1), ...soon });
      expect(reply).toMatchObject({ status: 204, body: undefined });
    }
  });

  it.each([
    [404, 'E0000007', NotFound],
    [401, 'E0000015', AccessDenied],
    [500, 'E0000009', Unavailable],
    [400, 'E0000024', Refused],
    [400, 'E0000001', Refused],
    [403, 'E0000148', AccessDenied],
    [423, 'E0000239', Refused],
  ])("%i %s is told in Okta's words, as what it is", async (status, code, expected) => {
    const recorded = await first(
      'okta/vcr-errors',
      ({ response }) => response.status === status && errorOf(response.body).errorCode === code,
    );
    await using org = await replayedOkta([movedTo('GET', '/api/v1/anything', recorded)]);

    const failure: unknown = await org.client.request({ method: 'GET', path: 'api/v1/anything', ...soon }).catch(error => error);

    expect(failure).toBeInstanceOf(expected);
    const { message } = z.instanceof(SyncError).parse(failure);
    expect(message).toContain(code);
    expect(message).toContain(errorOf(recorded.response.body).errorSummary.slice(0, 60));
  });
});

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));

const statusOf = ({ response }: Recorded) => z.object({ status: z.string() }).parse(response.body).status;
const errorOf = (body: unknown) => z.object({ errorCode: z.string(), errorSummary: z.string() }).parse(body);

/** A page of the log as if it were one of the users: the same links on another path. */
function asUsers(page: Recorded, replacements: Readonly<Record<string, string>> = {}): Recorded {
  let link = [page.response.headers.link ?? ''].flat().join(', ').replaceAll('/api/v1/logs', '/api/v1/users');
  for (const [from, to] of Object.entries(replacements)) link = link.replace(from, to);
  const headers = { ...page.response.headers, link };
  return {
    ...movedTo('GET', pathOf(page).replace('/api/v1/logs', '/api/v1/users'), page),
    response: { ...page.response, headers },
  };
}

const emptied = (page: Recorded): Recorded => ({ ...page, response: { ...page.response, body: [] } });
