import { personId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { readEntry } from './entry.js';
import { parseFilter } from './filter.js';
import { isGroup, MEMBER_DNS, memberAttributes, type NamedGroup, placesOf, valuesOf } from './group-row.js';
import { readList } from './lists.js';
import type { Node } from './nesting.js';
import type { PeopleIndex } from './people.js';
import { areEmpty, type Bare } from './proof.js';
import { rangedMembers } from './ranges.js';
import type { Row } from './row.js';
import { idOf } from './schema.js';

export interface Walked {
  readonly nodes: ReadonlyMap<DnKey, Node>;
  readonly pages: number;
  /** memberships that were read, nested ones once */
  readonly rows: number;
  /** members that are none of our people: computers, contacts, placeholders, entries that are gone */
  readonly others: number;
}

/** More groups than this are read in one list, all others with them; fewer one by one, so that one may fail alone. */
const FEW = 50;

/** Reads these groups, the groups in them, and so on; and what else their members are, where no person has that DN. */
export async function walk(
  api: LdapApi,
  wanted: readonly NamedGroup[],
  known: ReadonlyMap<DnKey, NamedGroup>,
  people: PeopleIndex,
  options: ReadOptions,
): Promise<Walked> {
  const walker = new Walker(api, known, people, options);
  if (wanted.length > FEW) await walker.readAll();
  await walker.walk(wanted);
  return walker;
}

class Walker implements Walked {
  readonly nodes = new Map<DnKey, Node>();
  pages = 0;
  rows = 0;
  others = 0;
  #listed: ReadonlyMap<DnKey, Row> | undefined;
  readonly #bare: Bare[] = [];

  constructor(
    private readonly api: LdapApi,
    private readonly known: ReadonlyMap<DnKey, NamedGroup>,
    private readonly people: PeopleIndex,
    private readonly options: ReadOptions,
  ) {}

  async readAll(): Promise<void> {
    const { ways } = this.api;
    const { base, filter } = ways.groups;
    const request = {
      what: 'members',
      base,
      scope: 'sub',
      filter: parseFilter(filter),
      attributes: memberAttributes(ways),
    } as const;
    const { rows, evidence } = await readList(this.api, { ...request, parse: row => row }, this.options);
    this.#listed = new Map(rows.map(row => [dnKey(row.dn), row]));
    this.pages += evidence.pages;
  }

  async walk(wanted: readonly NamedGroup[]): Promise<void> {
    const { signal, onProgress } = this.options;
    let level: ReadonlyMap<DnKey, string> = new Map(wanted.map(({ key, dn }) => [key, dn]));
    while (level.size > 0) {
      const keys = [...level];
      const next = new Map<DnKey, string>();
      const nodes = await eachAlone(keys, {
        signal,
        failed: (why): Node => ({ kind: 'unknown', why }),
        task: ([key, dn]) => this.#node(key, dn, next),
      });
      for (const [at, [key]] of keys.entries()) this.nodes.set(key, nodes[at] ?? { kind: 'unknown', why: 'not asked' });
      if (this.people.isNarrowed && next.size > FEW) await this.#takePeople(next);
      onProgress?.({ what: 'members', done: this.nodes.size });
      level = new Map([...next].filter(([key]) => !this.nodes.has(key)));
    }
    const unproved = await areEmpty(this.api, this.#bare, this.#listed !== undefined, this.options);
    for (const { key, why } of unproved) this.nodes.set(key, { kind: 'unknown', why });
    this.others += [...this.nodes.values()].filter(({ kind }) => kind === 'nobody').length;
  }

  /** People who were left out of the list, told apart at once: to ask for each costs a call each. */
  async #takePeople(next: ReadonlyMap<DnKey, string>): Promise<void> {
    const everybody = await this.people.everybody();
    for (const [key, dn] of next) {
      const id = everybody.withDn(dn);
      if (id !== undefined && !this.nodes.has(key)) this.nodes.set(key, { kind: 'person', id });
    }
  }

  async #node(key: DnKey, dn: string, next: Map<DnKey, string>): Promise<Node> {
    const { api, people } = this;
    const group = this.known.get(key);
    const listed = this.#listed?.get(key);
    if (listed === undefined) this.pages += 1;
    const entry =
      listed === undefined
        ? await readEntry(api, dn, memberAttributes(api.ways), this.options.signal)
        : ({ kind: 'row', row: listed } as const);
    if (entry.kind === 'unknown') return entry;
    if (entry.kind === 'none')
      return group === undefined ? { kind: 'nobody' } : { kind: 'unknown', why: `${dn} is gone, or no longer shown` };
    if (group !== undefined || isGroup(entry.row, api.ways)) return this.#group(entry.row, key, group?.primary, next);
    // somebody who was moved or renamed while we read: the entry is another, the id is the same
    const id = personId(idOf(entry.row, api.ways.users.id) ?? '');
    return people.ids.has(id) ? { kind: 'person', id } : { kind: 'nobody' };
  }

  async #group(row: Row, key: DnKey, primary: string | undefined, next: Map<DnKey, string>): Promise<Node> {
    const { api, people } = this;
    const places = placesOf(row, api.ways);
    const dns = (await rangedMembers(api, row, this.options.signal)) ?? MEMBER_DNS.flatMap(place => valuesOf(row, place));
    const uids = places.includes('memberUid') ? valuesOf(row, 'memberUid') : [];
    if (dns.length + uids.length === 0) this.#bare.push({ key, dn: row.dn, places });
    this.rows += dns.length + uids.length;

    const ids = new Set(primary === undefined ? [] : people.inPrimary(primary));
    const children = new Set<DnKey>();
    // whether it is somebody's alone only the list of all tells
    const named = uids.length > 0 ? await people.everybody() : people;
    for (const uid of uids) {
      const [id, another] = named.withUid(uid);
      if (another !== undefined) return { kind: 'unknown', why: `several people have the uid ${uid}` };
      if (id === undefined) this.others += 1;
      else ids.add(id);
    }
    for (const dn of dns) {
      const id = people.withDn(dn);
      if (id !== undefined) {
        ids.add(id);
        continue;
      }
      const child = dnKey(dn);
      children.add(child);
      next.set(child, dn);
    }
    return { kind: 'group', people: ids, children };
  }
}
