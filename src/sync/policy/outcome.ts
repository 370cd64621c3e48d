import type { PersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { type AccountValues, attributeNames, type DesiredPerson, type Reason } from '../../model/wish.js';
import { namesFor } from '../contributions.js';
import { makerOf } from '../opinions.js';
import { type Policy, standsFor } from './policy.js';

/** What becomes of one person in one target. */
export interface Outcome {
  /** undefined: no sync that feeds the target knows of them */
  readonly person: DesiredPerson | undefined;
  readonly account: AccountOutcome;
  readonly groups: readonly GrantedGroup[];
}

export type AccountOutcome =
  | { readonly kind: 'wanted'; readonly values: AccountValues }
  | { readonly kind: 'none'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'unknown'; readonly why: string };

export interface GrantedGroup {
  readonly name: string;
  readonly reasons: readonly Reason[];
}

/** What a policy makes of one person; of several providers' people who are one, the same for each. Pure. */
export function outcomeFor(policy: Policy, given: PersonKey): Outcome {
  const person = policy.united.desired.people.get(standsFor(policy, given));
  if (person === undefined) return { person, account: { kind: 'none', reasons: [] }, groups: [] };
  const account = accountOf(person, policy);
  return { person, account, groups: [...granted(policy, person), ...(account.kind === 'wanted' ? owed(person, policy) : [])] };
}

/** Grace is for people who had an account: what the rules come to in the end is what is tested. */
function accountOf(person: DesiredPerson, policy: Policy): AccountOutcome {
  const { wish } = person;
  if (wish.kind === 'unknown') return wish;
  if (wish.kind !== 'wanted') return { kind: 'none', reasons: wish.reasons };
  const conflict = policy.united.notes.find(note => note.kind === 'conflict' && note.person === person.key);
  if (conflict?.kind === 'conflict') return { kind: 'unknown', why: conflict.why };
  const match = policy.united.correlation.matches.get(person.key);
  if (match?.kind === 'conflict' || match?.kind === 'unknown') return { kind: 'unknown', why: match.why };
  if (match?.kind === 'needsAdoption')
    return { kind: 'unknown', why: `the account ${match.account.username} must be adopted first: ${match.why}` };
  return withValues(person, policy);
}

/** What the target would store of what is wanted (U8); an account that would be made needs all of it (U1). */
function withValues(person: DesiredPerson, policy: Policy): AccountOutcome {
  const { target } = policy;
  const values: { -readonly [K in keyof AccountValues]: AccountValues[K] } = {};
  for (const attribute of attributeNames) {
    const value = person.values[attribute];
    if (value === undefined) continue;
    const result = target.storable(attribute, value);
    if (result.kind === 'cannot')
      return { kind: 'unknown', why: `${target.name} cannot store the ${attribute} ${value}: ${result.why}` };
    values[attribute] = result.stored;
  }
  const missing = attributeNames.filter(attribute => values[attribute] === undefined);
  if (!isNew(person, policy) || missing.length === 0) return { kind: 'wanted', values };
  return { kind: 'unknown', why: `cannot be created: ${missing.join(', ')} is empty or could not be computed` };
}

const isNew = (person: DesiredPerson, { united, syncs }: Policy): boolean =>
  united.correlation.matches.get(person.key)?.kind === 'none' && makerOf(person, syncs) !== undefined;

const granted = ({ scoped }: Policy, { key }: DesiredPerson): GrantedGroup[] =>
  [...scoped.desired.groups.values()].flatMap(({ name, members }) => {
    const reasons = members.get(key);
    return reasons === undefined ? [] : [{ name, reasons }];
  });

/** `defaults.newUsers`: for whoever gets a new account (G7). */
function owed(person: DesiredPerson, policy: Policy): GrantedGroup[] {
  if (!isNew(person, policy)) return [];
  const { scoped, syncs, target } = policy;
  const byKey = new Map<string, GrantedGroup>();
  for (const { name: sync, groups } of syncs.filter(({ name }) => person.wantedBy.has(name)))
    for (const group of namesFor(groups.defaults.newUsers, target.name).map(name => scoped.desired.groups.get(nameKey(name)))) {
      if (group === undefined || group.members.has(person.key)) continue;
      const before = byKey.get(group.key)?.reasons ?? [];
      byKey.set(group.key, { name: group.name, reasons: [...before, { kind: 'default', sync, list: 'newUsers' }] });
    }
  return [...byKey.values()];
}
