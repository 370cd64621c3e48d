import { UnexpectedReply } from '../../errors.js';
import { accountId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { readList } from './pages.js';
import { isMissingObject } from './refusal.js';
import { GroupRow, PersonRow } from './schema.js';
import { api, ask, read, type Session } from './session.js';

export type Who = { readonly key: string } | { readonly username: string };

/** One account as it is now; undefined: there is none. */
export async function findUser(session: Session, who: Who, signal: AbortSignal): Promise<PersonRow | undefined> {
  const reply = await ask(session, api('user'), { ...who, expand: 'status' }, [404], signal);
  if (isMissingObject(reply)) return undefined;
  if (reply.status === 404)
    throw new UnexpectedReply(
      `the Confluence of "${session.name}" has no such endpoint: user`,
      'Check `url` and its context path.',
    );
  const row = read(session, PersonRow, reply);
  if (!('key' in who) || row.userKey === who.key) return row;
  throw new UnexpectedReply(
    `${session.name} was asked for the account ${who.key} and told of ${row.userKey}`,
    'Nothing is done on such an answer. Is a proxy or a cache answering in its place?',
  );
}

/** The names of an account's groups. */
export async function groupNames(session: Session, key: string, options: ReadOptions): Promise<readonly string[]> {
  const what = `groups of ${key}`;
  const { rows } = await readList(
    session,
    { what, path: api('user/memberof'), query: { key }, row: GroupRow, keyOf: nameOf },
    options,
  );
  return rows.map(nameOf);
}

const nameOf = ({ name }: { readonly name: string }) => name;

export const idOf = ({ userKey }: PersonRow) => accountId(userKey);
