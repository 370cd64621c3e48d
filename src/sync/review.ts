import type { Account, TargetDirectory } from '../model/directory.js';
import { type AccountId, accountId, type NameKey, type PersonKey, type TargetName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note, Plan } from '../model/plan.js';
import { attributeNames, type DesiredPerson, type Reason } from '../model/wish.js';
import type { Correlation } from './correlate.js';

/** What is known of an account; of one that is gone only its id. */
export interface ReviewedAccount extends Pick<Account, 'id'>, Partial<Pick<Account, 'username' | 'displayName' | 'active'>> {
  /** undefined: the target does not show it */
  readonly email?: string | undefined;
  /** what an access review must know besides: privileged, protected, no person's */
  readonly remarks: readonly string[];
}

interface Somebody {
  readonly person: PersonKey;
  readonly login: string;
}

interface Unsettled extends Somebody {
  readonly why: string;
  readonly account?: ReviewedAccount;
}

/** One thing that an access review must look at. */
export type ReviewRow =
  /** nobody claims the account */
  | { readonly kind: 'stranger'; readonly account: ReviewedAccount }
  /** nobody claims it either: its username or e-mail is that of somebody active at the source, whom no sync wants */
  | ({ readonly kind: 'notWanted'; readonly account: ReviewedAccount; readonly reasons: readonly Reason[] } & Somebody)
  /** somebody of whom too little is known in this run may have a claim to it */
  | { readonly kind: 'contested'; readonly account: ReviewedAccount }
  | (Unsettled & { readonly kind: 'conflict' })
  | (Unsettled & { readonly kind: 'needsAdoption' })
  | (Unsettled & { readonly kind: 'closedLink' })
  | (Unsettled & { readonly kind: 'unknownPerson' })
  /** inactive at the source when first matched with an active account (U5) */
  | ({ readonly kind: 'legacyLeaver'; readonly account: ReviewedAccount; readonly reasons: readonly Reason[] } & Somebody);

export type ReviewKind = ReviewRow['kind'];

/** What correlation found of one target and does not settle by itself, whole; and how far that may be believed. */
export interface TargetReview {
  readonly target: TargetName;
  readonly rows: readonly ReviewRow[];
  /** false: a source was unread, so that accounts nobody claims cannot be told, and are not among the rows */
  readonly knowsStrangers: boolean;
  /** sources unread, rows not understood, a list that is not proved whole */
  readonly cautions: readonly Note[];
}

export interface ReviewInput {
  readonly plan: Pick<Plan, 'target' | 'notes'>;
  /** after those of several providers who hold one account became one */
  readonly people: ReadonlyMap<PersonKey, DesiredPerson>;
  readonly actual: TargetDirectory;
  readonly correlation: Correlation;
  /** why a match key may not take the account over, if it may not (C2) */
  readonly guarded: (account: Account) => string | undefined;
}

/** Strangers in full, and everybody whose account somebody must settle (C1, C2, C5, U5). Pure: it prints what was decided. */
export function reviewOf(input: ReviewInput): TargetReview {
  const { plan, correlation } = input;
  const knowsStrangers = !plan.notes.some(note => note.kind === 'source' && note.level === 'problem');
  const byName = Map.groupBy(input.actual.accounts.values(), ({ username }) => nameKey(username));
  const told = [...plan.notes.flatMap(note => rowsOf(note, byName, input)), ...legacyLeavers(input)];
  const named = new Set(told.flatMap(({ account }) => account?.id ?? []));
  const contested = [...correlation.contested].filter(id => !named.has(id));
  return {
    target: plan.target,
    rows: [
      ...told,
      ...contested.map((id): ReviewRow => ({ kind: 'contested', account: reviewed(id, input) })),
      ...(knowsStrangers ? strangers(input) : []),
    ],
    knowsStrangers,
    cautions: plan.notes.filter(({ kind }) => kind === 'source' || kind === 'unprovedAccounts'),
  };
}

/** A conflict is a row for each account that it is about, so that each can be looked at. */
function rowsOf(note: Note, byName: ReadonlyMap<NameKey, readonly Account[]>, input: ReviewInput): ReviewRow[] {
  switch (note.kind) {
    case 'conflict':
    case 'needsAdoption': {
      const { kind, person, login, why } = note;
      const names = note.kind === 'conflict' ? note.accounts : [note.account];
      const accounts = names.flatMap(name => byName.get(nameKey(name)) ?? []);
      if (accounts.length === 0) return [{ kind, person, login, why }];
      return accounts.map(({ id }) => ({ kind, person, login, why, account: reviewed(id, input) }));
    }
    case 'closedLink': {
      const { kind, person, login } = note;
      const account = reviewed(accountId(note.account), input);
      return [{ kind, person, login, why: 'the account was deleted or anonymised in the target', account }];
    }
    case 'unknownPerson': {
      const { kind, person, login, why } = note;
      const match = input.correlation.matches.get(person);
      if (match?.kind !== 'linked') return [{ kind, person, login, why }];
      return [{ kind, person, login, why, account: reviewed(match.account.id, input) }];
    }
    default:
      return [];
  }
}

function legacyLeavers(input: ReviewInput): ReviewRow[] {
  return [...input.people.values()].flatMap((person): ReviewRow[] => {
    const match = input.correlation.matches.get(person.key);
    if (person.wish.kind !== 'notWanted' || match?.kind !== 'matched') return [];
    return [{ kind: 'legacyLeaver', ...who(person), reasons: person.wish.reasons, account: reviewed(match.account.id, input) }];
  });
}

function strangers(input: ReviewInput): ReviewRow[] {
  const unwanted = unwantedByKey(input);
  return input.correlation.strangers.map((account): ReviewRow => {
    const found = keysOf(account).flatMap(key => unwanted.get(key) ?? [])[0];
    const about = reviewed(account.id, input);
    if (found === undefined || found.wish.kind === 'unknown') return { kind: 'stranger', account: about };
    return { kind: 'notWanted', ...who(found), reasons: found.wish.reasons, account: about };
  });
}

/** Who is active at the source and wanted by no sync has no claim to an account, but may explain it. */
function unwantedByKey({ people, correlation }: ReviewInput): ReadonlyMap<string, DesiredPerson> {
  const found = new Map<string, DesiredPerson>();
  for (const person of people.values()) {
    if (correlation.matches.has(person.key) || person.wish.kind === 'unknown') continue;
    for (const key of keysOf(person.values)) if (!found.has(key)) found.set(key, person);
  }
  return found;
}

const keysOf = (values: { readonly [A in 'username' | 'email']?: string | undefined }): string[] =>
  attributeNames.flatMap(attribute => {
    const value = attribute === 'displayName' ? undefined : values[attribute];
    return value === undefined || value === '' ? [] : [`${attribute} ${nameKey(value)}`];
  });

const who = ({ key, id, record }: DesiredPerson): Somebody => ({ person: key, login: record?.login ?? id });

function reviewed(id: AccountId, { actual, guarded }: ReviewInput): ReviewedAccount {
  const account = actual.accounts.get(id);
  if (account === undefined) return { id, remarks: [] };
  const { username, displayName, email, active, kind } = account;
  const why = guarded(account);
  const remarks = [...(kind === 'person' ? [] : [`it is a ${kind} account`]), ...(why === undefined ? [] : [why])];
  return { id, username, displayName, email, active, remarks };
}
