import fc, { type Arbitrary } from 'fast-check';
import type {
  AccountRef,
  Change,
  ChangeKind,
  ChangeOfKind,
  ExistingAccount,
  Fact,
  GroupRef,
  LinkWrite,
  Outcome,
  Responsibility,
} from '../model/change.js';
import * as ids from '../model/ids.js';
import { type GroupTake, guardNames, type Note, type Plan, type SyncWishes, stageNames } from '../model/plan.js';
import { type AccountValues, attributeNames, memberships, type Reason } from '../model/wish.js';

/** One generator for each kind of a union: a kind without one does not compile. */
type EachKind<Union extends { kind: string }> = { [K in Union['kind']]: Arbitrary<Extract<Union, { kind: K }>> };
const oneOf = <Union extends { kind: string }>(each: EachKind<Union>): Arbitrary<Union> =>
  fc.oneof(...Object.values<Arbitrary<Union>>(each));
const is = <K extends string>(kind: K) => fc.constant(kind);

const text = fc.string({ unit: 'binary', maxLength: 12 });
const texts = fc.array(text, { maxLength: 3 });
const n = fc.nat();
const account = text.map(ids.accountId);
const groupId = text.map(ids.targetGroupId);
const source = text.map(ids.sourceName);
const sync = text.map(ids.syncName);
const person = fc.tuple(text, text).map(([provider, id]) => ids.personKey(ids.providerId(provider), ids.personId(id)));
const leaver = fc.constantFrom('stated' as const, 'inferred' as const);
const attribute = fc.constantFrom(...attributeNames);
const values: Arbitrary<AccountValues> = fc.record({ username: text, email: text, displayName: text }, { requiredKeys: [] });
const rule = fc.record({ sync, rule: text });
const run = fc.integer({ min: 1 }).map(ids.runId);
const named = fc.record({ id: text, name: text });

const reason = oneOf<Reason>({
  newAtSource: fc.record({ kind: is('newAtSource'), source }),
  differs: fc.record({ kind: is('differs'), attribute, expression: text }),
  valueChangedAtSource: fc.record({ kind: is('valueChangedAtSource'), attribute, from: text, to: text }),
  backAtSource: fc.record({ kind: is('backAtSource'), source }),
  rule: fc.record({ kind: is('rule'), rule, group: named }),
  default: fc.record({ kind: is('default'), sync, list: fc.constantFrom('newUsers' as const, 'allUsers' as const) }),
  inactive: fc.record(
    { kind: is('inactive'), source, status: text, since: text },
    { requiredKeys: ['kind', 'source', 'status'] },
  ),
  deleted: fc.record({ kind: is('deleted'), source }),
  outOfScope: fc.record({ kind: is('outOfScope'), source, why: text }),
  filteredOut: fc.record({ kind: is('filteredOut'), sync, filter: text }),
  graceOver: fc.record({ kind: is('graceOver'), since: text, reads: n }),
  leftSourceGroups: fc.record({ kind: is('leftSourceGroups'), source, groups: texts }),
  notWantedHere: fc.record({ kind: is('notWantedHere'), membership: fc.constantFrom(...memberships) }),
  exclusive: fc.record({ kind: is('exclusive'), sync }),
  leaver: fc.record({ kind: is('leaver'), leaver }),
  retired: fc.record({ kind: is('retired'), rules: texts }),
  orphan: fc.record({ kind: is('orphan'), name: text }),
  sourceRenamed: fc.record({ kind: is('sourceRenamed'), from: text, to: text }),
  leads: fc.record({ kind: is('leads'), what: text }),
  offboarded: fc.record({ kind: is('offboarded'), run, since: text }, { requiredKeys: ['kind', 'since'] }),
  undo: fc.record({ kind: is('undo'), run, pins: texts }),
});

const there: Arbitrary<ExistingAccount> = fc.record({ kind: is('existing'), id: account, username: text, displayName: text });
const thereGroup = fc.record({ kind: is('existing'), id: groupId, name: text });
const accountRef = oneOf<AccountRef>({
  existing: there,
  new: fc.record({ kind: is('new'), person, username: text, displayName: text }),
});
const groupRef = oneOf<GroupRef>({ existing: thereGroup, new: fc.record({ kind: is('new'), name: text }) });
const successor = oneOf<Responsibility['successor']>({
  account: fc.record({ kind: is('account'), username: text }),
  clear: fc.record({ kind: is('clear') }),
  none: fc.record({ kind: is('none'), why: text }),
});

const common = { id: text, reasons: fc.array(reason, { maxLength: 3 }) };
export const changes: { [K in ChangeKind]: Arbitrary<ChangeOfKind<K>> } = {
  createUser: fc.record({ ...common, kind: is('createUser'), person, username: text, values }),
  updateUser: fc.record({ ...common, kind: is('updateUser'), account: there, before: values, values }),
  renameUser: fc.record({ ...common, kind: is('renameUser'), account: there, before: text, username: text }),
  reactivateUser: fc.record({ ...common, kind: is('reactivateUser'), account: there }),
  handOver: fc.record({
    ...common,
    kind: is('handOver'),
    account: there,
    leaver,
    responsibility: fc.record({ id: text, label: text, holder: account, successor }),
  }),
  cutAccess: fc.record(
    {
      ...common,
      kind: is('cutAccess'),
      account: there,
      leaver,
      when: fc.constantFrom('always' as const, 'onRefusal' as const),
      groups: fc.array(thereGroup, { maxLength: 2 }),
    },
    { requiredKeys: ['id', 'reasons', 'kind', 'account', 'leaver', 'when'] },
  ),
  deactivateUser: fc.record(
    {
      ...{ ...common, kind: is('deactivateUser'), account: there, leaver, by: is('revokeAccess') },
      access: fc.record(
        { groups: fc.array(thereGroup, { maxLength: 2 }), permissions: fc.array(text, { maxLength: 2 }) },
        { requiredKeys: ['groups'] },
      ),
    },
    { requiredKeys: ['id', 'reasons', 'kind', 'account', 'leaver'] },
  ),
  grantPermission: fc.record({ ...common, kind: is('grantPermission'), account: there, permission: text }),
  deleteUser: fc.record({ ...common, kind: is('deleteUser'), account: there, leaver }),
  createGroup: fc.record({ ...common, kind: is('createGroup'), name: text }),
  renameGroup: fc.record({ ...common, kind: is('renameGroup'), group: thereGroup, name: text }),
  deleteGroup: fc.record(
    { ...common, kind: is('deleteGroup'), group: thereGroup, members: fc.array(there, { maxLength: 2 }) },
    { requiredKeys: ['id', 'reasons', 'kind', 'group'] },
  ),
  addMember: fc.record({ ...common, kind: is('addMember'), group: groupRef, account: accountRef }),
  removeMember: fc.record(
    { ...common, kind: is('removeMember'), group: thereGroup, account: there, leaver },
    { requiredKeys: ['id', 'reasons', 'kind', 'group', 'account'] },
  ),
};
export const change = oneOf<Change>(changes);

const fact = oneOf<Fact>({
  readOnlyAccount: fc.record({ kind: is('readOnlyAccount'), account }),
  readOnlyGroup: fc.record({ kind: is('readOnlyGroup'), group: groupId }),
  nestedMember: fc.record({ kind: is('nestedMember'), group: groupId, account }),
});
const whom = { account: there, group: thereGroup };
export const outcome = oneOf<Outcome>({
  applied: fc.record({ kind: is('applied'), ...whom, details: texts }, { requiredKeys: ['kind'] }),
  alreadySo: fc.record({ kind: is('alreadySo'), ...whom }, { requiredKeys: ['kind'] }),
  failed: fc.record(
    { kind: is('failed'), problem: text, hint: text, learned: fact, refused: fc.boolean() },
    { requiredKeys: ['kind', 'problem', 'hint'] },
  ),
  notRun: fc.record({ kind: is('notRun'), because: text }),
  stale: fc.record({ kind: is('stale'), found: text }),
});

const someone = { person, login: text };
const note = oneOf<Note>({
  conflict: fc.record({ kind: is('conflict'), why: text, accounts: texts, ...someone }),
  needsAdoption: fc.record({ kind: is('needsAdoption'), why: text, account: text, ...someone }),
  closedLink: fc.record({ kind: is('closedLink'), account: text, ...someone }),
  unknownPerson: fc.record({ kind: is('unknownPerson'), why: text, ...someone }),
  inGrace: fc.record({ kind: is('inGrace'), since: text, reads: n, until: text, ...someone }),
  cannotStore: fc.record({ kind: is('cannotStore'), attribute: text, why: text, ...someone }),
  firstMatchDiffers: fc.record({ kind: is('firstMatchDiffers'), attribute: text, actual: text, wanted: text, ...someone }),
  noSuccessor: fc.record({ kind: is('noSuccessor'), label: text, why: text, ...someone }),
  ownerChanged: fc.record({ kind: is('ownerChanged'), from: sync, to: sync, ...someone }),
  expressionFailed: fc.record({ kind: is('expressionFailed'), sync, where: text, people: n, example: text, problem: text }),
  unmetRule: fc.record({ kind: is('unmetRule'), rule, why: text }),
  sameName: fc.record({ kind: is('sameName'), name: text, ids: texts, why: text }),
  unknownGroup: fc.record({ kind: is('unknownGroup'), group: text, why: text }),
  readOnlyGroup: fc.record({ kind: is('readOnlyGroup'), group: text, why: text }),
  nestedMembers: fc.record({ kind: is('nestedMembers'), group: text, accounts: texts }),
  readOnlyMembers: fc.record({ kind: is('readOnlyMembers'), group: text, accounts: texts }),
  renamedGroup: fc.record({ kind: is('renamedGroup'), group: text, was: text, now: text }),
  movedGroup: fc.record({ kind: is('movedGroup'), group: text, to: text, was: text, now: text }),
  replacedGroup: fc.record({ kind: is('replacedGroup'), group: text, was: text, now: text }),
  privilegedPattern: fc.record({ kind: is('privilegedPattern'), group: text, rule }),
  modesDiffer: fc.record({ kind: is('modesDiffer'), group: text, chosen: text, instead: texts }),
  retired: fc.record({ kind: is('retired'), rules: texts, memberships: n, group: text }),
  orphanGroup: fc.record({ kind: is('orphanGroup'), group: text, members: n }),
  notBuilt: fc.record({ kind: is('notBuilt'), what: text, accounts: texts }),
  pinned: fc.record({ kind: is('pinned'), change, run, since: text }),
  notUndone: fc.record({ kind: is('notUndone'), change, why: text }),
  unprovedAccounts: fc.record({ kind: is('unprovedAccounts'), why: text }),
  offboarded: fc.record({ kind: is('offboarded'), run, since: text, ...someone }),
  strangers: fc.record({ kind: is('strangers'), count: n, examples: texts }),
  source: fc.record({ kind: is('source'), source, level: fc.constantFrom('warning' as const, 'problem' as const), what: text }),
});

const link: Arbitrary<LinkWrite> = fc.record({
  person,
  account: accountRef,
  owner: sync,
  how: fc.constantFrom('matched', 'created'),
  isActive: fc.boolean(),
  standing: fc.constantFrom('active', 'pending', 'inactive'),
  values,
});
const take: Arbitrary<GroupTake> = fc.record({
  id: groupId,
  name: text,
  how: fc.constantFrom('made', 'adopted'),
  known: fc.boolean(),
  from: fc.array(fc.record({ source, group: text.map(ids.sourceGroupId), name: text }), { maxLength: 2 }),
});
const guard = fc.constantFrom(...guardNames);
const few = <T>(item: Arbitrary<T>) => fc.array(item, { maxLength: 3 });

const wishes: Arbitrary<SyncWishes> = fc.record({ sync, readAt: text, rules: text, groups: fc.array(text.map(ids.nameKeyOf)) });

export const plan: Arbitrary<Plan> = fc
  .record({ partial: fc.boolean(), undoes: run, wishes: few(wishes) }, { requiredKeys: [] })
  .chain(rest => whole.map(plan => ({ ...plan, ...rest })));
const whole: Arbitrary<Plan> = fc.record({
  version: fc.constant(1),
  target: text.map(ids.targetName),
  product: fc.record({ name: text, version: text, url: text }),
  firstRun: fc.boolean(),
  counts: fc.record({ people: n, matched: n, accounts: n, activeLinked: n, managedMemberships: n }),
  stages: few(fc.record({ name: fc.constantFrom(...stageNames), changes: few(change) })),
  held: few(fc.record({ change, guard, reason: text, allow: text }, { requiredKeys: ['change', 'guard', 'reason'] })),
  asks: few(fc.record({ guard, n, reason: text })),
  notes: few(note),
  links: few(link),
  closedLinks: few(person),
  takes: few(take),
  ledger: fc.record({
    add: few(fc.record({ group: groupId, account, by: texts })),
    drop: few(fc.record({ group: groupId, account })),
  }),
});
