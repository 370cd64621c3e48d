import type { AccountRef, Change, ExistingAccount, ExistingGroup } from '../model/change.js';
import {
  accountId,
  personId,
  personKey,
  providerId,
  runId,
  sourceGroupId,
  sourceName,
  syncName,
  targetGroupId,
  targetName,
} from '../model/ids.js';
import { type HeldChange, type Note, type Plan, type StageName, stageNames } from '../model/plan.js';
import type { LeaverKind, Reason } from '../model/wish.js';
import type { RunRecord } from '../state/store.js';

/** Builders for the tests of report/: plans and their parts by name. */

export const okta = sourceName('okta');
export const jira = targetName('jira');
export const staff = syncName('staff');
const provider = providerId('example.okta.com');
export const someone = (login: string) => ({ person: personKey(provider, personId(`00u-${login}`)), login });

export const account = (username: string, displayName = username): ExistingAccount => ({
  kind: 'existing',
  id: accountId(`JIRAUSER-${username}`),
  username,
  displayName,
});
export const group = (name: string): ExistingGroup => ({ kind: 'existing', id: targetGroupId(name.toLowerCase()), name });

export const bySource: Reason = { kind: 'newAtSource', source: okta };
export const suspended: Reason = { kind: 'inactive', source: okta, status: 'SUSPENDED', since: '2026-11-20T08:00:00.000Z' };
export const viaRule = (rule: string, name: string): Reason => ({
  kind: 'rule',
  rule: { sync: staff, rule },
  group: { id: `00g-${name}`, name },
});
export const left = (...groups: string[]): Reason => ({ kind: 'leftSourceGroups', source: okta, groups });

export const createUser = (username: string, displayName: string, email: string): Change => ({
  kind: 'createUser',
  id: `createUser ${username}`,
  person: someone(username).person,
  username,
  values: { username, displayName, email },
  reasons: [bySource],
});

export const updateUser = (username: string, before: string, after: string): Change => ({
  kind: 'updateUser',
  id: `updateUser ${username}`,
  account: account(username),
  before: { displayName: before },
  values: { displayName: after },
  reasons: [{ kind: 'differs', attribute: 'displayName', expression: 'user.displayName' }],
});

export const deactivateUser = (username: string, leaver: LeaverKind = 'stated', reason: Reason = suspended): Change => ({
  kind: 'deactivateUser',
  id: `deactivateUser ${username}`,
  account: account(username),
  leaver,
  reasons: [reason],
});

export const handOver = (username: string, label: string, to: string): Change => ({
  kind: 'handOver',
  id: `handOver ${label}`,
  account: account(username),
  leaver: 'stated',
  responsibility: { id: label, label, holder: account(username).id, successor: { kind: 'account', username: to } },
  reasons: [suspended],
});

export const createGroup = (name: string, ...reasons: Reason[]): Change => ({
  kind: 'createGroup',
  id: `createGroup ${name}`,
  name,
  reasons,
});

export const addMember = (name: string, username: string, ...reasons: Reason[]): Change => ({
  kind: 'addMember',
  id: `addMember ${name} ${username}`,
  group: group(name),
  account: account(username),
  reasons,
});

export const addNew = (name: string, ref: AccountRef, ...reasons: Reason[]): Change => ({
  kind: 'addMember',
  id: `addMember ${name} ${ref.username}`,
  group: { kind: 'new', name },
  account: ref,
  reasons,
});

export const removeMember = (name: string, username: string, ...reasons: Reason[]): Change => ({
  kind: 'removeMember',
  id: `removeMember ${name} ${username}`,
  group: group(name),
  account: account(username),
  reasons,
});

export interface PlanParts {
  readonly changes?: readonly Change[];
  readonly held?: readonly HeldChange[];
  readonly asks?: Plan['asks'];
  readonly notes?: readonly Note[];
  readonly takes?: Plan['takes'];
  readonly firstRun?: boolean;
}

/** All changes stand in one stage: rendering does not depend on the order. */
export function planOf({ changes = [], held = [], asks = [], notes = [], takes = [], firstRun = false }: PlanParts): Plan {
  const only: StageName = 'update users';
  return {
    version: 1,
    target: jira,
    product: { name: 'Jira', version: '10.3.24', url: 'https://jira.example.com' },
    firstRun,
    counts: { people: 1_509, matched: 1_497, accounts: 1_700, activeLinked: 1_490, managedMemberships: 9_012 },
    stages: stageNames.map(name => ({ name, changes: name === only ? changes : [] })),
    held,
    asks,
    notes,
    links: [],
    closedLinks: [],
    takes,
    ledger: { add: [], drop: [] },
  };
}

export const adopts = (name: string, ...from: string[]): Plan['takes'][number] => ({
  id: targetGroupId(name),
  name,
  how: 'adopted',
  known: false,
  from: from.map(one => ({ source: okta, group: sourceGroupId(`00g-${one}`), name: one })),
});

export const heldRemovals = (name: string, n: number): HeldChange[] =>
  Array.from({ length: n }, (_, at) => ({
    change: removeMember(name, `user${String(at + 1).padStart(3, '0')}`, left('Everyone')),
    guard: 'removals-per-group',
    reason: `${n} in ${name} removals (36 % of 600); limit 180 (30 %, at least 10)`,
    allow: `jira:removals-per-group=${n}`,
  }));

/** The plan that DESIGN §8 shows. */
export const samplePlan = (): Plan =>
  planOf({
    changes: [
      createUser('ada.okafor', 'Ada Okafor', 'ada.okafor@example.com'),
      updateUser('mia.park', 'Mia P.', 'Mia Park'),
      deactivateUser('liam.khan'),
      handOver('liam.khan', 'project OPS', 'jira-admin'),
      createGroup('team-blue', viaRule('onTheFly 1', 'atl-team-blue')),
      ...['ada.okafor', 'mia.park', ...Array.from({ length: 12 }, (_, at) => `blue${at + 1}`)].map(name =>
        addNew('team-blue', account(name), viaRule('onTheFly 1', 'atl-team-blue')),
      ),
      removeMember('jira-developers', 'olu.mensah', left('Engineering')),
    ],
    held: heldRemovals('jira-users', 214),
  });

export const record = (more: Partial<RunRecord> = {}): RunRecord => ({
  id: runId(12),
  command: 'apply',
  attended: true,
  startedAt: '2026-11-22T05:44:10.000Z',
  endedAt: '2026-11-22T05:46:40.000Z',
  by: 'anna@ops1',
  reason: undefined,
  toolVersion: '0.1.0',
  configFingerprint: 'f00d',
  result: 'done',
  summary: undefined,
  ...more,
});
