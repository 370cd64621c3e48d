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
  sourceGroup,
  unread,
} from '../../test/directories.js';
import { notesOf } from '../../test/planning.js';
import { expression, manual, onTheFly, selector, sync } from '../../test/rules.js';
import { providerId, syncName } from '../model/ids.js';
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
    expect(wish(2, 24)).toMatchObject({ kind: 'notWanted', leaver: 'inferred' });
    expect(wish(1, 24)).toMatchObject({ kind: 'inGrace', reads: 1 });
    expect(wish(2, 23)).toMatchObject({ kind: 'inGrace', until: new Date(Date.parse(NOW) + 3_600_000).toISOString() });
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
    const other = sync({ name: 'other', from: 'okta-app' });
    const both = [pulled({ people: [inactive('ann')] }), pulled({ people: [person('ann')] }, {}, 'okta-app')];
    const result = mapped(both, [other, sync()], { links: [link('ann', { owner: syncName('staff') })] });
    expect(result.desired.people.get(key('ann'))?.wish).toMatchObject({ kind: 'notWanted', leaver: 'stated' });
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
      unknown: [expect.stringContaining('two groups')],
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
    const result = mapped(unread(), [sync({ groups: { manual: [manual('A', 'devs')], allUsers: ['all'] } })]);
    expect(result.desired.groups.get(nameKey('devs'))?.unknown).toEqual(['source okta could not be read']);
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
    expect(result.desired.groups.get(nameKey('new'))?.membership).toBe('additive');
  });

  it('a group of another target is none of this one', () => {
    const rules = sync({ groups: { manual: [manual('A', ['wiki/devs'])], allUsers: ['wiki/all'] } });
    expect(mapped(pulled({ people, groups: [sourceGroup('A', ['ann'])] }), [rules]).desired.groups.size).toBe(0);
  });

  it('G8: a renamed source group keeps the target group it has, and the drift is told', () => {
    const rules = sync({ groups: { onTheFly: [onTheFly('.*')] } });
    const result = mapped(pulled({ people, groups: [sourceGroup('new-name', ['ann'], 'g-old')] }), [rules], {
      managed: [managed('old', ['old'])],
    });
    expect(membersOf(result, 'old')).toEqual([key('ann')]);
    expect(notesOf(result, 'renamedGroup')).toEqual([{ kind: 'renamedGroup', group: 'old', was: 'old', now: 'new-name' }]);
  });
});
