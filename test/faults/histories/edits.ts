import type { World } from '../../expected/index.js';
import { fold } from '../../expected/names.js';
import type { Company, Employee, Holder, SourceGroup, Team } from './company.js';

/** What happens to a company while rollcall does not look: people, groups, an admin's hand in the target, edits of the config. */
type Edit = (company: Company, x: number, y: number) => string;

const LOGINS = [
  'ann',
  'ANN',
  'Bob',
  'cid',
  'dan',
  'eve',
  'fay',
  'gil',
  'hal',
  'ida',
  'joe',
  'kim',
  'svc',
  'breakglass',
  'bot',
  'root1',
];
const GROUPS = ['Engineering', 'atl-a', 'atl-B', 'atl-c', 'Everyone', 'solo', 'Platform'];
const TEAMS = ['devs', 'team-a', 'team-b', 'team-c', 'everyone', 'solo', 'Vault', 'Engineering'];
const HOUR = 3_600_000;

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(all.length, 1)];
const one = <T>(all: readonly T[], at: number): T => {
  const found = pick(all, at);
  if (found === undefined) throw new Error('a list of this file is empty');
  return found;
};
const NOBODY = 'nothing: there is nobody';
const NO_GROUP = 'nothing: there is no such group';

const withPerson =
  (edit: (person: Employee, y: number, company: Company) => string): Edit =>
  (company, x, y) => {
    const person = pick([...company.people.values()], x);
    return person === undefined ? NOBODY : `${person.id} (${person.login}) ${edit(person, y, company)}`;
  };
const withSourceGroup =
  (edit: (group: SourceGroup, y: number, company: Company) => string): Edit =>
  (company, x, y) => {
    const group = pick(company.sourceGroups, x);
    return group === undefined ? NO_GROUP : `the source’s ${group.id} (${group.name}) ${edit(group, y, company)}`;
  };
/** The administrators and our own account are left alone: without them every plan is held. */
const mayBeEdited = ({ id }: Holder, { self }: Company) => id !== self && !id.startsWith('root');
const withAccount =
  (edit: (account: Holder, y: number, company: Company) => string): Edit =>
  (company, x, y) => {
    const account = pick(
      [...company.accounts.values()].filter(each => mayBeEdited(each, company)),
      x,
    );
    return account === undefined ? NOBODY : `by hand: ${account.id} (${account.username}) ${edit(account, y, company)}`;
  };
const withTeam =
  (edit: (team: Team, account: Holder, company: Company) => string): Edit =>
  (company, x, y) => {
    const team = pick([...company.teams.values()], x);
    const account = pick(
      [...company.accounts.values()].filter(each => mayBeEdited(each, company)),
      y,
    );
    return team === undefined || account === undefined ? NO_GROUP : `by hand: ${edit(team, account, company)}`;
  };
const withConfig =
  (edit: (config: World['config'], x: number, y: number) => World['config']): Edit =>
  (company, x, y) => {
    company.config = edit(company.config, x, y);
    company.edition += 1;
    const { groups, ...users } = company.config;
    return `config: ${JSON.stringify({ ...users, groups })}`;
  };

const toggled = <T extends { readonly id: string }>(list: readonly T[], rule: T): readonly T[] =>
  list.some(({ id }) => id === rule.id)
    ? list.filter(({ id }) => id !== rule.id)
    : [...list, rule].toSorted((a, b) => (a.id < b.id ? -1 : 1));
const toggledName = (list: readonly string[], name: string): readonly string[] =>
  list.includes(name) ? list.filter(known => known !== name) : [...list, name];
const MANUAL: World['config']['groups']['manual'] = [
  { id: 'manual 1', from: ['engineering'], to: 'devs' },
  { id: 'manual 2', from: ['/^atl-/'], to: 'Everyone', mode: 'managed' },
  { id: 'manual 3', from: ['Engineering', 'Everyone'], to: 'Vault', mode: 'strict' },
  { id: 'manual 4', from: ['Everyone'], to: 'solo', mode: 'strict' },
  { id: 'manual 5', from: ['Everyone'], to: 'Devs', mode: 'additive' },
  { id: 'manual 6', from: ['Platform'], to: 'team-a' },
];
const ON_THE_FLY: World['config']['groups']['onTheFly'] = [
  { id: 'onTheFly 1', match: 'atl-(?<team>.+)', to: 'team-{team}' },
  { id: 'onTheFly 2', match: '.*' },
];

const people = {
  join: (company, x, y) => {
    const login = one(LOGINS, x);
    const id = `p${10 + company.made++}`;
    company.people.set(id, {
      id,
      login,
      email: y % 8 === 0 ? 'ann@x.com' : `${login.toLowerCase()}@x.com`,
      name: `N ${login}`,
      standing: 'active',
      filter: 'passes',
      whereabouts: 'listed',
    });
    const group = pick(company.sourceGroups, y);
    group?.members.add(id);
    return `${id} joins as ${login}, in ${group?.name ?? 'no group'}`;
  },
  move: withPerson((person, y, company) => {
    const group = pick(company.sourceGroups, y);
    if (group === undefined) return 'moves nowhere';
    if (group.members.delete(person.id)) return `leaves ${group.name}`;
    group.members.add(person.id);
    return `enters ${group.name}`;
  }),
  leave: withPerson((person, y) => {
    const how = one(['inactive', 'deleted', 'outOfScope', 'unknown', 'row'] as const, y);
    if (how === 'row') person.standing = person.standing === 'inactive' ? 'active' : 'inactive';
    else person.whereabouts = how;
    return `leaves: ${how === 'row' ? person.standing : how}`;
  }),
  return: withPerson(person => {
    Object.assign(person, { whereabouts: 'listed', standing: 'active', filter: 'passes' });
    return 'is back';
  }),
  filter: withPerson((person, y) => {
    person.filter = one(['drops', 'passes', 'fails'] as const, y);
    return `: the filter ${person.filter}`;
  }),
  relogin: withPerson((person, y) => {
    person.login = one(LOGINS, y);
    return `is called ${person.login} at the source`;
  }),
  remail: withPerson((person, y) => {
    person.email = one(['ann@x.com', 'new@x.com', `${person.login}@x.com`, ''], y);
    return `has the e-mail ${person.email} at the source`;
  }),
  rename: withPerson((person, y) => {
    person.name = one(['Another Name', 'Jose\u0301 ', `N ${person.login}`], y);
    return `has the name ${person.name} at the source`;
  }),
} satisfies Record<string, Edit>;

const sourceGroups = {
  addGroup: (company, x) => {
    const group: SourceGroup = { id: `g${10 + company.made++}`, name: one(GROUPS, x), members: new Set(), isUnknown: false };
    for (const id of [...company.people.keys()].slice(0, 2)) group.members.add(id);
    company.sourceGroups.push(group);
    return `the source has ${group.id} (${group.name}) with ${[...group.members].join(', ')}`;
  },
  renameGroup: withSourceGroup((group, y) => {
    group.name = one(GROUPS, y);
    return `is called ${group.name}`;
  }),
  removeGroup: withSourceGroup((group, _, company) => {
    company.sourceGroups = company.sourceGroups.filter(other => other !== group);
    return 'is gone';
  }),
  replaceGroup: withSourceGroup((group, _, company) => {
    const id = `g${10 + company.made++}`;
    company.sourceGroups = company.sourceGroups.map(other => (other === group ? { ...group, id } : other));
    return `is replaced by ${id} of the same name`;
  }),
  hideGroup: withSourceGroup(group => {
    group.isUnknown = !group.isUnknown;
    return group.isUnknown ? 'cannot be read' : 'can be read';
  }),
} satisfies Record<string, Edit>;

const byHand = {
  handMember: withTeam((team, account) => {
    if (team.members.delete(account.id)) return `${account.id} (${account.username}) taken out of ${team.name}`;
    team.members.add(account.id);
    return `${account.id} (${account.username}) put into ${team.name}`;
  }),
  handSwitch: withAccount(account => {
    account.active = !account.active;
    return account.active ? 'switched on' : 'switched off';
  }),
  handDelete: withAccount((account, _, company) => {
    company.accounts.delete(account.id);
    for (const team of company.teams.values()) team.members.delete(account.id);
    return 'deleted';
  }),
  handRename: withAccount((account, y, company) => {
    const username = one(LOGINS, y).toLowerCase();
    if ([...company.accounts.values()].some(other => fold(other.username) === fold(username)))
      return `cannot be called ${username}`;
    account.username = username;
    return `is called ${username}`;
  }),
  handMail: withAccount((account, y) => {
    account.email = one(['ann@x.com', 'hand@x.com', 'bob@x.com'], y);
    return `has the e-mail ${account.email}`;
  }),
  handTeam: (company, x) => {
    const name = one(TEAMS, x);
    const key = fold(name);
    if (company.teams.delete(key)) return `by hand: group ${name} deleted`;
    company.teams.set(key, { name, members: new Set(), readOnly: false });
    return `by hand: group ${name} made`;
  },
} satisfies Record<string, Edit>;

const configEdits = {
  mode: withConfig((config, x) => ({
    ...config,
    groups: { ...config.groups, mode: one(['additive', 'granted', 'managed', 'strict'] as const, x) },
  })),
  leavers: withConfig((config, x) => ({ ...config, leavers: one(['keep', 'removeGroups', 'deactivate'] as const, x) })),
  renames: withConfig((config, x) => ({ ...config, rename: one(['changed', 'always', 'never'] as const, x) })),
  reactivate: withConfig((config, x) => ({ ...config, reactivate: one(['ours', 'always', 'never'] as const, x) })),
  match: withConfig((config, x) => ({
    ...config,
    match: one<World['config']['match']>([['username', 'email'], ['username'], ['email']], x),
  })),
  creates: withConfig((config, x) => ({ ...config, create: x % 2 === 0, update: x % 3 !== 0 })),
  manual: withConfig((config, x) => ({
    ...config,
    groups: { ...config.groups, manual: toggled(config.groups.manual, one(MANUAL, x)) },
  })),
  onTheFly: withConfig((config, x) => ({
    ...config,
    groups: { ...config.groups, onTheFly: toggled(config.groups.onTheFly, one(ON_THE_FLY, x)) },
  })),
  defaults: withConfig((config, x, y) => {
    const name = one(['everyone', 'devs', 'solo'], y);
    const { newUsers, allUsers } = config.groups;
    const lists = x % 2 === 0 ? { newUsers: toggledName(newUsers, name) } : { allUsers: toggledName(allUsers, name) };
    return { ...config, groups: { ...config.groups, ...lists } };
  }),
  filtering: (company: Company) => {
    company.isFiltered = !company.isFiltered;
    company.edition += 1;
    return `config: the filter is ${company.isFiltered ? 'on' : 'off'}`;
  },
  guards: (company: Company, x: number) => {
    company.guards = one(['tight', 'loose'] as const, x);
    company.onTrip = one(['hold', 'hold', 'stop'] as const, x);
    company.edition += 1;
    return `config: guards ${company.guards}, onTrip ${company.onTrip}`;
  },
} satisfies Record<string, Edit>;

const world = {
  sourceDown: (company: Company) => {
    company.isSourceDown = !company.isSourceDown;
    return `the source ${company.isSourceDown ? 'answers 503' : 'answers again'}`;
  },
  targetDown: (company: Company) => {
    company.isTargetDown = !company.isTargetDown;
    return `the target ${company.isTargetDown ? 'answers 503' : 'answers again'}`;
  },
  time: (company: Company, x: number) => {
    const hours = one([1, 13, 25, 25, 400], x);
    company.now += hours * HOUR;
    return `${hours} hours pass`;
  },
} satisfies Record<string, Edit>;

export const EDITS = { ...people, ...sourceGroups, ...byHand, ...configEdits, ...world } satisfies Record<string, Edit>;
export type EditName = keyof typeof EDITS;

/** How often each kind of thing happens. */
export const EDIT_NAMES: readonly { readonly weight: number; readonly names: readonly EditName[] }[] = [
  { weight: 7, names: ['join', 'move', 'leave', 'return', 'filter', 'relogin', 'remail', 'rename'] },
  { weight: 3, names: ['addGroup', 'renameGroup', 'removeGroup', 'replaceGroup', 'hideGroup'] },
  { weight: 4, names: ['handMember', 'handSwitch', 'handDelete', 'handRename', 'handMail', 'handTeam'] },
  {
    weight: 4,
    names: [
      'mode',
      'leavers',
      'renames',
      'reactivate',
      'match',
      'creates',
      'manual',
      'onTheFly',
      'defaults',
      'filtering',
      'guards',
    ],
  },
  { weight: 1, names: ['sourceDown', 'targetDown'] },
  { weight: 4, names: ['time'] },
];

/** Tells the edit's line for the log. */
export const edit = (company: Company, name: EditName, x: number, y: number): string => EDITS[name](company, x, y);
