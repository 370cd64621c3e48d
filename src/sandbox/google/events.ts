import { type Customer, type GoogleGroup, type GoogleMember, type GoogleUser, groupBy, userBy } from './customer.js';

/** `ann` alone is short for id `ann`, address `ann@example.com`, name Ann Example. */
export type UserInput = string | Partial<GoogleUser>;

/** Somebody by id or address, or another group by name, id or address; `everyone` is all of the customer; else all particulars. */
export type MemberInput = string | (Partial<GoogleMember> & Pick<GoogleMember, 'id'>);

export interface GroupInput {
  readonly id?: string;
  readonly name: string;
  readonly email?: string;
  readonly members?: readonly MemberInput[];
  readonly countsAs?: number;
}

/** What an administrator does. Who is meant is said by id or address, a group by id, address or name. A typo throws. */
export interface GoogleEvents {
  addUser(input: UserInput): GoogleUser;
  update(who: string, particulars: Partial<Omit<GoogleUser, 'id'>>): void;
  remove(who: string): void;
  addGroup(input: GroupInput): GoogleGroup;
  renameGroup(which: string, name: string): void;
  removeGroup(which: string): void;
  join(member: MemberInput, group: string): void;
  leave(who: string, group: string): void;
}

export function eventsOf(customer: Customer, now: () => Date): GoogleEvents {
  const { users, groups, deleted } = customer;
  const user = (who: string) => found(userBy(customer, who), who);
  const group = (which: string) => found(groupCalled(customer, which), which);

  const events: GoogleEvents = {
    addUser(input) {
      const given = typeof input === 'string' ? shortened(input) : input;
      const id = given.id ?? String(104_218_837_264 + users.size);
      const primaryEmail = given.primaryEmail ?? `${id}@example.com`;
      if (userBy(customer, primaryEmail) !== undefined) throw new Error(`There is somebody ${primaryEmail} already.`);
      const added: GoogleUser = {
        ...{ givenName: 'Some', familyName: 'Body', suspended: false, archived: false, isGuestUser: false, isAdmin: false },
        ...{ isDelegatedAdmin: false, aliases: [], orgUnitPath: '/', more: {} },
        ...{ creationTime: now().toISOString(), ...given, id, primaryEmail },
      };
      users.set(id, added);
      return added;
    },
    update: (who, particulars) => void Object.assign(user(who), particulars),
    remove(who) {
      const gone = user(who);
      users.delete(gone.id);
      deleted.set(gone.id, { ...gone, deletionTime: now().toISOString() });
      for (const { members } of groups.values()) members.delete(gone.id);
    },
    addGroup({ name, members = [], ...given }) {
      const id = given.id ?? `01${(groups.size + 1).toString(36).padStart(5, '0')}`;
      const email = given.email ?? `${slug(name)}@example.com`;
      const { countsAs } = given;
      const added: GoogleGroup = { id, name, email, members: new Map(), ...(countsAs !== undefined && { countsAs }) };
      groups.set(id, added);
      for (const member of members) events.join(member, id);
      return added;
    },
    renameGroup: (which, name) => void Object.assign(group(which), { name }),
    removeGroup(which) {
      const { id } = group(which);
      groups.delete(id);
      for (const { members } of groups.values()) members.delete(id);
    },
    join(input, which) {
      const into = group(which);
      const member = memberOf(customer, input);
      if (member.type === 'GROUP' && isBelow(customer, into.id, member.id)) throw new Error('Cyclic memberships not allowed');
      into.members.set(member.id, member);
    },
    leave: (who, which) => void group(which).members.delete(userBy(customer, who)?.id ?? who),
  };
  return events;
}

/** Google refuses what would make a circle (google.md §3). */
function isBelow({ groups }: Customer, id: string, top: string): boolean {
  const below = new Set([top]);
  for (const each of below)
    for (const member of groups.get(each)?.members.values() ?? []) if (member.type === 'GROUP') below.add(member.id); // grows while it is walked
  return below.has(id);
}

function memberOf(customer: Customer, input: MemberInput): GoogleMember {
  if (typeof input !== 'string') return { role: 'MEMBER', type: 'USER', ...input };
  if (input === 'everyone') return { id: customer.id, role: 'MEMBER', type: 'CUSTOMER' };
  const user = userBy(customer, input);
  if (user !== undefined) return { id: user.id, role: 'MEMBER', type: 'USER' };
  return { id: found(groupCalled(customer, input), input).id, role: 'MEMBER', type: 'GROUP' };
}

const groupCalled = (customer: Customer, which: string): GoogleGroup | undefined =>
  groupBy(customer, which) ?? customer.groups.values().find(({ name }) => name === which);

const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

const shortened = (short: string): Partial<GoogleUser> => ({
  ...{ id: short, primaryEmail: `${short}@example.com` },
  ...{ givenName: `${short.charAt(0).toUpperCase()}${short.slice(1)}`, familyName: 'Example' },
});

function found<T>(value: T | undefined, which: string): T {
  if (value === undefined) throw new Error(`There is no ${which} in the sandbox's Google.`);
  return value;
}
