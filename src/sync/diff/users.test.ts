import { describe, expect, it } from 'vitest';
import {
  account,
  hoursBefore,
  inactive,
  key,
  link,
  person,
  pulled,
  sourceGroup,
  targetGroup,
} from '../../../test/directories.js';
import { applied, idsOf, notesOf, planFor, type Setup } from '../../../test/planning.js';
import { expression, manual, sync } from '../../../test/rules.js';
import { accountId } from '../../model/ids.js';
import { changesOf } from '../../model/plan.js';

const ann = pulled({ people: [person('ann')] });
const linked = { pulled: ann, links: [link('ann')] };

describe('U1: who is wanted', () => {
  it('is created when missing, as the target will store it', async () => {
    const { plan, store } = await applied({ pulled: pulled({ people: [person('Ann')] }) });
    expect(changesOf(plan)).toMatchObject([
      { kind: 'createUser', username: 'ann', values: { username: 'ann', email: 'Ann@example.com', displayName: 'The Ann' } },
    ]);
    expect(await store.links(plan.target)).toMatchObject([{ how: 'created', values: { username: 'Ann' } }]);
  });

  it('is not created with create: false', async () => {
    expect(idsOf(await planFor({ pulled: ann, syncs: [sync({ users: { create: false } })] }))).toEqual([]);
  });

  it('is not created while an attribute is missing', async () => {
    const plan = await planFor({ pulled: pulled({ people: [person('ann', { displayName: '' })] }) });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'unknownPerson')).toMatchObject([{ why: expect.stringContaining('displayName') }]);
  });

  it('has differing attributes written, with what was there before', async () => {
    const plan = await planFor({ ...linked, accounts: [account('ann', { email: 'old@example.com', displayName: 'Old' })] });
    expect(changesOf(plan)).toMatchObject([
      {
        kind: 'updateUser',
        before: { email: 'old@example.com', displayName: 'Old' },
        values: { email: 'ann@example.com', displayName: 'The ann' },
      },
    ]);
  });

  it('keeps what the target has with update: false', async () => {
    expect(
      idsOf(
        await planFor({
          ...linked,
          syncs: [sync({ users: { update: false } })],
          accounts: [account('ann', { displayName: 'Old' })],
        }),
      ),
    ).toEqual([]);
  });

  it('keeps an attribute that cannot be computed, comes out empty, is hidden, or cannot be written', async () => {
    const { attributes } = sync().users;
    const broken = expression<string>('boom', () => {
      throw new Error('boom');
    });
    const old = [account('ann', { displayName: 'Old' })];
    expect(
      idsOf(
        await planFor({
          ...linked,
          accounts: old,
          syncs: [sync({ users: { attributes: { ...attributes, displayName: broken } } })],
        }),
      ),
    ).toEqual([]);
    expect(
      idsOf(await planFor({ ...linked, accounts: old, pulled: pulled({ people: [person('ann', { displayName: ' ' })] }) })),
    ).toEqual([]);
    expect(idsOf(await planFor({ ...linked, accounts: [account('ann', { email: undefined })] }))).toEqual([]);
    expect(idsOf(await planFor({ ...linked, accounts: old, capabilities: { updatableAttributes: ['email'] } }))).toEqual([]);
  });

  it('is left as it is when nobody knows: neither ended nor changed', async () => {
    const staged = pulled({ people: [person('ann', { standing: { kind: 'pending', status: 'STAGED' } })] });
    expect(idsOf(await planFor({ ...linked, pulled: staged, accounts: [account('ann', { displayName: 'Old' })] }))).toEqual([]);
  });
});

describe('U8: comparison is on what the target stores', () => {
  it('case rules, trimming and NFC make no difference', async () => {
    const people = pulled({ people: [person('ann', { login: 'ANN', displayName: ' Jose\u0301 ' })] });
    expect(idsOf(await planFor({ ...linked, pulled: people, accounts: [account('ann', { displayName: 'Jos\u00e9' })] }))).toEqual(
      [],
    );
    expect(
      idsOf(await planFor({ ...linked, pulled: people, accounts: [account('ann', { displayName: 'Jose\u0301' })] })),
    ).toEqual([]);
  });

  it('what cannot be stored is a conflict before anything is sent', async () => {
    const odd = pulled({ people: [person('a<b')] });
    const plan = await planFor({ pulled: odd });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'cannotStore').map(({ attribute }) => attribute)).toEqual(['username', 'email', 'displayName']);
  });
});

describe('C3: whose login changed', () => {
  const renamed = pulled({ people: [person('ann', { login: 'ann.lee', email: 'ann@example.com' })] });
  const setup = { ...linked, pulled: renamed, accounts: [account('ann')] };

  it('keeps the account, and the username follows', async () => {
    const { plan, next, store } = await applied(setup);
    expect(changesOf(plan)).toMatchObject([
      {
        kind: 'renameUser',
        before: 'ann',
        username: 'ann.lee',
        reasons: [{ kind: 'valueChangedAtSource', from: 'ann', to: 'ann.lee' }],
      },
    ]);
    expect(await store.links(plan.target)).toMatchObject([{ account: 'id-ann', values: { username: 'ann.lee' } }]);
    expect(idsOf(await planFor(next))).toEqual([]);
  });

  it('changed: a difference that was there when the link was made is left', async () => {
    const links = [link('ann', { values: { username: 'ann.lee' } })];
    expect(idsOf(await planFor({ ...setup, links }))).toEqual([]);
  });

  it('changed: a difference found at the first match is only reported', async () => {
    const plan = await planFor({ ...setup, links: [] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'firstMatchDiffers')).toMatchObject([{ actual: 'ann', wanted: 'ann.lee' }]);
  });

  it('always renames, never does not', async () => {
    expect(idsOf(await planFor({ ...setup, links: [], syncs: [sync({ users: { rename: 'always' } })] }))).toEqual([
      'renameUser id-ann',
    ]);
    expect(idsOf(await planFor({ ...setup, syncs: [sync({ users: { rename: 'never' } })] }))).toEqual([]);
  });

  it('is told where the target cannot rename, or the name is taken', async () => {
    expect(notesOf(await planFor({ ...setup, capabilities: { renameUsers: false } }), 'notBuilt')).toHaveLength(1);
    const plan = await planFor({ ...setup, accounts: [account('ann'), account('ann.lee')] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toMatchObject([{ why: expect.stringContaining('another account') }]);
  });
});

describe('U6: who comes back', () => {
  const off = [account('ann', { active: false })];
  const ours = [link('ann', { deactivatedAt: hoursBefore(100) })];

  it('ours: only what rollcall switched off is switched on', async () => {
    expect(idsOf(await planFor({ ...linked, links: ours, accounts: off }))).toEqual(['reactivateUser id-ann']);
    const plan = await planFor({ ...linked, accounts: off });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'needsAdoption')).toHaveLength(1);
  });

  it('always and never', async () => {
    expect(idsOf(await planFor({ ...linked, accounts: off, syncs: [sync({ users: { reactivate: 'always' } })] }))).toEqual([
      'reactivateUser id-ann',
    ]);
    expect(
      idsOf(await planFor({ ...linked, links: ours, accounts: off, syncs: [sync({ users: { reactivate: 'never' } })] })),
    ).toEqual([]);
  });

  it('what somebody else switched off in between is not ours to switch on again', async () => {
    const leaving = await applied({ ...linked, pulled: pulled({ people: [inactive('ann')] }), accounts: [account('ann')] });
    expect(await leaving.store.links(leaving.plan.target)).toMatchObject([{ deactivatedAt: expect.any(String) }]);
    const back = await applied({ ...leaving.next, pulled: ann });
    expect(idsOf(back.plan)).toEqual(['reactivateUser id-ann']);
    expect(await back.store.links(back.plan.target)).toMatchObject([{ deactivatedAt: undefined }]);
  });

  it('what somebody else switched on is no longer ours: switched off by others later, it stays off', async () => {
    const on = await applied({ ...linked, links: ours, accounts: [account('ann')], pulled: ann });
    expect(await on.store.links(on.plan.target)).toMatchObject([{ deactivatedAt: undefined }]);
  });

  it('who stays switched off is added to nothing', async () => {
    const groups = [sourceGroup('A', ['ann'])];
    const plan = await planFor({
      ...linked,
      accounts: off,
      pulled: pulled({ people: [person('ann')], groups }),
      syncs: [sync({ groups: { manual: [manual('A', 'devs')] } })],
      groups: [targetGroup('devs', [])],
      attended: true,
    });
    expect(idsOf(plan)).toEqual([]);
  });
});

describe('an account that was learned to be read-only', () => {
  it('is neither changed nor ended', async () => {
    const facts = [{ fact: { kind: 'readOnlyAccount', account: accountId('id-ann') } as const, learnedAt: hoursBefore(1) }];
    const accounts = [account('ann', { displayName: 'Old' })];
    expect(idsOf(await planFor({ ...linked, accounts, facts }))).toEqual([]);
    expect(idsOf(await planFor({ ...linked, accounts, facts, pulled: pulled({ people: [inactive('ann')] }) }))).toEqual([]);
    expect(key('ann')).toBe(link('ann').person);
  });

  it('and a leaver whose account it is, is told of for as long as it is on: nobody else would end it', async () => {
    const facts = [{ fact: { kind: 'readOnlyAccount', account: accountId('id-ann') } as const, learnedAt: hoursBefore(1) }];
    const left = { ...linked, pulled: pulled({ people: [inactive('ann')] }) };
    const told = async (setup: Setup) => notesOf(await planFor(setup), 'notBuilt');

    expect(await told({ ...left, accounts: [account('ann')], facts })).toMatchObject([
      { what: expect.stringContaining('not switched off'), accounts: ['ann'] },
    ]);
    expect(await told({ ...left, accounts: [account('ann', { readOnly: { values: 'kept in LDAP' } })] })).toMatchObject([
      { what: expect.stringContaining('kept in LDAP') },
    ]);
    expect(await told({ ...left, accounts: [account('ann', { active: false })], facts })).toEqual([]);
  });
});
