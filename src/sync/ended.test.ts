import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  link,
  managed,
  person,
  pulled,
  sourceGroup,
  targetDirectory,
  targetGroup,
} from '../../test/directories.js';
import { applied, idsOf, memoryTarget, notesOf, planFor, type Setup } from '../../test/planning.js';
import { LOOSE_GUARDS, manual, sync } from '../../test/rules.js';
import { accountId } from '../model/ids.js';
import { changesOf } from '../model/plan.js';
import { story } from './undo/test-undo.js';

const groups = [sourceGroup('A', ['ann'])];
const left = pulled({ people: [inactive('ann')], groups });
const back = pulled({ people: [person('ann')], groups });
const setup: Setup = {
  pulled: left,
  syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
  capabilities: { ending: 'revokeAccess' },
  accounts: [account('ann', { hasAccess: true })],
  links: [link('ann')],
  groups: [targetGroup('devs', ['ann']), targetGroup('unmanaged', ['ann'])],
  managed: [managed('devs', ['A'])],
  ledger: [granted('devs', 'ann')],
  guards: LOOSE_GUARDS,
};
const members = (directory: ReturnType<typeof targetDirectory>) =>
  [...directory.groups.values()].map(
    ({ name, members: of }) => `${name}: ${of.kind === 'read' ? [...of.ids].join(' ') : of.kind}`,
  );

describe('U3: a product that cannot switch off', () => {
  it('takes a leaver out of every group, unmanaged ones too, once', async () => {
    const first = await applied(setup);
    expect(changesOf(first.plan)).toMatchObject([{ kind: 'deactivateUser', by: 'revokeAccess', leaver: 'stated' }]);
    expect(members(first.actual)).toEqual(['devs: ', 'unmanaged: ']);
    expect(idsOf(await planFor(first.next))).toEqual([]);
  });

  it('writes down what was taken before it is gone', async () => {
    const { outcomes } = await applied(setup);
    expect(outcomes[0]?.change).toMatchObject({ access: { groups: [{ name: 'devs' }, { name: 'unmanaged' }] } });
  });

  it('forgets the grants with the memberships: whoever adds the person again by hand is not undone', async () => {
    const { store } = await applied(setup);
    expect(await store.ledger(link('ann').target)).toEqual([]);
  });

  it('is done, too, when the account had nothing left: the next plan is empty', async () => {
    const none: Setup = { ...setup, accounts: [account('ann', { hasAccess: false })], groups: [targetGroup('devs', [])] };
    const target = memoryTarget(none, targetDirectory(none));
    const { plan, next } = await applied({ ...none, target: { ...target, apply: async () => ({ kind: 'alreadySo' }) } });
    expect(idsOf(plan)).toEqual(['deactivateUser id-ann']);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('ends the account again when somebody else let it in again', async () => {
    const { next, actual } = await applied(setup);
    const again = memoryTarget(setup, {
      ...actual,
      accounts: new Map([[accountId('id-ann'), account('ann', { hasAccess: true })]]),
    });
    expect(idsOf(await planFor({ ...next, target: again }))).toEqual(['deactivateUser id-ann']);
  });

  it('ends the account again while it is in a group, though no licence lets it in: the first end broke off', async () => {
    const accounts = [account('ann', { hasAccess: false })];
    const links = [link('ann', { deactivatedAt: '2026-11-19T12:00:00.000Z' })];
    expect(idsOf(await planFor({ ...setup, accounts, links }))).toEqual(['deactivateUser id-ann']);
    expect(idsOf(await planFor({ ...setup, accounts, links, groups: [targetGroup('devs', [])] }))).toEqual([]);
  });

  it('U6, G5: a person who is back is let in again, into the groups that are wanted', async () => {
    const { next } = await applied(setup);
    const returned = await applied({ ...next, pulled: back });
    expect(idsOf(returned.plan)).toEqual(['reactivateUser id-ann', 'addMember devs id-ann']);
    expect(idsOf(await planFor(returned.next))).toEqual([]);
  });

  it('U6: who lost access by another hand is no business of reactivation', async () => {
    const account2 = account('ann', { hasAccess: false });
    const plan = await planFor({ ...setup, pulled: back, accounts: [account2], groups: [targetGroup('devs', [])] });
    expect(idsOf(plan)).toEqual(['addMember devs id-ann']);
  });

  it('U5: somebody who never got in is no legacy leaver', async () => {
    const none = {
      ...setup,
      syncs: [sync()],
      links: [],
      managed: [],
      ledger: [],
      accounts: [account('ann', { hasAccess: false })],
      groups: [],
    };
    expect(idsOf(await planFor(none))).toEqual([]);
    expect((await planFor(none)).held).toEqual([]);
  });

  it('A8: undo gives back every group and permission', async () => {
    const one = story({ ...setup, target: memoryTarget(setup, targetDirectory(setup)) });
    const ran = await one.run();
    const plan = await one.plan({ undo: ran.run, pulled: back });
    expect(idsOf(plan)).toEqual(['reactivateUser id-ann', 'addMember devs id-ann', 'addMember unmanaged id-ann']);
  });

  it('A8: also the permissions of its own', async () => {
    const target = memoryTarget(setup, targetDirectory(setup));
    const access = async (...of: Parameters<typeof target.access>) => ({
      ...(await target.access(...of)),
      permissions: ['ADMIN'],
    });
    const one = story({ ...setup, target: { ...target, access } });
    const ran = await one.run();
    expect(idsOf(await one.plan({ undo: ran.run, pulled: back }))).toContain('grantPermission ADMIN id-ann');
  });
});

describe('G10: what the target says cannot be written is not planned', () => {
  const both = { people: [person('ann', { displayName: 'New' }), person('bob')], groups: [sourceGroup('A', ['bob'])] };
  const there: Setup = {
    pulled: pulled(both),
    syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
    links: [link('ann'), link('bob')],
    groups: [targetGroup('devs', ['ann'])],
    managed: [managed('devs', ['A'])],
    ledger: [granted('devs', 'ann')],
    guards: LOOSE_GUARDS,
  };
  const why = 'from another directory';

  it('values: neither updated nor renamed, and its groups are', async () => {
    const accounts = [account('ann', { readOnly: { values: why } }), account('bob')];
    expect(idsOf(await planFor({ ...there, accounts }))).toEqual(['addMember devs id-bob', 'removeMember devs id-ann']);
  });

  it('memberships: neither added nor removed, and the one who stays is told', async () => {
    const fixed = { readOnly: { memberships: why } };
    const plan = await planFor({ ...there, accounts: [account('ann', fixed), account('bob', fixed)] });
    expect(idsOf(plan)).toEqual(['updateUser id-ann']);
    expect(notesOf(plan, 'readOnlyMembers')).toEqual([{ kind: 'readOnlyMembers', group: 'devs', accounts: ['ann'] }]);
  });

  it('the end of somebody whose groups cannot be written is not sent where it would take groups', async () => {
    const accounts = [account('ann', { readOnly: { memberships: why }, hasAccess: true })];
    const plan = await planFor({ ...setup, accounts });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'notBuilt')).toMatchObject([{ what: expect.stringContaining('access not cut'), accounts: ['ann'] }]);
  });

  it('and a switch-off is, where it is only the groups that are fixed', async () => {
    const accounts = [account('ann', { readOnly: { memberships: why } })];
    expect(idsOf(await planFor({ ...setup, capabilities: {}, accounts }))).toEqual(['deactivateUser id-ann']);
  });
});
