import { UnexpectedReply } from '../../errors.js';
import type { Condition } from '../../model/condition.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import { type PersonId, personId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { ReadOptions } from '../../model/progress.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { parseFilter } from './filter.js';
import { readList } from './lists.js';
import { usersFilter } from './pushed.js';
import { type Row, textsOf } from './row.js';
import { idOf, type PersonRow, personAttributes, personRow, quarantined } from './schema.js';

export interface People {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly found: PeopleIndex;
  readonly evidence: ListEvidence;
}

/**
 * Everybody below `users.base` that the filter names, active or not; in the order of their ids.
 * `only`: of those who are active the others may be missing.
 */
export async function readPeople(api: LdapApi, only: Condition | undefined, options: ReadOptions): Promise<People> {
  const { ways } = api;
  const now = Date.now();
  const narrow = usersFilter(only, ways, now);
  const { rows, evidence } = await readList(
    api,
    {
      ...{ what: 'users', base: ways.users.base, scope: 'sub', filter: narrow ?? parseFilter(ways.users.filter) },
      attributes: personAttributes(ways),
      parse: row => personRow(row, ways, now),
    },
    options,
  );
  if (rows.length === 0 && narrow !== undefined) return readPeople(api, undefined, options);
  // a server hides what we may not see without a word, so nobody at all is no answer (RFC 4511 §4.5.3, ldap.md §1, 2026-11)
  if (rows.length === 0)
    throw new UnexpectedReply(
      `${api.system} shows nobody below ${ways.users.base}`,
      'It may hide people from our account. Check `base`, `users` and what the account may read.',
    );
  const sorted = rows.toSorted((one, other) => compare(one.id ?? '', other.id ?? ''));
  const people = new Map(sorted.flatMap(({ read }) => (read.kind === 'person' ? [[read.person.id, read.person] as const] : [])));
  const others = narrow === undefined ? undefined : () => readNames(api, options);
  return { people, quarantined: sorted.flatMap(quarantined), found: new PeopleIndex(api.system, sorted, others), evidence };
}

/** What groups call people, of everybody. */
async function readNames(api: LdapApi, options: ReadOptions): Promise<PeopleIndex> {
  const { base, filter, id } = api.ways.users;
  const request = { what: 'names of users', base, scope: 'sub', filter: parseFilter(filter), attributes: [id, 'uid'] } as const;
  const { rows } = await readList(api, { ...request, parse: row => namesOf(row, id) }, options);
  return new PeopleIndex(api.system, rows);
}

function namesOf(row: Row, attribute: string): Named {
  const id = idOf(row, attribute);
  return { dn: row.dn, id: id === undefined ? undefined : personId(id), uids: textsOf(row, 'uid'), primary: undefined };
}

type Named = Pick<PersonRow, 'dn' | 'id' | 'uids' | 'primary'>;

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Finds people by what groups call them: their DN, their uid, their primary group. Those in quarantine too. */
export class PeopleIndex {
  readonly ids = new Set<PersonId>();
  readonly #byRawDn = new Map<string, PersonId>();
  readonly #byDn = new Map<DnKey, PersonId>();
  readonly #byUid = new Map<string, Set<PersonId>>();
  readonly #byPrimary = new Map<string, Set<PersonId>>();

  #all: Promise<PeopleIndex> | undefined;

  constructor(
    system: string,
    rows: readonly Named[],
    private readonly others?: () => Promise<PeopleIndex>,
  ) {
    for (const { id, dn, uids, primary } of rows) {
      if (id === undefined) continue;
      if (this.ids.has(id))
        throw new UnexpectedReply(
          `${system} has two users with the id ${id}, one of them ${dn}`,
          'Is `users.id` the attribute that tells people apart?',
        );
      this.ids.add(id);
      this.#byRawDn.set(dn, id);
      this.#byDn.set(dnKey(dn), id);
      for (const uid of uids) add(this.#byUid, nameKey(uid), id);
      if (primary !== undefined) add(this.#byPrimary, primary, id);
    }
  }

  /** others were left out, who may be members all the same */
  get isNarrowed(): boolean {
    return this.others !== undefined;
  }

  /** The same of everybody, but for primary groups. */
  async everybody(): Promise<PeopleIndex> {
    this.#all ??= this.others?.();
    return this.#all ?? this;
  }

  /** Most often a group names people exactly as their entries do, which spares taking the DN apart. */
  withDn(dn: string): PersonId | undefined {
    return this.#byRawDn.get(dn) ?? this.#byDn.get(dnKey(dn));
  }

  withUid(uid: string): ReadonlySet<PersonId> {
    return this.#byUid.get(nameKey(uid)) ?? new Set();
  }

  inPrimary(group: string): ReadonlySet<PersonId> {
    return this.#byPrimary.get(group) ?? new Set();
  }

  get primaryGroups(): Iterable<string> {
    return this.#byPrimary.keys();
  }
}

const add = (map: Map<string, Set<PersonId>>, key: string, id: PersonId) => map.set(key, (map.get(key) ?? new Set()).add(id));
