import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  hoursBefore,
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
} from '../../../test/directories.js';
import { type Setup, traceFor } from '../../../test/planning.js';
import { expression, manual, onTheFly, selector, sync } from '../../../test/rules.js';
import { accountId, runId, syncName } from '../../model/ids.js';
import type { JournalEntry, Waiting } from '../../state/store.js';
import { findSubject } from './find.js';
import { explainGroup, groupsMeant } from './group.js';
import { explainPerson } from './person.js';

/** What explain says of one person in Jira, and of one group if one is named. */
async function explained(
  setup: Setup,
  user: string,
  group?: string,
  known: { waiting?: Waiting[]; journal?: JournalEntry[] } = {},
) {
  const trace = await traceFor(setup, group === undefined ? {} : { group });
  const found = findSubject(user, [trace]);
  if (found.kind !== 'one') throw new Error(`${user}: ${found.kind}`);
  const explanation = explainPerson({
    ...{ subject: found.subject, traces: [trace], now: NOW, waiting: known.waiting ?? [] },
    journal: new Map([[JIRA, known.journal ?? []]]),
    group: group === undefined ? undefined : { asked: group, names: new Map([[JIRA, [group]]]) },
  });
  const [target] = explanation.targets;
  if (target === undefined) throw new Error('nothing was said');
  return { ...explanation, ...target, membership: target.memberships[0] };
}

const eng = sourceGroup('Engineering', ['ann']);
const developers = { manual: [manual('Engineering', 'devs', { id: 'manual 1' })] };
/** ann is linked, bob has no account; ann is in Engineering, which gives devs. */
const settled = (special: Partial<Setup> = {}): Setup => ({
  pulled: pulled({ people: [person('ann'), person('bob')], groups: [eng] }),
  syncs: [sync({ groups: developers })],
  accounts: [account('ann')],
  groups: [targetGroup('devs', ['ann'])],
  links: [link('ann')],
  managed: [managed('devs', ['Engineering'])],
  ledger: [granted('devs', 'ann')],
  ...special,
});

describe('why somebody is not in a group', () => {
  it('a rule names it, and the person is not in its source group (G2)', async () => {
    const { membership } = await explained(
      settled({ accounts: [account('ann'), account('bob')], links: [link('ann'), link('bob')] }),
      'bob',
      'devs',
    );

    expect(membership?.causes).toEqual([{ kind: 'notInSourceGroups', groups: ['Engineering'] }]);
    expect(membership?.rules).toMatchObject([
      { rule: { rule: 'manual 1' }, through: 'Engineering', says: { kind: 'notInGroup' } },
    ]);
  });

  it.each([
    ['left out by include', { include: [selector('Other')], ...developers }, { kind: 'notIncluded' }],
    ['left out by exclude', { exclude: [selector('/^eng/')], ...developers }, { kind: 'excluded', by: '/^eng/' }],
    [
      'taken by a manual rule',
      { ...developers, onTheFly: [onTheFly('Eng.*', 'team')] },
      { kind: 'taken', by: { sync: 'staff', rule: 'manual 1' } },
    ],
    [
      'taken by an earlier pattern',
      { onTheFly: [onTheFly('.*', 'first', { id: 'onTheFly 1' }), onTheFly('Eng.*', 'team', { id: 'onTheFly 2' })] },
      { kind: 'taken', by: { sync: 'staff', rule: 'onTheFly 1' } },
    ],
  ])('a source group of theirs is %s (G1, G2)', async (_, groups, because) => {
    const to = 'onTheFly' in groups ? 'team' : 'devs';
    const { membership } = await explained(settled({ syncs: [sync({ groups })] }), 'ann', to);

    expect(membership?.misses).toMatchObject([{ through: 'Engineering', to, because, isIn: true }]);
  });

  it('a pattern makes an empty name of the source group', async () => {
    const groups = { onTheFly: [onTheFly('Engineering(?<x>.*)', '{x}')] };
    const { misses } = await explained(settled({ syncs: [sync({ groups })] }), 'ann');

    expect(misses).toMatchObject([{ through: 'Engineering', to: '', because: { kind: 'emptyName' } }]);
  });

  it('a pattern that does not cover a group of theirs: no rule maps it', async () => {
    const { membership, unmapped } = await explained(
      settled({ syncs: [sync({ groups: { onTheFly: [onTheFly('atl-.*')] } })] }),
      'ann',
    );

    expect(unmapped).toEqual(['Engineering']);
    expect(membership).toMatchObject({ group: 'devs', isMember: true, rules: [] });
  });

  it('a rule is unmet: what it would give is unknown (G1)', async () => {
    const groups = { manual: [manual(['Missing'], 'devs')] };
    const { membership } = await explained(
      settled({ syncs: [sync({ groups })], groups: [targetGroup('devs', [])] }),
      'ann',
      'devs',
    );

    expect(membership?.rules).toMatchObject([{ says: { kind: 'unknown', why: 'manual 1: okta has no group Missing' } }]);
    expect(membership?.causes).toEqual([{ kind: 'unknown', why: 'manual 1: okta has no group Missing' }]);
  });

  it('the members of its source group could not be read (R1)', async () => {
    const setup = settled({
      pulled: pulled({ people: [person('ann')], groups: [sourceGroup('Engineering', 'unknown')] }),
      groups: [targetGroup('devs', [])],
    });

    expect((await explained(setup, 'ann', 'devs')).membership?.causes).toMatchObject([
      { kind: 'unknown', why: expect.stringContaining('page 2 failed') },
    ]);
  });

  it('the sync does not want the person, who is in the source group (U1)', async () => {
    const users = { filter: expression('user.x == "y"', () => false) };
    const setup = settled({
      syncs: [sync({ users, groups: developers })],
      links: [],
      groups: [targetGroup('devs', [])],
      pulled: pulled({ people: [person('ann', { attributes: { x: 'z' } })], groups: [eng] }),
    });

    const { membership, account: about } = await explained(setup, 'ann', 'devs');

    expect(membership?.rules).toMatchObject([{ says: { kind: 'notWanted' } }]);
    expect(membership?.causes).toEqual([{ kind: 'syncDoesNotWant', sync: 'staff' }]);
    expect(about.words).toMatchObject([{ filter: { text: 'user.x == "y"', inputs: [{ name: 'x', value: 'z' }] } }]);
  });

  it('it is given only to new accounts (G7)', async () => {
    const setup = settled({ syncs: [sync({ groups: { newUsers: ['starters'] } })], groups: [targetGroup('starters', [])] });

    expect((await explained(setup, 'ann', 'starters')).membership?.causes).toEqual([{ kind: 'onlyNewUsers', sync: 'staff' }]);
  });

  it('a pattern reaches a privileged group (G2)', async () => {
    const groups = { onTheFly: [onTheFly('Engineering', 'jira-administrators')] };
    const setup = settled({
      syncs: [sync({ groups })],
      administratorGroups: ['jira-administrators'],
      groups: [targetGroup('jira-administrators', [])],
    });

    expect((await explained(setup, 'ann', 'jira-administrators')).membership?.causes).toMatchObject([
      { kind: 'scopedOut', out: { kind: 'privileged', rules: [{ sync: 'staff', rule: 'onTheFly 1' }] } },
    ]);
  });

  it.each([
    ['ignored by the config', { ignoreGroups: ['devs'] }, { kind: 'ignored' }],
    [
      'read-only (G10)',
      { groups: [targetGroup('devs', [], { readOnly: 'synced from LDAP' })] },
      { kind: 'readOnly', why: 'synced from LDAP' },
    ],
  ])('the group is %s', async (_, special, out) => {
    expect((await explained(settled(special), 'ann', 'devs')).membership?.causes).toEqual([{ kind: 'scopedOut', out }]);
  });

  it('it is not there and may not be made (G4)', async () => {
    const setup = settled({ syncs: [sync({ groups: { ...developers, create: false } })], groups: [], managed: [], ledger: [] });

    expect((await explained(setup, 'ann', 'devs')).membership).toMatchObject({
      exists: false,
      causes: [{ kind: 'unmet', why: expect.stringContaining('may not create it') }],
    });
  });

  it('there is no account to put in', async () => {
    const setup = settled({
      pulled: pulled({ people: [person('bob')], groups: [sourceGroup('Engineering', ['bob'])] }),
      syncs: [sync({ users: { create: false }, groups: developers })],
    });

    const { membership, account: about } = await explained(setup, 'bob', 'devs');

    expect(membership?.causes).toEqual([{ kind: 'noAccount' }]);
    expect(about.left).toEqual([{ kind: 'notCreated' }]);
  });

  it('no rule makes the group, or it is not there at all', async () => {
    const setup = settled({ groups: [targetGroup('others', [])] });

    expect((await explained(setup, 'ann', 'others')).membership?.causes).toEqual([{ kind: 'noRule' }]);
    expect((await explained(setup, 'ann', 'nothing')).membership?.causes).toEqual([{ kind: 'noSuchGroup' }]);
  });
});

describe('why somebody is still in a group', () => {
  it.each([
    ['additive', 'additive'],
    ['granted', 'notGranted'],
  ] as const)('membership: %s (G5)', async (membership, because) => {
    const setup = settled({
      ...{ pulled: pulled({ people: [person('ann')], groups: [sourceGroup('Engineering', [])] }), ledger: [] },
      syncs: [sync({ groups: { ...developers, membership } })],
    });

    expect((await explained(setup, 'ann', 'devs')).membership?.causes).toEqual([{ kind: 'stays', because }]);
  });

  it('strict spares who is protected; an account of nobody stays in what is not strict (G5)', async () => {
    const of = (membership: 'strict' | 'managed', protectUsers: string[]) =>
      explained(
        settled({
          ...{ protectUsers, syncs: [sync({ groups: { ...developers, membership } })] },
          ...{ accounts: [account('ann'), account('kim')], groups: [targetGroup('devs', ['ann', 'kim'])] },
        }),
        'kim',
        'devs',
      );

    expect((await of('strict', ['kim'])).membership?.causes).toEqual([{ kind: 'stays', because: 'protected' }]);
    expect((await of('managed', [])).membership?.causes).toEqual([{ kind: 'stays', because: 'notManaged' }]);
    expect((await of('strict', [])).membership?.step?.change.kind).toBe('removeMember');
  });

  it('a source that was not read says nothing, and nothing is taken for a no (R1)', async () => {
    const { membership, records } = await explained(settled({ pulled: unread() }), 'ann', 'devs');

    expect(records).toMatchObject([{ source: 'okta', readAt: undefined, state: { kind: 'unread' } }]);
    expect(membership).toMatchObject({ isMember: true, causes: [{ kind: 'unknown' }] });
  });

  it('no rule maps to the group any more: what no rule maps to is left alone (G6)', async () => {
    const setup = settled({ groups: [targetGroup('club', ['ann'])] });

    expect((await explained(setup, 'ann', 'devs')).membership?.isMember).toBe(false);
    // read only where it is asked about
    expect((await explained(setup, 'ann', 'club')).membership?.causes).toEqual([{ kind: 'leftAlone' }]);
  });
});

describe('the account', () => {
  it('tells how it was found, what it should hold and holds, and who owns it', async () => {
    const setup = settled({ accounts: [account('ann', { displayName: 'Old' })], links: [] });

    const { account: about } = await explained(setup, 'ann');

    expect(about).toMatchObject({
      owner: 'staff',
      match: { kind: 'matched' },
      keys: [
        { key: 'username', value: 'ann', found: ['ann'] },
        { key: 'email', value: 'ann@example.com', found: ['ann'] },
      ],
      steps: [{ change: { kind: 'updateUser' }, fate: { kind: 'next' } }],
    });
    expect(about.attributes).toContainEqual({
      attribute: 'displayName',
      expression: 'user.displayName',
      wanted: 'The ann',
      had: 'Old',
    });
  });

  it('which key found what, and why it was not taken (C2)', async () => {
    const setup = settled({
      accounts: [account('ann'), account('bob')],
      groups: [targetGroup('devs', []), targetGroup('admins', ['bob'])],
      administratorGroups: ['admins'],
    });

    const { account: about } = await explained(setup, 'bob');

    expect(about).toMatchObject({
      account: undefined,
      match: { kind: 'needsAdoption', accounts: ['bob'] },
      keys: [{ found: ['bob'] }, { found: ['bob'] }],
    });
  });

  it('a leaver: what the source states, and the change that ends the account, or what holds it', async () => {
    const setup = settled({ pulled: pulled({ people: [inactive('ann')] }) });

    expect((await explained(setup, 'ann')).account).toMatchObject({
      wish: { kind: 'notWanted', leaver: 'stated' },
      steps: [{ change: { kind: 'deactivateUser' }, fate: { kind: 'next' } }],
    });
    expect((await explained({ ...setup, protectUsers: ['ann'] }, 'ann')).account.steps).toMatchObject([
      { fate: { kind: 'held', holds: [{ guard: 'protected' }] } },
    ]);
  });

  it('in grace since when and until when (U2)', async () => {
    const setup = settled({
      pulled: pulled({ people: [] }, { ann: { kind: 'outOfScope', why: 'not assigned' } }),
      sightings: [{ person: key('ann'), sync: syncName('staff'), since: hoursBefore(5), reads: 1, why: '' }],
    });

    const { account: about, records } = await explained(setup, 'ann');

    expect(about.wish).toMatchObject({ kind: 'inGrace', since: hoursBefore(5), reads: 1 });
    expect(records).toMatchObject([{ state: { kind: 'absent', lookedUp: { kind: 'outOfScope' } } }]);
  });

  it('what is left as it is, and why: update, rename, leavers, a deletion to come (C3, U1, U3)', async () => {
    const left = async (setup: Setup) => (await explained(setup, 'ann')).account.left.map(({ kind }) => kind);
    const users = (of: Parameters<typeof sync>[0] & object) => [sync({ ...of, groups: developers })];

    expect(await left(settled({ syncs: users({ users: { update: false } }) }))).toEqual(['updateOff']);
    expect(await left(settled({ accounts: [account('annie', { id: accountId('id-ann') })] }))).toEqual(['notRenamed']);
    const gone = { pulled: pulled({ people: [inactive('ann')] }) };
    const leavers = (action: 'keep' | 'delete') =>
      users({ users: { leavers: { action, after: { reads: 1, atLeastMs: 0 }, deleteAfterMs: 1e12 } } });
    expect(await left(settled({ ...gone, syncs: leavers('keep') }))).toEqual(['leaverKept']);
    const off = { accounts: [account('ann', { active: false })], syncs: leavers('delete') };
    expect(await left(settled({ ...gone, ...off }))).toEqual(['notDeleted']);
    expect(await left(settled({ ...gone, ...off, links: [link('ann', { deactivatedAt: NOW })] }))).toEqual(['deletedLater']);
  });

  it('since when it waits, and which run last changed it', async () => {
    const setup = settled({ pulled: pulled({ people: [inactive('ann')] }), protectUsers: ['ann'] });
    const change = (await explained(setup, 'ann')).account.steps[0]?.change;
    if (change === undefined) throw new Error('no change');
    const waiting: Waiting = {
      target: JIRA,
      change,
      why: 'held',
      guard: 'protected',
      reason: 'r',
      allow: undefined,
      since: hoursBefore(9),
      run: runId(7),
    };
    const entry = (run: number, kind: 'applied' | 'notRun'): JournalEntry => ({
      ...{ run: runId(run), seq: 1, target: JIRA, change, intendedAt: NOW, endedAt: NOW },
      outcome: kind === 'applied' ? { kind } : { kind, because: '' },
    });

    const { account: about } = await explained(setup, 'ann', undefined, {
      waiting: [waiting],
      journal: [entry(3, 'applied'), entry(5, 'notRun')],
    });

    expect(about.steps[0]?.waiting).toEqual({ since: hoursBefore(9), run: 7, why: 'r' });
    expect(about.lastChange?.run).toBe(3);
  });
});

describe('who is meant', () => {
  const twins = settled({
    pulled: pulled({
      people: [person('ann', { displayName: 'Ann B' }), person('ann2', { displayName: 'Ann B' })],
      groups: [eng],
    }),
  });

  it.each(['ann', 'ANN', 'ann@example.com', 'id-ann'])('by login, username, address or id, without case: %s', async text => {
    expect(findSubject(text, [await traceFor(twins)])).toMatchObject({ kind: 'one', subject: { people: [key('ann')] } });
  });

  it('two people of one provider are never taken for one', async () => {
    const found = findSubject('Ann B', [await traceFor(twins)]);

    expect(found).toMatchObject({
      kind: 'several',
      candidates: [
        { where: 'okta', id: 'ann' },
        { where: 'okta', id: 'ann2' },
      ],
    });
    expect(findSubject('ann3', [await traceFor(twins)])).toEqual({ kind: 'nobody' });
  });

  it('an account that nobody has is explained by itself', async () => {
    const trace = await traceFor(settled({ accounts: [account('ann'), account('kim')] }));

    expect(findSubject('kim', [trace])).toMatchObject({ kind: 'one', subject: { people: [], name: 'kim' } });
  });
});

describe('a group', () => {
  it('tells the rules and source groups that make it, whose it is, and how many', async () => {
    const trace = await traceFor(settled());

    expect(explainGroup(trace, 'DEVS', [])).toMatchObject({
      ...{
        group: 'devs',
        exists: true,
        mode: 'granted',
        managed: { how: 'adopted' },
        counts: { members: 1, wanted: 1, granted: 1 },
      },
      rules: [{ rule: { rule: 'manual 1' }, through: 'Engineering', people: 1 }],
    });
  });

  it('a group of the source means those that it leads to', async () => {
    const trace = await traceFor(settled());

    expect(groupsMeant('engineering', trace)).toEqual(['devs']);
    expect(groupsMeant('devs', trace)).toEqual(['devs']);
    expect(groupsMeant('nothing', trace)).toEqual([]);
  });
});
