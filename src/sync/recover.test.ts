import { describe, expect, it } from 'vitest';
import {
  account,
  JIRA,
  key,
  leads,
  link,
  NOW,
  OKTA,
  type TargetContent,
  targetDirectory,
  targetGroup,
} from '../../test/directories.js';
import { memoryStore, type Remembered } from '../../test/memory-store.js';
import { sync } from '../../test/rules.js';
import type { Change, Responsibility } from '../model/change.js';
import { runId, sourceName, targetGroupId } from '../model/ids.js';
import { existing } from './diff/draft.js';
import { recover } from './recover.js';
import { Memory } from './remember.js';

const ann = existing(account('ann'));
const devs = { kind: 'existing', id: targetGroupId('devs'), name: 'devs' } as const;
const values = { username: 'ann', email: 'ann@example.com', displayName: 'The ann' };
const rule = { kind: 'rule', rule: { sync: sync().name, rule: 'manual 1' }, group: { id: 'g-A', name: 'A' } } as const;
const created: Change = {
  kind: 'createUser',
  id: 'create',
  person: key('ann'),
  username: 'ann',
  values,
  reasons: [
    { kind: 'newAtSource', source: sourceName('okta') },
    { kind: 'default', sync: sync().name, list: 'newUsers' },
  ],
};

/** A run died after it wrote these changes into the journal; the target is found like this. */
async function recovered(
  changes: readonly Change[],
  content: TargetContent,
  known: Remembered = {},
  held: readonly Responsibility[] = [],
) {
  const store = memoryStore(known);
  const run = runId(1);
  for (const change of changes) await store.intend(run, JIRA, change, NOW);
  const syncs = [sync({ groups: { newUsers: ['licensed'] } })];
  const plan = { links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } };
  const memory = await Memory.of({
    store,
    target: JIRA,
    plan,
    run,
    syncs,
    providers: new Map([[sourceName('okta'), OKTA]]),
    configFingerprint: 'x',
    now: () => NOW,
  });
  const open = await store.closeInterrupted(NOW);
  await recover({
    open,
    actual: targetDirectory(content),
    responsibilities: async () => held,
    links: () => store.links(JIRA),
    memory,
    store,
    now: () => NOW,
  });
  return { store, outcomes: (await store.journal(run)).map(({ outcome }) => outcome?.kind) };
}

describe('A2: what became of a broken run’s open changes', () => {
  it('a creation that arrived is linked as ours, and still owed its groups', async () => {
    const { store, outcomes } = await recovered([created], { accounts: [account('ann')] });
    expect(outcomes).toEqual(['applied']);
    expect(await store.links(JIRA)).toMatchObject([
      { person: key('ann'), account: 'id-ann', how: 'created', owed: ['licensed'] },
    ]);
  });

  it('a creation that did not arrive is nobody’s, and neither is a namesake that somebody else made', async () => {
    for (const accounts of [[], [account('ann', { email: 'other@example.com' })]]) {
      const { store, outcomes } = await recovered([created], { accounts });
      expect(outcomes).toEqual(['failed']);
      expect(await store.links(JIRA)).toEqual([]);
    }
  });

  it('a creation of which no address is shown is known by its full name', async () => {
    const hidden = { email: undefined, displayName: 'The ann' };
    const { store, outcomes } = await recovered([created], { accounts: [account('ann', hidden)] });
    expect([outcomes, (await store.links(JIRA)).map(({ how }) => how)]).toEqual([['applied'], ['created']]);

    const other = { ...hidden, displayName: 'Another ann' };
    expect((await recovered([created], { accounts: [account('ann', other)] })).outcomes).toEqual(['failed']);
  });

  it('an update arrived when all that the target shows of it is as wished', async () => {
    const values = { displayName: 'New', email: 'new@example.com' };
    const change: Change = { kind: 'updateUser', id: 'update', account: ann, before: {}, values, reasons: [] };
    const outcomesWith = async (has: Parameters<typeof account>[1]) =>
      (await recovered([change], { accounts: [account('ann', has)] })).outcomes;
    expect(await outcomesWith({ displayName: 'New', email: undefined })).toEqual(['applied']);
    expect(await outcomesWith({ displayName: 'Old', email: undefined })).toEqual(['failed']);
    expect(await outcomesWith({ displayName: 'New', email: 'old@example.com' })).toEqual(['failed']);
  });

  it('a link that was written already stays as it is', async () => {
    const known = link('ann', { how: 'created', owed: [], owner: sync().name });
    const { store } = await recovered([created], { accounts: [account('ann')] }, { links: [known] });
    expect(await store.links(JIRA)).toEqual([known]);
  });

  it('a hand-over happened when its project is not the leaver’s any more', async () => {
    const responsibility = leads('OPS', 'ann', { kind: 'account', username: 'boss' });
    const change: Change = { kind: 'handOver', id: 'hand', account: ann, leaver: 'stated', responsibility, reasons: [] };
    expect((await recovered([change], {})).outcomes).toEqual(['applied']);
    expect((await recovered([change], {}, {}, [responsibility])).outcomes).toEqual(['failed']);
  });

  it('access was cut as far as the account is out of groups that gave it; the sessions stay due', async () => {
    const groups = ['users', 'desk'].map(name => ({ kind: 'existing', id: targetGroupId(name), name }) as const);
    const change: Change = { kind: 'cutAccess', id: 'cut', account: ann, leaver: 'stated', when: 'always', groups, reasons: [] };
    const found = (...members: readonly (readonly string[])[]) => ({
      accounts: [account('ann')],
      groups: ['users', 'desk'].map((name, at) => targetGroup(name, members[at] ?? [])),
    });
    for (const [content, outcome] of [
      [found([], []), 'applied'],
      [found([], ['ann']), 'applied'],
      [found(['ann'], ['ann']), 'failed'],
    ] as const) {
      const { store, outcomes } = await recovered([change], content, { links: [link('ann')] });
      expect(outcomes).toEqual([outcome]);
      expect(await store.links(JIRA)).toMatchObject([{ accessCutAt: undefined }]);
    }
  });

  it('an end without a switch happened as far as the account is out of its groups, whatever its licence says (U3)', async () => {
    const groups = ['users', 'desk'].map(name => ({ kind: 'existing', id: targetGroupId(name), name }) as const);
    const end: Change = {
      ...{ kind: 'deactivateUser', id: 'end', account: ann, leaver: 'stated', reasons: [] },
      ...{ by: 'revokeAccess', access: { groups } },
    };
    const outcomesWith = async (users: readonly string[], desk: readonly string[], hasAccess: boolean) => {
      const content = {
        accounts: [account('ann', { hasAccess })],
        groups: [targetGroup('users', users), targetGroup('desk', desk)],
      };
      return (await recovered([end], content, { links: [link('ann')] })).outcomes;
    };
    expect(await outcomesWith(['ann'], ['ann'], false)).toEqual(['failed']);
    expect(await outcomesWith([], ['ann'], false)).toEqual(['applied']); // in part: an undo must know
    expect(await outcomesWith([], [], false)).toEqual(['applied']);
  });

  it('what cannot be seen is looked at again by the next run', async () => {
    const members = { kind: 'unknown', why: 'it answered 503' } as const;
    const change: Change = { kind: 'removeMember', id: 'remove', group: devs, account: ann, reasons: [] };
    const { store } = await recovered([change], { accounts: [account('ann')], groups: [targetGroup('devs', [], { members })] });
    expect(await store.closeInterrupted(NOW)).toMatchObject([{ outcome: { kind: 'failed', uncertain: true } }]);
  });

  it('a group that was made is ours, with the source groups behind it', async () => {
    const change: Change = { kind: 'createGroup', id: 'group', name: 'devs', reasons: [rule] };
    const { store } = await recovered([change], { groups: [targetGroup('devs', undefined)] });
    expect(await store.managedGroups(JIRA)).toMatchObject([
      { group: 'devs', how: 'made', from: [{ provider: OKTA, id: 'g-A' }] },
    ]);
  });

  it('a membership that arrived is in the ledger, also of an account that the same run made', async () => {
    const add: Change = {
      kind: 'addMember',
      id: 'add',
      group: devs,
      account: { kind: 'new', person: key('ann'), username: 'ann', displayName: '' },
      reasons: [rule],
    };
    const { store } = await recovered([created, add], { accounts: [account('ann')], groups: [targetGroup('devs', ['ann'])] });
    expect(await store.ledger(JIRA)).toMatchObject([{ group: 'devs', account: 'id-ann', by: ['staff manual 1'] }]);
    const lost = await recovered([created, add], { accounts: [account('ann')], groups: [targetGroup('devs', [])] });
    expect(lost.outcomes).toEqual(['applied', 'failed']);
    expect(await lost.store.ledger(JIRA)).toEqual([]);
  });

  it('a switch-off that arrived is remembered as ours (U6)', async () => {
    const off: Change = { kind: 'deactivateUser', id: 'off', account: ann, leaver: 'stated', reasons: [] };
    const { store } = await recovered([off], { accounts: [account('ann', { active: false })] }, { links: [link('ann')] });
    expect(await store.links(JIRA)).toMatchObject([{ deactivatedAt: NOW }]);
  });

  it.each<[string, Change, TargetContent, TargetContent]>([
    [
      'update',
      { kind: 'updateUser', id: 'u', account: ann, before: { email: 'old' }, values: { email: 'new' }, reasons: [] },
      { accounts: [account('ann', { email: 'new' })] },
      { accounts: [account('ann', { email: 'old' })] },
    ],
    [
      'rename',
      { kind: 'renameUser', id: 'r', account: ann, before: 'ann', username: 'anna', reasons: [] },
      { accounts: [account('ann', { username: 'anna' })] },
      { accounts: [account('ann')] },
    ],
    [
      'switch-on',
      { kind: 'reactivateUser', id: 'on', account: ann, reasons: [] },
      { accounts: [account('ann')] },
      { accounts: [account('ann', { active: false })] },
    ],
    [
      'deletion',
      { kind: 'deleteUser', id: 'd', account: ann, leaver: 'stated', reasons: [] },
      {},
      { accounts: [account('ann')] },
    ],
    [
      'removal',
      { kind: 'removeMember', id: 'm', group: devs, account: ann, reasons: [] },
      { groups: [targetGroup('devs', [])] },
      { accounts: [account('ann')], groups: [targetGroup('devs', ['ann'])] },
    ],
    [
      'deletion of a group',
      { kind: 'deleteGroup', id: 'g', group: devs, reasons: [] },
      {},
      { groups: [targetGroup('devs', [])] },
    ],
  ])('a %s is settled by what the target shows', async (_, change, happened, not) => {
    expect((await recovered([change], happened)).outcomes).toEqual(['applied']);
    expect((await recovered([change], not)).outcomes).toEqual(['failed']);
  });

  it('hand-overs and cuts of access are planned anew: they can be done twice', async () => {
    const cut: Change = { kind: 'cutAccess', id: 'c', account: ann, leaver: 'stated', when: 'always', reasons: [] };
    expect((await recovered([cut], { accounts: [account('ann')] })).outcomes).toEqual(['failed']);
  });
});
