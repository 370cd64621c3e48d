import { describe, expect, it } from 'vitest';
import {
  hoursBefore,
  inactive,
  JIRA,
  key,
  link,
  managed,
  NOW,
  OKTA,
  person,
  pulled,
  sourceDirectory,
  sourceGroup,
  unread,
} from '../../test/directories.js';
import { notesOf } from '../../test/planning.js';
import { expression, manual, onTheFly, selector, sync } from '../../test/rules.js';
import type { Person, SomeSourceGroup } from '../model/directory.js';
import { type PersonId, personId, providerId, sourceGroupId, sourceName, syncName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncRules } from '../model/rules.js';
import type { Pulled } from './judge.js';
import { type MapInput, map } from './map.js';

const mapped = (one: Pulled | readonly Pulled[], syncs: readonly SyncRules[], more: Partial<MapInput> = {}) => {
  const all = [one].flat();
  return map({
    target: JIRA,
    syncs,
    pulled: new Map(all.map(pull => [pull.source, pull])),
    providers: new Map(all.map(pull => [pull.source, pull.kind === 'read' ? pull.directory.provider : OKTA])),
    links: [],
    managed: [],
    storedGroup: name => name.trim(),
    sightings: [],
    now: NOW,
    ...more,
  });
};
/** The same, of a run for these people only: what the source says of anybody else is not asked. */
const some = (asked: readonly string[], people: readonly Person[], groups: readonly SomeSourceGroup[] = []): Pulled => ({
  ...{ kind: 'some', source: sourceName('okta'), lookedUp: new Map(), asked: new Set(asked.map(personId)) },
  directory: { ...sourceDirectory({ people }), groups: new Map(groups.map(one => [one.id, one])) },
});
const inSome = { providers: new Map([[sourceName('okta'), OKTA]]) };
const membersOf = ({ desired }: ReturnType<typeof map>, group: string) => {
  const found = desired.groups.get(nameKey(group));
  return found === undefined ? undefined : [...found.members.keys()];
};
const byType = (type: string) => expression(type, ({ attributes }) => attributes.type === type);

describe('names', () => {
  it('U8, G3: two that the target stores alike are one group, with the members of both', () => {
    const two = pulled({
      people: [person('ann'), person('bob')],
      groups: [sourceGroup('team', ['ann']), sourceGroup('team ', ['bob'])],
    });
    const found = mapped(two, [sync({ groups: { membership: 'managed', onTheFly: [onTheFly('.*')] } })]);
    expect([...found.desired.groups.keys()]).toEqual(['team']);
    expect(membersOf(found, 'team')).toEqual([key('ann'), key('bob')]);
  });
});

describe('people', () => {
  it('U1: an attribute that fails or comes out empty is left out, and counted per expression', () => {
    const fails = expression('user.nick', ({ login }) => {
      if (login !== 'ann') throw new Error('no nick');
      return '  ';
    });
    const { attributes } = sync().users;
    const rules = sync({ users: { attributes: { ...attributes, displayName: fails } } });
    const { desired, notes } = mapped(pulled({ people: ['ann', 'bob', 'cid'].map(name => person(name)) }), [rules]);
    expect(desired.people.get(key('ann'))?.values).toEqual({ username: 'ann', email: 'ann@example.com' });
    expect(notes).toMatchObject([{ kind: 'expressionFailed', where: 'displayName', people: 2, example: 'bob' }]);
  });

  it('U1: a filter that fails for some is counted, with the first of them by name, whatever the order of the rows', () => {
    const filter = expression('user.nick', ({ login }): boolean => {
      if (login === 'ann') return true;
      throw new Error('no nick');
    });
    const rules = sync({ users: { filter } });
    for (const names of [
      ['ann', 'bob', 'cid'],
      ['cid', 'bob', 'ann'],
    ]) {
      const { notes } = mapped(pulled({ people: names.map(name => person(name, { id: personId(`id-${name}`) })) }), [rules]);
      expect(notes).toEqual([
        {
          ...{ kind: 'expressionFailed', sync: 'staff', where: 'filter', people: 2, example: 'bob' },
          problem: 'Error: no nick',
        },
      ]);
    }
  });

  it('whom an unread source may want is unknown, which is no failure of the filter', () => {
    const rules = sync({ users: { filter: byType('staff') } });
    const { desired, notes } = mapped(unread(), [rules], { links: [link('ann')] });
    expect(desired.people.get(key('ann'))?.wish.kind).toBe('unknown');
    expect(notes).toEqual([]);
  });

  it('U8: values come in NFC and trimmed', () => {
    const { desired } = mapped(pulled({ people: [person('ann', { displayName: ' Jose\u0301 ' })] }), [sync()]);
    expect(desired.people.get(key('ann'))?.values.displayName).toBe('José');
  });

  it('U2: an inferred leaver is in grace until enough reads and enough time', () => {
    const rules = sync({ users: { filter: byType('staff') } });
    const seen = (reads: number, hours: number) => ({
      sightings: [{ person: key('ann'), sync: syncName('staff'), since: hoursBefore(hours), reads, why: '' }],
      links: [link('ann')],
    });
    const wish = (reads: number, hours: number) =>
      mapped(pulled({ people: [person('ann')] }), [rules], seen(reads, hours)).desired.people.get(key('ann'))?.wish;
    expect(wish(2, 24)).toMatchObject({
      ...{ kind: 'notWanted', leaver: 'inferred' },
      reasons: [{ kind: 'filteredOut' }, { kind: 'graceOver', reads: 2 }],
    });
    expect(wish(1, 24)).toMatchObject({ kind: 'inGrace', reads: 1 });
    expect(wish(2, 23)).toMatchObject({ kind: 'inGrace', until: new Date(Date.parse(NOW) + 3_600_000).toISOString() });
  });

  it('U2: grace starts with the read that first misses somebody; a run for some people is no read', () => {
    const rules = sync({ users: { filter: byType('staff') } });
    const wish = (one: Pulled) => mapped(one, [rules], inSome).desired.people.get(key('ann'))?.wish;
    expect(wish(pulled({ people: [person('ann')] }))).toMatchObject({ kind: 'inGrace', since: NOW, reads: 1 });
    expect(wish(some(['ann'], [person('ann')]))).toMatchObject({ kind: 'inGrace', since: NOW, reads: 0 });
  });

  it('a run for some people knows of those it is for, also where the source has no row of them, and of no other', () => {
    const links = [link('ann'), link('bob')];
    const { desired } = mapped(some(['ann', 'cid'], [person('cid')]), [sync()], { ...inSome, links });
    expect([...desired.people].map(([one, { wish }]) => [one, wish.kind])).toEqual([
      [key('cid'), 'wanted'],
      [key('ann'), 'unknown'],
    ]);
  });

  it('of a sync whose source this run does not read nothing is known', () => {
    const other = sync({ name: 'other', from: 'idcs', groups: { manual: [manual('A', 'devs')], allUsers: ['all'] } });
    const more = { providers: new Map([...inSome.providers, [sourceName('idcs'), OKTA] as const]) };
    const { desired } = mapped(pulled({ people: [person('ann')] }), [sync(), other], more);
    expect(desired.people.get(key('ann'))?.opinions.map(one => one.sync)).toEqual(['staff']);
    expect([...desired.groups.keys()]).toEqual([]);
  });

  it('U2: a stated leaver waits for nothing', () => {
    const { desired } = mapped(pulled({ people: [inactive('ann')] }), [sync()]);
    expect(desired.people.get(key('ann'))?.wish).toMatchObject({ kind: 'notWanted', leaver: 'stated' });
  });

  it('G11: a retired source makes no leavers: nobody speaks of its people', () => {
    const { desired } = mapped(pulled({}), [sync()], { links: [{ ...link('ann'), person: key('ann', providerId('old')) }] });
    expect(desired.people.size).toBe(0);
  });
});

describe('C4: several syncs', () => {
  const staff = sync({ name: 'staff', users: { filter: byType('staff') } });
  const guests = sync({ name: 'guests', users: { filter: byType('guest') } });
  const guest = person('ann', { attributes: { type: 'guest' } });
  const ownerOf = (result: ReturnType<typeof map>) => result.desired.people.get(key('ann'))?.owner;

  it('the owner is who wants the account, first by priority, then by place in the file', () => {
    expect(ownerOf(mapped(pulled({ people: [guest] }), [staff, guests]))).toBe('guests');
    expect(ownerOf(mapped(pulled({ people: [guest] }), [sync({ name: 'all' }), guests]))).toBe('all');
    expect(ownerOf(mapped(pulled({ people: [guest] }), [sync({ name: 'all' }), { ...guests, priority: 1 }]))).toBe('guests');
  });

  it('who owned the account decides how it ends', () => {
    const gone = { ...inactive('ann'), attributes: { type: 'guest' } };
    const links = [link('ann', { owner: syncName('guests') })];
    expect(ownerOf(mapped(pulled({ people: [gone] }), [staff, guests], { links }))).toBe('guests');
  });

  it('filtered at the owner passes the account on', () => {
    const links = [link('ann', { owner: syncName('staff') })];
    const result = mapped(pulled({ people: [guest] }), [staff, guests], { links });
    expect(ownerOf(result)).toBe('guests');
    expect(result.desired.people.get(key('ann'))?.wish.kind).toBe('wanted');
  });

  it('a leaver stated at the owner waits for nobody', () => {
    const other = sync({ name: 'other', from: 'okta-app', groups: { allUsers: ['all'] } });
    const both = [pulled({ people: [inactive('ann')] }), pulled({ people: [person('ann')] }, {}, 'okta-app')];
    const result = mapped(both, [other, sync()], { links: [link('ann', { owner: syncName('staff') })] });
    expect(result.desired.people.get(key('ann'))?.wish).toMatchObject({ kind: 'notWanted', leaver: 'stated' });
    expect(membersOf(result, 'all')).toEqual([]);
  });

  it('an account ends only when every sync is known not to want it', () => {
    const both = [pulled({ people: [person('ann')] }), unread('okta-app')];
    const result = mapped(both, [staff, sync({ name: 'other', from: 'okta-app' })], { links: [link('ann')] });
    expect(result.desired.people.get(key('ann'))?.wish.kind).toBe('unknown');
  });

  it('a sync’s group rules speak only of those whom that sync wants', () => {
    const rules = [
      sync({ name: 'all' }),
      sync({
        name: 'staff',
        users: { filter: byType('staff') },
        groups: { manual: [manual('Tools', 'tools')], allUsers: ['everyone'] },
      }),
    ];
    const result = mapped(pulled({ people: [guest], groups: [sourceGroup('Tools', ['ann'])] }), rules);
    expect(membersOf(result, 'tools')).toEqual([]);
    expect(membersOf(result, 'everyone')).toEqual([]);
  });
});

describe('groups', () => {
  const people = ['ann', 'bob', 'cid'].map(name => person(name));

  it('G1: a source group counts if it passes include and not exclude', () => {
    const groups = [sourceGroup('atl-a', ['ann']), sourceGroup('atl-test', ['ann']), sourceGroup('other', ['ann'])];
    const rules = sync({
      groups: { include: [selector('/^ATL-/')], exclude: [selector('/-test$/')], onTheFly: [onTheFly('.*')] },
    });
    expect([...mapped(pulled({ people, groups }), [rules]).desired.groups.keys()]).toEqual(['atl-a']);
  });

  it('G1: two source groups of one name are a conflict: what they give is unknown, and no group is named by them', () => {
    const groups = [sourceGroup('Team', ['ann'], 'g1'), sourceGroup('team', ['bob'], 'g2')];
    const result = mapped(pulled({ people, groups }), [sync({ groups: { manual: [manual('Team', 'team')] } })]);
    expect(result.desired.groups.get(nameKey('team'))).toMatchObject({
      from: [],
      unknown: ['Team: two groups of okta have this name'],
    });
    expect(membersOf(result, 'team')).toEqual([]);
    expect(notesOf(result, 'sameName')).toMatchObject([{ ids: ['g1', 'g2'] }]);
  });

  it('G1: an id tells them apart', () => {
    const groups = [sourceGroup('Team', ['ann'], 'g1'), sourceGroup('team', ['bob'], 'g2')];
    const result = mapped(pulled({ people, groups }), [sync({ groups: { manual: [manual('id:g2', 'team')] } })]);
    expect(membersOf(result, 'team')).toEqual([key('bob')]);
    expect(result.desired.groups.get(nameKey('team'))?.unknown).toEqual([]);
    expect(notesOf(result, 'sameName')).toEqual([]);
  });

  it('G1: an id tells them apart, whatever else of the rule names the group', () => {
    const groups = [sourceGroup('Team', ['ann'], 'g1'), sourceGroup('team', ['bob'], 'g2')];
    const rules = sync({ groups: { manual: [manual(['/^no/', 'id:g2', '/^te/'], 'team')] } });
    const result = mapped(pulled({ people, groups }), [rules]);
    expect(membersOf(result, 'team')).toEqual([key('bob')]);
    expect(notesOf(result, 'unmetRule')).toHaveLength(1);
    expect(notesOf(result, 'sameName')).toHaveLength(1);
  });

  it('G1: a rule whose from names no group is unmet: what it gives is unknown, never empty', () => {
    const rules = sync({ groups: { manual: [manual(['Engineering', 'Platfrom'], 'devs')] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('Engineering', ['ann'])] }), [rules]);
    expect(result.desired.groups.get(nameKey('devs'))).toMatchObject({ unknown: ['manual 1: okta has no group Platfrom'] });
    expect(notesOf(result, 'unmetRule')).toMatchObject([{ why: 'okta has no group Platfrom' }]);
    expect(membersOf(result, 'devs')).toEqual([key('ann')]);
  });

  it('R1: a group whose members failed is unknown, not empty', () => {
    const result = mapped(pulled({ people, groups: [sourceGroup('A', 'unknown')] }), [
      sync({ groups: { onTheFly: [onTheFly('.*')] } }),
    ]);
    expect(result.desired.groups.get(nameKey('a'))?.unknown).toEqual(['members of A in okta: page 2 failed']);
  });

  it('R1: of an unread source the spelled groups are unknown', () => {
    const result = mapped(unread(), [
      sync({ groups: { membership: 'managed', manual: [manual('A', 'devs')], allUsers: ['all'] } }),
    ]);
    expect(result.desired.groups.get(nameKey('devs'))).toMatchObject({
      ...{ unknown: ['source okta could not be read'], membership: 'managed', spelled: true },
    });
    expect(result.desired.groups.get(nameKey('all'))?.unknown).toEqual(['source okta could not be read']);
  });

  it('G2: every manual rule that names a group applies; onTheFly takes what none took; its first match wins', () => {
    const rules = sync({
      groups: {
        manual: [manual('A', 'one'), manual('/^a$/', 'two', { id: 'manual 2' })],
        onTheFly: [onTheFly('(?<x>[ab])', 'team-{x}'), onTheFly('.*', undefined, { id: 'onTheFly 2' })],
      },
    });
    const groups = [sourceGroup('A', ['ann']), sourceGroup('b', ['bob']), sourceGroup('Cee', ['cid'])];
    const result = mapped(pulled({ people, groups }), [rules]);
    expect([...result.desired.groups.keys()].toSorted()).toEqual(['cee', 'one', 'team-b', 'two']);
    expect(result.desired.groups.get(nameKey('cee'))?.name).toBe('Cee');
  });

  it('G2: a match must cover the whole name', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('atl-a')] } });
    expect(mapped(pulled({ people, groups: [sourceGroup('atl-ab', [])] }), [rules]).desired.groups.size).toBe(0);
  });

  it('G3: one person by three ways is one membership with three reasons', () => {
    const rules = sync({ groups: { manual: [manual(['A', 'B'], 'devs'), manual('A', 'devs', { id: 'manual 2' })] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('A', ['ann']), sourceGroup('B', ['ann'])] }), [rules]);
    expect(result.desired.groups.get(nameKey('devs'))?.members.get(key('ann'))).toHaveLength(3);
  });

  it('G5: two modes for one group: the gentler wins, and is told', () => {
    const rules = sync({
      groups: {
        manual: [manual('A', 'devs', { membership: 'strict' }), manual('A', 'devs', { id: 'manual 2', membership: 'additive' })],
      },
    });
    const result = mapped(pulled({ people, groups: [sourceGroup('A', [])] }), [rules]);
    expect(result.desired.groups.get(nameKey('devs'))?.membership).toBe('additive');
    expect(notesOf(result, 'modesDiffer')).toMatchObject([{ chosen: 'additive', instead: ['strict'] }]);
  });

  it('G7: allUsers is wanted for every wanted user, newUsers for nobody', () => {
    const result = mapped(pulled({ people: [person('ann'), inactive('bob')] }), [
      sync({ groups: { allUsers: ['jira/all'], newUsers: ['new'] } }),
    ]);
    expect(membersOf(result, 'all')).toEqual([key('ann')]);
    expect(membersOf(result, 'new')).toEqual([]);
    expect([...result.desired.groups.values()].map(({ spelled }) => spelled)).toEqual([true, true]);
    expect(result.desired.groups.get(nameKey('new'))?.membership).toBe('additive');
  });

  it('a group of another target is none of this one', () => {
    const rules = sync({ groups: { manual: [manual('A', ['wiki/devs'])], allUsers: ['wiki/all'] } });
    const result = mapped(pulled({ people, groups: [] }), [rules]);
    expect(result.desired.groups.size).toBe(0);
    expect(result.notes).toEqual([]);
  });

  it('R1: a group whose members were not asked for is unknown; of a run for some people what it says of them is known', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('.*')] } });
    const unknown = (result: ReturnType<typeof map>) => [...result.desired.groups.values()].flatMap(one => one.unknown);
    const notRead = { id: sourceGroupId('g-a'), name: 'a', members: { kind: 'notRead' } } as const;
    expect(unknown(mapped(pulled({ people, groups: [notRead] }), [rules]))).toEqual([
      'members of a in okta: its members were not read',
    ]);
    const ofAnn = { ...notRead, members: { kind: 'some', ids: new Set([personId('ann')]) } } as const;
    const part = mapped(some(['ann'], [person('ann')], [ofAnn]), [rules], inSome);
    expect(unknown(part)).toEqual([]);
    expect(membersOf(part, 'a')).toEqual([key('ann')]);
  });

  it('G8: a renamed source group keeps the target group it has, and the drift is told', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('.*')] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('new-name', ['ann'], 'g-old')] }), [rules], {
      managed: [managed('old', ['old'])],
    });
    expect(membersOf(result, 'old')).toEqual([key('ann')]);
    expect(notesOf(result, 'renamedGroup')).toEqual([{ kind: 'renamedGroup', group: 'old', was: 'old', now: 'new-name' }]);
  });

  it('G8: another provider’s group of that id is another group, and so is one of another id', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('.*')] } });
    const idcs = providerId('idcs.example.com');
    const from = [
      { provider: idcs, id: 'g-old', name: 'old' },
      { provider: OKTA, id: 'g-older', name: 'old' },
    ];
    const result = mapped(pulled({ people, groups: [sourceGroup('new-name', ['ann'], 'g-old')] }), [rules], {
      managed: [managed('old', [], { from })],
    });
    expect([...result.desired.groups.keys()]).toEqual(['new-name']);
    expect(result.notes).toEqual([]);
  });

  it('G8: a rename that makes no other name of the target group is none, upper or lower case', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('(?<to>team).*', '{to}')] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('Team-new', ['ann'], 'g-Team-old')] }), [rules], {
      managed: [managed('TEAM', ['Team-old'])],
    });
    expect(result.desired.groups.get(nameKey('team'))?.name).toBe('Team');
    expect(result.notes).toEqual([]);
  });

  it('G8: a group moves only in a run for everybody; a run for some people leaves it where it is', () => {
    const rules = sync({ groups: { onRename: 'move', onTheFly: [onTheFly('.*')] } });
    const group = { id: sourceGroupId('g-old'), name: 'new', members: { kind: 'some' as const, ids: new Set<PersonId>() } };
    const more = { ...inSome, managed: [managed('old', ['old'])] };
    const part = mapped(some([], [], [group]), [rules], more).desired;
    expect([[...part.groups.keys()], part.moves]).toEqual([['old'], []]);
    const whole = mapped(pulled({ groups: [sourceGroup('new', [], 'g-old')] }), [rules], more).desired;
    expect([...whole.groups.keys()]).toEqual(['new']);
    expect(whole.moves).toMatchObject([{ from: { name: 'old' }, to: 'new' }]);
  });

  it('G2: a group that a manual rule spells is spelled, whatever pattern names it as well', () => {
    const rules = sync({ groups: { manual: [manual('A', 'devs')], onTheFly: [onTheFly('devs')] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('A', []), sourceGroup('devs', [])] }), [rules]);
    expect([...result.desired.groups.values()].map(({ spelled, from }) => [spelled, from.length])).toEqual([[true, 2]]);
  });

  it('G3: of two spellings in the config the first is the group’s', () => {
    const rules = sync({ groups: { manual: [manual('A', 'Devs'), manual('A', 'DEVS', { id: 'manual 2' })] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('A', [])] }), [rules]);
    expect([...result.desired.groups.values()].map(({ name }) => name)).toEqual(['Devs']);
  });

  it('what every rule gave is kept for who asks why, and for nobody else', () => {
    const rules = sync({ groups: { exclude: [selector('B')], manual: [manual('A', 'devs'), manual('B', 'ops')] } });
    const read = pulled({ people, groups: [sourceGroup('A', []), sourceGroup('B', [])] });
    expect('trace' in mapped(read, [rules])).toBe(false);
    const { trace } = mapped([read, unread('idcs')], [rules, sync({ name: 'other', from: 'idcs' })], { trace: true });
    expect(trace?.contributions.map(({ name }) => name)).toEqual(['devs', 'ops']);
    expect(trace?.misses.map(({ to, because }) => [to, because])).toEqual([['ops', { kind: 'excluded', by: 'B' }]]);
  });
});
