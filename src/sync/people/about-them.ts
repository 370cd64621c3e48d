import type { AccountRef, Change } from '../../model/change.js';
import type { AccountId, PersonKey } from '../../model/ids.js';
import type { Note } from '../../model/plan.js';
import type { Correlation } from '../correlate.js';
import type { Difference } from '../diff/index.js';
import { namesIn } from '../pins.js';
import type { AskedPeople } from './asked.js';

/** Whom a run for some people may speak of. */
export interface Them {
  /** they, and whoever stands for them (C4) */
  readonly people: ReadonlySet<PersonKey>;
  readonly accounts: ReadonlySet<AccountId>;
}

/** They, by whatever key and account the plan knows them. Pure. */
export function themAmong({ people: asked }: AskedPeople, correlation: Correlation, { links }: Pick<Difference, 'links'>): Them {
  const held = [...correlation.holders].filter(([, holders]) => [...holders.values()].some(key => asked.has(key)));
  const accounts = new Set(held.map(([account]) => account));
  const main = held.flatMap(([account]) => correlation.owners.get(account) ?? []);
  const made = links.flatMap(({ person, account }) => (asked.has(person) && account.kind === 'new' ? [account.person] : []));
  return { people: new Set([...asked, ...main, ...made]), accounts };
}

/**
 * What of a difference is about some people: their accounts, their memberships, and the groups that those need. Whatever becomes
 * of a group itself, of rules that are gone, or of anybody else is a whole run's business. Pure.
 */
export function aboutThem(difference: Difference, them: Them): Difference {
  const isTheirs = (ref: AccountRef) => (ref.kind === 'existing' ? them.accounts.has(ref.id) : them.people.has(ref.person));
  const mine = difference.changes.filter(change => isAbout(change, them, isTheirs));
  const needed = new Set(
    mine.flatMap(change => (change.kind === 'addMember' && change.group.kind === 'new' ? [change.group.name] : [])),
  );
  const made = difference.changes.filter(change => change.kind === 'createGroup' && needed.has(change.name));
  const { add, drop } = difference.ledger;
  const changes = [...mine, ...made];
  return {
    ...difference,
    changes,
    notes: difference.notes.filter(note => isNoteAbout(note, them, namesOf(changes))),
    links: difference.links.filter(({ person, account }) => them.people.has(person) || isTheirs(account)),
    closedLinks: difference.closedLinks.filter(person => them.people.has(person)),
    waiting: new Map([...difference.waiting].filter(([account]) => them.accounts.has(account))),
    takes: [],
    ledger: {
      add: add.filter(({ account }) => them.accounts.has(account)),
      drop: drop.filter(({ account }) => them.accounts.has(account)),
    },
  };
}

function isAbout(change: Change, { people }: Them, isTheirs: (ref: AccountRef) => boolean): boolean {
  if (change.kind === 'createUser') return people.has(change.person);
  if (!('account' in change) || !isTheirs(change.account)) return false;
  return !change.reasons.some(({ kind }) => kind === 'retired' || kind === 'orphan');
}

const namesOf = (changes: readonly Change[]): ReadonlySet<string> => new Set(changes.flatMap(namesIn));

/** What is said of them, and of a group that something is done in. */
function isNoteAbout(note: Note, { people, accounts }: Them, names: ReadonlySet<string>): boolean {
  if ('person' in note) return people.has(note.person);
  switch (note.kind) {
    case 'pinned':
    case 'notUndone':
      return 'account' in note.change && note.change.account.kind === 'existing' && accounts.has(note.change.account.id);
    case 'source':
    case 'expressionFailed':
    case 'notBuilt':
    case 'unprovedAccounts':
      return true;
    case 'unknownGroup':
    case 'readOnlyGroup':
    case 'nestedMembers':
    case 'readOnlyMembers':
    case 'sameName':
    case 'privilegedPattern':
    case 'modesDiffer':
    case 'renamedGroup':
    case 'movedGroup':
    case 'replacedGroup':
      return names.has('group' in note ? note.group : note.name);
    case 'unmetRule':
    case 'retired':
    case 'orphanGroup':
    case 'strangers':
      return false;
  }
}
