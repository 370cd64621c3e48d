import { UnexpectedReply } from '../../errors.js';
import type { SourceGroup } from '../../model/directory.js';
import { sourceGroupId } from '../../model/ids.js';
import type { LdapApi } from './api.js';
import { type DnKey, dnKey } from './dn.js';
import { type Row, textsOf } from './row.js';
import { idOf, primaryKeyOf, soleOf } from './schema.js';
import type { Ways } from './settings.js';

export interface NamedGroup extends Pick<SourceGroup, 'id' | 'name'> {
  readonly dn: string;
  readonly key: DnKey;
  readonly primary: string | undefined;
}

export const nameAttributes = ({ groups, isActiveDirectory }: Ways): readonly string[] => [
  groups.id,
  groups.name,
  isActiveDirectory ? 'objectSid' : 'gidNumber',
];

/** A group that cannot be told, or named, would seem to be gone: then the whole list is not believed. */
export function groupOf({ system, ways }: LdapApi, row: Row): NamedGroup {
  const id = idOf(row, ways.groups.id);
  const name = soleOf(row, ways.groups.name);
  if (id !== undefined && 'value' in name)
    return { id: sourceGroupId(id), name: name.value, dn: row.dn, key: dnKey(row.dn), primary: primaryKeyOf(row, ways) };
  const why = 'problem' in name ? name.problem : `${ways.groups.id} is missing`;
  throw new UnexpectedReply(
    `${system} sent a group that we do not understand, ${row.dn}: ${why}`,
    'Nothing was believed. Let our account read that attribute, or name another one under `groups`.',
  );
}

export const MEMBER_DNS = ['member', 'uniqueMember'] as const;
const MEMBERS = [...MEMBER_DNS, 'memberUid'] as const;
export type MemberAttribute = (typeof MEMBERS)[number];

/** What is asked for with a group whose members matter, and with whoever may be one. */
export const memberAttributes = (ways: Ways): readonly string[] => [
  ...['objectClass', ...(ways.isActiveDirectory ? ['member'] : MEMBERS)],
  ...nameAttributes(ways),
  ways.users.id,
];

/** Where a group of this kind has its members (RFC 4519 §3.5, RFC 2307 §3); of a kind that we do not know, anywhere. */
export function placesOf(row: Row, { isActiveDirectory }: Ways): readonly MemberAttribute[] {
  if (isActiveDirectory) return ['member'];
  const classes = new Set(textsOf(row, 'objectClass').map(name => name.toLowerCase()));
  const places = MEMBERS.filter(place => PLACES[place].some(name => classes.has(name)));
  return places.length > 0 ? places : MEMBERS.filter(place => valuesOf(row, place).length > 0);
}

const PLACES: Readonly<Record<MemberAttribute, readonly string[]>> = {
  member: ['groupofnames', 'groupofmembers', 'groupofentries', 'ipausergroup', 'nestedgroup', 'group'],
  uniqueMember: ['groupofuniquenames'],
  memberUid: ['posixgroup'],
};

export const isGroup = (row: Row, ways: Ways): boolean =>
  ways.isActiveDirectory
    ? textsOf(row, 'objectClass').some(name => name.toLowerCase() === 'group')
    : placesOf(row, ways).length > 0;

/** A unique member may carry a bit string behind its DN (RFC 4517 §3.3.21). */
export const valuesOf = (row: Row, place: MemberAttribute): readonly string[] =>
  place === 'uniqueMember' ? textsOf(row, place).map(value => value.replace(/#'[01]*'B$/, '')) : textsOf(row, place);
