import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JIRA, NOW, targetDirectory, targetGroup } from '../../../test/directories.js';
import { memoryTarget, planFor } from '../../../test/planning.js';
import { expression, manual, onTheFly, type SyncText, sync, type TargetText, targetRules } from '../../../test/rules.js';
import type { Person, Standing } from '../../model/directory.js';
import { personId, sourceGroupId, sourceName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { changesOf } from '../../model/plan.js';
import type { Expectation, Fixture, PolicyTest } from '../../model/policy.js';
import type { NameMatcher } from '../../model/rules.js';
import { runPolicyTests } from './run.js';
import type { Failure } from './verdict.js';
import { worldOf } from './world.js';

const ACTIVE: Standing = { kind: 'active' };

const fixture = (login: string, groups: readonly string[] = [], more: Partial<Person> & { source?: string } = {}): Fixture => {
  const { source = 'okta', ...special } = more;
  const email = `${login}@example.com`;
  const person = { id: personId(login), login, email, displayName: login, standing: ACTIVE, attributes: {}, ...special };
  const own = groups.map(name => ({ id: sourceGroupId(`name:${nameKey(name)}`), name }));
  return { kind: 'fixture', source: sourceName(source), person, groups: own, unmapped: [] };
};

const name = (text: string): NameMatcher => ({
  matches: other => nameKey(other) === nameKey(text),
  exact: [text],
  texts: [text],
});

const expected = (more: Partial<Expectation>): Expectation => ({
  ...{ target: JIRA, account: undefined, groups: [], notGroups: [], only: undefined },
  ...more,
});

interface Case {
  readonly given: readonly Fixture[];
  readonly syncs: readonly SyncText[];
  readonly expect: Expectation;
  readonly target?: TargetText;
}

/** What is wrong with each person of one test. */
function wrongIn({ given, syncs, expect, target }: Case) {
  const test: PolicyTest = { name: 'x', file: 'tests.yaml', line: 1, given, expect: [expect] };
  const memory = memoryTarget({ capabilities: { administratorGroups: ['jira-administrators'] } }, targetDirectory({}));
  const rules = { syncs: syncs.map(text => sync(text)), targets: [{ target: memory, rules: targetRules(target) }] };
  return runPolicyTests([test], { ...rules, kept: new Map(), now: NOW }).flatMap(({ wrong }) => wrong);
}

const failuresIn = (one: Case): readonly Failure[] => wrongIn(one).flatMap(({ failures }) => failures);

describe('a policy test', () => {
  const engineering: SyncText = { groups: { manual: [manual('Engineering', 'devs')] } };

  it('passes where the rules come to what is expected, and is silent then', () => {
    const account = { kind: 'wanted' as const, values: { username: 'ann', email: 'ann@example.com' } };

    expect(
      failuresIn({
        given: [fixture('ann', ['Engineering'])],
        syncs: [engineering],
        expect: expected({ account, only: [name('Devs')] }),
      }),
    ).toEqual([]);
  });

  it('fails with what was expected, and for each person alone', () => {
    const wrong = wrongIn({
      given: [fixture('ann', ['Engineering']), fixture('bob')],
      syncs: [engineering],
      expect: expected({ groups: [name('devs')] }),
    });

    expect(wrong.map(({ login, failures }) => [login, failures])).toEqual([
      ['bob', [{ kind: 'missing', expected: 'devs', because: [{ kind: 'notInSource', group: 'devs', from: ['Engineering'] }] }]],
    ]);
  });

  it('U1: tells none from unknown, and what the filter saw', () => {
    const filter = {
      ...expression('user.login != "ann"', one => one.login !== 'ann'),
      inputs: (one: Person) => [{ name: 'login', value: one.login }],
    };
    const [wrong] = wrongIn({
      given: [fixture('ann')],
      syncs: [{ users: { filter } }],
      expect: expected({ account: { kind: 'unknown' } }),
    });

    expect(wrong?.outcome.account).toEqual({
      kind: 'none',
      reasons: [{ kind: 'filteredOut', sync: 'staff', filter: 'user.login != "ann"' }],
    });
    expect(wrong?.words[0]?.filter).toEqual({ text: filter.text, inputs: [{ name: 'login', value: 'ann' }] });
    const pending = fixture('bob', [], { standing: { kind: 'pending', status: 'pending' } });
    expect(failuresIn({ given: [pending], syncs: [{}], expect: expected({ account: { kind: 'unknown' } }) })).toEqual([]);
  });

  it('U1: an account that could not be made is not wanted but unknown', () => {
    const [wrong] = wrongIn({
      given: [fixture('ann', [], { email: '' })],
      syncs: [{ users: { match: ['username'] } }],
      expect: expected({ account: { kind: 'wanted', values: {} } }),
    });

    expect(wrong?.outcome.account).toEqual({
      kind: 'unknown',
      why: 'cannot be created: email is empty or could not be computed',
    });
  });

  it('G1: a source group of which no person is said to be is empty, and its rule is met', () => {
    const groups = { manual: [manual(['Nobody here', '/^eng-/', 'id:00g7'], 'devs')] };

    expect(failuresIn({ given: [fixture('ann')], syncs: [{ groups }], expect: expected({ only: [] }) })).toEqual([]);
    expect(
      failuresIn({ given: [fixture('ann', ['eng-web'])], syncs: [{ groups }], expect: expected({ only: [name('devs')] }) }),
    ).toEqual([]);
  });

  it('G1, G2: says what kept a rule from giving a group', () => {
    const groups = { exclude: manual('atl-x', []).from, onTheFly: [onTheFly('atl-(?<team>.+)', '{team}')] };
    const [failure] = failuresIn({
      given: [fixture('ann', ['atl-x'])],
      syncs: [{ groups }],
      expect: expected({ groups: [name('x')] }),
    });

    expect(failure).toMatchObject({
      because: [{ kind: 'nearMiss', miss: { to: 'x', because: { kind: 'excluded', by: 'atl-x' } } }],
    });
  });

  it('G2: no pattern reaches an administrators’ group, known without a request', () => {
    const [failure] = failuresIn({
      given: [fixture('ann', ['jira-administrators'])],
      syncs: [{ groups: { onTheFly: [onTheFly('.*')] } }],
      expect: expected({ groups: [name('jira-administrators')], only: [] }),
    });

    expect(failure).toMatchObject({ kind: 'missing', because: [{ kind: 'out', out: { kind: 'privileged' } }] });
  });

  it('G7: a new account gets the groups for new users', () => {
    const one = { given: [fixture('ann')], expect: expected({ only: [name('new')] }) };

    expect(failuresIn({ ...one, syncs: [{ groups: { newUsers: ['new'] } }] })).toEqual([]);
    expect(failuresIn({ ...one, syncs: [{ users: { create: false }, groups: { newUsers: ['new'] } }] })).toMatchObject([
      { kind: 'missing', expected: 'new' },
    ]);
  });

  it('C4: people of two sources who are one person get the union, whichever of them is asked', () => {
    const syncs: SyncText[] = [
      { groups: { manual: [manual('Engineering', 'devs')] } },
      { name: 'hr', from: 'hr', groups: { manual: [manual('Managers', 'leads')] } },
    ];
    const given = [fixture('ann', ['Engineering']), fixture('ANN', ['Managers'], { source: 'hr', email: 'ann@example.com' })];

    expect(failuresIn({ given, syncs, expect: expected({ only: [name('devs'), name('leads')] }) })).toEqual([]);
  });
});

const NAMES = ['A', 'B', 'atl-a', 'atl-b', 'jira-administrators'];
const groupsOf = fc.record({
  manual: fc.array(fc.tuple(fc.constantFrom(...NAMES, '/^atl/'), fc.constantFrom('t1', 't2', 'jira-administrators')), {
    maxLength: 3,
  }),
  onTheFly: fc.subarray(['atl-(?<x>.*)', '.*']),
  exclude: fc.subarray(['A', 'atl-b']),
  newUsers: fc.subarray(['t1', 'welcome']),
  allUsers: fc.subarray(['all']),
});
const syncOf = fc.record({ onlyA: fc.boolean(), create: fc.boolean(), groups: groupsOf }).map(
  ({ onlyA, create, groups: { manual: rules, onTheFly: patterns, exclude, ...defaults } }): SyncText => ({
    users: { create, ...(onlyA ? { filter: expression('a…', one => one.login.startsWith('a')) } : {}) },
    groups: {
      ...defaults,
      manual: rules.map(([from, to], at) => manual(from, to, { id: `manual ${at + 1}` })),
      onTheFly: patterns.map((match, at) => onTheFly(match, undefined, { id: `onTheFly ${at + 1}` })),
      exclude: manual(exclude, []).from,
    },
  }),
);
const peopleOf = fc.uniqueArray(
  fc.record({ login: fc.constantFrom('ann', 'abe', 'bob'), groups: fc.subarray(NAMES), isActive: fc.boolean() }),
  { selector: ({ login }) => login, minLength: 1 },
);

describe('the outcome of a policy test', () => {
  it('is what a plan does in a target without accounts: it makes these, and these memberships, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(syncOf, peopleOf, async (text, people) => {
        const given = people.map(({ login, groups, isActive }) =>
          fixture(login, groups, isActive ? {} : { standing: { kind: 'inactive', status: 'SUSPENDED' } }),
        );
        const world = worldOf(given, [sync(text)], NOW);
        const plan = await planFor({
          pulled: [...world.pulled.values()],
          providers: Object.fromEntries(world.providers),
          ...{ syncs: [sync(text)], attended: true, administratorGroups: ['jira-administrators'] },
          groups: [...NAMES, 't1', 't2', 'welcome', 'all', 'a', 'b'].map(group => targetGroup(group, [])),
        });
        const changes = changesOf(plan);
        const made = changes.flatMap(change => (change.kind === 'createUser' ? [change.username] : []));
        for (const one of given) {
          const { login } = one.person;
          const added = [...changes, ...plan.held.map(({ change }) => change)].flatMap(change =>
            change.kind === 'addMember' && change.account.username === login ? [change.group.name] : [],
          );
          // whom no sync makes has no account that a plan could add
          if (!made.includes(login) && text.users?.create === false) continue;
          const account = made.includes(login)
            ? { kind: 'wanted' as const, values: { username: login } }
            : { kind: 'none' as const };
          const wrong = wrongIn({ given, syncs: [text], expect: expected({ account, only: added.map(name) }) });
          expect(wrong.filter(found => found.login === login)).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
