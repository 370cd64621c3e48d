import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  inactive,
  key,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../../test/directories.js';
import { idsOf, notesOf, planFor, type Setup, traceFor } from '../../../test/planning.js';
import { expression, manual, sync } from '../../../test/rules.js';
import { accountId, syncName } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';

const there: Setup = { pulled: pulled({ people: [person('ann')] }), accounts: [account('ann')], links: [link('ann')] };
const off = [account('ann', { active: false })];
const ours = [link('ann', { deactivatedAt: hoursBefore(100) })];
/** Ann as the source's id `00u1`: nothing but the account's own name is left of her when she is missing. */
const byId = { ...there, links: [link('00u1', {}, 'ann')] };

describe('U6: why somebody is not switched on', () => {
  it.each([
    ['the account was switched off, and not by rollcall', 'ours'],
    ['the account is inactive', 'never'],
  ] as const)('%s', async (why, reactivate) => {
    const plan = await planFor({ ...there, accounts: off, syncs: [sync({ users: { reactivate } })] });
    expect(notesOf(plan, 'needsAdoption')).toEqual([
      { kind: 'needsAdoption', person: key('ann'), login: 'ann', why, account: 'ann' },
    ]);
  });
});

describe('an account that was learned to be read-only', () => {
  const facts = [{ fact: { kind: 'readOnlyAccount', account: accountId('id-ann') } as const, learnedAt: hoursBefore(1) }];
  const groups = {
    pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', ['ann'])] }),
    syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
    groups: [targetGroup('devs', [])],
    managed: [managed('devs', ['A'])],
  };

  it('is added to groups all the same, while it is on', async () => {
    expect(idsOf(await planFor({ ...there, ...groups, facts }))).toEqual(['addMember devs id-ann']);
    expect(idsOf(await planFor({ ...there, ...groups, facts, accounts: off, links: ours }))).toEqual([]);
  });
});

describe('U6: who is switched on', () => {
  it('is added to groups by the same plan', async () => {
    const groups = [sourceGroup('A', ['ann'])];
    const plan = await planFor({
      ...there,
      pulled: pulled({ people: [person('ann')], groups }),
      syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
      groups: [targetGroup('devs', [])],
      managed: [managed('devs', ['A'])],
      accounts: off,
      links: ours,
    });
    expect(idsOf(plan)).toEqual(['reactivateUser id-ann', 'addMember devs id-ann']);
  });
});

describe('U1: why an attribute is written', () => {
  it('names the expression that it comes from', async () => {
    const plan = await planFor({ ...there, accounts: [account('ann', { displayName: 'Old' })] });
    expect(changesOf(plan)[0]?.reasons).toEqual([{ kind: 'differs', attribute: 'displayName', expression: 'user.displayName' }]);
  });
});

describe('C3: what is told of a rename that does not happen, with the person', () => {
  const renamed: Setup = { ...there, pulled: pulled({ people: [person('ann', { login: 'lee', email: 'ann@example.com' })] }) };

  it('found at the first match', async () => {
    expect(notesOf(await planFor({ ...renamed, links: [] }), 'firstMatchDiffers')).toMatchObject([
      { person: key('ann'), login: 'lee', attribute: 'username', actual: 'ann', wanted: 'lee' },
    ]);
  });
});

describe('C4: what is written of a link', () => {
  it('nothing, while nothing changed', async () => {
    expect((await planFor(there)).links).toEqual([]);
  });

  it('a link without an owner gets one, which is no change of owner', async () => {
    const plan = await planFor({ ...there, links: [link('ann', { owner: undefined })] });
    expect(plan.links).toMatchObject([{ person: key('ann'), owner: 'staff', isActive: true, standing: 'active' }]);
    expect(notesOf(plan, 'ownerChanged')).toEqual([]);
  });

  it('U6: that we switched the account off, for as long as it is off; and of a leaver even when it is on', async () => {
    const never = [sync({ users: { reactivate: 'never' } })];
    expect((await planFor({ ...there, accounts: off, links: ours, syncs: never })).links).toEqual([]);
    expect((await planFor({ ...there, links: ours, pulled: pulled({ people: [inactive('ann')] }) })).links).toEqual([]);
    expect((await planFor({ ...there, links: ours })).links).toHaveLength(1);
    expect((await planFor({ ...there, links: [link('ann', { accessCutAt: hoursBefore(9) })] })).links).toHaveLength(1);
  });
});

describe('who is unknown is told by the best name there is', () => {
  const broken = [
    sync({
      users: {
        filter: expression<boolean>('boom', () => {
          throw new Error('boom');
        }),
      },
    }),
  ];

  it('with an account: whose row is missing, by the account’s name', async () => {
    const plan = await planFor({ ...byId, pulled: pulled({ people: [] }) });
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([
      { person: key('00u1'), login: 'ann', why: 'missing from okta, and was not looked up' },
    ]);
  });

  it('with a row: by the login', async () => {
    const named = pulled({ people: [person('00u1', { login: 'ann.lee' })] });
    for (const accounts of [there.accounts, []])
      expect(
        notesOf(
          await planFor({ ...byId, ...(accounts?.length === 0 ? { accounts, links: [] } : {}), pulled: named, syncs: broken }),
          'unknownPerson',
        ),
      ).toMatchObject([{ person: key('00u1'), login: 'ann.lee', why: expect.stringContaining('the filter failed') }]);
  });

  it('also while another source of the same provider is unread, of whoever is at this one alone', async () => {
    const syncs = [...broken, sync({ name: 'second', from: 'other' })];
    const sources = [pulled({ people: [person('new')] }), unread('other')];
    expect(notesOf(await planFor({ pulled: sources, syncs }), 'unknownPerson')).toMatchObject([{ person: key('new') }]);
  });

  it('but not of each person of a source that is unread, nor who is not active yet and has no account', async () => {
    expect(notesOf(await planFor({ ...there, pulled: unread() }), 'unknownPerson')).toEqual([]);
    const staged = pulled({ people: [person('new', { standing: { kind: 'pending', status: 'STAGED' } })] });
    expect(notesOf(await planFor({ pulled: staged }), 'unknownPerson')).toEqual([]);
  });
});

describe('who is told of what: by person and login', () => {
  it('needs adoption, is in conflict, has lost the account, or changes the owner', async () => {
    const ann = { person: key('ann'), login: 'ann' };
    const plain = { ...there, links: [] };
    expect(notesOf(await planFor({ ...plain, protectUsers: ['ann'] }), 'needsAdoption')).toMatchObject([ann]);
    expect(notesOf(await planFor({ ...there, accounts: [] }), 'closedLink')).toMatchObject([ann]);
    const passed = { ...there, links: [link('ann', { owner: syncName('guests') })] };
    expect(notesOf(await planFor(passed), 'ownerChanged')).toMatchObject([ann]);
    expect((await planFor({ ...there, links: ours })).notes).toEqual([]);
  });

  it('U2: and since when the source says that somebody is inactive', async () => {
    const since = '2026-11-01T00:00:00.000Z';
    const left = person('ann', { standing: { kind: 'inactive', status: 'SUSPENDED', since } });
    expect(changesOf(await planFor({ ...there, pulled: pulled({ people: [left] }) }))[0]?.reasons).toEqual([
      { kind: 'inactive', source: 'okta', status: 'SUSPENDED', since },
    ]);
  });
});

describe('what is kept for `explain` of what stays as it is', () => {
  const readOnly = [{ fact: { kind: 'readOnlyAccount', account: accountId('id-ann') } as const, learnedAt: hoursBefore(1) }];
  const unsure = expression<boolean>('boom', () => {
    throw new Error('boom');
  });
  const old = [account('ann', { displayName: 'Old' })];

  it.each<[string, Partial<Setup>, object[]]>([
    ['nothing, where nothing differs', {}, []],
    ['G10: an account that refuses writes, of somebody wanted', { facts: readOnly }, [{ kind: 'readOnlyAccount' }]],
    ['G10: and of a leaver', { facts: readOnly, pulled: pulled({ people: [inactive('ann')] }) }, [{ kind: 'readOnlyAccount' }]],
    [
      'C4: what waits for the word of the owner',
      { syncs: [sync({ users: { filter: unsure } }), sync({ name: 'second' })] },
      [{ kind: 'ownerUnsure', sync: 'staff' }],
    ],
    [
      'U1: an attribute that the target does not write',
      { accounts: old, capabilities: { updatableAttributes: ['username', 'email'] } },
      [{ kind: 'notUpdatable', attribute: 'displayName' }],
    ],
    [
      'U1: an attribute that it does not show',
      { accounts: [account('ann', { email: undefined })] },
      [{ kind: 'notShown', attribute: 'email' }],
    ],
    ['U1: nothing written', { syncs: [sync({ users: { update: false } })] }, [{ kind: 'updateOff', sync: 'staff' }]],
    [
      'C3: a username that does not follow',
      { links: [link('ann', { values: { username: 'lee' } })], pulled: pulled({ people: [person('ann', { login: 'lee' })] }) },
      [{ kind: 'notRenamed', rule: 'changed' }],
    ],
    [
      'C3: but not one in another case',
      { accounts: [account('ANN', { id: accountId('id-ann'), email: 'ann@example.com', displayName: 'The ann' })] },
      [],
    ],
  ])('%s', async (_, more, left) => {
    const { difference } = await traceFor({ ...there, ...more });
    expect(difference.trace?.left.get(key('ann')) ?? []).toEqual(left);
  });
});
