import { matches } from './filter.js';
import type { Result, SearchAsked } from './messages.js';
import type { LdapServerOptions } from './options.js';
import { type Entry, folded, type Tree, type Value, valuesOf } from './tree.js';

export interface Page {
  readonly entries: readonly Entry[];
  readonly references: readonly string[];
  readonly result: Result;
  /** of the answer's paging control; undefined: none */
  readonly cookie?: string;
}

/** What is left of a paged search: it lives and dies with its connection. */
export type Cookies = Map<string, { readonly left: readonly Entry[]; readonly sent: number; readonly wasEmpty: boolean }>;

/** Operational attributes come only to who asks for them by name, or with `+` (RFC 4512 §3.4). */
const OPERATIONAL = new Set(
  [
    'entryUUID entryDN modifyTimestamp createTimestamp memberOf pwdAccountLockedTime nsAccountLock structuralObjectClass',
    'supportedControl supportedCapabilities namingContexts subschemaSubentry',
  ].flatMap(line => line.toLowerCase().split(' ')),
);

export function search(tree: Tree, options: LdapServerOptions, asked: SearchAsked, cookies: Cookies): Page {
  const none = { entries: [], references: [] };
  const { page, base, scope, filter, showDeleted } = asked;
  if (page !== undefined && page.cookie !== '') {
    const state = cookies.get(page.cookie);
    cookies.delete(page.cookie);
    if (state === undefined) return { ...none, result: { code: 2, text: 'paged results cookie is invalid' } };
    const { cookie, ...bare } = pageOf(options, asked, state.left, state.sent, state.wasEmpty, cookies);
    return cookie === undefined || options.losesPaging === true ? bare : { ...bare, cookie };
  }
  if (base !== '' && tree.find(base) === undefined) return { ...none, result: { code: 32, text: 'No such object' } };
  const terms = { tree, isActiveDirectory: options.isActiveDirectory, isHidden: options.isHidden ?? (() => false) };
  const isDeleted = (entry: Entry) => valuesOf(entry, 'isDeleted').length > 0;
  const found = tree
    .below(base, scope)
    .filter(entry => folded(entry.dn) !== '' || base === '')
    .filter(entry => (showDeleted || !isDeleted(entry)) && !(options.isInvisible?.(entry) ?? false))
    .filter(entry => matches(filter, entry, terms) === true);
  const references = scope === 'sub' && folded(base) === folded(tree.base) ? (options.references ?? []) : [];
  return { ...pageOf(options, asked, found, 0, false, cookies), references };
}

function pageOf(
  options: LdapServerOptions,
  { page }: SearchAsked,
  left: readonly Entry[],
  sent: number,
  wasEmpty: boolean,
  cookies: Cookies,
): Page {
  const { maxPageSize = Number.POSITIVE_INFINITY, isActiveDirectory, sizeLimit = Number.POSITIVE_INFINITY } = options;
  if (page === undefined) {
    const most = isActiveDirectory ? maxPageSize : sizeLimit;
    const code = left.length > most ? 4 : 0;
    return { entries: left.slice(0, most), references: [], result: { code } };
  }
  // Active Directory cuts a page that is too large, OpenLDAP refuses it (ldap.md §2)
  if (!isActiveDirectory && page.size > maxPageSize)
    return { entries: [], references: [], result: { code: 11, text: 'page size too large' } };
  const isEmpty = (options.emptyPages ?? false) && !wasEmpty;
  const size = isEmpty ? 0 : Math.min(page.size, maxPageSize);
  const allowed = isActiveDirectory ? Number.POSITIVE_INFINITY : (options.pagedTotal ?? Number.POSITIVE_INFINITY) - sent;
  const entries = left.slice(0, Math.min(size, allowed));
  if (left.length > allowed && size > allowed)
    return { entries, references: [], result: { code: 4, text: 'Size limit exceeded' } };
  const rest = left.slice(entries.length);
  if (rest.length === 0 && !isEmpty) return { entries, references: [], result: { code: 0 }, cookie: '' };
  const cookie = `cookie-${Math.random()}`;
  const again = options.repeats === true ? entries.slice(-1) : [];
  cookies.set(cookie, { left: [...again, ...rest], sent: sent + entries.length, wasEmpty: isEmpty });
  return { entries, references: [], result: { code: 0 }, cookie };
}

/** What is shown of an entry: `*` means all but operational ones, `+` those, `1.1` nothing. */
export function shown(
  entry: Entry,
  { attributes }: Pick<SearchAsked, 'attributes'>,
  {
    isActiveDirectory,
    isHidden = () => false,
    isUnreadable = () => false,
    maxValues,
    emptyBesideRange = false,
  }: LdapServerOptions,
): readonly (readonly [string, readonly Value[]])[] {
  const asked = new Map(attributes.map(name => [name.toLowerCase().replace(/;.*/, ''), /;range=(\d+)-/i.exec(name)?.[1]]));
  const wantsAll = attributes.length === 0 || asked.has('*');
  const isAsked = (name: string) => asked.has(name) || (OPERATIONAL.has(name) && !isActiveDirectory ? asked.has('+') : wantsAll);
  return [...entry.attributes]
    .filter(([key]) => isAsked(key) && !isHidden(entry, key) && !isUnreadable(entry, key))
    .flatMap(([key, { name, values }]): readonly (readonly [string, readonly Value[]])[] => {
      const from = asked.get(key);
      if (!isActiveDirectory) return from === undefined ? [[name, values] as const] : []; // ranges are nothing to others (ldap.md §4)
      if (from === undefined && (maxValues === undefined || values.length <= maxValues)) return [[name, values] as const];
      const start = Number(from ?? 0);
      const some = values.slice(start, start + (maxValues ?? Number.POSITIVE_INFINITY));
      const isLast = start + some.length >= values.length;
      const ranged = [`${name};range=${start}-${isLast ? '*' : start + some.length - 1}`, some] as const;
      return emptyBesideRange ? [[name, []] as const, ranged] : [ranged];
    });
}
