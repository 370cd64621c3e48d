import { z } from 'zod';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { type ListRequest, readList, type Service } from './lists.js';
import type { WholeList } from './pages.js';
import { unlessRefused } from './pushed.js';
import { quarantined, type UserRow } from './schema.js';

/** Who is in which group, as the users' own rows say. */
export interface Memberships {
  readonly byGroup: ReadonlyMap<SourceGroupId, ReadonlySet<PersonId>>;
  /** the users' rows name groups at all: whom none names is then in none */
  readonly areTold: boolean;
}

export interface People {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly memberships: Memberships;
  readonly evidence: ListEvidence;
  /** others were left out: whom no list has may be one of them */
  readonly isNarrowed: boolean;
}

/** Everybody, or whoever fulfils the filter, with whatever the rows say of groups: one pass. */
export async function readPeople(
  service: Service,
  row: UserRow,
  filter: string | undefined,
  { signal, onProgress }: ReadOptions,
): Promise<People> {
  // no `attributes`: many ignore it, and some then leave out what they would have sent (scim.md, Gotchas, 2026-08)
  const request = { what: 'users', path: service.offer.users, signal, onProgress };
  const narrowed = filter === undefined ? undefined : await narrowedList(service, request, filter);
  const { rows, evidence } = narrowed ?? (await readList(service, request));
  const people = new Map<PersonId, Person>();
  const odd: Quarantined[] = [];
  const byGroup = new Map<SourceGroupId, Set<PersonId>>();
  let unsaid = 0;
  for (const raw of rows) {
    const { data, error } = row.safeParse(raw);
    if (error !== undefined) {
      odd.push(quarantined(raw, 'users', error));
      continue;
    }
    const { person, groups, saysStanding } = data;
    people.set(person.id, person);
    for (const group of groups ?? []) byGroup.set(group, (byGroup.get(group) ?? new Set()).add(person.id));
    if (!saysStanding) unsaid += 1;
  }
  const told = unsaid === 0 ? {} : { end: `${evidence.end}; ${unsaid} rows without \`active\` count as active` };
  return {
    people,
    quarantined: odd,
    memberships: { byGroup, areTold: byGroup.size > 0 },
    evidence: { ...evidence, ...told },
    isNarrowed: narrowed !== undefined,
  };
}

const FlagAsText = z.object({ active: z.string() });

/** Who writes `active` as a text may not find it as a truth value: then inactive people would be missing (R5). */
async function narrowedList(service: Service, request: ListRequest, filter: string): Promise<WholeList | undefined> {
  const list = await unlessRefused(service, () => readList(service, { ...request, filter, isLong: true }));
  return list?.rows.some(row => FlagAsText.safeParse(row).success) ? undefined : list;
}

/** Whether the list of users has a row with this id, odd ones included. */
export function isPersonOf({ people, quarantined }: Pick<People, 'people' | 'quarantined'>): (id: string) => boolean {
  const ids = new Set<string>([...people.keys(), ...quarantined.flatMap(({ id }) => id ?? [])]);
  return id => ids.has(id);
}
