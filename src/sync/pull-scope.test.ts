import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  account,
  granted,
  inactive,
  key,
  link,
  managed,
  OKTA,
  person,
  type SourceContent,
  sourceDirectory,
  sourceGroup,
  targetGroup,
} from '../../test/directories.js';
import { heldBy, idsOf, planFor, type Setup } from '../../test/planning.js';
import { expression, manual, onTheFly, type SyncText, sync } from '../../test/rules.js';
import { someOf } from '../../test/some-people.js';
import { groupSelector } from '../config/patterns.js';
import { type Condition, fulfils } from '../model/condition.js';
import type { Person, SourceGroup } from '../model/directory.js';
import { type PersonId, sourceName } from '../model/ids.js';
import type { Expression, GroupSelector, SourceRules } from '../model/rules.js';
import type { LookedUp, PullScope, Source } from '../sources/source.js';
import { type PullInput, pull } from './pull.js';
import { conditionOn, groupsAskedFor } from './pull-scope.js';

const okta = sourceName('okta');
const rules: SourceRules = { name: okta, canaries: { users: [], groups: [] }, shrunkShare: 0.8, staleAfterMs: 259_200_000 };
const inIt: Condition = { kind: 'is', attribute: 'department', values: ['IT'] };
const itOnly: Expression<boolean> = {
  ...expression('department is IT', ({ attributes }) => attributes.department === 'IT'),
  condition: inIt,
};
const of = (login: string, department: string, special: Partial<Person> = {}) =>
  person(login, { attributes: { department }, ...special });

/** A source that leaves out whom it may leave out; it compares without case, as vendors do. */
function narrowing(content: SourceContent): Source & { readonly scopes: PullScope[] } {
  const whole = sourceDirectory(content);
  const scopes: PullScope[] = [];
  const ask = (id: PersonId): LookedUp => {
    const found = whole.people.get(id);
    if (found === undefined) return { kind: 'deleted' };
    return found.standing.kind === 'inactive'
      ? { kind: 'inactive', status: found.standing.status, person: found }
      : { kind: 'present', person: found };
  };
  return {
    name: okta,
    provider: OKTA,
    scopes,
    pushes: condition => condition,
    pull: async scope => {
      scopes.push(scope);
      const { only } = scope;
      const isIn = (one: Person) => only === undefined || one.standing.kind !== 'active' || fulfils(lower(only), lowered(one));
      const people = new Map([...whole.people].filter(([, one]) => isIn(one)));
      // where members come with the rows of people, groups name fewer
      const groups = new Map([...whole.groups].map(([id, group]) => [id, { ...group, members: within(group.members, people) }]));
      return { ...whole, people, groups };
    },
    pullPeople: async whom => someOf(whole, whom),
    lookup: async ids => new Map(ids.map(id => [id, ask(id)])),
    check: async () => [],
  };
}

const within = (members: SourceGroup['members'], people: ReadonlyMap<PersonId, Person>): SourceGroup['members'] =>
  members.kind === 'read' ? { kind: 'read', ids: new Set([...members.ids].filter(id => people.has(id))) } : members;

const lower = (condition: Condition): Condition =>
  condition.kind === 'is' ? { ...condition, values: condition.values.map(value => value.toLowerCase()) } : condition;
const lowered = (one: Person): Person => ({
  ...one,
  attributes: { department: String(one.attributes.department).toLowerCase() },
});

const pullFrom = (source: Source, more: Partial<PullInput> = {}) =>
  pull({
    ...{ source, rules, syncs: [sync({ users: { filter: itOnly } })], linked: new Set(), last: undefined },
    ...{ allowed: undefined, another: undefined, attended: false, whole: false, emit: () => undefined },
    signal: new AbortController().signal,
    ...more,
  });

describe('filters that a source can put into its query', () => {
  it('are asked for, and the evidence says so', async () => {
    const source = narrowing({ people: [of('ann', 'IT'), of('bob', 'HR')] });
    const pulled = await pullFrom(source);
    expect(source.scopes[0]?.only).toEqual(inIt);
    expect(pulled).toMatchObject({ kind: 'read', directory: { evidence: { only: 'department is "IT"' } } });
  });

  it('R5: a linked person whom the query left out is looked up, and dropped by the filter here; the read is believed', async () => {
    const pulled = await pullFrom(narrowing({ people: [of('ann', 'IT'), of('bob', 'HR')] }), { linked: new Set([key('bob')]) });
    expect(pulled.kind === 'read' && [...pulled.directory.people.keys()]).toEqual(['ann', 'bob']);
  });

  it('R5: one who fulfils the condition, and was missing all the same, still proves the read incomplete', async () => {
    const source = narrowing({ people: [of('ann', 'IT'), of('bob', 'IT')] });
    const lying: Source = { ...source, pull: async () => sourceDirectory({ people: [of('ann', 'IT')] }) };
    expect((await pullFrom(lying, { linked: new Set([key('bob')]) })).kind).toBe('unread');
  });

  it('shrunk-source: a count of other people is not compared with', async () => {
    const last = { provider: OKTA, source: okta, readAt: '', people: 100, groups: 0 };
    const source = narrowing({ people: [of('ann', 'IT')] });
    expect((await pullFrom(source, { last })).kind).toBe('read');
    expect((await pullFrom(source, { last: { ...last, only: 'department is "IT"' } })).kind).toBe('unread');
    expect((await pullFrom(source, { last, whole: true })).kind).toBe('unread');
  });

  it('leave nobody out where a sync has none, a canary is looked for, or the question may be about anybody', async () => {
    const canary = { ...rules, canaries: { users: ['ceo'], groups: [] } };
    expect(conditionOn([sync({ users: { filter: itOnly } }), sync()], rules)).toBeUndefined();
    expect(conditionOn([sync({ users: { filter: itOnly } })], canary)).toBeUndefined();
    const counted = { ...rules, canaries: { users: [], groups: [{ name: 'Everyone', text: '>= 900', holds: () => true }] } };
    expect(conditionOn([sync({ users: { filter: itOnly } })], counted)).toBeUndefined();
    const source = narrowing({ people: [of('ann', 'IT')] });
    await pullFrom(source, { whole: true });
    expect(source.scopes[0]?.only).toBeUndefined();
  });

  const who = fc.record({
    department: fc.constantFrom('IT', 'it', 'HR', ''),
    standing: fc.constantFrom('active', 'inactive', 'gone'),
    hasAccount: fc.boolean(),
    isLinked: fc.boolean(),
    inGroup: fc.boolean(),
    isMember: fc.boolean(),
  });

  it('the plan is that of the whole list: nobody more, nobody less', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(who, { minLength: 1, maxLength: 5 }), async crowd => {
        const logins = crowd.map((one, at) => ({ ...one, login: `p${at}` }));
        const there = logins.filter(({ standing }) => standing !== 'gone');
        const has = logins.filter(({ hasAccount, isLinked }) => hasAccount || isLinked);
        const linked = logins.filter(({ isLinked }) => isLinked);
        const groups = [
          sourceGroup(
            'A',
            there.filter(({ inGroup }) => inGroup).map(({ login }) => login),
          ),
        ];
        const people = there.map(({ login, department, standing }) =>
          of(login, department, standing === 'inactive' ? { standing: inactive(login).standing } : {}),
        );
        const syncs = [sync({ users: { filter: itOnly }, groups: { manual: [manual('A', 'devs')] } })];
        const members = has.filter(({ isMember }) => isMember).map(({ login }) => login);
        const planWith = async (whole: boolean) => {
          const source = narrowing({ people, groups });
          const pulled = await pullFrom(source, { syncs, whole, linked: new Set(linked.map(({ login }) => key(login))) });
          const setup: Setup = {
            ...{ pulled, syncs, accounts: has.map(({ login }) => account(login)), links: linked.map(({ login }) => link(login)) },
            ...{ groups: [targetGroup('devs', members)], managed: [managed('devs', ['A'])] },
            ledger: linked.map(({ login }) => granted('devs', login)),
          };
          const plan = await planFor(setup);
          return { changes: idsOf(plan), held: heldBy(plan), notes: new Set(plan.notes) };
        };
        expect(await planWith(false)).toEqual(await planWith(true));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the groups that a source needs to list', () => {
  const selector = (text: string): GroupSelector => {
    const checked = groupSelector(text);
    if (checked.kind === 'bad') throw new Error(checked.message);
    return checked.value;
  };
  const asked = (...texts: readonly SyncText[]) =>
    groupsAskedFor(
      texts.map(text => sync(text)),
      rules,
    );
  const including = (...texts: readonly string[]): SyncText => ({ groups: { include: texts.map(selector) } });

  it('are those that include names: by name, by id, by how a name begins', () => {
    expect(asked(including('Engineering', '/^atl-/', 'id:00g1'), including('engineering', '/^ops/'))).toEqual({
      names: ['engineering'],
      prefixes: ['atl-', 'ops'],
      ids: ['00g1'],
    });
  });

  it.each(['/atl-/', '/^(a|b)/', '/^atl-x|y/', '/^.*/', 'Zürich'])('are all, where %s may be any', text => {
    expect(asked(including('Engineering', text))).toBeUndefined();
  });

  it('are all where groups are taken as they come', () => {
    expect(asked({ groups: { onTheFly: [onTheFly('.*')] } })).toBeUndefined();
  });

  it('never leave out one that an include would take', () => {
    const names = fc.constantFrom('atl-x', 'ATL', 'at', 'atll-x', 'xatl-', 'Engineering', 'engineering 2');
    const patterns = fc.constantFrom(
      '/^atl-/',
      '/^atl*/',
      '/^atl+/',
      '/^at{0,1}l/',
      '/^at?l/',
      '/^atl$/',
      'Engineering',
      '/^Eng.*2$/',
    );
    fc.assert(
      fc.property(names, patterns, (name, text) => {
        const { matches, asked: of } = selector(text);
        if (of === undefined || !matches({ id: '', name })) return;
        const isAsked =
          of.names.some(one => one.toLowerCase() === name.toLowerCase()) ||
          of.prefixes.some(prefix => name.toLowerCase().startsWith(prefix.toLowerCase()));
        expect(isAsked).toBe(true);
      }),
    );
  });
});
