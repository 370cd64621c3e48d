import type { Realm, RealmPerson, RealmSync } from './world.js';

export type Word = 'wanted' | 'stated' | 'gone' | 'in grace' | 'unknown';

/** Somebody whom a sync may speak of: in a source, or linked. */
export interface Somebody {
  readonly id: string;
  readonly source: string;
  readonly row: RealmPerson | undefined;
}

/** The highest priority first, then as the file has them (C4). */
export const inTurn = ({ syncs }: Realm): readonly RealmSync[] => syncs.toSorted((a, b) => b.priority - a.priority);

export const isRead = (source: string, realm: Realm): boolean => realm.sources.some(one => one.name === source && one.read);
export const allRead = (realm: Realm): boolean => realm.syncs.every(({ from }) => isRead(from, realm));

/** Those whom the sources list, and those who are linked. */
export function everybody(realm: Realm): readonly Somebody[] {
  const listed = realm.sources.flatMap(source =>
    source.read ? source.people.map((row): Somebody => ({ id: row.id, source: source.name, row })) : [],
  );
  const linked = realm.memory.links
    .filter(({ closed, source }) => !closed && realm.sources.some(({ name }) => name === source))
    .filter(({ person }) => !listed.some(({ id }) => id === person))
    .map(({ person: id, source }): Somebody => ({ id, source, row: undefined }));
  return [...listed, ...linked];
}

/** U1, U2, R5: what one sync says of one person of its source. */
function wordOf({ name, from }: RealmSync, { id, row }: Somebody, realm: Realm): Word {
  const source = realm.sources.find(one => one.name === from);
  if (source === undefined || !source.read) return 'unknown';
  const left = realm.memory.graceOver.includes(id) ? 'gone' : 'in grace';
  if (row === undefined) {
    const found = source.lookUps[id];
    if (found === 'inactive' || found === 'deleted') return 'stated';
    return found === 'outOfScope' ? left : 'unknown';
  }
  if (row.standing === 'inactive') return 'stated';
  const filter = row.filters[name] ?? 'passes';
  if (row.standing === 'pending' || filter === 'fails') return 'unknown';
  return filter === 'passes' ? 'wanted' : left;
}

export interface Said {
  readonly sync: RealmSync;
  readonly one: Somebody;
  readonly word: Word;
}

/** Every sync's word on some people, in turn. */
export const saidOf = (people: readonly Somebody[], realm: Realm): readonly Said[] =>
  inTurn(realm).flatMap(sync =>
    people.filter(({ source }) => source === sync.from).map(one => ({ sync, one, word: wordOf(sync, one, realm) })),
  );

export interface Verdict {
  readonly word: Word;
  /** whose attributes and rules count for the account */
  readonly owner: Said;
  readonly said: readonly Said[];
  /** the syncs that want the account */
  readonly wantedBy: readonly string[];
  /** the syncs that may want it */
  readonly unsure: readonly string[];
}

/** C4, U2: all words on one account together; `before` had it until now. */
export function verdictOn(people: readonly Somebody[], before: string | undefined, realm: Realm): Verdict | undefined {
  const said = saidOf(people, realm);
  const [first] = said;
  if (first === undefined) return undefined;
  const last = said.find(({ sync }) => sync.name === before);
  const claimant = said.find(one => one.word === 'wanted' || (one === last && one.word === 'unknown'));
  const owner = last?.word === 'stated' ? last : (claimant ?? last ?? first);
  const named = (...words: readonly Word[]) => said.filter(({ word }) => words.includes(word)).map(({ sync }) => sync.name);
  return { word: wordOfAll(said, owner), owner, said, wantedBy: named('wanted'), unsure: named('unknown', 'in grace') };
}

/** It ends when its owner states so, or when every sync is known not to want it. */
function wordOfAll(said: readonly Said[], owner: Said): Word {
  if (owner.word === 'stated') return 'stated';
  for (const word of ['wanted', 'unknown', 'in grace'] as const) if (said.some(one => one.word === word)) return word;
  return owner.word;
}

/** Whose word counted for an account: where links of it disagree, the first in turn (C4). */
export function ownerBefore(account: string, realm: Realm): string | undefined {
  const owners = realm.memory.links.filter(link => !link.closed && link.account === account).map(({ owner }) => owner);
  const known = inTurn(realm).map(({ name }) => name);
  return known.find(name => owners.includes(name)) ?? owners.find(owner => owner !== undefined);
}
