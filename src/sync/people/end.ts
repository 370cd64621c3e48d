import { Interrupted, SyncError } from '../../errors.js';
import type { Account } from '../../model/directory.js';
import { type PersonKey, type SourceName, splitPersonKey, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';
import type { Link } from '../../state/store.js';
import type { Pulled } from '../judge.js';
import type { RunContext } from '../run.js';
import { askPeople } from './ask.js';
import type { AskedPeople } from './asked.js';
import { linkedAs, openLinks, withSharers } from './named.js';

type Context = Pick<RunContext, 'sources' | 'targets' | 'syncs' | 'store' | 'emit' | 'signal'>;

/** An account that a name means in one target. */
export interface NamedAccount {
  readonly target: TargetName;
  readonly username: string;
}

/** Whom a run is to offboard, or why one of the names cannot be followed. */
export type EndResult =
  | { readonly kind: 'people'; readonly people: AskedPeople; readonly strangers: readonly NamedAccount[] }
  /** known to nobody; `unread`: who could not be asked */
  | { readonly kind: 'unknown'; readonly login: string; readonly unread: readonly (SourceName | TargetName)[] }
  /** an account that is nobody's, as far as is known */
  | { readonly kind: 'stranger'; readonly login: string; readonly accounts: readonly NamedAccount[] }
  | { readonly kind: 'noAccount'; readonly login: string }
  | { readonly kind: 'ambiguous'; readonly login: string; readonly target: TargetName; readonly people: readonly string[] };

/**
 * The linked people whom these names mean: by what the state knows, and by usernames in the targets. A source is asked only for
 * whom neither knows, so that one that is down keeps nobody's account open. Rejects only when interrupted, or with a bug.
 */
export async function peopleToEnd(context: Context, logins: readonly string[]): Promise<EndResult> {
  const links = await openLinks(context.store, context.targets);
  const { named, unread } = await accountsNamed(context, logins);
  const ended = new Set<PersonKey>();
  const strangers: NamedAccount[] = [];
  for (const login of logins) {
    const mine = named.filter(({ username }) => nameKey(username) === nameKey(login));
    const holders = mine.flatMap(account => holdersOf(account, links));
    const nobodys = mine.filter(account => holdersOf(account, links).length === 0);
    const found = [...linkedAs(login, links), ...holders];
    if (found.length === 0 && nobodys.length > 0) return { kind: 'stranger', login, accounts: nobodys };
    const people = found.length > 0 ? found : await askSources(context, login, unread);
    if (!Array.isArray(people)) return people;
    const all = withSharers(people, links);
    const clash = severalIn(all, links);
    if (clash !== undefined) return { kind: 'ambiguous', login, ...clash };
    if (!links.some(({ person }) => all.has(person))) return { kind: 'noAccount', login };
    for (const key of all) ended.add(key);
    strangers.push(...nobodys);
  }
  const pulled = nothingAsked(context, ended);
  return { kind: 'people', people: { kind: 'offboard', logins, people: ended, pulled, alsoLike: async () => pulled }, strangers };
}

type Named = NamedAccount & Pick<Account, 'id'>;

const holdersOf = ({ target, id }: Named, links: readonly Link[]): PersonKey[] =>
  links.filter(link => link.target === target && link.account === id).map(({ person }) => person);

/** A target that cannot be read is told of when its plan fails. */
async function accountsNamed({ targets, signal }: Context, logins: readonly string[]) {
  const named: Named[] = [];
  const unread: TargetName[] = [];
  for (const { target } of targets)
    try {
      const { accounts } = await target.readPeople({ accounts: [], having: { username: logins } }, { signal });
      for (const { id, username } of accounts.values()) named.push({ target: target.name, id, username });
    } catch (error) {
      if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
      unread.push(target.name);
    }
  return { named, unread };
}

async function askSources(context: Context, login: string, unread: readonly TargetName[]): Promise<PersonKey[] | EndResult> {
  const { people, unknown } = await askPeople(context, [login], context.syncs);
  if (unknown.length === 0) return [...people.people];
  const silent = [...people.pulled.values()].flatMap(({ kind, source }) => (kind === 'unread' ? [source] : []));
  return { kind: 'unknown', login, unread: [...silent, ...unread] };
}

/** A name may mean one account in each target; never a guess. */
function severalIn(people: ReadonlySet<PersonKey>, links: readonly Link[]) {
  const mine = links.filter(({ person }) => people.has(person));
  for (const [target, here] of Map.groupBy(mine, link => link.target)) {
    if (new Set(here.map(({ account }) => account)).size < 2) continue;
    const names = here.map(({ person, values }) => `${values.email ?? values.username ?? ''} (id ${splitPersonKey(person).id})`);
    return { target, people: names };
  }
  return undefined;
}

/** No source is needed to end an account, and none is asked what it wants. */
function nothingAsked({ sources, syncs }: Context, people: ReadonlySet<PersonKey>): ReadonlyMap<SourceName, Pulled> {
  const needed = sources.filter(({ source }) => syncs.some(({ from }) => from === source.name));
  return new Map(
    needed.map(({ source: { name, provider } }) => {
      const asked = new Set([...people].map(splitPersonKey).flatMap(one => (one.provider === provider ? [one.id] : [])));
      const evidence = { readAt: '', calls: 0, lists: [] };
      const directory = { provider, people: new Map(), groups: new Map(), quarantined: [], evidence };
      return [name, { kind: 'some', source: name, directory, lookedUp: new Map(), asked }];
    }),
  );
}

/** By what action an account ends here: whatever leavers of these syncs keep, who is offboarded is switched off at least. Pure. */
export const endingAtLeast = (syncs: readonly SyncRules[]): readonly SyncRules[] =>
  syncs.map(sync => {
    const { action } = sync.users.leavers;
    if (action === 'deactivate' || action === 'delete') return sync;
    return { ...sync, users: { ...sync.users, leavers: { ...sync.users.leavers, action: 'deactivate' } } };
  });
