import { describe, expect, it } from 'vitest';
import { account, link, person, pulled, targetDirectory } from '../../../test/directories.js';
import { idsOf, memoryTarget, notesOf, planFor, type Setup, traceFor } from '../../../test/planning.js';
import { expression, sync } from '../../../test/rules.js';
import { changesOf } from '../../model/plan.js';

const CREATES_NOBODY = { filter: expression('guest', ({ id }) => id === 'guest'), create: false };

describe('C2: one username, and several who would get it', () => {
  it('U1: somebody whom no sync creates claims none', async () => {
    const people = [person('guest', { login: 'ann' }), person('ann')];
    const staff = sync({ users: { filter: expression('staff', ({ id }) => id === 'ann'), match: ['email'] } });
    const guests = sync({ name: 'guests', users: { ...CREATES_NOBODY, match: ['email'] } });
    expect(idsOf(await planFor({ pulled: pulled({ people }), syncs: [staff, guests] }))).toEqual(['createUser ann']);
  });

  it('who would be renamed to it claims it also at the first match, where the config renames always', async () => {
    const people = [person('ann', { login: 'new' }), person('bob', { login: 'NEW' })];
    const syncs = [sync({ users: { match: ['email'], rename: 'always' } })];
    const plan = await planFor({ pulled: pulled({ people }), syncs, accounts: [account('ann')] });
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict').map(({ why }) => why)).toEqual([
      'cannot be renamed to new: somebody else would get that username as well',
      'cannot be created: somebody else would get the username new as well',
    ]);
  });

  it('whose account is not renamed claims none', async () => {
    const people = [person('ann', { login: 'new' }), person('bob', { login: 'new' })];
    const links = [link('ann'), link('bob', { values: { username: 'new' } })];
    const setup = { pulled: pulled({ people }), links, accounts: [account('ann'), account('bob')] };
    expect(idsOf(await planFor(setup)).filter(id => id.startsWith('rename'))).toEqual(['renameUser id-ann']);
  });
});

describe('C3: when a username follows', () => {
  const renamed = (login: string, more: Partial<Setup> = {}): Setup => ({
    pulled: pulled({ people: [person('ann', { login, displayName: 'The ann' })] }),
    accounts: [account('ann')],
    links: [link('ann')],
    ...more,
  });
  const always = [sync({ users: { rename: 'always' } })];

  it('upper and lower case are one name, in the target and at the source', async () => {
    const accounts = [account('ANN', { email: 'ann@example.com', displayName: 'The ann' })];
    const same = await planFor(renamed('ann', { accounts, links: [link('ann', {}, 'ANN')], syncs: always }));
    expect([...idsOf(same), ...same.notes]).toEqual([]);
    const links = [link('ann', { values: { username: 'ANN.lee' } })];
    expect(idsOf(await planFor(renamed('Ann.Lee', { links })))).toEqual([]);
  });

  it('what the source had when the link was made is not known: nothing follows', async () => {
    expect(idsOf(await planFor(renamed('ann.lee', { links: [link('ann', { values: {} })] })))).toEqual([]);
  });

  it('whose username cannot be computed keeps it', async () => {
    const { attributes } = sync().users;
    const empty = sync({ users: { rename: 'always', attributes: { ...attributes, username: expression('""', () => '') } } });
    expect(idsOf(await planFor(renamed('ann.lee', { syncs: [empty] })))).toEqual([]);
    const changed = sync({ users: { attributes: empty.users.attributes } });
    expect(idsOf(await planFor(renamed('ann.lee', { syncs: [changed] })))).toEqual([]);
  });

  it('not to a name that the config ignores', async () => {
    const plan = await planFor(renamed('svc-ann', { ignoreUsers: ['/^svc-/'] }));
    expect(idsOf(plan)).toEqual([]);
    expect(notesOf(plan, 'conflict')).toMatchObject([
      { login: 'svc-ann', why: 'cannot be renamed to svc-ann: that username is ignored by the config' },
    ]);
  });

  it('the reason is the change at the source, or else that it differs', async () => {
    const reasonsOf = async (setup: Setup) => changesOf(await planFor(setup)).flatMap(({ reasons }) => reasons);
    expect(await reasonsOf(renamed('ann.lee'))).toEqual([
      { kind: 'valueChangedAtSource', attribute: 'username', from: 'ann', to: 'ann.lee' },
    ]);
    const differs = [{ kind: 'differs', attribute: 'username', expression: 'user.login' }];
    const known = [link('ann', { values: { username: 'ann.lee' } })];
    expect(await reasonsOf(renamed('ann.lee', { syncs: always, links: known }))).toEqual(differs);
    expect(await reasonsOf(renamed('ann.lee', { syncs: always, links: [] }))).toEqual(differs);
  });
});

describe('C2: an owner that cannot say whether it wants somebody claims no username', () => {
  it('a newcomer gets it', async () => {
    const unsure = expression<boolean>('boom', () => {
      throw new Error('boom');
    });
    const people = [person('ann', { login: 'new', displayName: 'The ann' }), person('bob', { login: 'new' })];
    const syncs = [sync({ users: { filter: unsure } }), sync({ name: 'second' })];
    const plan = await planFor({ pulled: pulled({ people }), syncs, links: [link('ann')], accounts: [account('ann')] });
    expect(idsOf(plan)).toEqual(['createUser new']);
  });
});

describe('C1: usernames are one without case, also on a target that keeps the case', () => {
  const keepsCase = (setup: Setup): Setup => ({
    ...setup,
    target: { ...memoryTarget({}, targetDirectory(setup)), storable: (_, stored) => ({ kind: 'ok', stored }) },
  });
  const told = async (setup: Setup) => {
    const plan = await planFor(keepsCase(setup));
    return [...idsOf(plan), ...notesOf(plan, 'conflict').map(({ why }) => why)];
  };
  const ann = person('ann', { login: 'LEE', displayName: 'The ann', email: 'ann@example.com' });
  const linked: Setup = { pulled: pulled({ people: [ann] }), accounts: [account('ann')], links: [link('ann')] };

  it('of two newcomers neither is made', async () => {
    const people = [person('Zoe'), person('ZOE', { email: 'other@example.com' })];
    expect(await told({ pulled: pulled({ people }) })).toEqual([
      'cannot be created: somebody else would get the username Zoe as well',
      'cannot be created: somebody else would get the username ZOE as well',
    ]);
  });

  it('nobody is renamed to, or made with, a name that another account has in another case', async () => {
    const accounts = [account('ann'), account('lee')];
    expect(await told({ ...linked, accounts })).toEqual(['cannot be renamed to LEE: another account has that username']);
    const upper = {
      ...linked,
      pulled: pulled({ people: [{ ...ann, login: 'lee' }] }),
      accounts: [account('ann'), account('LEE')],
    };
    expect(await told(upper)).toEqual(['cannot be renamed to lee: another account has that username']);
    const byEmail = [sync({ users: { match: ['email'] } })];
    expect(
      await told({
        pulled: pulled({ people: [person('LEE')] }),
        accounts: [account('lee', { email: 'x@example.com' })],
        syncs: byEmail,
      }),
    ).toEqual(['the username is taken by an account that the match keys do not point to']);
  });

  it('a rename and a newcomer in two cases: neither has it', async () => {
    const people = [ann, person('lee', { email: 'other@example.com' })];
    expect(await told({ ...linked, pulled: pulled({ people }) })).toEqual([
      'cannot be renamed to LEE: somebody else would get that username as well',
      'cannot be created: somebody else would get the username lee as well',
    ]);
  });

  it('C3: nobody is renamed for the case alone, and nothing is said of it', async () => {
    const cased = { ...linked, pulled: pulled({ people: [{ ...ann, login: 'ANN' }] }) };
    for (const rename of ['always', 'changed', 'never'] as const) {
      const setup = keepsCase({ ...cased, syncs: [sync({ users: { rename } })] });
      const { plan, difference } = await traceFor(setup);
      expect([...idsOf(plan), ...plan.notes, ...(difference.trace?.left ?? [])]).toEqual([]);
    }
    const back = keepsCase({
      ...linked,
      pulled: pulled({ people: [{ ...ann, login: 'ann' }] }),
      accounts: [account('ANN', { id: account('ann').id, displayName: 'The ann', email: 'ann@example.com' })],
    });
    const { plan, difference } = await traceFor(back);
    expect([...idsOf(plan), ...plan.notes, ...(difference.trace?.left ?? [])]).toEqual([]);
  });
});
