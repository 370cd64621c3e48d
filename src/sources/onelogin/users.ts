import { AccessDenied, Refused } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import { personId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { OneLoginApi } from './api.js';
import { readAssigned } from './app.js';
import { fieldsOf, hasFields } from './attributes.js';
import { countOf, type ListRequest, readList, type WholeList } from './lists.js';
import { IdRow, type Reading, Rows, readUser } from './schema.js';
import type { OneLoginSettings } from './settings.js';

export interface Users {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  /** the rows of the list, which say who is in which group, also where nothing else of them is understood */
  readonly listed: readonly unknown[];
  readonly evidence: readonly ListEvidence[];
}

/** Everybody, the inactive too; with an app only those of the active who are assigned to it (R5). */
export async function readUsers(api: OneLoginApi, settings: OneLoginSettings, options: ReadOptions): Promise<Users> {
  const assigned = settings.app === undefined ? undefined : await readAssigned(api, settings.app, options.signal);
  const list = await readRows(api, settings, options);
  const people = new Map<PersonId, Person>();
  const quarantined: Quarantined[] = [...list.unread];
  for (const row of list.rows) {
    const read = readUser(row, settings, 'users');
    if (read.kind === 'odd') quarantined.push(read.odd);
    else if (assigned === undefined || assigned.ids.has(read.person.id) || read.person.standing.kind === 'inactive')
      people.set(read.person.id, read.person);
  }
  const evidence = [list.evidence, ...(assigned === undefined ? [] : [assigned.evidence])];
  return { people, quarantined, listed: list.listed, evidence };
}

interface UserRows extends WholeList, Pick<Users, 'listed'> {
  /** whose own page was needed, and could not be read */
  readonly unread: readonly Quarantined[];
}

async function readRows(api: OneLoginApi, { attributes }: Pick<Reading, 'attributes'>, options: ReadOptions): Promise<UserRows> {
  const fields = fieldsOf(attributes);
  const list = await listRows(api, fields, options);
  const lacking = list.rows.filter(row => !hasFields(row, fields) && IdRow.safeParse(row).success);
  if (lacking.length === 0) return { ...list, listed: list.rows, unread: [] };
  const pages = await readPages(api, lacking, options);
  const kept = list.rows.filter(row => !lacking.includes(row));
  return { ...list, listed: list.rows, rows: [...kept, ...pages.rows], unread: pages.unread };
}

/** What lists show unasked (onelogin.md §7, 2026-11); whoever asks for some fields gets no others. */
const SHOWN = [
  ...['id', 'username', 'email', 'firstname', 'lastname', 'status', 'state', 'group_id', 'external_id', 'directory_id'],
  ...['samaccountname', 'userprincipalname', 'distinguished_name', 'member_of', 'phone', 'created_at', 'last_login'],
];

/** Whether `fields` brings what lists leave out is not documented (gotcha 3): it is asked for, and not relied on. */
async function listRows(api: OneLoginApi, fields: readonly string[], { signal, onProgress }: ReadOptions): Promise<WholeList> {
  const request = { what: 'users', path: 'api/2/users', signal, onProgress, doubt: somebodyNew(api, signal) };
  if (fields.length === 0) return readList(api, request);
  return readList(api, { ...request, query: { fields: [...SHOWN, ...fields].join(',') } }).catch(error => {
    if (error instanceof Refused) return readList(api, request);
    throw error;
  });
}

/**
 * Somebody gone and somebody new between two pages leave the count as it was, and hide a third: so nobody may have been made while the
 * list was read. A count of everybody says that the filter is not heard, and no more than that.
 */
const somebodyNew =
  (api: OneLoginApi, signal: AbortSignal): NonNullable<ListRequest['doubt']> =>
  async ({ total, since }) => {
    const query = { created_since: since.toISOString(), limit: 1 };
    const { headers } = await api.get('api/2/users', query, Rows, signal);
    const count = countOf(headers, 'new users');
    return count > 0 && count < total ? `${count} of its rows came while it was read` : undefined;
  };

/** The pages of single people have what lists leave out; one call for each (onelogin.md §3, 2026-11). */
async function readPages(api: OneLoginApi, rows: readonly unknown[], { signal, onProgress }: ReadOptions) {
  const ids = rows.map(row => IdRow.parse(row).id);
  let done = 0;
  const read = await eachAlone(ids, {
    signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): UserPage => ({ kind: 'unread', why }),
    task: async (id): Promise<UserPage> => {
      const page = await api.get(`api/2/users/${pathSegment(id, 'OneLogin')}`, {}, Rows.element, signal);
      done += 1;
      onProgress?.({ what: 'attributes', done, total: ids.length });
      return { kind: 'page', row: page.value };
    },
  });
  return {
    rows: read.flatMap(page => (page.kind === 'page' ? [page.row] : [])),
    unread: read.flatMap((page, at): Quarantined[] =>
      page.kind === 'page' ? [] : [{ id: personId(ids[at] ?? ''), where: `users, ${ids[at]}`, problem: page.why }],
    ),
  };
}

type UserPage = { readonly kind: 'page'; readonly row: unknown } | { readonly kind: 'unread'; readonly why: string };
