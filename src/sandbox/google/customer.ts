/** What a customer's account holds, as plain data: change it directly, or by the events. */
export interface Customer {
  readonly id: string;
  users: Map<string, GoogleUser>;
  groups: Map<string, GoogleGroup>;
  /** whom an administrator deleted; kept for some weeks */
  deleted: Map<string, GoogleUser>;
}

export interface GoogleUser {
  id: string;
  primaryEmail: string;
  givenName: string;
  familyName: string;
  suspended: boolean;
  archived: boolean;
  isGuestUser: boolean;
  /** super administrator */
  isAdmin: boolean;
  /** has some administrator role */
  isDelegatedAdmin: boolean;
  aliases: readonly string[];
  orgUnitPath: string;
  suspensionReason?: string;
  creationTime: string;
  deletionTime?: string;
  /** whatever else the row has: organizations, externalIds, relations, customSchemas */
  more: Readonly<Record<string, unknown>>;
}

export interface GoogleGroup {
  id: string;
  email: string;
  name: string;
  /** by the member's id */
  members: Map<string, GoogleMember>;
  /** instead of how many they are: Google's count may lag behind */
  countsAs?: number;
}

export interface GoogleMember {
  readonly id: string;
  readonly role: 'OWNER' | 'MANAGER' | 'MEMBER';
  readonly type: 'USER' | 'GROUP' | 'CUSTOMER' | 'EXTERNAL' | (string & {});
  /** as it was added: an alias, maybe. Left out: the user's or group's own */
  readonly email?: string;
}

export const domainOf = (email: string): string => email.slice(email.indexOf('@') + 1).toLowerCase();

/** By id, address or alias, as `userKey` takes them. */
export const userBy = ({ users }: Customer, key: string): GoogleUser | undefined =>
  users.get(key) ?? users.values().find(user => addresses(user).includes(key.toLowerCase()));

export const groupBy = ({ groups }: Customer, key: string): GoogleGroup | undefined =>
  groups.get(key) ?? groups.values().find(({ email }) => email.toLowerCase() === key.toLowerCase());

export const addresses = ({ primaryEmail, aliases }: GoogleUser): string[] =>
  [primaryEmail, ...aliases].map(address => address.toLowerCase());

/** Without those who came through another group. */
export const countOf = ({ members, countsAs }: GoogleGroup): number =>
  countsAs ?? [...members.values()].filter(({ type }) => type === 'USER').length;

/** The direct members, and with `derived` those of the groups among them too: the groups stay, and nobody is there twice (google.md §3). */
export function membersOf(customer: Customer, group: GoogleGroup, derived: boolean): readonly GoogleMember[] {
  const found = new Map(group.members);
  if (!derived) return [...found.values()];
  for (const id of found.keys())
    for (const [key, member] of customer.groups.get(id)?.members ?? []) if (!found.has(key)) found.set(key, member); // grows while it is walked
  return [...found.values()];
}
