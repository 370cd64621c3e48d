import type { AccountRef, Change } from '../model/change.js';
import type { TargetDirectory } from '../model/directory.js';
import { type PersonId, type PersonKey, splitPersonKey } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import { changesOf, type Plan } from '../model/plan.js';
import type { LookedUp, Source } from '../sources/source.js';
import type { Target } from '../targets/target.js';
import type { RunContext } from './run.js';

/** Over so many people, one list is read instead of one look-up each (A5). */
const MOST_LOOKUPS = 200;

/** What moved since a plan was saved: change id → what was found instead (A5). */
export async function staleChanges(context: RunContext, target: Target, plan: Plan): Promise<ReadonlyMap<string, string>> {
  const { signal, store } = context;
  const changes = changesOf(plan);
  const groups = new Set(changes.flatMap(change => ('group' in change ? [nameKey(change.group.name)] : [])));
  const accounts = changes.flatMap(change =>
    'account' in change && change.account.kind === 'existing' ? [change.account.id] : [],
  );
  const actual = await target.read({ membersOf: ({ key }) => groups.has(key), accounts }, { signal });
  const remembered = await store.links(target.name);
  const linked = new Set(remembered.map(({ person }) => person));
  const holders = Map.groupBy(
    [
      ...remembered.flatMap(({ account, person, status }) => (status === 'open' ? [{ account, person }] : [])),
      ...plan.links.flatMap(({ account, person }) => (account.kind === 'existing' ? [{ account: account.id, person }] : [])),
    ],
    ({ account }) => account,
  );
  const peopleOf = (change: Change) =>
    peopleNeeded(change, ref => (ref.kind === 'new' ? [ref.person] : (holders.get(ref.id) ?? []).map(({ person }) => person)));
  const standing = await standings(context, new Set(changes.flatMap(peopleOf)));
  const stale = new Map<string, string>();
  for (const change of changes) {
    const found =
      moved(change, actual) ??
      (change.kind === 'createUser' && linked.has(change.person) ? 'this person is linked to an account now' : undefined) ??
      goneBecause(peopleOf(change), standing);
    if (found !== undefined) stale.set(change.id, found);
  }
  return stale;
}

/** Of several people who have one account, one who is still there is enough (C4). */
function goneBecause(people: readonly PersonKey[], standing: ReadonlyMap<PersonKey, string>): string | undefined {
  const why = people.map(person => standing.get(person));
  return why.length === 0 || why.includes(undefined) ? undefined : why[0];
}

/** Who must still be active at the source before this is done. */
function peopleNeeded(change: Change, peopleOf: (ref: AccountRef) => readonly PersonKey[]): readonly PersonKey[] {
  switch (change.kind) {
    case 'createUser':
      return [change.person];
    case 'reactivateUser':
    case 'addMember':
      return peopleOf(change.account);
    case 'updateUser':
    case 'renameUser':
    case 'grantPermission':
    case 'handOver':
    case 'cutAccess':
    case 'deactivateUser':
    case 'deleteUser':
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
    case 'removeMember':
      return [];
  }
}

/** Whether a change's pre-image still holds. What is already as wished is not stale: applying it finds that out. Pure. */
export function moved(change: Change, actual: TargetDirectory): string | undefined {
  if ('account' in change && change.account.kind === 'existing') {
    const account = actual.accounts.get(change.account.id);
    if (account === undefined) return change.kind === 'deleteUser' ? undefined : `the account ${change.account.username} is gone`;
    if (account.username !== change.account.username && change.kind !== 'renameUser')
      return `the account is called ${account.username} now`;
    if (change.kind === 'renameUser' && account.username !== change.before && account.username !== change.username)
      return `the account is called ${account.username} now`;
    if (change.kind === 'updateUser') {
      if (change.before.email !== undefined && account.email !== change.before.email && account.email !== change.values.email)
        return `the e-mail is ${account.email} now`;
      if (
        change.before.displayName !== undefined &&
        account.displayName !== change.before.displayName &&
        account.displayName !== change.values.displayName
      )
        return `the display name is ${account.displayName} now`;
    }
  }
  if (change.kind === 'createUser') {
    const taken = [...actual.accounts.values()].find(({ username }) => nameKey(username) === nameKey(change.username));
    return taken === undefined ? undefined : `an account ${taken.username} exists now`;
  }
  if (
    'group' in change &&
    change.group.kind === 'existing' &&
    !actual.groups.has(change.group.id) &&
    change.kind !== 'deleteGroup'
  )
    return `the group ${change.group.name} is gone`;
  return undefined;
}

async function standings(context: RunContext, people: ReadonlySet<PersonKey>): Promise<ReadonlyMap<PersonKey, string>> {
  const active = new Set<PersonKey>();
  const gone = new Map<PersonKey, string>();
  for (const { source } of context.sources) {
    const mine = [...people].filter(key => splitPersonKey(key).provider === source.provider);
    if (mine.length === 0) continue;
    const ids = mine.map(key => splitPersonKey(key).id);
    const found =
      ids.length > MOST_LOOKUPS ? await fromList(context, source, ids) : await source.lookup(ids, { signal: context.signal });
    for (const key of mine) {
      const answer = found.get(splitPersonKey(key).id);
      const why = notActive(answer, source);
      if (why === undefined) active.add(key);
      else gone.set(key, why);
    }
  }
  // two sources of one provider: one that has the person is enough
  const missing = [...people].filter(key => !active.has(key));
  return new Map(missing.map(key => [key, gone.get(key) ?? 'no source of this config speaks of this person']));
}

function notActive(answer: LookedUp | undefined, { name }: Source): string | undefined {
  if (answer === undefined) return `${name} was not asked`;
  switch (answer.kind) {
    case 'present':
      return undefined;
    case 'inactive':
      return `${answer.status} in ${name} now`;
    case 'deleted':
      return `deleted in ${name}`;
    case 'outOfScope':
      return `${name}: ${answer.why}`;
    case 'unknown':
      return `${name} could not say: ${answer.why}`;
  }
}

/** One list, without any group's members. */
async function fromList(
  { signal }: RunContext,
  source: Source,
  ids: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  const { people } = await source.pull({ group: () => false }, { signal });
  return new Map(
    ids.map((id): [PersonId, LookedUp] => {
      const person = people.get(id);
      if (person === undefined) return [id, { kind: 'deleted' }];
      return [id, person.standing.kind === 'active' ? { kind: 'present' } : { kind: 'inactive', status: person.standing.status }];
    }),
  );
}
