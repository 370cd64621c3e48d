import type { Members } from '../../model/directory.js';
import { type PersonId, personId, type SourceGroupId, sourceGroupId } from '../../model/ids.js';
import { Member } from './schema.js';

/** What a group says of its own members. */
export type Own =
  | {
      readonly kind: 'told';
      readonly people: ReadonlySet<PersonId>;
      readonly groups: ReadonlySet<SourceGroupId>;
      /** people or groups: neither list has them, and the server does not say */
      readonly unclear: ReadonlySet<SourceGroupId>;
    }
  /** nothing, which is not the same as nobody */
  | { readonly kind: 'untold' }
  | { readonly kind: 'unknown'; readonly why: string }
  /** the server has no such group */
  | { readonly kind: 'notThere' };

/** What the lists say of ids: members without a `type` are told apart by it. */
export interface Known {
  isPerson(id: string): boolean;
  isGroup(id: string): boolean;
}

const List = Member.array();

/** Reads the attribute `members`. `emptySaysNothing`: the server sends an empty list whoever is in it. */
export function ownMembers(members: unknown, known: Known, emptySaysNothing: boolean): Own {
  if (members === undefined || members === null) return { kind: 'untold' };
  const { data, error } = List.safeParse(members);
  if (error !== undefined) return { kind: 'unknown', why: `a member in it is not understood: ${error.issues[0]?.message}` };
  if (data.length === 0 && emptySaysNothing) return { kind: 'untold' };

  const people = new Set<PersonId>();
  const groups = new Set<SourceGroupId>();
  const unclear = new Set<SourceGroupId>();
  for (const member of data) {
    const kind = kindOf(member, known);
    if (kind === 'either')
      return { kind: 'unknown', why: `${member.value} in it is a user or a group: the server does not say which` };
    if (kind === 'person') people.add(personId(member.value));
    else (kind === 'group' ? groups : unclear).add(sourceGroupId(member.value));
  }
  return { kind: 'told', people, groups, unclear };
}

/** By `type`, else by `$ref`, else by which list has the id (scim.md §3, 2026-08). */
function kindOf({ value, type, $ref }: Member, known: Known): 'person' | 'group' | 'unclear' | 'either' {
  const named = (type || /(?:^|\/)(User|Group)s\/[^/]+$/i.exec($ref ?? '')?.[1])?.toLowerCase();
  if (named === 'user') return 'person';
  if (named === 'group') return 'group';
  const isPerson = known.isPerson(value);
  if (known.isGroup(value)) return isPerson ? 'either' : 'group';
  return isPerson ? 'person' : 'unclear';
}

/** Everybody in a group and in those inside it, however deep and whatever the circles (G9). What is unknown inside makes all unknown. */
export function flattened(id: SourceGroupId, ownOf: (id: SourceGroupId) => Own): Members<PersonId> {
  const ids = new Set<PersonId>();
  const inside = new Set([id]);
  for (const group of inside) {
    const own = ownOf(group);
    if (own.kind === 'notThere') continue;
    if (own.kind !== 'told') {
      const why = own.kind === 'unknown' ? own.why : UNTOLD;
      return { kind: 'unknown', why: group === id ? why : `the group ${group} in it: ${why}` };
    }
    for (const person of own.people) ids.add(person);
    for (const inner of own.groups) inside.add(inner);
    for (const either of own.unclear)
      if (ownOf(either).kind === 'notThere') ids.add(personId(either));
      else inside.add(either);
  }
  return { kind: 'read', ids };
}

const UNTOLD =
  'the server does not say who is in it, neither there nor in the rows of users (is it empty? see `emptyMembersLeftOut` in docs/scim.md)';
