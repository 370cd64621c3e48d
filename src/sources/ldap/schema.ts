import type { Attributes, AttributeValue, Person, Quarantined } from '../../model/directory.js';
import { type PersonId, personId } from '../../model/ids.js';
import type { AttributeType } from '../source.js';
import { guidText, primarySid, sidText } from './binary.js';
import { namedBy } from './dn.js';
import { bytesOf, type Row, textOf, textsOf } from './row.js';
import type { Ways } from './settings.js';
import { standingAttributes, standingOf } from './standing.js';

/** One entry of a person, understood or not; either way it may be somebody's member. */
export interface PersonRow {
  readonly dn: string;
  readonly id: PersonId | undefined;
  /** what `memberUid` calls the person */
  readonly uids: readonly string[];
  /** the person's primary group: its SID, or its number */
  readonly primary: string | undefined;
  readonly read: { readonly kind: 'person'; readonly person: Person } | { readonly kind: 'odd'; readonly problem: string };
}

/** What is asked for with each person. */
export const personAttributes = (ways: Ways): readonly string[] => [
  ...new Set([
    ...['cn', 'displayName', 'uid', ways.users.id, ways.users.login, ways.users.email],
    ...Object.values(ways.builtIn),
    ...Object.keys(ways.attributes),
    ...standingAttributes(ways),
    ...(!ways.groups.primary ? [] : ways.isActiveDirectory ? ['objectSid', 'primaryGroupID'] : ['gidNumber']),
  ]),
];

export function personRow(row: Row, ways: Ways, now: number): PersonRow {
  const text = idOf(row, ways.users.id);
  const id = text === undefined ? undefined : personId(text);
  const primary = ways.groups.primary ? primaryOf(row, ways) : { kind: 'none' as const };
  const read = id === undefined ? odd(`${ways.users.id} is missing`) : personOf(row, id, ways, now);
  return {
    ...{ dn: row.dn, id, uids: textsOf(row, 'uid') },
    primary: primary.kind === 'some' ? primary.key : undefined,
    read: read.kind === 'person' && primary.kind === 'odd' ? odd(primary.problem) : read,
  };
}

export const quarantined = ({ dn, id, read }: PersonRow): readonly Quarantined[] =>
  read.kind === 'odd' ? [{ ...(id !== undefined && { id }), where: dn, problem: read.problem }] : [];

/** An id that never changes: a GUID is bytes, all others are text. */
export function idOf(row: Row, attribute: string): string | undefined {
  if (attribute.toLowerCase() !== 'objectguid') return textOf(row, attribute) || undefined;
  const bytes = bytesOf(row, attribute);
  return bytes && guidText(bytes);
}

/** The one value of what must be one; of several the one that the entry is named by. */
export function soleOf(row: Row, attribute: string): { readonly value: string } | { readonly problem: string } {
  const values = textsOf(row, attribute);
  const [value = ''] = values.length > 1 ? namedBy(row.dn, attribute) : values;
  if (value.trim() !== '') return { value };
  return {
    problem: values.length > 1 ? `${attribute} has several values, none of which names the entry` : `${attribute} is missing`,
  };
}

const odd = (problem: string): Extract<PersonRow['read'], { kind: 'odd' }> => ({ kind: 'odd', problem });

function personOf(row: Row, id: PersonId, ways: Ways, now: number): PersonRow['read'] {
  const login = soleOf(row, ways.users.login);
  if ('problem' in login) return odd(login.problem);
  const standing = standingOf(row, ways, now);
  if (typeof standing === 'string') return odd(standing);
  const own = ownAttributes(row, ways.attributes);
  if (typeof own === 'string') return odd(own);
  const text = (name: string) => textOf(row, name) ?? '';
  const email = text(ways.users.email);
  const displayName = text('displayName') || text('cn') || [text('givenName'), text('sn')].filter(Boolean).join(' ');
  const attributes: Attributes = {
    ...own,
    ...Object.fromEntries(
      Object.entries(ways.builtIn).flatMap(([name, from]) =>
        textsOf(row, from)
          .slice(0, 1)
          .map(value => [name, value]),
      ),
    ),
    ...{ id, login: login.value, email, displayName, dn: row.dn, emails: textsOf(row, ways.users.email) },
    active: standing.kind === 'active',
    ...(standing.kind === 'inactive' && { status: standing.status }),
  };
  return { kind: 'person', person: { id, login: login.value, email, displayName, standing, attributes } };
}

/** What the config declares, as its type; all values come as text (RFC 4517). Or what is wrong. */
function ownAttributes(row: Row, types: Readonly<Record<string, AttributeType>>): Attributes | string {
  const entries: [string, AttributeValue][] = [];
  for (const [name, type] of Object.entries(types)) {
    const values = textsOf(row, name);
    const value = type === 'list' ? values : typed(values[0], type);
    if (value === undefined) return `${name} is not ${type === 'number' ? 'a number' : 'TRUE or FALSE'}`;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** undefined: it does not fit. */
function typed(text: string | undefined, type: Exclude<AttributeType, 'list'>): AttributeValue | undefined {
  if (text === undefined || text === '') return null;
  if (type === 'string') return text;
  if (type === 'number') return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  return { TRUE: true, FALSE: false }[text.toUpperCase()];
}

type Primary =
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly key: string }
  | { readonly kind: 'odd'; readonly problem: string };

/** Active Directory has it for everybody, outside of `member` (ldap.md §3, 2026-11): where it is missing it is hidden. */
function primaryOf(row: Row, { isActiveDirectory }: Ways): Primary {
  if (!isActiveDirectory) {
    const number = textOf(row, 'gidNumber');
    return number === undefined ? { kind: 'none' } : { kind: 'some', key: number };
  }
  const sid = sidText(bytesOf(row, 'objectSid') ?? Buffer.of());
  const rid = textOf(row, 'primaryGroupID');
  if (sid === undefined || rid === undefined) return { kind: 'odd', problem: 'objectSid or primaryGroupID is missing' };
  return { kind: 'some', key: primarySid(sid, rid) };
}

/** What the primary groups of people call this group. */
export const primaryKeyOf = (row: Row, { isActiveDirectory }: Ways): string | undefined =>
  isActiveDirectory ? sidText(bytesOf(row, 'objectSid') ?? Buffer.of()) : textOf(row, 'gidNumber');
