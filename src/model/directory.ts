import type { AccountId, PersonId, ProviderId, SourceGroupId, TargetGroupId } from './ids.js';

/** What an expression can see of a person. Absent and null read as '', [] or false there. */
export type AttributeValue = string | number | boolean | readonly AttributeValue[] | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What the source says of a person's standing, judged before any filter (U1). `since` is an ISO time where the source tells. */
export type Standing =
  | { readonly kind: 'active' }
  /** not active yet (Okta: STAGED): nobody is created for it, and nobody ends by it */
  | { readonly kind: 'pending'; readonly status: string }
  | { readonly kind: 'inactive'; readonly status: string; readonly since?: string };

/** Someone at the identity provider. */
export interface Person {
  readonly id: PersonId;
  readonly login: string;
  readonly email: string;
  readonly displayName: string;
  readonly standing: Standing;
  readonly attributes: Attributes;
}

/** Who is in a group: read whole, or unknown. Never "empty because it failed" (R1). */
export type Members<Id> =
  | { readonly kind: 'read'; readonly ids: ReadonlySet<Id> }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'notRead' };

/** Who of some people is in it. Of everybody else it says nothing; `total`: how many are in it in all, where that was asked. */
export interface SomeMembers<Id> {
  readonly kind: 'some';
  readonly ids: ReadonlySet<Id>;
  readonly total?: number;
}

export interface SourceGroup {
  readonly id: SourceGroupId;
  readonly name: string;
  readonly members: Members<PersonId>;
}

/** A row that could not be understood (R2). Without an `id` nobody of that source may count as gone. */
export interface Quarantined {
  readonly id?: PersonId;
  readonly where: string;
  readonly problem: string;
}

/** How we know that a list was read to its end. */
export interface ListEvidence {
  readonly what: string;
  readonly pages: number;
  readonly rows: number;
  /** what proved the end: no next link, isLast, total reached … */
  readonly end: string;
  /** the vendor's own count, where it tells one */
  readonly total?: number;
}

export interface Evidence {
  /** ISO time at which the read began */
  readonly readAt: string;
  readonly calls: number;
  /** of those who are active only who fulfils this was asked for */
  readonly only?: string;
  readonly lists: readonly ListEvidence[];
}

/** A source at one moment, whole; immutable. */
export interface SourceDirectory {
  readonly provider: ProviderId;
  readonly people: ReadonlyMap<PersonId, Person>;
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: Evidence;
}

/** What a source says of one linked person who was missing from its list (R5). */
export type LookedUp =
  | { readonly kind: 'inactive'; readonly status: string; readonly since?: string; readonly person?: Person }
  | { readonly kind: 'deleted' }
  /** active, but not assigned to the app or otherwise not among those we ask for */
  | { readonly kind: 'outOfScope'; readonly why: string; readonly person?: Person }
  /** active and in scope: the list that lacked this person was incomplete */
  | { readonly kind: 'present'; readonly person?: Person }
  | { readonly kind: 'unknown'; readonly why: string };

/** A group at the source, of which only the asked people's part is known; or not even that (R1). */
export interface SomeSourceGroup extends Omit<SourceGroup, 'members'> {
  readonly members: SomeMembers<PersonId> | Extract<Members<PersonId>, { kind: 'unknown' }>;
}

/**
 * Some people of a source, and nothing of anybody else: who is not in it was not asked, and is not gone. Never to be taken for a
 * SourceDirectory: no count, no sighting and no grace rests on it.
 */
export interface SourcePeople {
  readonly provider: ProviderId;
  /** whoever was found, and is in scope */
  readonly people: ReadonlyMap<PersonId, Person>;
  /** all groups by name, with those of `people` who are in them */
  readonly groups: ReadonlyMap<SourceGroupId, SomeSourceGroup>;
  readonly quarantined: readonly Quarantined[];
  readonly evidence: Evidence;
}

/** An account in a target. `email` undefined: the target does not show it to us, which is not the same as having none. */
export interface Account {
  readonly id: AccountId;
  readonly username: string;
  readonly email: string | undefined;
  readonly displayName: string;
  readonly active: boolean;
  readonly kind: 'person' | 'service' | 'anonymised';
  /** what the product lets nobody change of it, and why (G10) */
  readonly readOnly?: ReadOnlyParts;
  /** whether it may get in, where the product tells that apart from being switched on */
  readonly hasAccess?: boolean;
}

/** Why an account's values, its groups, or that it is there at all, cannot be changed here. */
export interface ReadOnlyParts {
  readonly values?: string;
  readonly memberships?: string;
  readonly deletion?: string;
}

export interface TargetGroup {
  readonly id: TargetGroupId;
  readonly name: string;
  /** `some`: in a run for some people only */
  readonly members: Members<AccountId> | SomeMembers<AccountId>;
  /** why nothing can be written to it, where the target tells (G10) */
  readonly readOnly?: string;
}

/** Seats of one licensed application, and the groups that take them. */
export interface SeatPool {
  readonly application: string;
  readonly groups: ReadonlySet<TargetGroupId>;
  /** undefined: unlimited */
  readonly remaining: number | undefined;
}

/** Whether an account that is missing from the list is known not to be there (C1, C5). */
export type Completeness = { readonly kind: 'whole' } | { readonly kind: 'unproved'; readonly why: string };

/** A target at one moment; groups that are not in play have members `notRead` (R3). */
export interface TargetDirectory {
  readonly product: { readonly name: string; readonly version: string; readonly url: string };
  /** the account that we sign in with; left out where it is none: an application of Crowd */
  readonly self?: AccountId;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  /** of `accounts`; left out: whole */
  readonly completeness?: Completeness;
  readonly groups: ReadonlyMap<TargetGroupId, TargetGroup>;
  /** the names of the product's own administrator groups; what looks like one of them is privileged too */
  readonly administratorGroups: ReadonlySet<string>;
  /** administrators however they came to it, where the product tells: privileged as the members of those groups are */
  readonly administrators?: ReadonlySet<AccountId>;
  readonly seats: readonly SeatPool[];
  readonly evidence: Evidence;
}

/** Some accounts of a target, and nothing of any other: whom it lacks though asked for is not there, of all others nothing is known. */
export interface TargetPeople extends Omit<TargetDirectory, 'accounts' | 'groups'> {
  readonly accounts: ReadonlyMap<AccountId, Account>;
  /** the groups of each of `accounts` */
  readonly memberships: ReadonlyMap<AccountId, ReadonlySet<TargetGroupId>>;
  /** all groups by name; members are there only of the product's administrator groups that one of `accounts` is in */
  readonly groups: ReadonlyMap<TargetGroupId, Omit<TargetGroup, 'members'> & { readonly members?: Members<AccountId> }>;
}

/** Who is known to be in a group, of those whom its directory speaks of; undefined: that is not known. */
export const knownIn = ({ members }: Pick<TargetGroup, 'members'>): ReadonlySet<AccountId> | undefined =>
  members.kind === 'read' || members.kind === 'some' ? members.ids : undefined;

/** How many are in a group in all; undefined: nobody counted. */
export function sizeOf({ members }: Pick<TargetGroup, 'members'>): number | undefined {
  if (members.kind === 'read') return members.ids.size;
  return members.kind === 'some' ? members.total : undefined;
}
