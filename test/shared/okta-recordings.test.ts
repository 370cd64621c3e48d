import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppUserRow, GroupRow, UserRow } from '../../src/sources/okta/schema.js';
import { membersByName } from '../contracts/source.js';
import { isThere } from './beside.js';
import { asks, madeUp, pathOf, type Recorded, recordings } from './recordings.js';
import {
  appUserLists,
  groupLists,
  memberLists,
  noGroups,
  noUsers,
  replayedOkta,
  singleUsers,
  userLists,
  WITH_HEADERS,
} from './replayed-okta.js';

const { signal } = new AbortController();
const soon = { signal };
const everything = { group: () => true };

describe.runIf(isThere)('recorded Okta orgs are read whole: nothing real is rejected or quarantined', async () => {
  const every = isThere
    ? await recordings(
        WITH_HEADERS,
        'okta/group-members',
        'okta/vcr-users.list-search',
        'okta/vcr-users.paged-next-link',
        'okta/vcr-groups.list',
        'okta/vcr-group-members.list',
        'okta/vcr-user.get-groups',
        'okta/vcr-user.lifecycle',
        'okta/app-users-and-app-groups',
        'okta/vcr-app-users-groups',
      )
    : [];

  it('pulls an org of 2021: users, groups and members as they were', async () => {
    await using org = await replayedOkta(await recordings(WITH_HEADERS, 'okta/group-members'));

    const directory = await org.source.pull(everything, soon);

    expect(directory.people.size).toBe(6);
    expect(directory.quarantined).toEqual([]);
    expect(membersByName(directory)).toEqual({ Everyone: expect.objectContaining({ length: 7 }), 'Test Group': [] });
    expect(org.slept).toEqual([]);
  });

  it.each(every.filter(userLists).map(list => [pathOf(list), list] as const))('reads the users of %s', async (_, list) => {
    await using org = await replayedOkta([list, noGroups, ...afterThe(list)]);

    const { people, quarantined } = await org.source.pull(everything, soon);

    expect([...people.keys()]).toEqual(idsOf(list));
    expect(quarantined).toEqual([]);
  });

  it.each(every.filter(groupLists).map(list => [pathOf(list), list] as const))('reads the groups of %s', async (_, list) => {
    await using org = await replayedOkta([noUsers, list]);

    const { groups } = await org.source.pull({ group: () => false }, soon);

    expect([...groups.keys()]).toEqual(idsOf(list));
  });

  it.each(every.filter(memberLists).map(list => [pathOf(list), list] as const))('reads the members of %s', async (path, list) => {
    const id = path.split('/')[4] ?? '';
    await using org = await replayedOkta([noUsers, madeUp('/api/v1/groups', [{ id, profile: { name: 'it' } }]), list]);

    const { groups } = await org.source.pull(everything, soon);

    const [group] = groups.values();
    expect(group?.members).toEqual({ kind: 'read', ids: new Set(idsOf(list)) });
  });

  it.each(every.filter(appUserLists).map(list => [pathOf(list), list] as const))(
    'reads the assignments of %s',
    async (path, list) => {
      const app = path.split('/')[4] ?? '';
      // nobody recorded expand=user: each assignment gets its user from the recording of the same org
      const users = new Map(
        every
          .filter(each => userLists(each) || singleUsers(each) || memberLists(each))
          .flatMap(rowsIn)
          .map(user => [user.id, user]),
      );
      const rows = z.array(z.looseObject({ id: z.string() })).parse(list.response.body);
      const expanded = rows.map(row => ({ ...row, _embedded: { user: users.get(row.id) } }));
      // where the app has nobody, the source looks whether it sees anybody at all
      const people2021 = every.filter(userLists).slice(0, 1);
      await using org = await replayedOkta(
        [{ ...list, response: { ...list.response, body: expanded } }, noGroups, ...people2021],
        { app },
      );

      const { people, quarantined } = await org.source.pull(everything, soon);

      expect(quarantined).toEqual([]);
      expect([...people.keys()]).toEqual(rows.map(({ id }) => id));
    },
  );

  it('understands every user, group and assignment that was recorded, wherever', () => {
    const rejected = (rows: readonly unknown[], schema: z.ZodType) =>
      rows.map(row => schema.safeParse(row).error?.message).filter(Boolean);
    const users = every.filter(
      each =>
        userLists(each) ||
        singleUsers(each) ||
        memberLists(each) ||
        (asks('POST', /\/users$/)(each) && !/apps/.test(pathOf(each))),
    );
    const groups = every.filter(each => groupLists(each) || asks('GET', /\/users\/[^/]+\/groups/)(each));
    const assignments = every.filter(asks('GET', /\/apps\/[^/]+\/users/));

    for (const [recorded, schema, least] of [
      [users, UserRow, 40],
      [groups, GroupRow, 17],
      [assignments, AppUserRow, 7],
    ] as const) {
      const rows = recorded.flatMap(rowsIn);
      expect(rows.length).toBeGreaterThanOrEqual(least);
      expect(rejected(rows, schema)).toEqual([]);
    }
  });
});

/** Rows of a list, or the one that is the body. */
const rowsIn = ({ response }: Recorded) => {
  const Row = z.looseObject({ id: z.string() });
  return z.union([z.array(Row), Row.transform(row => [row])]).parse(response.body);
};

const idsOf = (list: Recorded) => rowsIn(list).map(({ id }) => id);

/** What follows a recorded page that has a next link: nobody asked, so it is empty. */
function afterThe(list: Recorded): Recorded[] {
  const after = /[?&]after=([^&>]+)[^>]*>; rel="next"/.exec([list.response.headers.link ?? ''].flat().join(', '))?.[1];
  return after === undefined ? [] : [madeUp(`/api/v1/users?after=${after}`, [])];
}

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
