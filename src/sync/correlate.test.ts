import { describe, expect, it } from 'vitest';
import {
  account,
  inactive,
  key,
  link,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
  unread,
} from '../../test/directories.js';
import { applied, idsOf, notesOf, planFor, type Setup } from '../../test/planning.js';
import { expression, manual, sync } from '../../test/rules.js';
import type { TargetDirectory } from '../model/directory.js';
import { syncName } from '../model/ids.js';

const ann = pulled({ people: [person('ann')] });
const linksOf = async (setup: Setup) =>
  (await planFor(setup)).links.map(({ account: ref, how }) => `${how} ${ref.kind === 'existing' ? ref.id : 'new'}`);

describe('C1: by link first, then by all match keys', () => {
  it('a link is followed, whatever the names say now', async () => {
    const plan = await planFor({ pulled: ann, accounts: [account('ann'), account('old')], links: [link('ann', {}, 'old')] });
    expect(idsOf(plan).filter(id => id.includes('id-ann'))).toEqual([]);
    expect(idsOf(plan)).toContain('updateUser id-old');
  });

  it('compares without case, after NFC', async () => {
    const jose = pulled({ people: [person('JOSE\u0301')] });
    expect(await linksOf({ pulled: jose, accounts: [account('jos\u00e9', { email: 'other@example.com' })] })).toEqual([
      'matched id-jos\u00e9',
    ]);
  });

  it('keys that point to different accounts are a conflict: nobody is linked, nobody created', async () => {
    const plan = await planFor({
      pulled: ann,
      accounts: [account('ann', { email: 'x@example.com' }), account('a.n', { email: 'ann@example.com' })],
    });
    expect(plan.links).toEqual([]);
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toMatchObject([{ person: key('ann'), accounts: ['ann', 'a.n'] }]);
  });

  it('a key that is visible counts, though others hide theirs', async () => {
    const accounts = [
      account('ann', { email: 'x@example.com' }),
      account('a.n', { email: 'ANN@example.com' }),
      account('shy', { email: undefined }),
    ];
    expect(notesOf(await planFor({ pulled: ann, accounts }), 'conflict')).toHaveLength(1);
  });

  it('nobody is created while a key is not readable of every account', async () => {
    const plan = await planFor({ pulled: ann, accounts: [account('shy', { email: undefined })] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([
      { person: key('ann'), login: 'ann', why: 'this target does not show email of every account' },
    ]);
  });

  it('an account that somebody has already hides nothing that matters: it is nobody else’s', async () => {
    const both = pulled({ people: [person('ann'), person('shy')] });
    const accounts = [account('shy', { email: undefined })];
    expect(idsOf(await planFor({ pulled: both, accounts, links: [link('shy')] }))).toEqual(['createUser ann']);
  });

  it('a list that is not proved whole is told, and says nothing of a display name that it does not show', async () => {
    const actual: TargetDirectory = { ...targetDirectory({}), completeness: { kind: 'unproved', why: 'found by prefixes' } };
    const byName = [sync({ users: { match: ['username', 'displayName'] } })];
    expect(idsOf(await planFor({ pulled: ann, actual }))).toEqual(['createUser ann']);
    const plan = await planFor({ pulled: ann, syncs: byName, actual });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unprovedAccounts')).toEqual([{ kind: 'unprovedAccounts', why: 'found by prefixes' }]);
  });

  it('nobody is created while a match key of their own is empty', async () => {
    const plan = await planFor({ pulled: pulled({ people: [person('ann', { email: '' })] }) });
    expect(idsOf(plan)).toEqual([]);
  });

  it('a username that somebody else has is not created, though it is no match key', async () => {
    const byEmail = [sync({ users: { match: ['email'] } })];
    const plan = await planFor({ pulled: ann, syncs: byEmail, accounts: [account('ann', { email: 'other@example.com' })] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toHaveLength(1);
  });
});

describe('C2: never a guess', () => {
  it.each<[string, Setup]>([
    ['protected', { pulled: ann, accounts: [account('ann')], protectUsers: ['ann'] }],
    [
      'an administrator',
      { pulled: ann, accounts: [account('ann')], groups: [targetGroup('admins', ['ann'])], administratorGroups: ['Admins'] },
    ],
    [
      'in a protected group',
      { pulled: ann, accounts: [account('ann')], groups: [targetGroup('vault', ['ann'])], protectGroups: ['vault'] },
    ],
    ['inactive', { pulled: ann, accounts: [account('ann', { active: false })] }],
    ['a service account', { pulled: ann, accounts: [account('ann', { kind: 'service' })] }],
    ['our own', { pulled: pulled({ people: [person('rollcall')] }) }],
  ])('a match key does not take over an account that is %s: it needs adoption', async (_, setup) => {
    const plan = await planFor(setup);
    expect(plan.links).toEqual([]);
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'needsAdoption')).toHaveLength(1);
  });

  it('two people for one account: neither has it', async () => {
    const both = pulled({ people: [person('ann'), person('ann2', { email: 'ann@example.com' })] });
    const plan = await planFor({ pulled: both, accounts: [account('ann')] });
    expect(plan.links).toEqual([]);
    expect(notesOf(plan, 'conflict')).toHaveLength(2);
  });

  it('two people for one account: a linked one keeps it, the newcomer alone is in conflict', async () => {
    const both = pulled({ people: [person('ann'), person('ann2', { email: 'ann@example.com' })] });
    const plan = await planFor({ pulled: both, accounts: [account('ann')], links: [link('ann')] });
    expect(notesOf(plan, 'conflict').map(({ person: who }) => who)).toEqual([key('ann2')]);
  });

  it('two newcomers for one username: neither is created', async () => {
    const both = pulled({ people: [person('ann'), person('ANN', { email: 'other@example.com' })] });
    const plan = await planFor({ pulled: both });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toHaveLength(2);
  });

  it('a newcomer and a rename for one username: neither has it', async () => {
    const both = pulled({ people: [person('new'), person('NEW', { email: 'other@example.com' })] });
    const links = [link('NEW', { values: { username: 'old' } }, 'old')];
    const plan = await planFor({
      pulled: both,
      accounts: [account('old', { email: 'other@example.com', displayName: 'The NEW' })],
      links,
    });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toHaveLength(2);
  });
});

describe('ignored accounts are never matched, counted, changed, listed', () => {
  it('one that shares an e-mail with a person stands in nobody’s way', async () => {
    const accounts = [account('ann'), account('svc-ci', { email: 'ann@example.com' })];
    expect(await linksOf({ pulled: ann, accounts, ignoreUsers: ['svc-ci'] })).toEqual(['matched id-ann']);
  });

  it('an ignored name is not created', async () => {
    const plan = await planFor({ pulled: pulled({ people: [person('bot-1')] }), ignoreUsers: ['/^bot-/'] });
    expect(idsOf(plan)).toEqual([]);
  });

  it('a linked one is left alone from then on, also when its person leaves', async () => {
    const setup = { accounts: [account('ann', { displayName: 'Old' })], links: [link('ann')], ignoreUsers: ['ann'] };
    for (const person of [ann, pulled({ people: [inactive('ann')] })])
      expect(idsOf(await planFor({ ...setup, pulled: person }))).toEqual([]);
    expect((await planFor({ ...setup, pulled: ann })).notes).toEqual([]);
  });
});

describe('C4: links', () => {
  it('are written also for people with nothing to change', async () => {
    const { plan, store } = await applied({ pulled: ann, accounts: [account('ann')] });
    expect(idsOf(plan)).toEqual([]);
    expect(await store.links(plan.target)).toMatchObject([
      { person: key('ann'), account: 'id-ann', owner: 'staff', how: 'matched' },
    ]);
  });

  it('a change of owner is a line in the plan, and is remembered', async () => {
    const setup = { pulled: ann, accounts: [account('ann')], links: [link('ann', { owner: syncName('guests') })] };
    const { plan, store } = await applied(setup);
    expect(notesOf(plan, 'ownerChanged')).toMatchObject([{ from: 'guests', to: 'staff' }]);
    expect(await store.links(plan.target)).toMatchObject([{ owner: 'staff', how: 'matched' }]);
  });
});

describe('C5: an account deleted or anonymised in the target', () => {
  it.each([
    ['deleted', []],
    ['anonymised', [account('ann', { kind: 'anonymised' })]],
  ])('%s: closes its link, is reported, and is never made again', async (_, accounts) => {
    const first = await applied({ pulled: ann, accounts, links: [link('ann')] });
    expect(idsOf(first.plan)).toEqual([]);
    expect(notesOf(first.plan, 'closedLink')).toMatchObject([{ person: key('ann') }]);
    expect(await first.store.links(first.plan.target)).toMatchObject([{ status: 'closed' }]);
    const second = await planFor(first.next);
    expect(idsOf(second)).toEqual([]);
    expect(notesOf(second, 'closedLink')).toHaveLength(1);
  });
});

describe('C5: so many accounts gone at once that the list is not believed', () => {
  const names = Array.from({ length: 12 }, (_, at) => `p${at}`);
  const gone = (count: number, attended: boolean) =>
    planFor({
      attended,
      pulled: pulled({ people: names.map(name => person(name)) }),
      accounts: names.slice(count).map(name => account(name)),
      links: names.map(name => link(name)),
    });

  it('an unattended run reports them, and closes no link', async () => {
    expect((await gone(5, false)).closedLinks).toHaveLength(5);
    const plan = await gone(6, false);
    expect(plan.closedLinks).toEqual([]);
    expect(notesOf(plan, 'closedLink')).toHaveLength(6);
    expect(idsOf(plan)).toEqual([]);
  });

  it('somebody who has seen it may', async () => {
    expect((await gone(6, true)).closedLinks).toHaveLength(6);
  });
});

describe('C5: an account that the target’s list leaves out', () => {
  it('is asked for by its id before its link is closed', async () => {
    const plan = await planFor({ pulled: ann, accounts: [account('ann')], links: [link('ann')], unlisted: ['id-ann'] });
    expect(plan.closedLinks).toEqual([]);
    expect(notesOf(plan, 'closedLink')).toEqual([]);
  });
});

describe('U5: people inactive at the source, and strangers', () => {
  const gone = pulled({ people: [inactive('ann')] });

  it('are correlated, never created', async () => {
    expect(idsOf(await planFor({ pulled: gone, attended: true }))).toEqual([]);
  });

  it('a first match with an active account is a legacy leaver: planned, held until an attended run, and not linked before', async () => {
    const setup = { pulled: gone, accounts: [account('ann')] };
    const unattended = await applied(setup);
    expect(unattended.plan.held).toMatchObject([{ guard: 'legacy-leavers', change: { id: 'deactivateUser id-ann' } }]);
    expect(unattended.plan.links).toEqual([]);
    expect((await planFor(unattended.next)).held).toHaveLength(1);
    expect(idsOf(await planFor({ ...setup, attended: true }))).toEqual(['deactivateUser id-ann']);
  });

  it('a legacy leaver seen by --no-removals is still one afterwards', async () => {
    const first = await applied({ pulled: gone, accounts: [account('ann')], noRemovals: true });
    expect((await planFor({ ...first.next, noRemovals: false })).held).toHaveLength(1);
  });

  it('accounts nobody claims are counted and left alone', async () => {
    const plan = await planFor({ pulled: ann, accounts: [account('ann'), account('zoe')] });
    expect(notesOf(plan, 'strangers')).toEqual([{ kind: 'strangers', count: 1, examples: ['zoe'] }]);
  });

  it('while a source is unread nobody is called a stranger: whom it has may be whom the accounts belong to', async () => {
    expect(notesOf(await planFor({ pulled: unread(), accounts: [account('zoe')] }), 'strangers')).toEqual([]);
  });

  it('whose person is unknown is no stranger: not even a strict group puts the account out', async () => {
    const broken = expression<boolean>('boom', () => {
      throw new Error('boom');
    });
    const rules = sync({ users: { filter: broken }, groups: { manual: [manual('A', 'devs', { membership: 'strict' })] } });
    const plan = await planFor({
      pulled: pulled({ people: [person('ann')], groups: [sourceGroup('A', [])] }),
      syncs: [rules],
      accounts: [account('ann'), account('zoe')],
      groups: [targetGroup('devs', ['ann', 'zoe'])],
      attended: true,
    });
    expect(idsOf(plan)).toEqual(['removeMember devs id-zoe']);
  });
});

describe('C1: what is compared, and when a key counts as hidden', () => {
  it('a display name finds nobody on a target that shows all of them: the person is created', async () => {
    const syncs = [sync({ users: { match: ['displayName'] } })];
    expect(idsOf(await planFor({ pulled: ann, syncs }))).toEqual(['createUser ann']);
  });

  it('a service account without an e-mail hides nobody’s', async () => {
    const accounts = [account('svc', { email: undefined, kind: 'service' })];
    expect(idsOf(await planFor({ pulled: ann, accounts }))).toEqual(['createUser ann']);
  });

  it('an e-mail is found in whatever case either side writes it', async () => {
    const loud = pulled({ people: [person('new', { email: 'ANN@Example.com' })] });
    const syncs = [sync({ users: { match: ['email'] } })];
    expect(await linksOf({ pulled: loud, syncs, accounts: [account('ann')] })).toEqual(['matched id-ann']);
  });

  it('a match key that is empty makes its person unknown, and says which', async () => {
    const plan = await planFor({ pulled: pulled({ people: [person('ann', { email: '' })] }) });
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([{ why: 'email is empty or could not be computed' }]);
  });

  it('without a username nobody is created, whatever the match keys are', async () => {
    const { attributes } = sync().users;
    const nameless = sync({ users: { match: ['email'], attributes: { ...attributes, username: expression('""', () => '') } } });
    const plan = await planFor({ pulled: ann, syncs: [nameless] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([{ why: expect.stringContaining('username is empty') }]);
  });
});

describe('C2, U5: who has a claim to an account, and who has none', () => {
  const full = (names: readonly string[], groups = [sourceGroup('A', [])]): Setup => ({
    attended: true,
    pulled: pulled({ people: [person('ann')], groups }),
    syncs: [sync({ groups: { manual: [manual('A', 'devs', { membership: 'strict' })] } })],
    accounts: names.map(name => account(name)),
    groups: [targetGroup('devs', names)],
  });
  const rivals = [person('ann'), person('ann2', { email: 'ann@example.com' })];

  it('an account in conflict is no stranger’s: not even a strict group puts it out', async () => {
    const setup = { ...full(['ann', 'zoe']), pulled: pulled({ people: rivals, groups: [sourceGroup('A', [])] }) };
    const plan = await planFor(setup);
    expect(idsOf(plan)).toEqual(['removeMember devs id-zoe']);
    expect(notesOf(plan, 'strangers')).toMatchObject([{ count: 1, examples: ['zoe'] }]);
  });

  it('nor is one that needs adoption', async () => {
    const plan = await planFor({ ...full(['ann', 'zoe']), accounts: [account('ann', { kind: 'service' }), account('zoe')] });
    expect(idsOf(plan)).toEqual(['removeMember devs id-zoe']);
    expect(notesOf(plan, 'strangers')).toMatchObject([{ count: 1 }]);
  });

  it('one that is linked is its person’s, whoever else claims it', async () => {
    const setup = { ...full(['ann']), pulled: pulled({ people: rivals, groups: [sourceGroup('A', [])] }), links: [link('ann')] };
    expect(idsOf(await planFor({ ...setup, guards: { emptiedGroupFrom: 9 } }))).toEqual(['removeMember devs id-ann']);
  });

  it('an ignored account is no stranger', async () => {
    const plan = await planFor({ pulled: ann, accounts: [account('ann'), account('svc'), account('zoe')], ignoreUsers: ['svc'] });
    expect(notesOf(plan, 'strangers')).toMatchObject([{ count: 1, examples: ['zoe'] }]);
  });

  it.each([
    ['filtered out', { reads: 1, atLeastMs: 0 }],
    ['in grace', { reads: 9, atLeastMs: 0 }],
  ])('who was never linked and is %s has no claim: the account is a stranger’s, and stays', async (_, after) => {
    const leavers = { action: 'deactivate', after, deleteAfterMs: 1 } as const;
    const syncs = [sync({ users: { filter: expression('false', () => false), leavers } })];
    const plan = await planFor({ pulled: ann, syncs, accounts: [account('ann')], attended: true });
    expect([...idsOf(plan), ...plan.links, ...notesOf(plan, 'unknownPerson')]).toEqual([]);
    expect(notesOf(plan, 'strangers')).toMatchObject([{ count: 1 }]);
  });

  it('who is unknown may own what the match keys find, and if linked nothing else', async () => {
    const staged = person('ann', { standing: { kind: 'pending', status: 'STAGED' } });
    const setup = {
      ...full(['x', 'ann']),
      pulled: pulled({ people: [staged], groups: [sourceGroup('A', [])] }),
      syncs: [sync({ users: { match: ['email'] }, groups: { manual: [manual('A', 'devs', { membership: 'strict' })] } })],
      accounts: [account('x', { email: 'ann@example.com' }), account('ann', { email: 'other@example.com' })],
    };
    expect(idsOf(await planFor(setup))).toEqual(['removeMember devs id-ann']);
    expect(idsOf(await planFor({ ...setup, links: [link('ann')] }))).toEqual(['removeMember devs id-x']);
  });

  it('who is inactive on both sides is nobody’s business', async () => {
    const gone = pulled({ people: [inactive('ann')] });
    const plan = await planFor({ pulled: gone, accounts: [account('ann', { active: false })], attended: true });
    expect([...idsOf(plan), ...notesOf(plan, 'needsAdoption'), ...notesOf(plan, 'unknownPerson')]).toEqual([]);
  });
});

describe('C5: a closed link', () => {
  it('holds no account: somebody else may be found to own it, and whose link it was stays without', async () => {
    const both = pulled({ people: [person('ann'), person('old', { email: 'old@example.com' })] });
    const setup = { pulled: both, accounts: [account('ann')], links: [link('old', { status: 'closed' }, 'ann')] };
    expect(await linksOf(setup)).toEqual(['matched id-ann']);
    expect(notesOf(await planFor(setup), 'closedLink')).toMatchObject([{ person: key('old'), account: 'id-ann' }]);
  });

  it('is told only of somebody who is wanted', async () => {
    const plan = await planFor({ pulled: pulled({ people: [inactive('ann')] }), links: [link('ann')] });
    expect(plan.closedLinks).toEqual([key('ann')]);
    expect(notesOf(plan, 'closedLink')).toEqual([]);
  });
});
