import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  key,
  link,
  managed,
  NOW,
  OKTA,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { adds, guardInput, handsOver, newcomer, newGroup, removes, switchesOff, switchesOn } from '../../../test/guarding.js';
import { heldBy, idsOf, planFor, type Setup } from '../../../test/planning.js';
import { manual, sync } from '../../../test/rules.js';
import type { Change } from '../../model/change.js';
import { accountId, providerId, runId, targetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Pause } from '../../state/store.js';
import { existing } from '../diff/draft.js';
import {
  adoption,
  emptiedGroup,
  legacyLeavers,
  noSuccessor,
  privilegedAdditions,
  protectedOnes,
  restsOnUnread,
  rivalClaim,
  unreadSource,
} from './access.js';
import type { Guard, GuardInput } from './guard.js';

const NAMES = ['ann', 'bob', 'cid', 'dan', 'eve'];
const there = (names: readonly string[]) => ({
  accounts: names.map(name => account(name)),
  links: names.map(name => link(name)),
});
const group = (members: readonly string[], wanted: readonly string[], more: Partial<Setup> = {}): Setup => ({
  ...there(NAMES),
  pulled: pulled({ people: NAMES.map(name => person(name)), groups: [sourceGroup('A', wanted)] }),
  syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
  groups: [targetGroup('devs', members)],
  managed: [managed('devs', ['A'])],
  ledger: members.map(name => granted('devs', name)),
  ...more,
});

describe('emptied-group: from 5 members', () => {
  it('holds removals from a group that would end up with nobody', async () => {
    const plan = await planFor(group(NAMES, []));
    expect(idsOf(plan)).toEqual([]);
    expect(plan.held).toMatchObject(
      NAMES.map(() => ({
        guard: 'emptied-group',
        reason: 'devs would lose all of its 5 members',
        allow: 'jira:emptied-group=5',
      })),
    );
  });

  it('lets a small one be emptied, and one that keeps or gains somebody', async () => {
    expect((await planFor(group(NAMES.slice(1), []))).held).toEqual([]);
    expect((await planFor(group(NAMES, ['ann']))).held).toEqual([]);
    const gaining = group(NAMES, ['zoe']);
    const zoe = pulled({ people: [...NAMES, 'zoe'].map(name => person(name)), groups: [sourceGroup('A', ['zoe'])] });
    expect((await planFor({ ...gaining, ...there([...NAMES, 'zoe']), pulled: zoe })).held).toEqual([]);
  });

  it('an addition that is itself held does not fill it', async () => {
    const zoe = pulled({ people: [...NAMES, 'zoe'].map(name => person(name)), groups: [sourceGroup('A', ['zoe'])] });
    const setup = { ...group(NAMES, ['zoe']), ...there([...NAMES, 'zoe']), pulled: zoe, protectUsers: ['zoe'] };
    expect(heldBy(await planFor(setup)).filter(text => text.startsWith('emptied-group'))).toHaveLength(5);
  });

  it('--allow and an approval lift it up to their number', async () => {
    expect((await planFor(group(NAMES, [], { allow: { 'emptied-group': 5 } }))).held).toEqual([]);
    expect((await planFor(group(NAMES, [], { allow: { 'emptied-group': 4 } }))).held).toHaveLength(5);
    const approval = {
      target: managed('x').target,
      guard: 'emptied-group',
      names: ['devs'],
      reason: 'r',
      expires: '2099-01-01T00:00:00Z',
    } as const;
    expect((await planFor(group(NAMES, [], { approvals: [{ ...approval, max: 5 }] }))).held).toEqual([]);
    expect((await planFor(group(NAMES, [], { approvals: [{ ...approval, max: 4 }] }))).held).toHaveLength(5);
  });
});

describe('protected', () => {
  it('holds any change to protect.users and to ourselves', async () => {
    const old = [account('ann', { displayName: 'Old' })];
    const setup = { ...group([], ['ann'], { accounts: old, links: [link('ann')], protectUsers: ['ann'] }) };
    expect(heldBy(await planFor(setup))).toEqual(
      expect.arrayContaining(['protected: updateUser id-ann', 'protected: addMember devs id-ann']),
    );
    const ourselves = { pulled: pulled({ people: [inactive('rollcall')] }), links: [link('rollcall')] };
    expect(heldBy(await planFor(ourselves))).toEqual(['protected: deactivateUser id-rollcall']);
  });

  it('nobody gets a protected name', async () => {
    expect(heldBy(await planFor({ pulled: pulled({ people: [person('breakglass')] }), protectUsers: ['breakglass'] }))).toEqual([
      'protected: createUser breakglass',
    ]);
  });

  it('holds destructive changes to protect.groups, stated leavers aside', async () => {
    const setup = group(['ann', 'bob'], ['bob'], { protectGroups: ['devs'], attended: true });
    expect(heldBy(await planFor(setup))).toEqual(['protected: removeMember devs id-ann']);
    const leavers = { action: 'removeGroups', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 } as const;
    const gone = pulled({ people: [inactive('ann')], groups: [] });
    const leaving = { ...setup, pulled: gone, syncs: [sync({ users: { leavers } })], links: [link('ann')] };
    expect(idsOf(await planFor(leaving))).toEqual(['removeMember devs id-ann']);
  });

  const admins = (names: readonly string[], leaving: readonly string[]): Setup => ({
    ...there(names),
    pulled: pulled({ people: names.map(name => (leaving.includes(name) ? inactive(name) : person(name))) }),
    groups: [targetGroup('jira-administrators', names)],
    administratorGroups: ['jira-administrators'],
  });

  it('holds what would leave fewer than two active administrators', async () => {
    expect((await planFor(admins(['ann', 'bob', 'cid'], ['ann']))).held).toEqual([]);
    const plan = await planFor(admins(['ann', 'bob', 'cid'], ['ann', 'bob']));
    expect(heldBy(plan)).toEqual(['protected: deactivateUser id-ann', 'protected: deactivateUser id-bob']);
    expect(plan.held[0]?.reason).toBe('only 1 of 3 active administrators would be left');
  });

  it('inactive administrators do not count', async () => {
    const setup = admins(['ann', 'bob', 'cid'], ['ann']);
    const accounts = [account('ann'), account('bob'), account('cid', { active: false })];
    expect(heldBy(await planFor({ ...setup, accounts }))).toEqual(['protected: deactivateUser id-ann']);
  });
});

describe('rival-claim: somebody made anew at the source, under another id', () => {
  const anew = person('new-ann', { login: 'ann', email: 'ann@example.com' });
  const gone: Setup = {
    ...there(['ann', 'bob']),
    pulled: pulled({ people: [anew] }, { ann: { kind: 'deleted' }, bob: { kind: 'deleted' } }),
  };

  it('the account of the one before is not ended unattended, and nobody else’s waits for it', async () => {
    const plan = await planFor(gone);
    expect(heldBy(plan)).toEqual(['rival-claim: deactivateUser id-ann']);
    expect(plan.held[0]?.reason).toContain('ann, active at the source');
    expect(idsOf(plan)).toEqual(['deactivateUser id-bob']);
  });

  it('somebody who has seen it may end it', async () => {
    expect(idsOf(await planFor({ ...gone, attended: true }))).toEqual(['deactivateUser id-ann', 'deactivateUser id-bob']);
  });
});

describe('paused: an admin says that nothing, or nothing destructive, is to be done', () => {
  const pause: Pause = { target: undefined, level: 'destructive', until: undefined, reason: 'audit', by: 'me', since: NOW };
  const setup = group(['ann', 'bob', 'cid'], ['bob', 'cid', 'dan'], { attended: true });

  it('nothing destructive: what gives is done all the same', async () => {
    const plan = await planFor({ ...setup, pause });
    expect(idsOf(plan)).toEqual(['addMember devs id-dan']);
    expect(heldBy(plan)).toEqual(['paused: removeMember devs id-ann']);
    expect(plan.held[0]?.reason).toBe('what takes away is paused by me: audit');
  });

  it('nothing at all', async () => {
    const plan = await planFor({ ...setup, pause: { ...pause, level: 'everything' } });
    expect(idsOf(plan)).toEqual([]);
    expect(plan).toMatchObject({ links: [], takes: [], ledger: { add: [], drop: [] } });
  });
});

describe('unread-source: a second look, independent of the diff', () => {
  const ann = existing(account('ann'));
  const devs = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' } as const;
  const removal: Change = { kind: 'removeMember', id: 'remove', group: devs, account: ann, reasons: [] };
  const deletion: Change = { kind: 'deleteGroup', id: 'delete', group: devs, reasons: [] };
  const owners = new Map([[ann.id, key('ann')]]);
  const holders = new Map([[ann.id, new Map([[OKTA, key('ann')]])]]);
  const unreadProviders = new Set([OKTA]);
  const groups = new Map();

  it('what takes away rests on the source of the account’s person', () => {
    expect(restsOnUnread(removal, { owners, holders, unreadProviders, groups })).toBe(true);
    expect(restsOnUnread(removal, { owners, holders, unreadProviders: new Set([providerId('other')]), groups })).toBe(false);
  });

  it('a group, and an account nobody claims, may be any unread source’s', () => {
    expect(restsOnUnread(deletion, { owners, holders, unreadProviders, groups })).toBe(true);
    expect(restsOnUnread(removal, { owners: new Map(), holders, unreadProviders, groups })).toBe(true);
    expect(restsOnUnread(deletion, { owners, holders, unreadProviders: new Set(), groups })).toBe(false);
  });

  it('only what takes away rests on it, and what takes no membership on no group', () => {
    const changes = [adds('devs', 'ann'), removal];
    expect(heldIn(unreadSource, guardInput({ changes, owners, holders, unreadProviders }))).toEqual(['remove']);
    expect(restsOnUnread(switchesOn('ann'), { owners, holders, unreadProviders: new Set(), groups })).toBe(false);
  });
});

describe('emptied-group: of a group whose size is not known', () => {
  const removal = removes('devs', 'ann');
  const from = (emptiedGroupFrom: number) => ({ guards: { emptiedGroupFrom } });

  it('nobody can say that it would be empty', () => {
    expect(heldIn(emptiedGroup, guardInput({ changes: [removal] }, from(1)))).toEqual([]);
    const unread = { ...from(1), groups: [targetGroup('devs', undefined)] };
    expect(heldIn(emptiedGroup, guardInput({ changes: [removal] }, unread))).toEqual([]);
  });

  it('of one member, where so small ones count, it is called by its name', () => {
    const alone = { ...from(1), groups: [targetGroup('devs', ['ann'])] };
    expect(emptiedGroup.check(guardInput({ changes: [removal] }, alone)).held[0]?.reason).toBe(
      'devs would lose all of its 1 members',
    );
  });
});

describe('privileged-additions: administrators are made with a person watching', () => {
  const changes = [adds('Admins', 'ann'), adds(newGroup('vault'), 'ann'), adds('devs', 'ann')];
  const target = { administratorGroups: ['admins'], protectGroups: ['vault'] };

  it('holds them while nobody does', () => {
    expect(heldIn(privilegedAdditions, guardInput({ changes }, target))).toEqual(['addMember Admins ann', 'addMember vault ann']);
    expect(heldIn(privilegedAdditions, guardInput({ changes, attended: true }, target))).toEqual([]);
  });
});

describe('protected, and what an undo gives back to a leader (A8)', () => {
  const undo = { kind: 'undo', run: runId(3), pins: [] } as const;
  const leads = { kind: 'leads', what: 'OPS' } as const;
  const back: Change = { ...handsOver('OPS', 'ann'), reasons: [leads, undo] };
  const target = {
    accounts: [account('ann'), account('bob')],
    groups: [targetGroup('admins', ['ann', 'bob'])],
    administratorGroups: ['admins'],
  };
  const held = (change: Change, protectUsers: readonly string[] = []) =>
    heldIn(protectedOnes, guardInput({ changes: [change] }, { ...target, protectUsers }));

  it('its heir only gives: that ends no administrator, and changes nobody who is protected', () => {
    expect(held(back, ['ann'])).toEqual([]);
    expect(held(back)).toEqual([]);
  });

  it('a hand-over of somebody’s own, and anything else that an undo does, is held', () => {
    expect(held({ ...back, reasons: [leads] })).toEqual(['handOver OPS']);
    expect(held({ ...back, reasons: [leads] }, ['ann'])).toEqual(['handOver OPS', 'handOver OPS']);
    expect(held({ ...switchesOff('ann'), reasons: [undo] })).toEqual(['deactivateUser ann']);
  });

  it('two administrators must be left, and nothing is held while none goes', () => {
    const three = {
      ...target,
      accounts: [...target.accounts, account('cid')],
      groups: [targetGroup('admins', ['ann', 'bob', 'cid'])],
    };
    expect(heldIn(protectedOnes, guardInput({ changes: [switchesOff('ann')] }, three))).toEqual([]);
    const two = heldIn(protectedOnes, guardInput({ changes: [switchesOff('ann'), switchesOff('bob')] }, three));
    expect(two).toEqual(['deactivateUser ann', 'deactivateUser bob']);
    expect(held(switchesOn('ann'))).toEqual([]);
  });
});

describe('adoption: a group that rollcall did not make waits until a person has seen it (G5, G8)', () => {
  const changes = [adds('Devs', 'ann'), removes('Devs', 'bob'), adds(newGroup('ops'), 'ann')];
  const held = (special: Partial<GuardInput> = {}) => heldIn(adoption, guardInput({ changes, ...special }));
  const devs = targetGroupId('devs');
  const ours = new Map([[devs, managed('Devs')]]);

  it('unless it is ours, or may be taken over, or somebody watches', () => {
    expect(held()).toEqual(['addMember Devs ann', 'removeMember Devs bob']);
    expect(held({ managed: ours })).toEqual([]);
    expect(held({ adoptable: new Set([nameKey('Devs')]) })).toEqual([]);
    expect(held({ attended: true })).toEqual([]);
  });

  it('G8: whose name belongs to another source group now, for what is added to it', () => {
    expect(held({ managed: ours, replaced: new Set([devs]) })).toEqual(['addMember Devs ann']);
  });
});

describe('legacy-leavers: what takes away from somebody who was never linked before (U5)', () => {
  const changes = [switchesOn('ann'), removes('devs', 'ann'), switchesOff('bob'), adds('devs', newcomer('zoe'))];
  const legacy = new Set([accountId('id-ann')]);

  it('is held until somebody watches', () => {
    expect(heldIn(legacyLeavers, guardInput({ changes, legacy }))).toEqual(['removeMember devs ann']);
    expect(heldIn(legacyLeavers, guardInput({ changes, legacy, attended: true }))).toEqual([]);
  });
});

describe('rival-claim and no-successor speak of ends alone', () => {
  const changes = [switchesOn('ann'), switchesOff('ann'), switchesOff('bob'), adds('devs', newcomer('zoe'))];
  const ann = accountId('id-ann');

  it('of the account that another person has a claim on', () => {
    const rivals = new Map([[ann, 'new.ann']]);
    expect(heldIn(rivalClaim, guardInput({ changes, rivals }))).toEqual(['deactivateUser ann']);
  });

  it('U4: of the leaver whose projects nobody can take over', () => {
    const waiting = new Map([[ann, 'OPS']]);
    expect(heldIn(noSuccessor, guardInput({ changes, waiting }))).toEqual(['deactivateUser ann']);
  });
});

function heldIn(guard: Guard, input: GuardInput): string[] {
  return guard.check(input).held.map(({ change }) => change.id);
}
