import { randomUUID } from 'node:crypto';
import {
  type AccountId,
  accountId,
  type PersonKey,
  personId,
  personKey,
  splitPersonKey,
  type TargetName,
} from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Link, Purge } from '../store.js';
import { PURGED, withoutNames } from './words.js';

/** Who a change, or a part of one, is about: an account that is there, or a person who has none yet. */
export interface Subject {
  readonly id:
    | { readonly kind: 'account'; readonly account: AccountId }
    | { readonly kind: 'person'; readonly person: PersonKey };
  readonly names: readonly string[];
}

/** The one to be taken out of the history: how they are recognised, and what stands in their place. */
export interface Somebody {
  is(person: PersonKey): boolean;
  owns(target: TargetName, account: AccountId): boolean;
  isTheirs(target: TargetName, subject: Subject): boolean;
  /** an id or names of theirs that only the history knows, such as a former login; true when it was news */
  learn(target: TargetName, subject: Subject): boolean;
  /** a random id in place of one of theirs, always the same; another's stays */
  account(target: TargetName, account: AccountId): AccountId;
  person(person: PersonKey): PersonKey;
  /** a name that stands by itself */
  name(name: string): string;
  /** a text, free of their names and ids */
  text(text: string): string;
  /** ids with blanks between them, as changes and pins have them */
  key(target: TargetName, text: string): string;
}

type KnownLink = Pick<Link, 'target' | 'person' | 'account' | 'status' | 'values'>;

/**
 * They are recognised by their ids and, where no link says whose an account is, by their names. What is linked to somebody else
 * is somebody else's, however it is called: logins are given again, and two people may share a display name.
 */
export function somebody(who: Purge, links: readonly KnownLink[]): Somebody {
  const given = new Set(who.names.filter(name => name.trim() !== '').map(nameKey));
  const people = new Map<PersonKey, PersonKey>();
  const accounts = new Map<string, { readonly target: TargetName; readonly account: AccountId; readonly instead: AccountId }>();
  const words = new Set(who.names);
  const mine = new Set([...who.people, ...closedByName(links, given)]);
  const othersPeople = new Set(links.flatMap(({ person }) => (mine.has(person) ? [] : [person])));
  const othersAccounts = new Set(links.flatMap(link => (mine.has(link.person) ? [] : [at(link.target, link.account)])));
  let clean: ((text: string) => string) | undefined;

  function addWord(word: string): boolean {
    if (!isName(word) || words.has(word)) return false;
    words.add(word);
    clean = undefined;
    return true;
  }
  function know(person: PersonKey): boolean {
    if (people.has(person)) return false;
    people.set(person, personKey(splitPersonKey(person).provider, personId(randomId())));
    addWord(splitPersonKey(person).id);
    return true;
  }
  function own(target: TargetName, account: AccountId): boolean {
    if (accounts.has(at(target, account))) return false;
    accounts.set(at(target, account), { target, account, instead: accountId(randomId()) });
    addWord(account);
    return true;
  }
  const isKnown = (target: TargetName, { id }: Subject) =>
    id.kind === 'person' ? people.has(id.person) : accounts.has(at(target, id.account));
  const isOthers = (target: TargetName, { id }: Subject) =>
    id.kind === 'person' ? othersPeople.has(id.person) : othersAccounts.has(at(target, id.account));

  for (const person of mine) know(person);
  for (const { target, account } of who.accounts) own(target, account);
  for (const { target, account, person, values } of links) {
    if (!mine.has(person)) continue;
    own(target, account);
    for (const value of Object.values(values)) addWord(value);
  }

  return {
    is: person => people.has(person),
    owns: (target, account) => accounts.has(at(target, account)),
    isTheirs: (target, subject) =>
      isKnown(target, subject) || (!isOthers(target, subject) && subject.names.some(name => given.has(nameKey(name)))),
    learn(target, { id, names }) {
      const isNewId = id.kind === 'person' ? know(id.person) : own(target, id.account);
      return names.map(addWord).some(isNew => isNew) || isNewId;
    },
    account: (target, account) => accounts.get(at(target, account))?.instead ?? account,
    person: person => people.get(person) ?? person,
    name: name => ([...words].some(word => nameKey(word) === nameKey(name)) ? PURGED : name),
    text(text) {
      clean ??= withoutNames(words);
      return clean(text);
    },
    key(target, key) {
      const here = [...accounts.values()].filter(one => one.target === target);
      const ids = [...here.map(({ account, instead }) => [account, instead] as const), ...people];
      return ids.reduce((left, [id, instead]) => ` ${left} `.replaceAll(` ${id} `, ` ${instead} `).slice(1, -1), key);
    },
  };
}

/** People whom nothing but closed links remembers, under a login or an address of the one to be purged. */
function closedByName(links: readonly KnownLink[], given: ReadonlySet<string>): PersonKey[] {
  const there = new Set(links.flatMap(({ status, person }) => (status === 'open' ? [person] : [])));
  return links.flatMap(({ person, values: { username, email } }) =>
    !there.has(person) && [username, email].some(name => name !== undefined && given.has(nameKey(name))) ? [person] : [],
  );
}

const at = (target: TargetName, account: AccountId): string => `${target} ${account}`;
const randomId = (): string => `purged-${randomUUID()}`;

/** A bare number in a text may be anything, and what was purged before names nobody. */
const isName = (word: string): boolean => !/^\s*\d*\s*$/.test(word) && word !== PURGED;
