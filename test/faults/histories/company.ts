import type { End, World } from '../../expected/index.js';
import { fold } from '../../expected/names.js';

/** What the source answers when it is asked for somebody by id who is not in its list. */
type Whereabouts = 'listed' | 'inactive' | 'deleted' | 'outOfScope' | 'unknown';

type WorldPerson = World['source']['people'][number];
export type Employee = { -readonly [K in keyof WorldPerson]: WorldPerson[K] } & { whereabouts: Whereabouts };

export interface SourceGroup {
  readonly id: string;
  name: string;
  members: Set<string>;
  isUnknown: boolean;
}

type WorldAccount = World['target']['accounts'][number];
export type Holder = { -readonly [K in keyof WorldAccount]: WorldAccount[K] };

export interface Team {
  readonly name: string;
  readonly members: Set<string>;
  readonly readOnly: boolean;
}

/** The counting guards as the config has them: `tight` ones trip at numbers that a small company reaches. */
export type Tightness = 'loose' | 'tight';

/** One company, its source, its target and its config, as they are at one moment; a history changes it step by step. */
export interface Company {
  readonly people: Map<string, Employee>;
  sourceGroups: SourceGroup[];
  isSourceDown: boolean;
  isTargetDown: boolean;
  config: World['config'];
  isFiltered: boolean;
  guards: Tightness;
  onTrip: 'hold' | 'stop';
  /** counts the edits of the config: its fingerprint */
  edition: number;
  readonly self: string;
  readonly administratorGroups: readonly string[];
  readonly accounts: Map<string, Holder>;
  /** by folded name */
  readonly teams: Map<string, Team>;
  /** milliseconds */
  now: number;
  made: number;
}

/** A company as it is before rollcall ever saw it. */
export function companyOf(world: World, now: number): Company {
  const { source, target } = world;
  return {
    people: new Map(source.people.map(one => [one.id, { ...one, whereabouts: 'listed' }])),
    sourceGroups: source.groups.map(({ id, name, members }) => ({
      id,
      name,
      members: new Set(members === 'unknown' ? [] : members),
      isUnknown: members === 'unknown',
    })),
    isSourceDown: false,
    isTargetDown: false,
    config: world.config,
    isFiltered: true,
    guards: 'loose',
    onTrip: 'hold',
    edition: 1,
    self: target.self,
    administratorGroups: target.administratorGroups,
    accounts: new Map(target.accounts.map(one => [one.id, { ...one }])),
    teams: new Map(target.groups.map(one => [fold(one.name), { ...one, members: new Set(one.members) }])),
    now,
    made: 0,
  };
}

export const timeOf = ({ now }: Pick<Company, 'now'>): string => new Date(now).toISOString();

export const NOTHING_REMEMBERED: World['memory'] = { links: [], ledger: [], adopted: [], graceOver: [] };

/** The company in the words of the expectation. `asked`: of whom the source was asked by id; of the others it says nothing. */
export function worldOf(company: Company, memory: World['memory'], asked?: ReadonlySet<string>): World {
  const { people, sourceGroups, config, isFiltered } = company;
  const all = [...people.values()];
  const lookUps = all.flatMap(({ id, whereabouts }): [string, Exclude<Whereabouts, 'listed'>][] => {
    if (whereabouts === 'listed') return [];
    return [[id, asked === undefined || asked.has(id) ? whereabouts : 'unknown']];
  });
  return {
    source: {
      read: !company.isSourceDown,
      people: all
        .filter(({ whereabouts }) => whereabouts === 'listed')
        .map(({ whereabouts: _, ...one }) => ({ ...one, filter: isFiltered ? one.filter : 'passes' })),
      groups: sourceGroups.map(({ id, name, members, isUnknown }) => ({
        id,
        name,
        members: isUnknown ? 'unknown' : [...members],
      })),
      lookUps: Object.fromEntries(lookUps),
    },
    config,
    target: {
      self: company.self,
      accounts: [...company.accounts.values()].map(one => ({ ...one })),
      groups: [...company.teams.values()].map(({ name, members, readOnly }) => ({ name, members: [...members], readOnly })),
      administratorGroups: company.administratorGroups,
    },
    memory,
  };
}

/** The target as it is, in the words of the expectation. */
export const endOfCompany = ({ accounts, teams }: Company): End => ({
  accounts: [...accounts.values()].map(({ kind: _, ...one }) => one).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  groups: Object.fromEntries([...teams].map(([key, { members }]) => [key, [...members].toSorted()])),
});
