import { ConfigError } from '../errors.js';
import type { Account, Person, SourceDirectory, TargetDirectory } from '../model/directory.js';
import type { PersonKey, TargetName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncRules } from '../model/rules.js';
import { type AccountValues, attributeNames } from '../model/wish.js';
import type { Link } from '../state/store.js';

/** Somebody at the source, by id or by login. Throws ConfigError. */
export function personNamed({ people }: SourceDirectory, who: string, source: string): Person {
  const [person, ...others] = [...people.values()].filter(({ id, login }) => id === who || nameKey(login) === nameKey(who));
  if (person === undefined)
    throw new ConfigError(`${source} has nobody with the login or id ${who}`, 'Check the spelling; a login is whole.');
  if (others.length > 0)
    throw new ConfigError(`${others.length + 1} people of ${source} are called ${who}`, 'Say which by the id.');
  return person;
}

/** An account that somebody may have: there, and a person's. Throws ConfigError. */
export function accountNamed({ accounts, self }: TargetDirectory, username: string, target: TargetName): Account {
  const account = [...accounts.values()].find(each => each.id === username || nameKey(each.username) === nameKey(username));
  if (account === undefined)
    throw new ConfigError(
      `${target} has no account ${username}`,
      'Check the spelling. It is the username that counts, or the account’s id.',
    );
  if (account.kind !== 'person')
    throw new ConfigError(`${username} is a ${account.kind} account`, 'Only a person’s account can be linked.');
  if (account.id === self)
    throw new ConfigError(`${username} is the account that rollcall signs in with`, 'It is never anybody’s.');
  return account;
}

interface Pair {
  readonly target: TargetName;
  readonly key: PersonKey;
  readonly person: Person;
  readonly account: Account;
  /** that feed the target from this person's source */
  readonly syncs: readonly SyncRules[];
  readonly before: Link | undefined;
  readonly now: string;
}

/** What is remembered of a pair that an admin made. An account that was this person's already keeps its past. */
export function linkTo({ target, key, person, account, syncs, before, now }: Pair): Link {
  const [owner] = syncs.toSorted((a, b) => b.priority - a.priority);
  const same = before?.account === account.id ? before : undefined;
  return {
    target,
    person: key,
    account: account.id,
    owner: owner?.name,
    how: 'set',
    values: owner === undefined ? {} : valuesOf(owner, person),
    status: 'open',
    deactivatedAt: same?.deactivatedAt,
    accessCutAt: same?.accessCutAt,
    owed: same?.owed ?? [],
    since: same?.since ?? now,
  };
}

/** The source's own values now, so that a later change is seen as one (C3). */
function valuesOf({ users }: SyncRules, person: Person): AccountValues {
  return Object.fromEntries(
    attributeNames.flatMap(attribute => {
      const result = users.attributes[attribute]?.evaluate(person);
      return result?.kind === 'value' && result.value.trim() !== '' ? [[attribute, result.value.normalize('NFC').trim()]] : [];
    }),
  );
}
