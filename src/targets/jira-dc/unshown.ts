import type { Outcome } from '../../model/change.js';
import { accountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { findUser } from './lookup.js';
import { failed } from './refusal.js';
import type { UserRow } from './schema.js';
import type { Session } from './session.js';
import { search, WINDOW } from './user-search.js';

/**
 * Why nobody may be created yet, where the list of accounts could not be proved whole: somebody of that username or e-mail
 * address is there whom the list did not show (C1). They were no part of the plan, so they are never taken over either.
 */
export async function unshownAccount(
  session: Session,
  wish: { readonly name: string; readonly emailAddress: string },
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const { shown } = session;
  if (shown.kind !== 'unproved') return undefined;
  const isUnshown = ({ key }: UserRow) => !shown.accounts.has(accountId(key));

  const named = await findUser(session, { username: wish.name }, signal);
  if (named !== undefined && isUnshown(named)) return thereAlready(wish.name, named);
  const others = await sameEmail(session, wish.emailAddress, signal);
  const other = others.find(isUnshown);
  return other === undefined ? undefined : thereAlready(wish.name, other);
}

/** A hidden address may be the same: the search found its owner by it. */
async function sameEmail(session: Session, email: string, signal: AbortSignal): Promise<readonly UserRow[]> {
  if (email === '') return [];
  const rows = await search(session, email, { maxResults: WINDOW }, signal);
  return rows.filter(({ emailAddress, deleted }) => !deleted && nameKey(emailAddress ?? email) === nameKey(email));
}

const thereAlready = (wished: string, { name, active, emailAddress }: UserRow) =>
  failed(
    `could not create ${wished}: an account ${name} (${emailAddress ?? 'e-mail hidden'}${active ? '' : ', inactive'}) exists that the list of users did not show`,
    'Run again: the next list may show it. If it is the same person, join them with `links set`; if not, change the mapping.',
  );
