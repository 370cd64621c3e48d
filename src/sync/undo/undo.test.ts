import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  JIRA,
  leads,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetGroup,
  unread,
} from '../../../test/directories.js';
import { heldBy, idsOf, notesOf, type Setup } from '../../../test/planning.js';
import { LOOSE_GUARDS, manual, sync } from '../../../test/rules.js';
import type { Change, ExistingAccount, ExistingGroup, Outcome } from '../../model/change.js';
import { accountId, personId, sourceName, syncName, targetGroupId } from '../../model/ids.js';
import { changesOf, type Plan } from '../../model/plan.js';
import { APPLIED, recorded, type Story, story } from './test-undo.js';

const ANN: ExistingAccount = { kind: 'existing', id: accountId('id-ann'), username: 'ann', displayName: 'The ann' };
const BOB: ExistingAccount = { kind: 'existing', id: accountId('id-bob'), username: 'bob', displayName: 'The bob' };
const DEVS: ExistingGroup = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' };
const reasons: Change['reasons'] = [];

const toDevs = sync({ groups: { manual: [manual('Engineering', 'devs')] } });
const company: Setup = {
  pulled: pulled({ people: ['ann', 'bob'].map(login => person(login)), groups: [sourceGroup('Engineering', ['ann', 'bob'])] }),
  syncs: [toDevs],
  accounts: [account('ann'), account('bob')],
  groups: [targetGroup('devs', ['ann', 'bob'])],
  links: [link('ann'), link('bob')],
  managed: [managed('devs')],
  guards: LOOSE_GUARDS,
};

/** The plan that takes back a run which did just this. */
async function undoOf(change: Change, setup: Partial<Setup> = {}, outcome: Outcome = APPLIED): Promise<Plan> {
  const one = story({ ...company, ...setup });
  const run = await recorded(one.store, [{ change, outcome }]);
  return one.plan({ undo: run });
}

const why = (plan: Plan) => notesOf(plan, 'notUndone').map(note => note.why);

describe('A8: each kind of change has its inverse', () => {
  const rows: readonly {
    readonly did: Change;
    readonly target?: Partial<Setup>;
    readonly outcome?: Outcome;
    readonly inverse: readonly string[];
  }[] = [
    {
      did: { kind: 'createUser', id: 'c', person: link('ann').person, username: 'ann', values: {}, reasons },
      outcome: { kind: 'applied', account: ANN },
      inverse: ['deactivateUser id-ann'],
    },
    {
      did: { kind: 'updateUser', id: 'u', account: ANN, before: { email: 'a@x' }, values: { email: 'ann@example.com' }, reasons },
      inverse: ['updateUser id-ann'],
    },
    {
      did: { kind: 'renameUser', id: 'r', account: ANN, before: 'anna', username: 'ann', reasons },
      inverse: ['renameUser id-ann'],
    },
    { did: { kind: 'reactivateUser', id: 'r', account: ANN, reasons }, inverse: ['deactivateUser id-ann'] },
    {
      did: { kind: 'deactivateUser', id: 'd', account: ANN, leaver: 'stated', reasons },
      target: { accounts: [account('ann', { active: false }), account('bob')] },
      inverse: ['reactivateUser id-ann'],
    },
    {
      did: { kind: 'cutAccess', id: 'x', account: ANN, leaver: 'stated', when: 'always', groups: [DEVS], reasons },
      target: { groups: [targetGroup('devs', ['bob'])] },
      inverse: ['addMember devs id-ann'],
    },
    {
      did: { kind: 'createGroup', id: 'g', name: 'devs', reasons },
      outcome: { kind: 'applied', group: DEVS },
      target: { groups: [targetGroup('devs', [])] },
      inverse: ['deleteGroup devs'],
    },
    {
      did: { kind: 'deleteGroup', id: 'g', group: DEVS, members: [ANN], reasons },
      target: { groups: [] },
      inverse: ['createGroup devs', 'addMember devs id-ann'],
    },
    { did: { kind: 'addMember', id: 'a', group: DEVS, account: ANN, reasons }, inverse: ['removeMember devs id-ann'] },
    {
      did: {
        kind: 'addMember',
        id: 'a',
        group: { kind: 'new', name: 'devs' },
        account: { ...ANN, kind: 'new', person: link('ann').person },
        reasons,
      },
      outcome: { kind: 'applied', account: ANN, group: DEVS },
      inverse: ['removeMember devs id-ann'],
    },
    {
      did: { kind: 'removeMember', id: 'm', group: DEVS, account: ANN, reasons },
      target: { groups: [targetGroup('devs', ['bob'])] },
      inverse: ['addMember devs id-ann'],
    },
    {
      did: {
        kind: 'handOver',
        id: 'h',
        account: ANN,
        leaver: 'stated',
        responsibility: leads('OPS', 'ann', { kind: 'account', username: 'bob' }),
        reasons,
      },
      target: { responsibilities: [leads('OPS', 'bob', { kind: 'none', why: '' })] },
      inverse: ['handOver project:OPS'],
    },
  ];

  it.each(rows)('$did.kind → $inverse', async ({ did, target, outcome, inverse }) => {
    const plan = await undoOf(did, target, outcome);

    expect(idsOf(plan)).toEqual(inverse);
    expect(plan).toMatchObject({ undoes: 1, links: [], closedLinks: [], takes: [] });
    for (const change of changesOf(plan)) expect(change.reasons[0]).toMatchObject({ kind: 'undo', run: 1 });
  });

  it('an update goes back to the values it replaced, a hand-over to whom it was taken from', async () => {
    const update = await undoOf({
      kind: 'updateUser',
      id: 'u',
      account: ANN,
      before: { email: 'a@x' },
      values: { email: 'ann@example.com' },
      reasons,
    });
    const back = await undoOf(
      {
        kind: 'handOver',
        id: 'h',
        account: ANN,
        leaver: 'stated',
        responsibility: leads('OPS', 'ann', { kind: 'account', username: 'bob' }),
        reasons,
      },
      { responsibilities: [leads('OPS', 'bob', { kind: 'none', why: '' })] },
    );

    expect(changesOf(update)).toMatchObject([{ before: { email: 'ann@example.com' }, values: { email: 'a@x' } }]);
    expect(changesOf(back)).toMatchObject([
      { account: { username: 'bob' }, responsibility: { holder: 'id-bob', successor: { kind: 'account', username: 'ann' } } },
    ]);
  });

  it('a deleted account cannot be given back, and a lead that nobody took over neither', async () => {
    expect(why(await undoOf({ kind: 'deleteUser', id: 'd', account: ANN, leaver: 'stated', reasons }, { accounts: [] }))).toEqual(
      ['a deleted account cannot be given back'],
    );
    const cleared: Change = {
      kind: 'handOver',
      id: 'h',
      account: ANN,
      leaver: 'stated',
      responsibility: leads('OPS', 'ann', { kind: 'clear' }),
      reasons,
    };
    expect(why(await undoOf(cleared))).toEqual(['nobody took OPS over; give it to ann by hand']);
  });

  it('what the account leads meanwhile goes to somebody else first; without a successor only its access is cut (U4)', async () => {
    const did: Change = { kind: 'reactivateUser', id: 'r', account: ANN, reasons };

    const heir = await undoOf(did, { responsibilities: [leads('OPS', 'ann', { kind: 'account', username: 'bob' })] });
    const none = await undoOf(did, { responsibilities: [leads('OPS', 'ann', { kind: 'none', why: 'not set' })] });

    expect(idsOf(heir)).toEqual(['handOver project:OPS', 'deactivateUser id-ann']);
    expect(idsOf(none)).toEqual(['cutAccess id-ann']);
    expect(heldBy(none)).toEqual(['no-successor: deactivateUser id-ann']);
    expect(why(none)).toEqual(['ann leads OPS, which has no successor: not set']);
  });

  it('a lead goes back only to somebody who is active, or is switched on again by the same undo', async () => {
    const lead = leads('OPS', 'ann', { kind: 'account', username: 'bob' });
    const handOver: Change = { kind: 'handOver', id: 'h', account: ANN, leaver: 'stated', responsibility: lead, reasons };
    const off: Change = { kind: 'deactivateUser', id: 'd', account: ANN, leaver: 'stated', reasons };
    const one = story({
      ...company,
      accounts: [account('ann', { active: false }), account('bob')],
      responsibilities: [leads('OPS', 'bob', { kind: 'none', why: '' })],
    });
    const run = await recorded(
      one.store,
      [handOver, off].map(change => ({ change, outcome: APPLIED })),
    );

    expect(idsOf(await one.plan({ undo: run }))).toEqual(['reactivateUser id-ann', 'handOver project:OPS']);
    const alone = await one.plan({ undo: run, choice: { kinds: ['hand-overs'] } });
    expect(idsOf(alone)).toEqual([]);
    expect(why(alone)).toEqual(['ann is inactive, and stays so; bob keeps OPS']);
  });
});

describe('A8: a change is undone only where the target still holds its outcome', () => {
  const removal: Change = { kind: 'removeMember', id: 'm', group: DEVS, account: ANN, reasons };

  it('what is as before already is nothing to do, and is counted', async () => {
    const one = story(company);
    const run = await recorded(one.store, [{ change: removal, outcome: APPLIED }]);

    const { plan, undone } = await one.run({ undo: run });

    expect(idsOf(plan)).toEqual([]);
    expect(plan.notes).toEqual([]);
    expect(undone).toMatchObject({ chosen: 1, back: 1 });
  });

  it('changed since, by another run: which one is said', async () => {
    const one = story({ ...company, accounts: [account('ann', { email: 'third@x' }), account('bob')] });
    const update = (before: string, email: string): Change => ({
      kind: 'updateUser',
      id: 'u',
      account: ANN,
      before: { email: before },
      values: { email },
      reasons,
    });
    const run = await recorded(one.store, [{ change: update('first@x', 'second@x'), outcome: APPLIED }]);
    await recorded(one.store, [{ change: update('second@x', 'third@x'), outcome: APPLIED }]);

    expect(why(await one.plan({ undo: run }))).toEqual(['changed since, by run 2: email is third@x now']);
  });

  it.each<[string, Change, Partial<Setup>, string]>([
    [
      'another e-mail',
      { kind: 'updateUser', id: 'u', account: ANN, before: { email: 'a@x' }, values: { email: 'b@x' }, reasons },
      {},
      'email is ann@example.com now',
    ],
    [
      'another name',
      { kind: 'renameUser', id: 'r', account: ANN, before: 'a', username: 'b', reasons },
      {},
      'it is called ann now',
    ],
    ['no account', removal, { accounts: [account('bob')], groups: [targetGroup('devs', ['bob'])] }, 'the account is gone'],
    ['no group', removal, { groups: [] }, 'the group devs is gone'],
    ['others in it', { kind: 'createGroup', id: 'g', name: 'devs', reasons }, {}, 'others are in it now: ann, bob'],
  ])('not by rollcall: %s', async (_, did, target, found) => {
    const outcome: Outcome = did.kind === 'createGroup' ? { kind: 'applied', group: DEVS } : APPLIED;
    expect(why(await undoOf(did, target, outcome))).toEqual([`changed since, not by rollcall: ${found}`]);
  });

  it('one attribute that changed since does not keep the others', async () => {
    const plan = await undoOf({
      kind: 'updateUser',
      id: 'u',
      account: ANN,
      before: { email: 'old@x', displayName: 'Old' },
      values: { email: 'ann@example.com', displayName: 'New' },
      reasons,
    });

    expect(changesOf(plan)).toMatchObject([{ values: { email: 'old@x' }, reasons: [{ pins: ['updateUser id-ann email'] }] }]);
    expect(why(plan)).toEqual(['changed since, not by rollcall: displayName is The ann now']);
  });

  it('"already so", failed and not run was nobody’s doing; of a cut that failed half way the groups that were left count', async () => {
    const without = { groups: [targetGroup('devs', ['bob']), targetGroup('users', ['ann'])] };
    const failed: Outcome = { kind: 'failed', problem: 'no', hint: '' };
    for (const outcome of [{ kind: 'alreadySo' }, failed, { kind: 'notRun', because: '' }] as const)
      expect(idsOf(await undoOf(removal, without, outcome))).toEqual([]);
    const groups = [DEVS, { kind: 'existing', id: targetGroupId('users'), name: 'users' } as const];
    const cut: Change = { kind: 'cutAccess', id: 'x', account: ANN, leaver: 'stated', when: 'always', groups, reasons };
    expect(idsOf(await undoOf(cut, without, failed))).toEqual(['addMember devs id-ann']);
  });

  it('what nobody knows to have happened is told, and left alone', async () => {
    const one = story({ ...company, groups: [targetGroup('devs', ['bob'])] });
    const run = await recorded(one.store, []);
    await one.store.intend(run, JIRA, removal, '2026-11-20T12:00:00.000Z');

    const plan = await one.plan({ undo: run });

    expect(idsOf(plan)).toEqual([]);
    expect(why(plan)).toEqual(['nobody knows yet whether it happened; the next run looks']);
  });

  it('a group that was made is not deleted from under those whom a guard keeps in it', async () => {
    const one = story({
      ...company,
      groups: [targetGroup('devs', ['ann'])],
      guards: { ...LOOSE_GUARDS, removals: { share: 0, floor: 0, perMs: 1 } },
    });
    const run = await recorded(one.store, [
      { change: { kind: 'createGroup', id: 'g', name: 'devs', reasons }, outcome: { kind: 'applied', group: DEVS } },
      { change: { kind: 'addMember', id: 'a', group: DEVS, account: ANN, reasons }, outcome: APPLIED },
    ]);

    const plan = await one.plan({ undo: run });

    expect(idsOf(plan)).toEqual([]);
    expect(heldBy(plan)).toEqual(['removals: removeMember devs id-ann', 'removals: deleteGroup devs']);
  });

  it('takes back a part: by kind, by person (username or login), by group', async () => {
    const one = story({
      ...company,
      pulled: pulled({ people: [person('ann@x', { id: personId('ann') }), person('bob')] }),
      syncs: [sync()],
    });
    const run = await recorded(
      one.store,
      [ANN, BOB].flatMap(who => [
        { change: { kind: 'addMember', id: `a ${who.id}`, group: DEVS, account: who, reasons } as const, outcome: APPLIED },
        { change: { kind: 'reactivateUser', id: `r ${who.id}`, account: who, reasons } as const, outcome: APPLIED },
      ]),
    );
    const ids = async (choice: NonNullable<Parameters<Story['plan']>[0]>['choice']) =>
      idsOf(await one.plan({ undo: run, choice: choice ?? {} }));

    expect(await ids({ kinds: ['additions'] })).toEqual(['removeMember devs id-ann', 'removeMember devs id-bob']);
    expect(await ids({ users: ['ANN@x'] })).toEqual(['removeMember devs id-ann', 'deactivateUser id-ann']);
    expect(await ids({ users: ['bob'], groups: ['Devs'] })).toEqual(['removeMember devs id-bob']);
    expect((await one.run({ undo: run, choice: { users: ['bob', 'eve'] } })).undone?.unknown).toEqual(new Set(['eve']));
  });

  it('what somebody did meanwhile in the target is as good as a run’s doing', async () => {
    const one = story(company);
    const run = await recorded(one.store, [
      { change: { kind: 'addMember', id: 'a', group: DEVS, account: ANN, reasons }, outcome: APPLIED },
    ]);
    await one.target.apply({ kind: 'removeMember', id: 'm', group: DEVS, account: ANN, reasons }, new AbortController().signal);

    expect(idsOf(await one.plan({ undo: run }))).toEqual([]);
  });
});

describe('A8: grants that the source no longer wants are held', () => {
  const off: Change = { kind: 'deactivateUser', id: 'd', account: ANN, leaver: 'inferred', reasons };
  const isOff = { accounts: [account('ann', { active: false }), account('bob')] };
  const without = { groups: [targetGroup('devs', ['bob'])] };
  const removal = (because: Change['reasons']): Change => ({
    kind: 'removeMember',
    id: 'removeMember devs id-ann',
    group: DEVS,
    account: ANN,
    reasons: because,
  });
  const left = removal([{ kind: 'leftSourceGroups', source: sourceName('okta'), groups: ['Engineering'] }]);
  const engineering = (...members: readonly string[]) =>
    pulled({ people: ['ann', 'bob'].map(login => person(login)), groups: [sourceGroup('Engineering', members)] });
  const whyHeld = (plan: Plan) => plan.held.map(({ guard, reason }) => `${guard}: ${reason}`);

  it.each<[string, Setup['pulled'], string]>([
    ['inactive there', pulled({ people: [inactive('ann'), person('bob')] }), 'unwanted: suspended in okta'],
    ['deleted there', pulled({ people: [person('bob')] }, { ann: { kind: 'deleted' } }), 'unwanted: deleted in okta'],
    [
      'out of scope there',
      pulled({ people: [person('bob')] }, { ann: { kind: 'outOfScope', why: 'no app' } }),
      'unwanted: okta: no app',
    ],
    ['not read', unread(), 'unwanted: source okta could not be read'],
  ])('a reactivation of somebody %s', async (_, source, reason) => {
    expect(whyHeld(await undoOf(off, { ...isOff, pulled: source }))).toEqual([reason]);
    expect(whyHeld(await undoOf(removal([]), { ...without, pulled: source }))).toEqual([reason]);
  });

  it('a reactivation of an account that is nobody’s any more', async () => {
    expect(whyHeld(await undoOf(off, { ...isOff, links: [link('bob')] }))[0]).toMatch(/^unwanted: nobody is linked/);
  });

  it('a membership of source groups that the person is still not in', async () => {
    expect(whyHeld(await undoOf(left, { ...without, pulled: engineering('bob') }))).toEqual([
      'unwanted: not in Engineering at okta',
    ]);
    expect(idsOf(await undoOf(left, { ...without, pulled: engineering('ann', 'bob') }))).toEqual(['addMember devs id-ann']);
  });

  it.each<[string, Change['reasons']]>([
    ['a rule that is gone', [{ kind: 'retired', rules: ['staff manual 1'] }]],
    ['a mode', [{ kind: 'notWantedHere', membership: 'strict' }]],
    ['exclusive', [{ kind: 'exclusive', sync: syncName('staff') }]],
    ['orphans: empty', [{ kind: 'orphan', name: 'devs' }]],
  ])('but not what ended by the config: %s', async (_, because) => {
    expect(idsOf(await undoOf(removal(because), { ...without, pulled: engineering('bob') }))).toEqual(['addMember devs id-ann']);
  });

  it('nor whom only a filter drops: filters are the config’s', async () => {
    const nobody = sync({
      users: { filter: { text: 'false', evaluate: () => ({ kind: 'value', value: false }), inputs: () => [] } },
    });
    expect(idsOf(await undoOf(off, { ...isOff, syncs: [nobody] }))).toEqual(['reactivateUser id-ann']);
  });

  it('nor what came with a changed config, though its rules name groups that the person was never in', async () => {
    const one = story(company);
    const chess = pulled({
      people: ['ann', 'bob'].map(login => person(login)),
      groups: [sourceGroup('Engineering', ['ann', 'bob']), sourceGroup('Chess', [])],
    });
    await one.run();
    const wrong = { config: 'wrong', pulled: chess, syncs: [sync({ groups: { manual: [manual('Chess', 'devs')] } })] };
    const { run, plan } = await one.run(wrong);
    expect(idsOf(plan)).toEqual(['removeMember devs id-ann', 'removeMember devs id-bob']);

    expect(idsOf(await one.plan({ ...wrong, undo: run }))).toEqual(['addMember devs id-ann', 'addMember devs id-bob']);
  });

  it('but what left the source group under the same config is held', async () => {
    const one = story(company);
    await one.run();
    const { run } = await one.run({ pulled: engineering('bob') });

    expect(heldBy(await one.plan({ pulled: engineering('bob'), undo: run }))).toEqual(['unwanted: addMember devs id-ann']);
  });
});

describe('A8: what was undone is pinned', () => {
  const chess = pulled({
    people: ['ann', 'bob'].map(login => person(login)),
    groups: [sourceGroup('Engineering', ['ann', 'bob']), sourceGroup('Chess', [])],
  });
  const wrong = { config: 'wrong', pulled: chess, syncs: [sync({ groups: { manual: [manual('Chess', 'devs')] } })] };

  async function badNight() {
    const one = story({ ...company, ledger: [granted('devs', 'ann'), granted('devs', 'bob')] });
    await one.run();
    const night = await one.run(wrong);
    const undo = await one.run({ ...wrong, undo: night.run });
    return { one, night, undo };
  }

  it('no later plan redoes it, and each says so', async () => {
    const { one } = await badNight();

    const next = await one.plan(wrong);

    expect(idsOf(next)).toEqual([]);
    expect(notesOf(next, 'pinned').map(({ change, run }) => `${run} ${change.id}`)).toEqual([
      '3 removeMember devs id-ann',
      '3 removeMember devs id-bob',
    ]);
  });

  it('until the config changes, or the pin is dropped', async () => {
    const { one } = await badNight();

    expect(idsOf(await one.plan({ ...wrong, config: 'other' }))).toEqual([
      'removeMember devs id-ann',
      'removeMember devs id-bob',
    ]);
    expect(await one.store.dropPins(JIRA, ['removeMember devs id-ann'])).toBe(1);
    expect(idsOf(await one.plan(wrong))).toEqual(['removeMember devs id-ann']);
  });

  it('an undo can be undone, and then nothing is pinned', async () => {
    const { one, undo } = await badNight();

    const again = await one.run({ ...wrong, undo: undo.run });

    expect(idsOf(again.plan)).toEqual(['removeMember devs id-ann', 'removeMember devs id-bob']);
    expect(await one.store.pins(JIRA)).toEqual([]);
    expect(idsOf(await one.plan(wrong))).toEqual([]);
  });

  it('a grant that is given back is in the ledger again, so that it ends when the person leaves the source group', async () => {
    const { one } = await badNight();
    expect((await one.store.ledger(JIRA)).map(({ account: id }) => id).toSorted()).toEqual(['id-ann', 'id-bob']);

    const later = pulled({ people: ['ann', 'bob'].map(login => person(login)), groups: [sourceGroup('Engineering', ['ann'])] });
    expect(idsOf(await one.plan({ pulled: later, config: 'right' }))).toEqual(['removeMember devs id-bob']);
  });

  it('one that rollcall never granted is not: a mode that was strict by mistake takes it away only once', async () => {
    const strict = (membership: 'strict' | 'granted') => [sync({ groups: { manual: [manual('Chess', 'devs')], membership } })];
    const one = story({ ...company, pulled: chess, syncs: strict('strict') });
    const { run } = await one.run({ config: 'strict' });
    await one.run({ config: 'strict', undo: run });

    expect(await one.store.ledger(JIRA)).toEqual([]);
    expect(idsOf(await one.plan({ syncs: strict('granted'), config: 'granted' }))).toEqual([]);
  });

  it('whoever was switched off wrongly stays on, and is switched off all the same once the source states it', async () => {
    const dropped = {
      syncs: [
        sync({
          users: {
            filter: { text: 'false', evaluate: () => ({ kind: 'value', value: false }), inputs: () => [] },
            leavers: { action: 'deactivate', after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1 },
          },
        }),
      ],
    };
    const one = story({ ...company, groups: [] });
    const { run, plan } = await one.run(dropped);
    expect(idsOf(plan)).toEqual(['deactivateUser id-ann', 'deactivateUser id-bob']);
    await one.run({ ...dropped, undo: run });

    expect(idsOf(await one.plan(dropped))).toEqual([]);
    const stated = { ...dropped, pulled: pulled({ people: [inactive('ann'), person('bob')] }) };
    expect(idsOf(await one.plan(stated))).toEqual(['deactivateUser id-ann']);
  });
});
