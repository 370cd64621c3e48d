import { UnexpectedReply } from '../../errors.js';
import { type PersonId, personId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LookedUp } from '../source.js';
import type { LdapApi } from './api.js';
import { guidBytes } from './binary.js';
import { and, equal, type Filter, or, parseFilter } from './filter.js';
import { readList } from './lists.js';
import { readRoot } from './root.js';
import { idOf, type PersonRow, personAttributes, personRow } from './schema.js';

export interface Answer {
  readonly said: LookedUp;
  readonly row?: PersonRow;
}

/** So many are asked for in one filter. */
const AT_ONCE = 50;

/** What the directory says now of each of these people, some dozens at a time; what fails is unknown (R5). */
export async function lookUp(
  api: LdapApi,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  const chunks = inChunks(ids, AT_ONCE);
  let done = 0;
  const answers = await eachAlone(chunks, {
    signal: options.signal,
    failed: (why): ReadonlyMap<PersonId, Answer> => new Map(ids.map(id => [id, { said: { kind: 'unknown', why } }])),
    task: async chunk => {
      const found = await askFor(api, chunk, { signal: options.signal });
      done += chunk.length;
      options.onProgress?.({ what: 'look-ups', done, total: ids.length });
      return found;
    },
  });
  return new Map(
    chunks.flatMap((chunk, at) => chunk.map(id => [id, answers[at]?.get(id)?.said ?? { kind: 'unknown', why: 'not asked' }])),
  );
}

/** The same, or a rejection. */
export async function askFor(
  api: LdapApi,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, Answer>> {
  const { ways } = api;
  const answers = new Map<PersonId, Answer>();
  const left = () => ids.filter(id => !answers.has(id));
  for (const id of ids) if (filterOf(api, id) === undefined) answers.set(id, unknown(`${id} is no ${ways.users.id}`));
  const among = parseFilter(ways.users.filter);
  for (const row of await rowsOf(api, ways.users.base, left(), options, among))
    if (row.id !== undefined) answers.set(row.id, { said: judged(row, undefined), row });
  // one who was moved, or dropped by the filter, may have been switched off at once (R5)
  const why = `not below ${ways.users.base}, or not named by \`users.filter\``;
  for (const row of await rowsOf(api, ways.base, left(), options))
    if (row.id !== undefined) answers.set(row.id, { said: judged(row, why), row });
  const deleted = ways.isActiveDirectory && left().length > 0 ? await deletedOf(api, left(), options) : new Set();
  for (const id of left()) answers.set(id, { said: deleted.has(id) ? { kind: 'deleted' } : gone(ways.base) });
  return answers;
}

const unknown = (why: string): Answer => ({ said: { kind: 'unknown', why } });

/** A directory does not say whether somebody is gone, or elsewhere, or hidden: never stated. */
const gone = (base: string): LookedUp => ({ kind: 'outOfScope', why: `not found below ${base}: deleted, moved or hidden` });

function judged({ read }: PersonRow, outside: string | undefined): LookedUp {
  if (read.kind === 'odd') return { kind: 'unknown', why: `an entry that we do not understand: ${read.problem}` };
  const { person } = read;
  if (person.standing.kind === 'inactive') return { ...person.standing, person };
  return outside === undefined ? { kind: 'present', person } : { kind: 'outOfScope', why: outside, person };
}

async function rowsOf(
  api: LdapApi,
  base: string,
  ids: readonly PersonId[],
  options: ReadOptions,
  among?: Filter,
): Promise<readonly PersonRow[]> {
  if (ids.length === 0) return [];
  const { ways } = api;
  const now = Date.now();
  const them = anyOf(api, ids);
  const filter = among === undefined ? them : and(among, them);
  const request = { what: 'people by id', base, scope: 'sub', filter, attributes: personAttributes(ways) } as const;
  return (await readList(api, { ...request, parse: row => personRow(row, ways, now) }, options)).rows;
}

/** What Active Directory remembers of deleted entries, for who may see it (ldap.md §6, 2026-11). */
async function deletedOf(api: LdapApi, ids: readonly PersonId[], options: ReadOptions): Promise<ReadonlySet<PersonId>> {
  const [domain] = (await readRoot(api, options.signal)).contexts;
  if (domain === undefined) return new Set();
  const filter = and(equal('isDeleted', 'TRUE'), anyOf(api, ids));
  const { id } = api.ways.users;
  const request = { what: 'deleted people', base: domain, scope: 'sub', filter, attributes: [id], showDeleted: true } as const;
  const { rows } = await readList(api, { ...request, parse: row => personId(idOf(row, id) ?? '') }, options).catch(error => {
    if (error instanceof UnexpectedReply) return { rows: [] }; // we may not ask for them: then nobody says that they are deleted
    throw error;
  });
  return new Set(rows);
}

const anyOf = (api: LdapApi, ids: readonly PersonId[]): Filter => or(...ids.flatMap(id => filterOf(api, id) ?? []));

function filterOf({ ways }: LdapApi, id: PersonId): Filter | undefined {
  const isGuid = ways.users.id.toLowerCase() === 'objectguid';
  const value = isGuid ? guidBytes(id) : id;
  return value === undefined ? undefined : equal(ways.users.id, value);
}

export const inChunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
