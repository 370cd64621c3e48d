import type { AccountRef, Change, ExistingGroup, Outcome } from '../../src/model/change.js';
import {
  accountId,
  type PersonKey,
  personId,
  personKey,
  providerId,
  runId,
  sourceGroupId,
  sourceName,
  syncName,
  targetGroupId,
  targetName,
} from '../../src/model/ids.js';
import { guardNames, type Note, type Plan, stageNames } from '../../src/model/plan.js';
import type { Reason } from '../../src/model/wish.js';
import type { JournalEntry, Link, ReadRecord, RunRecord } from '../../src/state/store.js';
import type { RunEvent } from '../../src/sync/events.js';
import type { ReviewRow, TargetReview } from '../../src/sync/review.js';

const AT = '2026-11-20T12:00:00.000Z';

type OneOf<K extends string, T extends { readonly kind: string }> = { readonly [N in K]: Extract<T, { readonly kind: N }> };
/** One of each kind, so that a new kind does not compile until it is here. */
type EachOf<T extends { readonly kind: string }> = OneOf<T['kind'], T>;

/** Everything that a report may be made of, with this name wherever a name from outside may stand. */
export function samples(name: string) {
  const source = sourceName(name);
  const target = targetName(name);
  const sync = syncName(name);
  const person: PersonKey = personKey(providerId('idp'), personId(name));
  const rule = { sync, rule: name };
  const account = { kind: 'existing', id: accountId(name), username: name, displayName: name } as const;
  const made: AccountRef = { kind: 'new', person, username: name, displayName: name };
  const group: ExistingGroup = { kind: 'existing', id: targetGroupId(name), name };
  const values = { username: name, email: name, displayName: name };

  const reasons: EachOf<Reason> = {
    newAtSource: { kind: 'newAtSource', source },
    differs: { kind: 'differs', attribute: 'email', expression: name },
    valueChangedAtSource: { kind: 'valueChangedAtSource', attribute: 'username', from: name, to: name },
    backAtSource: { kind: 'backAtSource', source },
    rule: { kind: 'rule', rule, group: { id: name, name } },
    default: { kind: 'default', sync, list: 'allUsers' },
    inactive: { kind: 'inactive', source, status: name, since: AT },
    deleted: { kind: 'deleted', source },
    outOfScope: { kind: 'outOfScope', source, why: name },
    filteredOut: { kind: 'filteredOut', sync, filter: name },
    graceOver: { kind: 'graceOver', since: AT, reads: 2 },
    leftSourceGroups: { kind: 'leftSourceGroups', source, groups: [name] },
    notWantedHere: { kind: 'notWantedHere', membership: 'strict' },
    exclusive: { kind: 'exclusive', sync },
    leaver: { kind: 'leaver', leaver: 'stated' },
    retired: { kind: 'retired', rules: [name] },
    orphan: { kind: 'orphan', name },
    sourceRenamed: { kind: 'sourceRenamed', from: name, to: name },
    leads: { kind: 'leads', what: name },
    offboarded: { kind: 'offboarded', run: runId(1), since: AT },
    undo: { kind: 'undo', run: runId(1), pins: [name] },
  };
  const common = { id: name, reasons: [reasons.rule] };
  const responsibility = {
    ...{ id: name, label: name, holder: accountId(name) },
    successor: { kind: 'account', username: name } as const,
  };
  const changes: EachOf<Change> = {
    createUser: { kind: 'createUser', ...common, person, username: name, values },
    updateUser: {
      kind: 'updateUser',
      ...common,
      reasons: Object.values(reasons),
      account,
      before: values,
      values: { ...values, email: `${name}2` },
    },
    renameUser: { kind: 'renameUser', ...common, account, before: name, username: name },
    reactivateUser: { kind: 'reactivateUser', ...common, account },
    handOver: { kind: 'handOver', ...common, account, leaver: 'stated', responsibility },
    cutAccess: { kind: 'cutAccess', ...common, account, leaver: 'stated', when: 'always', groups: [group] },
    deactivateUser: { kind: 'deactivateUser', ...common, account, leaver: 'inferred' },
    grantPermission: { kind: 'grantPermission', ...common, account, permission: name },
    deleteUser: { kind: 'deleteUser', ...common, account, leaver: 'stated' },
    createGroup: { kind: 'createGroup', ...common, name },
    renameGroup: { kind: 'renameGroup', ...common, group, name },
    deleteGroup: { kind: 'deleteGroup', ...common, group, members: [account] },
    addMember: { kind: 'addMember', ...common, group: { kind: 'new', name }, account: made },
    removeMember: { kind: 'removeMember', ...common, group, account },
  };
  const change = changes.updateUser;
  const who = { person, login: name };
  const notes: EachOf<Note> = {
    conflict: { kind: 'conflict', ...who, why: name, accounts: [name] },
    needsAdoption: { kind: 'needsAdoption', ...who, why: name, account: name },
    closedLink: { kind: 'closedLink', ...who, account: name },
    unknownPerson: { kind: 'unknownPerson', ...who, why: name },
    inGrace: { kind: 'inGrace', ...who, since: AT, reads: 1, until: AT },
    cannotStore: { kind: 'cannotStore', ...who, attribute: name, why: name },
    firstMatchDiffers: { kind: 'firstMatchDiffers', ...who, attribute: name, actual: name, wanted: name },
    noSuccessor: { kind: 'noSuccessor', ...who, label: name, why: name },
    ownerChanged: { kind: 'ownerChanged', ...who, from: sync, to: sync },
    expressionFailed: { kind: 'expressionFailed', sync, where: name, people: 3, example: name, problem: name },
    unmetRule: { kind: 'unmetRule', rule, why: name },
    sameName: { kind: 'sameName', name, ids: [name], why: name },
    unknownGroup: { kind: 'unknownGroup', group: name, why: name },
    readOnlyGroup: { kind: 'readOnlyGroup', group: name, why: name },
    nestedMembers: { kind: 'nestedMembers', group: name, accounts: [name] },
    readOnlyMembers: { kind: 'readOnlyMembers', group: name, accounts: [name] },
    renamedGroup: { kind: 'renamedGroup', group: name, was: name, now: name },
    movedGroup: { kind: 'movedGroup', group: name, to: name, was: name, now: name },
    replacedGroup: { kind: 'replacedGroup', group: name, was: name, now: name },
    privilegedPattern: { kind: 'privilegedPattern', group: name, rule },
    modesDiffer: { kind: 'modesDiffer', group: name, chosen: name, instead: [name] },
    retired: { kind: 'retired', rules: [name], memberships: 2, group: name },
    orphanGroup: { kind: 'orphanGroup', group: name, members: 2 },
    notBuilt: { kind: 'notBuilt', what: name, accounts: [name] },
    pinned: { kind: 'pinned', change, run: runId(1), since: AT },
    notUndone: { kind: 'notUndone', change, why: name },
    unprovedAccounts: { kind: 'unprovedAccounts', why: name },
    offboarded: { kind: 'offboarded', ...who, run: runId(1), since: AT },
    strangers: { kind: 'strangers', count: 3, examples: [name] },
    source: { kind: 'source', source, level: 'problem', what: name },
  };
  const outcomes: EachOf<Outcome> = {
    applied: { kind: 'applied', account, group, details: [name] },
    alreadySo: { kind: 'alreadySo', account, group },
    failed: { kind: 'failed', problem: name, hint: name },
    notRun: { kind: 'notRun', because: name },
    stale: { kind: 'stale', found: name },
  };
  const events: EachOf<RunEvent> = {
    recordOpened: { kind: 'recordOpened', run: runId(1) },
    recordClosed: { kind: 'recordClosed', run: runId(1) },
    pullStarted: { kind: 'pullStarted', source },
    pullProgress: { kind: 'pullProgress', source, what: 'users', done: 1, total: 2 },
    lookUpStarted: { kind: 'lookUpStarted', source, people: 2 },
    pulled: { kind: 'pulled', source, people: 1, groups: 1, quarantined: 1, calls: 1 },
    pullFailed: { kind: 'pullFailed', source, problem: name, hint: name },
    readStarted: { kind: 'readStarted', target },
    readProgress: { kind: 'readProgress', target, what: 'users', done: 1 },
    read: { kind: 'read', target, accounts: 1, groups: 1, calls: 1 },
    readFailed: { kind: 'readFailed', target, problem: name, hint: name },
    planned: { kind: 'planned', target, changes: 1, held: 1 },
    applyStarted: { kind: 'applyStarted', target, changes: 1 },
    stageStarted: { kind: 'stageStarted', target, stage: 'add members', changes: 1 },
    changeStarted: { kind: 'changeStarted', target, change },
    changeIntended: { kind: 'changeIntended', target, change },
    changeAnswered: { kind: 'changeAnswered', target, change, outcome: outcomes.failed },
    changeSettled: { kind: 'changeSettled', target, change, outcome: outcomes.failed },
    stageFinished: { kind: 'stageFinished', target, stage: 'add members' },
    applied: { kind: 'applied', target, applied: 1, failed: 1, notRun: 1 },
  };

  const all = Object.values(changes);
  const held = all.map((one, at) => ({
    ...{ change: one, reason: name, allow: name },
    guard: guardNames[at % guardNames.length] ?? 'protected',
  }));
  const plan: Plan = {
    version: 1,
    target,
    product: { name, version: name, url: name },
    firstRun: true,
    counts: { people: 1, matched: 1, accounts: 1, activeLinked: 1, managedMemberships: 1 },
    stages: stageNames.map((stage, at) => ({ name: stage, changes: at === 0 ? all : [] })),
    held,
    asks: [{ guard: 'creations', n: 1, reason: name }],
    notes: Object.values(notes),
    links: [{ person, account, owner: sync, how: 'matched', isActive: true, standing: 'active', values }],
    closedLinks: [person],
    takes: [{ id: group.id, name, how: 'adopted', known: false, from: [{ source, group: sourceGroupId(name), name }] }],
    ledger: { add: [{ group: group.id, account: account.id, by: [name] }], drop: [{ group: group.id, account: account.id }] },
  };
  const reviewed = {
    ...{ id: account.id, username: name, displayName: name, email: name, active: false, remarks: [name] },
  };
  const reviewRows: EachOf<ReviewRow> = {
    stranger: { kind: 'stranger', account: reviewed },
    notWanted: { kind: 'notWanted', ...who, account: reviewed, reasons: Object.values(reasons) },
    contested: { kind: 'contested', account: reviewed },
    conflict: { kind: 'conflict', ...who, why: name, account: reviewed },
    needsAdoption: { kind: 'needsAdoption', ...who, why: name, account: reviewed },
    closedLink: { kind: 'closedLink', ...who, why: name, account: { id: account.id, remarks: [] } },
    unknownPerson: { kind: 'unknownPerson', ...who, why: name },
    legacyLeaver: { kind: 'legacyLeaver', ...who, account: reviewed, reasons: [reasons.inactive] },
  };
  const review: TargetReview = {
    ...{ target, rows: Object.values(reviewRows), knowsStrangers: false },
    cautions: [notes.source, notes.unprovedAccounts],
  };
  const problems = [{ system: source, problem: name, hint: name }];
  const applied = [
    ...Object.values(outcomes).map(outcome => ({ change, outcome })),
    ...all.map(one => ({ change: one, outcome: outcomes.failed })),
  ];
  const record: RunRecord = {
    ...{ id: runId(1), command: 'apply', attended: true, startedAt: AT, endedAt: AT, by: name, reason: name },
    ...{ toolVersion: name, configFingerprint: name, result: 'failed' },
    summary: {
      targets: [{ target, counts: plan.counts, applied: 1, alreadySo: 1, failed: 1, notRun: 1, held }],
      problems: [name],
    },
  };
  const journal = applied.map((one, seq): JournalEntry => ({ run: runId(1), seq, target, intendedAt: AT, endedAt: AT, ...one }));
  const whole = { kind: 'whole', calls: 1, people: 1, groups: 1, quarantined: 1, unknownGroups: [name] } as const;
  const lists = [{ what: name, pages: 1, rows: 1, end: name }];
  const reads: ReadRecord[] = [
    { system: source, kind: 'source', readAt: AT, result: { ...whole, lists } },
    { system: target, kind: 'target', readAt: AT, result: { kind: 'failed', problem: name, hint: name } },
  ];
  const link: Link = {
    ...{ target, person, account: account.id, owner: sync, how: 'set', values, status: 'closed' },
    ...{ deactivatedAt: AT, accessCutAt: AT, owed: [name], since: AT },
  };
  return { plan, problems, applied, record, journal, reads, link, review, notes, reasons, changes, outcomes, events };
}
