import { NotFound } from '../../errors.js';
import type { ListEvidence, Person, Quarantined } from '../../model/directory.js';
import type { PersonId } from '../../model/ids.js';
import type { OnProgress } from '../../model/progress.js';
import { SMALLEST_PAGE } from './executor.js';
import { readList, type WholeList } from './lists.js';
import { AppUserRow, EmbeddedUser, quarantined, UserRow } from './schema.js';
import type { OktaApi } from './sdk.js';

export interface People {
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: ListEvidence;
}

/** What a row says: a person, nobody of ours, or something odd. */
type Read =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'outOfScope' }
  | ({ readonly kind: 'odd' } & Quarantined);

/** Everybody, whatever the status, or everybody assigned to the app; whole or not at all (R1). */
export async function readPeople(api: OktaApi, app: string | undefined, onProgress?: OnProgress): Promise<People> {
  const onPage = (done: number) => onProgress?.({ what: 'users', done });
  // 200 and 500 are the vendor's largest pages (okta.md §2)
  const list =
    app === undefined
      ? await readList({ what: 'users', limits: [200, SMALLEST_PAGE], open: limit => api.users(limit), onPage })
      : await readList({ what: 'users', limits: [500, SMALLEST_PAGE], open: limit => api.appUsers(app, limit), onPage }).catch(
          error => {
            throw error instanceof NotFound ? noApp(app, error) : error;
          },
        );
  return sorted(list, app === undefined ? readUser : readAppUser);
}

/** Whether we are shown anybody of the org; an empty page may have a next one. */
export async function seesSomebody(api: OktaApi): Promise<boolean> {
  const list = await api.users(1);
  while (list.more) if ((await list.page()).length > 0) return true;
  return false;
}

export const noApp = (app: string, cause: unknown) =>
  new NotFound(
    `Okta knows no app ${app}`,
    'Copy the id from the address of the app in the admin console: …/app/NAME/instance/ID/',
    {
      cause,
    },
  );

function sorted({ rows, evidence }: WholeList, read: (row: unknown) => Read): People {
  const people = new Map<PersonId, Person>();
  const odd: Quarantined[] = [];
  for (const row of rows) {
    const one = read(row);
    if (one.kind === 'person') people.set(one.person.id, one.person);
    if (one.kind === 'odd') {
      const { kind, ...quarantined } = one;
      odd.push(quarantined);
    }
  }
  return { people, quarantined: odd, evidence };
}

function readUser(row: unknown): Read {
  const { data, error } = UserRow.safeParse(row);
  return data === undefined ? { kind: 'odd', ...quarantined(row, 'users', error) } : { kind: 'person', person: data };
}

/** Somebody active whose assignment ended is out of scope; somebody inactive is stated all the same (R5). */
function readAppUser(row: unknown): Read {
  const assignment = AppUserRow.safeParse(row);
  if (!assignment.success) return { kind: 'odd', ...quarantined(row, "the app's users", assignment.error) };
  const user = EmbeddedUser.safeParse(row);
  if (!user.success) return { kind: 'odd', ...quarantined(row, "the app's users", user.error) };
  if (!assignment.data.assigned && user.data.standing.kind !== 'inactive') return { kind: 'outOfScope' };
  return { kind: 'person', person: user.data };
}
