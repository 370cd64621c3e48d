import type { Change } from '../../model/change.js';
import { type AccountId, type PersonKey, splitPersonKey, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { JournalEntry, Link, Purge } from '../../state/store.js';

/** What the state knows of people: who is linked, and what was done. */
export interface Known {
  readonly links: readonly Link[];
  readonly entries: readonly Pick<JournalEntry, 'target' | 'change' | 'outcome'>[];
}

interface Trace {
  readonly target: TargetName;
  readonly person?: PersonKey;
  readonly account?: AccountId;
  readonly names: readonly string[];
}

/**
 * Whom a login, a username, an e-mail address or an id at the source means, with every id and name that the state has of them:
 * one thing leads to the next, until nothing is added. undefined: nothing in the state is about anybody called so. Pure.
 */
export function whom(text: string, { links, entries }: Known): Purge | undefined {
  const traces = [...links.map(traceOfLink), ...entries.flatMap(traceOfEntry)];
  const people = new Set<PersonKey>();
  const accounts = new Map<string, Purge['accounts'][number]>();
  const named = traces.filter(
    ({ person, names }) =>
      (person !== undefined && splitPersonKey(person).id === text) || names.some(name => nameKey(name) === nameKey(text)),
  );
  let size = -1;
  for (const trace of named) take(trace);
  while (size !== people.size + accounts.size) {
    size = people.size + accounts.size;
    for (const trace of traces) if (isTheirs(trace)) take(trace);
  }
  if (size === 0) return undefined;
  const names = new Set([text, ...traces.filter(isTheirs).flatMap(trace => trace.names)]);
  return { people: [...people], accounts: [...accounts.values()], names: [...names].filter(name => name !== '') };

  function take({ target, person, account }: Trace): void {
    if (person !== undefined) people.add(person);
    if (account !== undefined) accounts.set(`${target} ${account}`, { target, account });
  }
  function isTheirs({ target, person, account }: Trace): boolean {
    return (person !== undefined && people.has(person)) || (account !== undefined && accounts.has(`${target} ${account}`));
  }
}

const traceOfLink = ({ target, person, account, values }: Link): Trace => ({
  ...{ target, person, account },
  names: [values.username ?? '', values.email ?? ''],
});

function traceOfEntry({ target, change, outcome }: Known['entries'][number]): Trace[] {
  if (change.kind === 'createUser') {
    const isMade = outcome?.kind === 'applied' || outcome?.kind === 'alreadySo';
    const made = isMade && outcome.account !== undefined ? { account: outcome.account.id } : {};
    return [{ target, person: change.person, ...made, names: [change.username, change.values.email ?? ''] }];
  }
  if (!('account' in change)) return [];
  const { account } = change;
  const id = account.kind === 'existing' ? { account: account.id } : { person: account.person };
  return [{ target, ...id, names: [account.username, ...valuesOf(change)] }];
}

/** What tells people apart; a display name may be another's too. */
function valuesOf(change: Change): string[] {
  if (change.kind === 'renameUser') return [change.before, change.username];
  return change.kind === 'updateUser' ? [change.before.email ?? '', change.values.email ?? ''] : [];
}
