import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  JIRA,
  key,
  link,
  managed,
  NOW,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../test/directories.js';
import { applied, heldBy, idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { expression, LOOSE_GUARDS, manual, sync } from '../../test/rules.js';
import type { Person } from '../model/directory.js';
import { providerId, sourceName, syncName } from '../model/ids.js';
import type { LookedUp } from '../sources/source.js';

const IDCS = providerId('idcs.example.com');
const inIdcs = (login: string) => key(login, IDCS);

/** Okta's sync comes first; both match by e-mail, and each gives the group that its rule names. */
const staff = sync({ users: { match: ['email'] }, groups: { manual: [manual('Engineering', 'devs')] } });
const partners = sync({
  ...{ name: 'partners', from: 'idcs' },
  users: { match: ['email'] },
  groups: { manual: [manual('Ops', 'ops')] },
});
const syncs = [staff, partners];

interface Two {
  readonly okta?: readonly Person[] | 'unread';
  readonly idcs?: readonly Person[] | 'unread';
  readonly lookedUp?: Readonly<Record<string, LookedUp>>;
  readonly engineering?: readonly string[];
  readonly ops?: readonly string[];
}

/** Ann is in both, under different logins, with one e-mail address. */
const annInIdcs = person('a.lee', { email: 'ann@example.com', displayName: 'Lee, Ann' });

function two({ okta = [], idcs = [], lookedUp = {}, engineering = [], ops = [] }: Two, more: Partial<Setup> = {}): Setup {
  const fromOkta = { people: okta === 'unread' ? [] : okta, groups: [sourceGroup('Engineering', engineering)] };
  const fromIdcs = { people: idcs === 'unread' ? [] : idcs, groups: [sourceGroup('Ops', ops)], provider: IDCS };
  return {
    ...{ attended: true, guards: LOOSE_GUARDS, syncs },
    providers: { idcs: IDCS },
    pulled: [
      okta === 'unread' ? unread() : pulled(fromOkta, lookedUp),
      idcs === 'unread' ? unread('idcs') : pulled(fromIdcs, {}, 'idcs'),
    ],
    groups: [targetGroup('devs', []), targetGroup('ops', [])],
    ...more,
  };
}

/** Both hold the account `ann`, which okta's sync owns. */
const both = [link('ann'), link('a.lee', { person: inIdcs('a.lee') }, 'ann')];

describe('C4: people of two providers for one account', () => {
  it('are both linked to it, the first sync owns it, and their groups are the union', async () => {
    const setup = two(
      { okta: [person('ann')], idcs: [annInIdcs], engineering: ['ann'], ops: ['a.lee'] },
      { accounts: [account('ann', { displayName: 'Ann' })] },
    );
    const { plan, store, next } = await applied(setup);

    expect(idsOf(plan)).toEqual(['updateUser id-ann', 'addMember devs id-ann', 'addMember ops id-ann']);
    expect(plan.stages.flatMap(({ changes }) => changes)[0]).toMatchObject({ values: { displayName: 'The ann' } });
    expect((await store.links(JIRA)).map(({ person, account, owner }) => ({ person, account, owner }))).toEqual([
      { person: key('ann'), account: 'id-ann', owner: 'staff' },
      { person: inIdcs('a.lee'), account: 'id-ann', owner: 'staff' },
    ]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('a higher priority owns it, wherever it stands in the file', async () => {
    const setup = two(
      { okta: [person('ann')], idcs: [annInIdcs] },
      { accounts: [account('ann')], syncs: [staff, { ...partners, priority: 1 }] },
    );
    const { plan } = await applied(setup);

    expect(plan.links.map(({ owner }) => owner)).toEqual(['partners', 'partners']);
    expect(plan.stages.flatMap(({ changes }) => changes)[0]).toMatchObject({ values: { displayName: 'Lee, Ann' } });
  });

  it('get one new account, made by the first sync, in one run', async () => {
    const setup = two({ okta: [person('ann')], idcs: [annInIdcs], engineering: ['ann'], ops: ['a.lee'] });
    const { plan, store, next } = await applied(setup);

    const id = `new ${key('ann')}`;
    expect(idsOf(plan)).toEqual(['createUser ann', `addMember devs ${key('ann')}`, `addMember ops ${key('ann')}`]);
    expect((await store.links(JIRA)).map(({ person, account }) => [person, account])).toEqual([
      [key('ann'), id],
      [inIdcs('a.lee'), id],
    ]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('who fits two who are to be made is in conflict, alone', async () => {
    const setup = two(
      { okta: [person('ann'), person('bob')], idcs: [person('ann', { email: 'bob@example.com' })] },
      { syncs: syncs.map(one => ({ ...one, users: { ...one.users, match: ['username', 'email'] } })) },
    );
    const plan = await planFor(setup);

    expect(idsOf(plan)).toEqual(['createUser ann', 'createUser bob']);
    expect(notesOf(plan, 'conflict')).toEqual([expect.objectContaining({ person: inIdcs('ann') })]);
  });

  it('two of one provider who fit one who is to be made are in conflict, whatever the order of the rows (C2)', async () => {
    const twins = [annInIdcs, person('ann.too', { email: 'ann@example.com' })];
    for (const idcs of [twins, twins.toReversed()]) {
      const plan = await planFor(two({ okta: [person('ann')], idcs }));

      expect(idsOf(plan)).toEqual(['createUser ann']);
      expect(plan.links.map(({ person }) => person)).toEqual([key('ann')]);
      expect(notesOf(plan, 'conflict').map(({ login }) => login)).toEqual(idcs.map(({ login }) => login));
    }
  });

  it('whose sync creates nobody has the account that another makes, in the same run (U1)', async () => {
    const joins = { ...partners, users: { ...partners.users, create: false } };
    const people = { okta: [person('ann')], idcs: [annInIdcs], ops: ['a.lee'] };
    const { plan, next } = await applied(two(people, { syncs: [staff, joins] }));

    expect(idsOf(plan)).toEqual(['createUser ann', `addMember ops ${key('ann')}`]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('and owns it where it comes first: one sync makes the account, with the attributes of the other (C4)', async () => {
    const first = { ...partners, priority: 1, users: { ...partners.users, create: false } };
    const { plan, next } = await applied(two({ okta: [person('ann')], idcs: [annInIdcs] }, { syncs: [staff, first] }));

    expect(plan.stages.flatMap(({ changes }) => changes)).toMatchObject([
      { id: 'createUser a.lee', values: { displayName: 'Lee, Ann' }, reasons: [{ kind: 'newAtSource', source: 'okta' }] },
    ]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('two of one provider are in conflict all the same, and the other provider’s person is not (C2)', async () => {
    const twin = person('anna', { email: 'ann@example.com' });
    const setup = two({ okta: [person('ann'), twin], idcs: [annInIdcs] }, { accounts: [account('ann')] });
    const plan = await planFor(setup);

    expect(notesOf(plan, 'conflict').map(({ login }) => login)).toEqual(['ann', 'anna']);
    expect(plan.links).toEqual([expect.objectContaining({ person: inIdcs('a.lee'), owner: 'partners' })]);
  });
});

describe('C4: links of one account that disagree about its owner', () => {
  const owned = [
    link('ann', { owner: syncName('staff') }),
    link('a.lee', { person: inIdcs('a.lee'), owner: syncName('partners') }, 'ann'),
  ];

  it.each([
    ['as they are', owned],
    ['turned', owned.toReversed()],
  ])('the first in turn owns it, links %s: what it states ends the account', async (_, links) => {
    const leaves = two({ okta: [inactive('ann')], idcs: [annInIdcs] }, { links, accounts: [account('ann')] });
    expect(idsOf(await planFor(leaves))).toEqual(['deactivateUser id-ann']);
    const second = { ...leaves, syncs: [staff, { ...partners, priority: 1 }] };
    expect(idsOf(await planFor(second))).toEqual(['updateUser id-ann']);
  });
});

describe('C4: an account owned by the second of two syncs of one source', () => {
  const others = sync({
    ...{ name: 'others', from: 'idcs' },
    users: {
      ...{ match: ['email'], leavers: { ...staff.users.leavers, action: 'keep' } },
      attributes: { ...staff.users.attributes, displayName: expression('upper', one => one.displayName.toUpperCase()) },
    },
  });
  /** Okta's link says so; okta itself feeds nothing any more, and the one in idcs is found by e-mail. */
  const there = { syncs: [partners, others], links: [link('ann', { owner: syncName('others') })] };

  it('has the attributes that the second gives, though the first wants the person as well', async () => {
    const plan = await planFor(two({ idcs: [annInIdcs] }, { ...there, accounts: [account('ann')] }));
    expect(plan.links).toMatchObject([{ person: inIdcs('a.lee'), owner: 'partners' }]);
    const silent = { ...partners, users: { ...partners.users, filter: expression('nobody', () => false) } };
    const second = await planFor(two({ idcs: [annInIdcs] }, { ...there, syncs: [silent, others], accounts: [account('ann')] }));
    expect(second.links).toMatchObject([{ owner: 'others' }]);
    expect(second.stages.flatMap(({ changes }) => changes)).toMatchObject([{ values: { displayName: 'LEE, ANN' } }]);
  });

  it('ends as the second says, and not as the first', async () => {
    const gone = { ...annInIdcs, standing: { kind: 'inactive', status: 'SUSPENDED' } } as const;
    expect(idsOf(await planFor(two({ idcs: [gone] }, { ...there, accounts: [account('ann')] })))).toEqual([]);
  });
});

describe('C4: when one of two leaves', () => {
  const there = { accounts: [account('ann')], links: both };
  const inOps = {
    ...there,
    groups: [targetGroup('devs', ['ann']), targetGroup('ops', ['ann'])],
    managed: [managed('devs', ['Engineering']), managed('ops', ['Ops'])],
    ledger: [granted('devs', 'ann'), granted('ops', 'ann', ['partners manual 1'])],
  };

  it('the owner’s stated leaver ends, whatever the other wants', async () => {
    const plan = await planFor(two({ okta: [inactive('ann')], idcs: [annInIdcs], ops: ['a.lee'] }, there));
    expect(idsOf(plan)).toEqual(['deactivateUser id-ann']);
  });

  it('and even while the other is unread: a stated leaver at the owner waits for nobody', async () => {
    const plan = await planFor(two({ okta: [inactive('ann')], idcs: 'unread' }, there));
    expect(idsOf(plan)).toEqual(['deactivateUser id-ann']);
  });

  it('gone at the owner passes it to the other, which is told; what the owner gave goes', async () => {
    const gone = { lookedUp: { ann: { kind: 'outOfScope', why: 'not assigned' } } } as const;
    const sightings = [{ person: key('ann'), sync: syncName('staff'), since: '2026-01-01T00:00:00.000Z', reads: 9, why: '' }];
    const plan = await planFor(two({ ...gone, idcs: [annInIdcs], ops: ['a.lee'] }, { ...inOps, sightings }));

    expect(notesOf(plan, 'ownerChanged')).toEqual([
      expect.objectContaining({ from: syncName('staff'), to: syncName('partners') }),
    ]);
    expect(idsOf(plan)).toEqual(['updateUser id-ann', 'removeMember devs id-ann']);
    expect(plan.links.map(({ person, owner }) => [person, owner])).toEqual(
      expect.arrayContaining([
        [key('ann'), 'partners'],
        [inIdcs('a.lee'), 'partners'],
      ]),
    );
  });

  it('the other’s end takes only what its rules gave', async () => {
    const left = { ...annInIdcs, standing: { kind: 'inactive', status: 'OFF' } } as const;
    const plan = await planFor(two({ okta: [person('ann')], idcs: [left], engineering: ['ann'] }, inOps));
    expect(idsOf(plan)).toEqual(['removeMember ops id-ann']);
  });

  it('while the other is unread nothing is taken away and nothing given (DESIGN §2)', async () => {
    const plan = await planFor(two({ okta: [person('ann')], idcs: 'unread' }, inOps));
    expect(idsOf(plan)).toEqual([]);
    expect(heldBy(plan)).toEqual(['unread-source: removeMember devs id-ann']);
    const all = await planFor(two({ okta: 'unread', idcs: 'unread' }, inOps));
    expect(idsOf(all)).toEqual([]);
  });

  it('while the owner is unread it keeps the account as it is: the other’s groups are all that is given', async () => {
    const actual = { accounts: [account('ann', { displayName: 'Ann' })], links: both };
    const { plan, store } = await applied(two({ okta: 'unread', idcs: [annInIdcs], ops: ['a.lee'] }, actual));

    expect(idsOf(plan)).toEqual(['addMember ops id-ann']);
    expect((await store.links(JIRA)).map(({ owner }) => owner)).toEqual(['staff', 'staff']);
  });

  it('nor is it rewritten from the row of somebody who is not active at the owner yet', async () => {
    const staged = person('ann', { standing: { kind: 'pending', status: 'STAGED' } });
    const actual = { accounts: [account('ann', { displayName: 'Ann' })], links: both };

    expect(idsOf(await planFor(two({ okta: [staged], idcs: [annInIdcs], ops: ['a.lee'] }, actual)))).toEqual([
      'addMember ops id-ann',
    ]);
  });

  it('an account that is off stays off until its owner can be asked, and the plan says so', async () => {
    const off = { links: both, accounts: [account('ann', { active: false })] };
    const plan = await planFor(two({ okta: 'unread', idcs: [annInIdcs] }, off));
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownPerson')).toEqual([
      {
        ...{ kind: 'unknownPerson', person: key('ann'), login: 'ann' },
        why: 'the account is switched off, and stays so: staff, which owns it, cannot say yet whether the person is back',
      },
    ]);
  });

  it('whom the owner stated to have left does not come back because the owner is unread', async () => {
    const off = both.map(one => ({ ...one, deactivatedAt: NOW }));
    const actual = { accounts: [account('ann', { active: false })], links: off };

    expect(idsOf(await planFor(two({ okta: 'unread', idcs: [annInIdcs], ops: ['a.lee'] }, actual)))).toEqual([]);
  });

  it('what another states while the owner is unread ends nothing, run after run', async () => {
    const first = await applied(two({ okta: 'unread', idcs: [annInIdcs] }, there));
    const left = { ...annInIdcs, standing: { kind: 'inactive', status: 'OFF' } } as const;
    const later = two({ okta: 'unread', idcs: [left] }, there);

    expect(idsOf(await planFor({ ...first.next, pulled: later.pulled }))).toEqual([]);
  });

  it('switched off by us it comes back when either wants it again, and is switched off once (U6)', async () => {
    const off = both.map(one => ({ ...one, deactivatedAt: NOW }));
    const setup = two(
      { okta: [person('ann')], idcs: [annInIdcs] },
      { accounts: [account('ann', { active: false })], links: off },
    );
    const { plan, store } = await applied(setup);

    expect(idsOf(plan)).toEqual(['reactivateUser id-ann']);
    expect((await store.links(JIRA)).map(({ deactivatedAt }) => deactivatedAt)).toEqual([undefined, undefined]);
  });

  it('a sync that is gone from the config has no say, and takes nothing with it', async () => {
    const plan = await planFor({
      ...two({ okta: [person('ann')], engineering: ['ann'] }, inOps),
      syncs: [staff],
      pulled: pulled({ people: [person('ann')], groups: [sourceGroup('Engineering', ['ann'])] }),
      providers: { [sourceName('idcs')]: IDCS },
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownPerson')).toEqual([]);
  });
});
