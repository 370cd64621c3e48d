import type { Person } from '../src/model/directory.js';
import { sourceName, syncName, targetName } from '../src/model/ids.js';
import { nameKey } from '../src/model/names.js';
import type {
  Expression,
  GroupName,
  GroupRules,
  GroupSelector,
  ManualRule,
  NameMatcher,
  OnTheFlyRule,
  SyncRules,
  TargetRules,
  UserRules,
} from '../src/model/rules.js';
import type { Membership } from '../src/model/wish.js';

/** Rules by hand, as config/load.ts would compile them. Patterns are plain JavaScript ones. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An expression over a person; one that throws is one that failed. */
export const expression = <T>(text: string, of: (person: Person) => T): Expression<T> => ({
  text,
  evaluate(person) {
    try {
      return { kind: 'value', value: of(person) };
    } catch (cause) {
      return { kind: 'failed', problem: String(cause) };
    }
  },
  inputs: ({ attributes }) => Object.entries(attributes).map(([name, value]) => ({ name, value })),
});

const covers = (text: string): ((name: string) => boolean) => {
  if (!/^\/.*\/$/.test(text)) return name => nameKey(name) === nameKey(text);
  const pattern = new RegExp(text.slice(1, -1), 'iu');
  return name => pattern.test(name.normalize('NFC'));
};

/** A name, a /pattern/ or an id:… */
export const selector = (text: string): GroupSelector => {
  if (text.startsWith('id:')) return { text, kind: 'id', matches: ({ id }) => id === text.slice(3) };
  const matches = covers(text);
  return { text, kind: text.startsWith('/') ? 'pattern' : 'name', matches: ({ name }) => matches(name) };
};

const matcher = (...texts: readonly string[]): NameMatcher => ({
  matches: name => texts.some(text => covers(text)(name)),
  exact: texts.filter(text => !text.startsWith('/')),
  texts,
});

/** `jira/devs` is that group in jira; `devs` in every target. */
const groupName = (text: string): GroupName => {
  const [first = '', ...rest] = text.split('/');
  return rest.length === 0 ? { target: undefined, name: text } : { target: targetName(first), name: rest.join('/') };
};

export const manual = (
  from: string | readonly string[],
  to: string | readonly string[],
  special: Partial<ManualRule> = {},
): ManualRule => ({
  id: 'manual 1',
  from: [from].flat().map(selector),
  to: [to].flat().map(groupName),
  membership: undefined,
  ...special,
});

/** `match` covers the whole name; `to` may use its captures: {team}. */
export const onTheFly = (match: string, to?: string, special: Partial<OnTheFlyRule> = {}): OnTheFlyRule => ({
  id: 'onTheFly 1',
  text: match,
  membership: undefined,
  // captures bring whatever they like
  mayName: name => to !== undefined || new RegExp(`^(?:${match})$`, 'iu').test(name.normalize('NFC')),
  target(name) {
    const found = new RegExp(`^(?:${match})$`, 'iu').exec(name.normalize('NFC'));
    if (found === null) return undefined;
    return to === undefined ? name : to.replace(/\{(\w+)\}/g, (_, capture: string) => found.groups?.[capture] ?? '');
  },
  ...special,
});

export interface SyncText {
  readonly name?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly priority?: number;
  readonly users?: Partial<UserRules>;
  readonly groups?: Partial<Omit<GroupRules, 'defaults'>> & {
    readonly newUsers?: readonly string[];
    readonly allUsers?: readonly string[];
  };
}

/** A sync with the defaults of the config's schema. */
export function sync({
  name = 'staff',
  from = 'okta',
  to = ['jira'],
  priority = 0,
  users,
  groups = {},
}: SyncText = {}): SyncRules {
  const { newUsers = [], allUsers = [], ...rest } = groups;
  return {
    name: syncName(name),
    from: sourceName(from),
    to: to.map(targetName),
    priority,
    users: {
      filter: undefined,
      match: ['username', 'email'],
      attributes: {
        username: expression('user.login', one => one.login),
        email: expression('user.email', one => one.email),
        displayName: expression('user.displayName', one => one.displayName),
      },
      create: true,
      update: true,
      rename: 'changed',
      reactivate: 'ours',
      leavers: { action: 'deactivate', after: { reads: 2, atLeastMs: DAY }, deleteAfterMs: 30 * DAY },
      ...users,
    },
    groups: {
      include: undefined,
      exclude: [],
      manual: [],
      onTheFly: [],
      create: true,
      adopt: 'attended',
      membership: 'granted' satisfies Membership,
      orphans: 'keep',
      onRename: 'keep',
      onRetire: 'keep',
      exclusive: false,
      ...rest,
      defaults: { newUsers: newUsers.map(groupName), allUsers: allUsers.map(groupName) },
    },
  };
}

export interface TargetText {
  readonly protectUsers?: readonly string[];
  readonly protectGroups?: readonly string[];
  readonly ignoreUsers?: readonly string[];
  readonly ignoreGroups?: readonly string[];
  readonly guards?: Partial<TargetRules['guards']>;
  readonly onTrip?: TargetRules['onTrip'];
}

const limits = (share: number, floor: number) => ({ share, floor, perMs: DAY });

/** The guards' defaults (DESIGN §4). */
export const DEFAULT_GUARDS: TargetRules['guards'] = {
  removals: limits(0.1, 10),
  'removals-per-group': limits(0.3, 10),
  deactivations: limits(0.05, 5),
  'stated-leavers': limits(0.2, 20),
  deletions: limits(0, 0),
  creations: limits(0.2, 50),
  updates: limits(0.2, 20),
  renames: limits(0.05, 5),
  'additions-per-group': limits(1, 50),
  emptiedGroupFrom: 5,
};

const loose = limits(1, 1_000_000);

/** Guards that count, and never trip. */
export const LOOSE_GUARDS: TargetRules['guards'] = {
  removals: loose,
  'removals-per-group': loose,
  deactivations: loose,
  'stated-leavers': loose,
  deletions: loose,
  creations: loose,
  updates: loose,
  renames: loose,
  'additions-per-group': loose,
  emptiedGroupFrom: 1_000_000,
};

export const targetRules = (text: TargetText = {}): TargetRules => ({
  name: targetName('jira'),
  protect: { users: matcher(...(text.protectUsers ?? [])), groups: matcher(...(text.protectGroups ?? [])) },
  ignore: { users: matcher(...(text.ignoreUsers ?? [])), groups: matcher(...(text.ignoreGroups ?? [])) },
  guards: { ...DEFAULT_GUARDS, ...text.guards },
  onTrip: text.onTrip ?? 'hold',
});
