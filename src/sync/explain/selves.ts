import { type AccountId, type PersonKey, splitPersonKey } from '../../model/ids.js';
import type { Match } from '../correlate.js';
import type { TargetTrace } from '../trace/target-trace.js';
import type { Who } from './steps.js';

/** Everybody, of whatever provider, who has one account with this person in this target, or will have (C4). Pure. */
export function selvesIn({ correlated, united }: TargetTrace, person: PersonKey): readonly PersonKey[] {
  const account = accountIn(correlated.matches.get(person)) ?? heldBy(person, correlated.holders);
  if (account !== undefined) return [...new Set([person, ...(correlated.holders.get(account)?.values() ?? [])])];
  const makes = united.others.flatMap(({ person: other, account: made }) =>
    made.kind === 'new' && other !== made.person ? [{ other, main: made.person }] : [],
  );
  const main = makes.find(({ other }) => other === person)?.main ?? person;
  return [...new Set([person, main, ...makes.flatMap(one => (one.main === main ? [one.other] : []))])];
}

/** The person who stands for these in the plan (C4); undefined: no sync speaks of them. */
export const mainOf = ({ united }: TargetTrace, selves: readonly PersonKey[]): PersonKey | undefined =>
  selves.find(key => united.desired.people.has(key));

const accountIn = (match: Match | undefined): AccountId | undefined =>
  match?.kind === 'linked' || match?.kind === 'matched' ? match.account.id : undefined;

function heldBy(person: PersonKey, holders: TargetTrace['correlated']['holders']): AccountId | undefined {
  const { provider } = splitPersonKey(person);
  for (const [account, people] of holders) if (people.get(provider) === person) return account;
  return undefined;
}

/** What changes and the journal know them by: their keys, and the account that is theirs. */
export function whoIs(trace: TargetTrace, selves: readonly PersonKey[], given: AccountId | undefined): Who {
  const accounts = selves.flatMap(
    key => accountIn(trace.correlated.matches.get(key)) ?? heldBy(key, trace.correlated.holders) ?? [],
  );
  return { people: selves, accounts: [...new Set(given === undefined ? accounts : [...accounts, given])] };
}
