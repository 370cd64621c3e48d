import { describe, expect, it } from 'vitest';
import { account, JIRA, key, link, NOW, OKTA, person, pulled, sourceGroup } from '../../test/directories.js';
import { expression, manual, sync } from '../../test/rules.js';
import type { Person } from '../model/directory.js';
import { accountId, type PersonKey, type ProviderId, providerId, sourceName, splitPersonKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncRules } from '../model/rules.js';
import type { Desired, DesiredPerson } from '../model/wish.js';
import type { Link } from '../state/store.js';
import type { Correlated, Match } from './correlate.js';
import { map } from './map.js';
import { unite } from './unite.js';

const IDCS = providerId('idcs.example.com');
const HR = providerId('hr.example.com');
const SOURCES = { okta: OKTA, idcs: IDCS, hr: HR } as const;
type SourceText = keyof typeof SOURCES;

/** A sync of each source; what its group Team gives is in `devs`. */
const syncOf = (from: SourceText, more: Partial<SyncRules> = {}): SyncRules => ({
  ...sync({ name: `by-${from}`, from, users: { match: ['email'] }, groups: { manual: [manual('Team', 'devs')] } }),
  ...more,
});
const [byOkta, byIdcs, byHr] = [syncOf('okta'), syncOf('idcs'), syncOf('hr')];
const [ann, lee, hrAnn] = [key('ann'), key('a.lee', IDCS), key('4711', HR)];
const ANN = account('ann');

interface World {
  readonly syncs?: readonly SyncRules[];
  readonly people?: Partial<Record<SourceText, readonly Person[]>>;
  readonly links?: readonly Link[];
  /** who holds the account `id-ann`; those with a link of theirs by that, the others by match keys */
  readonly held?: readonly PersonKey[];
  readonly matches?: ReadonlyMap<PersonKey, Match>;
  /** what becomes of everybody between mapping and here */
  readonly edited?: (person: DesiredPerson) => DesiredPerson;
}

/** The real desired directory of some people, and the correlation as it is stated. */
function united({ syncs = [byOkta, byIdcs], people = {}, links = [], held = [], matches = new Map(), edited }: World) {
  const read = Object.entries(SOURCES).map(([source, provider]) => {
    const all = Object.entries(people).flatMap(([name, some]) => (name === source ? some : []));
    const logins = all.map(({ login }) => login);
    return pulled({ people: all, groups: [sourceGroup('Team', logins)], provider }, {}, source);
  });
  const { desired: mapped } = map({
    ...{ target: JIRA, syncs, links, managed: [], storedGroup: name => name, sightings: [], now: NOW },
    pulled: new Map(read.map(one => [one.source, one])),
    providers: new Map(Object.entries(SOURCES).map(([name, provider]) => [sourceName(name), provider])),
  });
  const desired =
    edited === undefined ? mapped : { ...mapped, people: new Map([...mapped.people].map(([one, who]) => [one, edited(who)])) };
  const found = unite({
    desired,
    correlation: correlated(desired, held, links, matches),
    links,
    syncs,
    stored: (_, value) => value,
  });
  return { ...found, before: desired };
}

function correlated(
  desired: Desired,
  held: readonly PersonKey[],
  links: readonly Link[],
  others: ReadonlyMap<PersonKey, Match>,
): Correlated {
  const matchOf = (person: PersonKey): Match => {
    const known = links.find(one => one.person === person);
    return known === undefined ? { kind: 'matched', account: ANN } : { kind: 'linked', account: ANN, link: known };
  };
  const spoken = held.filter(person => desired.people.has(person));
  const holders = new Map(held.map((one): [ProviderId, PersonKey] => [splitPersonKey(one).provider, one]));
  return {
    matches: new Map([...spoken.map((one): [PersonKey, Match] => [one, matchOf(one)]), ...others]),
    holders: held.length === 0 ? new Map() : new Map([[ANN.id, holders]]),
    contested: new Set(),
    strangers: [],
  };
}

const inOkta = person('ann');
const inIdcs = person('a.lee', { email: 'ann@example.com', displayName: 'Lee, Ann' });
const inHr = person('4711', { email: 'ann@example.com' });
const two = { people: { okta: [inOkta], idcs: [inIdcs] }, held: [ann, lee] };
const linkOf = (person: PersonKey, more: Partial<Link> = {}) =>
  link(splitPersonKey(person).id, { person, owner: byOkta.name, ...more }, 'ann');
const linked = [linkOf(ann), linkOf(lee)];
const inactiveIn = (one: Person): Person => ({ ...one, standing: { kind: 'inactive', status: 'OFF' } });

describe('C4: those who hold one account', () => {
  it('are one person from here on, by whom the account, its link and its memberships go', () => {
    const first = { ...byIdcs, priority: 1 };
    const { desired, correlation, links } = united({ ...two, syncs: [byOkta, first], links: linked });
    expect([...desired.people.keys()]).toEqual([lee]);
    expect([...correlation.matches.keys()]).toEqual([lee]);
    expect([...correlation.owners]).toEqual([[ANN.id, lee]]);
    expect(links.map(({ person }) => person)).toEqual([lee]);
    expect([...(desired.groups.get(nameKey('devs'))?.members.keys() ?? [])]).toEqual([lee]);
  });

  it('G3: what makes each of them a member are the reasons of one membership', () => {
    const reasons = united({ ...two, links: linked })
      .desired.groups.get(nameKey('devs'))
      ?.members.get(ann);
    expect(reasons).toMatchObject([{ rule: { sync: 'by-okta' } }, { rule: { sync: 'by-idcs' } }]);
  });

  it('are members of nothing when the account is to end, whatever one of them is still wanted in', () => {
    const left = { okta: [inactiveIn(inOkta)], idcs: [inIdcs] };
    const { desired, before } = united({ ...two, people: left, links: linked });
    expect([...(before.groups.get(nameKey('devs'))?.members.keys() ?? [])]).toEqual([lee]);
    expect([...(desired.groups.get(nameKey('devs'))?.members.keys() ?? [])]).toEqual([]);
  });

  it('leave everybody else as they are', () => {
    const bob = person('bob');
    const none = new Map<PersonKey, Match>([[key('bob'), { kind: 'none' }]]);
    const people = { okta: [inOkta, bob], idcs: [inIdcs] };
    const { desired, correlation } = united({ ...two, people, links: linked, matches: none });
    expect([...desired.people.keys()]).toEqual([ann, key('bob')]);
    expect([...(desired.groups.get(nameKey('devs'))?.members.keys() ?? [])]).toEqual([ann, key('bob')]);
    expect(correlation.matches.get(key('bob'))).toEqual({ kind: 'none' });
  });

  it('and of whom no sync speaks any more are nobody’s business', () => {
    const links = [linkOf(lee), linkOf(hrAnn)];
    const { desired, correlation } = united({ syncs: [byOkta], held: [lee, hrAnn], links });
    expect([...desired.people.keys()]).toEqual([]);
    expect([...correlation.owners.values()]).toEqual([lee]);
  });

  it('by themselves: one who holds an account alone stands for it', () => {
    const { correlation, others } = united({ people: { okta: [inOkta] }, held: [ann] });
    expect([...correlation.owners]).toEqual([[ANN.id, ann]]);
    expect(others).toEqual([]);
  });

  it('have the attributes that the owner gives them, also where that is the second sync of its source', () => {
    const { attributes } = byIdcs.users;
    const upper = expression('upper', (one: Person) => one.displayName.toUpperCase());
    const second = { ...byIdcs, name: sync({ name: 'second' }).name };
    const users = { ...byIdcs.users, attributes: { ...attributes, displayName: upper } };
    const links = linked.map(one => ({ ...one, owner: second.name }));
    const { desired } = united({ ...two, syncs: [byOkta, byIdcs, { ...second, users }], links });
    expect([...desired.people.values()]).toMatchObject([{ key: ann, owner: 'by-okta' }]);
    const silent = { ...byIdcs, users: { ...byIdcs.users, filter: expression('nobody', () => false) } };
    const onlySecond = united({ ...two, people: { idcs: [inIdcs] }, syncs: [silent, { ...second, users }], links });
    expect([...onlySecond.desired.people.values()]).toMatchObject([
      { key: lee, owner: 'second', values: { displayName: 'LEE, ANN' } },
    ]);
  });

  it('keep the values they have where these are the owner’s: of who was offboarded the state has them, and no source any more', () => {
    const values = { username: 'as-remembered' };
    const edited = (one: DesiredPerson): DesiredPerson => ({ ...one, record: undefined, values });
    expect([...united({ ...two, links: linked, edited }).desired.people.values()]).toMatchObject([{ key: ann, values }]);
  });

  it('are owned as before by a sync of the config, whatever a link of one that is gone from it says', () => {
    const gone = sync({ name: 'gone' }).name;
    for (const links of [
      [linkOf(ann, { owner: gone }), linkOf(lee, { owner: byIdcs.name })],
      [linkOf(ann, { owner: byIdcs.name }), linkOf(lee, { owner: gone })],
      [linkOf(ann, { owner: undefined }), linkOf(lee, { owner: byIdcs.name })],
    ]) {
      const { desired } = united({ people: { okta: [inOkta], idcs: [inactiveIn(inIdcs)] }, held: [ann, lee], links });
      expect([...desired.people.values()]).toMatchObject([{ owner: 'by-idcs', wish: { kind: 'notWanted' } }]);
    }
  });
});

describe('what the state keeps of an account counts for all who hold it', () => {
  const kept = (links: readonly Link[], more: World = {}) => united({ ...two, links, ...more }).links[0];

  it('U6, U4: that it was switched off, that access was cut, and who owned it, whoever it was remembered with', () => {
    const links = [
      linkOf(ann, { owner: undefined }),
      linkOf(lee, { owner: byIdcs.name, deactivatedAt: NOW, accessCutAt: '2026-11-19T00:00:00.000Z' }),
    ];
    expect(kept(links)).toMatchObject({
      ...{ person: ann, owner: 'by-idcs', deactivatedAt: NOW, accessCutAt: '2026-11-19T00:00:00.000Z' },
    });
  });

  it('their own word first, then the first of the others', () => {
    const at = (day: number) => `2026-11-0${day}T00:00:00.000Z`;
    const held = { people: { okta: [inOkta], idcs: [inIdcs], hr: [inHr] }, held: [ann, lee, hrAnn] };
    const links = [linkOf(lee, { deactivatedAt: at(2) }), linkOf(hrAnn, { deactivatedAt: at(3) })];
    const three = { ...held, syncs: [byOkta, byIdcs, byHr] };
    expect(kept([...links, linkOf(ann)], three)).toMatchObject({ person: ann, deactivatedAt: at(2) });
    expect(kept([...links, linkOf(ann, { deactivatedAt: at(1) })], three)).toMatchObject({ deactivatedAt: at(1) });
  });

  it('G7: groups owed to any of them are owed, once', () => {
    const links = [linkOf(ann, { owed: ['new'] }), linkOf(lee, { owed: ['new', 'more'] })];
    expect(kept(links)?.owed).toEqual(['new', 'more']);
  });

  it('as soon as one is linked, all are; C3: whose own values are not known yet have not changed since', () => {
    const links = [linkOf(lee, { values: { username: 'old' } })];
    const match = united({ ...two, links }).correlation.matches.get(ann);
    expect(match).toMatchObject({ kind: 'linked', link: { person: ann, values: { username: 'ann' } } });
  });

  it('C3: those of the one who stands for all count where they are known', () => {
    const links = [linkOf(lee, { values: { username: 'other' } }), linkOf(ann, { values: { username: 'old' } })];
    const match = united({ ...two, links }).correlation.matches.get(ann);
    expect(match).toMatchObject({ kind: 'linked', link: { person: ann, values: { username: 'old' } } });
  });

  it('the links of other accounts stay as they are', () => {
    const other = link('bob', { deactivatedAt: NOW });
    expect(united({ ...two, links: [...linked, other] }).links).toEqual([linked[0], other]);
  });
});

describe('C4: the links that are written of those whom another stands for', () => {
  const existing = { kind: 'existing', id: accountId('id-ann'), username: 'ann', displayName: 'The ann' };

  it('are none where they say already who owns the account', () => {
    expect(united({ ...two, links: linked }).others).toEqual([]);
  });

  it('are of who was found in this run, beside one who is linked: with the values of their own source', () => {
    expect(united({ ...two, links: [linkOf(ann)] }).others).toEqual([
      {
        ...{ person: lee, account: existing, owner: 'by-okta', how: 'matched', isActive: true, standing: 'active' },
        values: { username: 'a.lee', email: 'ann@example.com', displayName: 'Lee, Ann' },
      },
    ]);
  });

  it('are none of who holds an account alone, whoever owns it now: the plan itself writes that', () => {
    const links = [linkOf(ann, { owner: byIdcs.name })];
    expect(united({ people: { okta: [inOkta] }, held: [ann], links }).others).toEqual([]);
  });

  it('are none of an account that the config ignores', () => {
    const ignored = (one: PersonKey): [PersonKey, Match] => [one, { kind: 'ignored' }];
    const links = linked.map(one => ({ ...one, owner: byIdcs.name }));
    const found = united({ ...two, links, matches: new Map([ann, lee].map(ignored)) });
    expect(found.others).toEqual([]);
    expect([...found.correlation.matches]).toEqual([[ann, { kind: 'ignored' }]]);
  });

  it('are also of who stands for all, where only another was linked; those known keep the values they had', () => {
    const values = { username: 'old' };
    const links = [linkOf(lee, { owner: byIdcs.name, values })];
    expect(united({ ...two, links }).others).toMatchObject([
      { person: ann, account: existing, how: 'matched', owner: 'by-okta', values: { username: 'ann' } },
      { person: lee, account: existing, how: 'matched', owner: 'by-okta', values },
    ]);
    const passed = { ...byOkta, users: { ...byOkta.users, filter: expression('nobody', () => false) } };
    const { others } = united({ ...two, syncs: [passed, byIdcs], links: [linkOf(ann, { values }), linkOf(lee, { values })] });
    expect(others).toMatchObject([
      { person: ann, account: existing, how: 'matched', owner: 'by-idcs', values },
      { person: lee, account: existing, how: 'matched', owner: 'by-idcs', values },
    ]);
  });

  it('are, where nobody is linked yet, of the others alone: the plan itself links who stands for them', () => {
    expect(united(two).others).toMatchObject([{ person: lee, account: existing, how: 'matched' }]);
  });

  it('say how the account is, and how the person is at the source: who is gone from it is not active there', () => {
    const off = { ...ANN, active: false };
    const matches = new Map<PersonKey, Match>([
      [ann, { kind: 'matched', account: off }],
      [lee, { kind: 'matched', account: off }],
    ]);
    const left = { okta: [inOkta], idcs: [inactiveIn(inIdcs)] };
    expect(united({ ...two, people: left, matches }).others).toMatchObject([{ isActive: false, standing: 'inactive' }]);
    const links = linked.map(one => ({ ...one, owner: byIdcs.name }));
    expect(united({ ...two, people: { okta: [inOkta] }, links }).others).toMatchObject([
      { person: ann, standing: 'active' },
      { person: lee, standing: 'inactive' },
    ]);
    const pending = person('a.lee', { ...inIdcs, standing: { kind: 'pending', status: 'STAGED' } });
    expect(united({ ...two, people: { okta: [inOkta], idcs: [pending] }, links: [linkOf(ann)] }).others).toMatchObject([
      { person: lee, standing: 'pending' },
    ]);
  });
});

describe('C4: one new account for people of two providers', () => {
  const none = (...all: readonly PersonKey[]) => new Map(all.map((one): [PersonKey, Match] => [one, { kind: 'none' }]));
  const newcomers = { people: two.people, matches: none(ann, lee) };

  it('is made for one, and the other’s link waits for it', () => {
    const { correlation, others } = united(newcomers);
    expect([...correlation.matches]).toEqual([[ann, { kind: 'none' }]]);
    expect(others).toEqual([
      {
        ...{ person: lee, owner: 'by-okta', how: 'created', isActive: true, standing: 'active' },
        account: { kind: 'new', person: ann, username: 'ann', displayName: 'The ann' },
        values: { username: 'a.lee', email: 'ann@example.com', displayName: 'Lee, Ann' },
      },
    ]);
  });

  it('is called by what is known of the person: without a display name by the username', () => {
    const email = expression('email', (one: Person) => one.email);
    const plain = { username: expression('login', (one: Person) => one.login), email };
    const named = united({ ...newcomers, syncs: [syncOf('okta', { users: { ...byOkta.users, attributes: plain } }), byIdcs] });
    expect(named.others).toMatchObject([{ account: { username: 'ann', displayName: 'ann' } }]);
    const nameless = syncOf('okta', { users: { ...byOkta.users, attributes: { email } } });
    const other = united({ ...newcomers, syncs: [nameless, byIdcs] });
    expect(other.others).toMatchObject([{ account: { username: ann, displayName: ann } }]);
  });

  it('is made for neither of two of one provider: they are in conflict, and have no account to be', () => {
    const twin = person('ann.too', { email: 'ann@example.com' });
    const people = { okta: [inOkta], idcs: [inIdcs, twin] };
    const { correlation, notes } = united({ people, matches: none(ann, lee, key('ann.too', IDCS)) });
    expect([...correlation.matches.keys()]).toEqual([ann]);
    expect(notes.map(note => note.kind === 'conflict' && note.person)).toEqual([lee, key('ann.too', IDCS)]);
  });
});
