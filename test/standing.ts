import type { Change, ExistingAccount } from '../src/model/change.js';
import { accountId, runId, sourceName, targetGroupId, targetName } from '../src/model/ids.js';
import type { PlanCounts } from '../src/model/plan.js';
import type { Pause, ReadRecord, RunRecord, Sighting, Waiting } from '../src/state/store.js';
import type { Known } from '../src/sync/status.js';
import { hoursBefore, JIRA, key, NOW, OKTA } from './directories.js';
import { sync } from './rules.js';

/** What a state remembers of its runs: for tests of how things stand. */
type Whole = Extract<ReadRecord['result'], { kind: 'whole' }>;

export const wholeRead = (system: 'okta' | 'jira' | 'wiki', readAt = hoursBefore(1), more: Partial<Whole> = {}): ReadRecord => ({
  ...readOf(system, readAt),
  result: { kind: 'whole', calls: 3, lists: [], people: 100, groups: 10, quarantined: 0, unknownGroups: [], ...more },
});

export const failedRead = (system: 'okta' | 'jira' | 'wiki', readAt = hoursBefore(1)): ReadRecord => ({
  ...readOf(system, readAt),
  result: { kind: 'failed', problem: `${system} answered 401`, hint: 'Renew the token.' },
});

const readOf = (system: 'okta' | 'jira' | 'wiki', readAt: string) =>
  system === 'okta'
    ? ({ system: sourceName(system), kind: 'source', readAt } as const)
    : ({ system: targetName(system), kind: 'target', readAt } as const);

export const readBy = (run: number, read: ReadRecord, isNewest = true) => ({ run: runId(run), read, isNewest });

export const accountRef = (username: string): ExistingAccount => ({
  kind: 'existing',
  id: accountId(`id-${username}`),
  username,
  displayName: username,
});

export const deactivation = (username: string): Extract<Change, { kind: 'deactivateUser' }> => ({
  kind: 'deactivateUser',
  id: `deactivateUser id-${username}`,
  account: accountRef(username),
  leaver: 'stated',
  reasons: [],
});

export const removal = (username: string, group: string, leaver?: 'stated'): Change => ({
  kind: 'removeMember',
  id: `removeMember ${group} id-${username}`,
  account: accountRef(username),
  group: { kind: 'existing', id: targetGroupId(group), name: group },
  ...(leaver === undefined ? {} : { leaver }),
  reasons: [],
});

export const waits = (change: Change, more: Partial<Waiting> = {}): Waiting => ({
  target: JIRA,
  change,
  why: 'held',
  guard: 'removals',
  reason: '30 removals; limit 10',
  allow: undefined,
  since: hoursBefore(5),
  run: runId(12),
  ...more,
});

export const sighting = (login: string, more: Partial<Sighting> = {}): Sighting => ({
  person: key(login),
  sync: sync().name,
  since: hoursBefore(5),
  reads: 1,
  why: 'dropped by the filter',
  ...more,
});

export const pauseOf = (more: Partial<Pause> = {}): Pause => ({
  target: undefined,
  level: 'destructive',
  until: undefined,
  reason: undefined,
  by: 'anna@ops1',
  since: hoursBefore(2),
  ...more,
});

const counts: PlanCounts = { people: 100, matched: 99, accounts: 120, activeLinked: 99, managedMemberships: 400 };

export const runOf = (id: number, more: Partial<RunRecord> = {}): RunRecord => ({
  id: runId(id),
  command: 'sync',
  attended: false,
  startedAt: hoursBefore(1),
  endedAt: hoursBefore(1),
  by: 'rollcall@ops1',
  reason: undefined,
  toolVersion: '0.1.0',
  configFingerprint: 'f00d',
  result: 'done',
  summary: { targets: [{ target: JIRA, counts, applied: 3, alreadySo: 0, failed: 0, notRun: 0, held: [] }], problems: [] },
  ...more,
});

/** Okta into Jira, read and applied an hour ago by run 12, unless told. */
export const known = (more: Partial<Known> = {}): Known => ({
  now: NOW,
  sources: [{ name: sourceName('okta'), provider: OKTA, staleAfterMs: 3 * 24 * 3_600_000 }],
  targets: [JIRA],
  syncs: [sync()],
  configFingerprint: 'f00d',
  holder: undefined,
  runs: [runOf(12)],
  reads: [readBy(12, wholeRead('okta')), readBy(12, wholeRead('jira'))],
  waiting: [],
  pauses: [],
  pins: [],
  links: [],
  sightings: [],
  next: [],
  ...more,
});
