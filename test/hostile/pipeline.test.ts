import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookalikeKey, nameKey } from '../../src/model/names.js';
import { changesOf, type Plan } from '../../src/model/plan.js';
import { account, person, pulled, sourceGroup, targetGroup } from '../directories.js';
import { applied, notesOf, planFor, type Setup } from '../planning.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, sync } from '../rules.js';
import { distinctNames, folded, hostileName, hostileNames } from './names.js';

const VAULT = ['breakglass', 'root1', 'root2', 'root3', 'rollcall'];
/** A target with what must never be reached: a protected account, administrators, ourselves, and two privileged groups. */
const fortress: Pick<
  Setup,
  'accounts' | 'groups' | 'administratorGroups' | 'protectUsers' | 'protectGroups' | 'guards' | 'attended'
> = {
  accounts: ['breakglass', 'root1', 'root2', 'root3'].map(name => account(name)),
  groups: [targetGroup('jira-administrators', ['root1', 'root2', 'root3']), targetGroup('vault', ['root1'])],
  administratorGroups: ['jira-administrators'],
  protectUsers: ['breakglass'],
  protectGroups: ['vault'],
  guards: LOOSE_GUARDS,
  attended: true,
};

const everything = sync({
  users: {
    match: ['username'],
    attributes: {
      username: expression('user.login', ({ login }) => login),
      email: expression('user.email', ({ email }) => email),
      displayName: expression('user.displayName', ({ displayName }) => displayName),
    },
  },
  groups: { onTheFly: [onTheFly('(?<all>[^]*)', '{all}')], membership: 'granted' },
});

const wishes = (plan: Plan) => [...changesOf(plan), ...plan.held.map(({ change }) => change)];
/** Ids of existing accounts, and names of groups, that a plan would change. */
const reached = (plan: Plan) =>
  wishes(plan).flatMap(change => [
    ...('account' in change && change.account.kind === 'existing' ? [String(change.account.id)] : []),
    ...('group' in change ? [change.group.name] : change.kind === 'createGroup' ? [change.name] : []),
  ]);

/** Other spellings that look the same, or nearly. */
const disguises = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    name.replace('a', '\u0430'),
    name.replace('a', '\u03b1'),
    name.replaceAll('i', '\u0456').replaceAll('o', '\u043e'),
    name.replaceAll(/[a-z]/g, letter => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
    name.toUpperCase().replaceAll('A', '\u0410'),
    `${name}\u200b`,
    `\u2060${name}`,
    name.replace('-', '\u2010'),
    name.replaceAll('i', '\u0130'),
    `${name.slice(0, 2)}\u00ad${name.slice(2)}`,
    `\u202d${name}\u202c`,
    `${name} `,
    name.toUpperCase(),
  );

describe('G2: no name that looks like a privileged group’s is reached by a pattern', () => {
  it.each(['jira-administrators', 'vault'])('%s', async name => {
    await fc.assert(
      fc.asyncProperty(disguises(name), async disguise => {
        const plan = await planFor({
          ...fortress,
          pulled: pulled({ people: [person('eve')], groups: [sourceGroup(disguise, ['eve'])] }),
          syncs: [everything],
        });

        expect(reached(plan)).toEqual([]);
        expect(notesOf(plan, 'privilegedPattern').map(({ group }) => lookalikeKey(group))).toEqual([lookalikeKey(name)]);
      }),
    );
  });

  it('nor through a capture, nor with anything around it that the target takes away', async () => {
    const tricky = sync({ groups: { onTheFly: [onTheFly('(?<team>.*)', 'jira-{team}')] } });
    const groups = ['administrators', 'administrators\u200b', '\u0430dministrators '].map(name => sourceGroup(name, ['eve']));
    const plan = await planFor({ ...fortress, pulled: pulled({ people: [person('eve')], groups }), syncs: [tricky] });

    expect(reached(plan)).toEqual([]);
  });

  it('a manual rule that spells such a name means that very name: its own group, never the one that it looks like', async () => {
    const spelled = sync({ groups: { manual: [manual('Engineering', 'jir\u0430-administrators')] } });
    const plan = await planFor({
      ...fortress,
      pulled: pulled({ people: [person('eve')], groups: [sourceGroup('Engineering', ['eve'])] }),
      syncs: [spelled],
    });

    expect(reached(plan)).not.toContain('jira-administrators');
  });
});

describe('C2: nobody becomes a protected account, an administrator or ourselves by a name', () => {
  it('whatever the login and the e-mail address look like', async () => {
    const logins = fc.uniqueArray(fc.oneof(hostileName, fc.constantFrom(...VAULT).chain(disguises)), {
      ...{ minLength: 1, maxLength: 6, selector: nameKey },
    });
    await fc.assert(
      fc.asyncProperty(logins, fc.nat(), async (names, at) => {
        const people = names.map(login => person(login, { email: `${VAULT[at % VAULT.length]}@example.com` }));
        const plan = await planFor({ ...fortress, pulled: pulled({ people }), syncs: [everything] });

        expect(reached(plan).filter(id => VAULT.some(name => id === `id-${name}`))).toEqual([]);
        expect(plan.links.filter(({ account }) => account.kind === 'existing')).toEqual([]);
      }),
    );
  });
});

describe('any names: what a run made is what the next run finds', () => {
  const isKept = (name: string) => folded(name) !== '' && !name.includes('<');

  async function twice(names: readonly string[]): Promise<void> {
    const people = names.map((login, at) => person(login, { email: `${at}@example.com` }));
    const groups = names.map(name => sourceGroup(name, [name]));
    const setup = { ...fortress, pulled: pulled({ people, groups }), syncs: [everything] };
    const { plan, outcomes, next } = await applied(setup);

    const made = changesOf(plan).flatMap(change => (change.kind === 'createUser' ? [[change.person, change.username]] : []));
    expect(made).toHaveLength(people.filter(({ login }) => !VAULT.includes(nameKey(login))).length);
    for (const { change, outcome } of outcomes) expect([change.id, outcome.kind]).toEqual([change.id, 'applied']);
    expect(wishes(await planFor(next))).toEqual([]);
  }

  it('everybody has the account and the group of their own name, and a second plan is empty', () =>
    twice([...new Map(hostileNames.filter(isKept).map(name => [folded(name), name.trim()])).values()]));

  it('also in any company', async () => {
    const kept = hostileName.map(name => name.trim()).filter(isKept);
    await fc.assert(fc.asyncProperty(distinctNames({ minLength: 1, maxLength: 5 }, kept), twice), { numRuns: 50 });
  });
});
