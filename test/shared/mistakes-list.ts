import type { RealCompany } from './mistakes-company.js';
import { type Config, jiraAt, LARGE_APP, SMALL_APP, withAll, withGroups, withSource, withUsers } from './mistakes-config.js';

/** What an admin does wrong, and what then must be so. */
export interface Mistake {
  readonly name: string;
  /** the config with the mistake in it; or what is done at the source, and the config as it was */
  make(company: RealCompany): Config;
  /** how many days nobody notices, one unattended run each; two where a grace must pass, one unless told */
  readonly days?: number;
  /** how the last of these runs ends */
  readonly ends: 'done' | 'held' | 'could not';
  /** guards that hold in the last run, by target */
  readonly held?: readonly string[];
  /** what is applied in all of them; nothing unless told */
  readonly applied?: string;
  /** what the admin reads */
  readonly tells: RegExp;
  /** guards that would hold, or ask, in an attended run of the same day; not looked at unless told */
  readonly attended?: { readonly held: readonly string[]; readonly asks: readonly string[] };
}

const LOST_PEOPLE = { ends: 'held', days: 2, held: ['jira:deactivations'] } as const;
const NOTHING_WANTED = { ends: 'done', tells: /nothing to change/ } as const;

const ofPeople: readonly Mistake[] = [
  {
    name: 'a filter that matches nobody',
    make: ({ config }) => withUsers(config, { filter: 'user.department == "Enginering"' }),
    ...LOST_PEOPLE,
    tells: /1501 people who seem to have left \(100 % of 1501\).*--allow jira:deactivations=1501/s,
    attended: { held: ['jira:deactivations'], asks: [] },
  },
  {
    name: 'an app id that Okta does not know',
    make: ({ config }) => withSource(config, { app: '0oaaaaaaaaaaaaaTypo7' }),
    ends: 'could not',
    tells: /Okta knows no app 0oaaaaaaaaaaaaaTypo7.*Copy the id from the address/s,
  },
  {
    name: 'the app id of a small app',
    make: ({ config }) => withSource(config, { app: SMALL_APP }),
    days: 2,
    ends: 'could not',
    tells: /shrunk-source: 12 active people, 1501 at the last good read.*--allow\s+org:shrunk-source=1489/s,
  },
  {
    name: 'the app id of an app of nine in ten',
    make: ({ config }) => withSource(config, { app: LARGE_APP }),
    ...LOST_PEOPLE,
    held: ['jira:deactivations', 'lab:deactivations'],
    tells: /151 people who seem to have left.*--allow jira:deactivations=151/s,
    attended: { held: ['jira:deactivations', 'lab:deactivations'], asks: [] },
  },
  { name: 'another match key', make: ({ config }) => withUsers(config, { match: ['displayName'] }), ...NOTHING_WANTED },
  {
    name: 'another username',
    make: ({ config }) =>
      withUsers(config, { attributes: { username: 'user.email', email: 'user.email', displayName: 'user.lastName' } }),
    ends: 'held',
    held: ['jira:updates', 'jira:renames'],
    tells: /1501 renames.*--allow jira:renames=1501/s,
    attended: { held: [], asks: ['jira:updates', 'jira:renames'] },
  },
  {
    name: 'leavers: delete, and at once',
    make: ({ config }) =>
      withUsers(config, { leavers: { action: 'delete', deleteAfter: '1h', after: { reads: 1, atLeast: '0h' } } }),
    ends: 'held',
    held: ['jira:deletions'],
    tells: /8 deletions of users or groups.*--allow jira:deletions=8/s,
    attended: { held: ['jira:deletions'], asks: [] },
  },
];

const ofGroups: readonly Mistake[] = [
  {
    name: 'a pattern that renames every group',
    make: ({ config }) => withGroups(config, { onTheFly: [{ match: '(?<name>.*)', to: 'x-{name}' }] }),
    ends: 'held',
    held: ['jira:creations', 'jira:additions-per-group'],
    tells: /782 new groups/,
  },
  {
    name: 'orphans: delete, and a pattern that matches no group any more',
    make: ({ config }) => withGroups(config, { onTheFly: [{ match: 'kubernets.*' }], orphans: 'delete' }),
    ends: 'held',
    held: ['jira:deletions'],
    tells: /322 deletions of users or groups.*--allow jira:deletions=322/s,
    attended: { held: ['jira:deletions'], asks: [] },
  },
  { name: 'exclusive: true', make: ({ config }) => withGroups(config, { exclusive: true }), ...NOTHING_WANTED },
  {
    name: 'exclusive: true, and a pattern that matches too few groups',
    make: ({ config }) => withGroups(config, { exclusive: true, onTheFly: [{ match: 'kubernetes:.*' }] }),
    ends: 'held',
    held: ['jira:removals', 'jira:removals-per-group'],
    tells: /3361 removals of managed memberships.*--allow jira:removals=3361/s,
    attended: { held: ['jira:removals', 'jira:removals-per-group'], asks: [] },
  },
  {
    name: 'membership: strict',
    make: ({ config }) => withGroups(config, { membership: 'strict' }),
    ends: 'held',
    held: ['jira:removals'],
    tells: /svc-deploy.*782 removals of managed memberships.*--allow jira:removals=782/s,
    attended: { held: ['jira:removals'], asks: [] },
  },
  {
    name: 'the only rule deleted',
    make: ({ config }) => withGroups(config, { onTheFly: [] }),
    days: 2,
    ends: 'done',
    tells: /no longer|not in the config any more|retired/,
  },
  {
    name: 'every group excluded',
    make: ({ config }) => withGroups(config, { exclude: ['/./'] }),
    ends: 'done',
    tells: /no rule makes/,
  },
  {
    name: 'groups at the source called like the administrators’',
    make: ({ config, okta }) => {
      const members = ['mia.park@example.com', 'emma.vandijk@example.com'];
      for (const name of LOOKALIKES) okta.addGroup({ name, members });
      return config;
    },
    ends: 'done',
    tells: /administrators/i,
  },
];

/** In letters as they are, full-width, with a joiner, with a hyphen that does not break, with a Cyrillic а. */
const LOOKALIKES = [
  'Jira-Administrators',
  '\uff4a\uff49\uff52\uff41-\uff41\uff44\uff4d\uff49\uff4e\uff49\uff53\uff54\uff52\uff41\uff54\uff4f\uff52\uff53',
  'jira-\u200dadministrators',
  'jira\u2011administrators',
  'jira-\u0430dministrators',
];

const ofSystems: readonly Mistake[] = [
  {
    name: 'two targets swapped',
    make: ({ config, jira, lab }) => ({ ...config, targets: { jira: jiraAt(lab), lab: jiraAt(jira) } }),
    days: 2,
    ends: 'could not',
    tells: /another Jira/,
  },
  {
    name: 'a source renamed in the file',
    make: ({ config }) => ({
      ...config,
      sources: { okta: config.sources.org ?? {} },
      syncs: config.syncs.map(one => ({ ...one, from: 'okta' })),
    }),
    ...NOTHING_WANTED,
  },
  { name: 'a sync renamed in the file', make: ({ config }) => withAll(config, () => ({ name: 'everybody' })), ...NOTHING_WANTED },
  {
    name: 'a target renamed in the file',
    make: ({ config }) => withAll(renamedTarget(config), () => ({ to: 'prod' })),
    ends: 'done',
    tells: /first run/,
  },
  {
    name: 'a sync deleted',
    make: ({ config }) => ({ ...config, syncs: config.syncs.slice(1) }),
    days: 2,
    ends: 'done',
    tells: /no sync feeds jira/,
  },
  {
    name: 'the source points at the preview org',
    make: ({ config, preview }) => withSource(config, { url: preview.url, token: preview.token, app: undefined }),
    days: 2,
    ends: 'could not',
    tells: /another org/,
  },
  {
    name: 'the source points at a stranger’s org',
    make: ({ config, foreign }) => withSource(config, { url: foreign.url, token: foreign.token, app: undefined }),
    days: 2,
    ends: 'could not',
    tells: /another org/,
  },
];

function renamedTarget(config: Config): Config {
  const { jira = {}, ...rest } = config.targets;
  return { ...config, targets: { prod: jira, ...rest } };
}

export const mistakes: readonly Mistake[] = [...ofPeople, ...ofGroups, ...ofSystems];
