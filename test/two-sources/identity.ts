import { type AccountSpec, CHIEF, type Company, PROTECTED, type Somebody } from './company.js';
import { inTurn, wordOf } from './expected.js';

/** Whose account is whose once more (C1, C2), person by person; nothing of src/ in it. */
export function accountAfter(one: Somebody, company: Company): AccountSpec | undefined {
  if (one.link !== undefined) return company.accounts.find(({ username }) => username === one.link);
  const found = takeable(one, company);
  const rivals = company.people.filter(other => other.source === one.source && other !== one && other.link === undefined);
  return found === undefined || rivals.some(rival => takeable(rival, company) === found) ? undefined : found;
}

/** The one account that the match keys point to, if a match key may take it. */
function takeable(one: Somebody, company: Company): AccountSpec | undefined {
  const [account, ...more] = pointedTo(one, company);
  if (account === undefined || more.length > 0) return undefined;
  const isHeld = company.people.some(({ source, link }) => source === one.source && link === account.username);
  const isGuarded = [PROTECTED, CHIEF].includes(account.username) || account.isService || !account.active;
  return isHeld || isGuarded ? undefined : account;
}

/** Who is wanted, or stated to have left, in a row of their own; nobody else has a claim (U5). */
function pointedTo(one: Somebody, company: Company): readonly AccountSpec[] {
  const syncs = inTurn(company).filter(({ from }) => from === one.source);
  const speaking = syncs.find(sync => wordOf(sync, one, company) === 'wanted');
  const isLegacy = one.at === 'inactive' && !company.unread.includes(one.source);
  const match = (speaking ?? (isLegacy ? syncs[0] : undefined))?.match ?? [];
  return company.accounts.filter(
    ({ username, email }) =>
      (match.includes('username') && username === one.login.toLowerCase()) || (match.includes('email') && email === one.email),
  );
}
