import type { UserRow } from './schema.js';

type Names = Pick<UserRow, 'first-name' | 'last-name' | 'display-name'>;

/**
 * First and last name of a display name: we know no more than that. All three are filled, since products show the first two
 * where the third is empty (crowd sheet, gotchas); one word alone is both.
 */
export function namesOf(displayName: string): Names {
  const words = displayName.trim().split(/\s+/);
  const last = words.at(-1) ?? '';
  const first = words.length === 1 ? last : words.slice(0, -1).join(' ');
  return { 'first-name': first, 'last-name': last, 'display-name': displayName };
}

/** The names of somebody whose display name changes: first and last follow where they were those of the old one, or empty. */
export function namesAfter(user: Names, displayName: string): Names {
  const old = namesOf(user['display-name']);
  const isTheirs = user['first-name'] === old['first-name'] && user['last-name'] === old['last-name'];
  const isEmpty = `${user['first-name']}${user['last-name']}`.trim() === '';
  if (isTheirs || isEmpty) return namesOf(displayName);
  return { 'first-name': user['first-name'], 'last-name': user['last-name'], 'display-name': displayName };
}
