import type { HttpFactory } from '../../../src/http/client.js';
import type { AttributeName } from '../../../src/model/wish.js';
import type { Emulator } from '../../../src/sandbox/server.js';
import type { Target } from '../../../src/targets/target.js';
import type { TargetWording } from '../../bad-days/faults.js';

/** Somebody with an account, switched on. */
export interface Somebody {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
}

/** What a suite wants there to be besides our own account and what the product brings. */
export interface Filling {
  readonly people: readonly Somebody[];
  /** members by username; `children` are names of groups nested in this one, for a product that nests */
  readonly groups: readonly {
    readonly name: string;
    readonly members: readonly string[];
    readonly children?: readonly string[];
  }[];
  /** the most rows on a page of users and on one of members, where the product can be held to so few */
  readonly pageSize: number;
}

/** What a product holds, told without our client. Deleted accounts are not in it. */
export interface Content {
  /** `id` as our target calls it; a product that switches nobody off shows everybody as active */
  readonly people: readonly (Somebody & { readonly id: string; readonly active: boolean })[];
  /** usernames of direct members */
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** whatever else may be taken from somebody or given to them, a line for each: permissions, leads */
  readonly rest?: readonly string[];
}

/** What an administrator does at the product itself, and what stands in its database. Everybody goes by username. */
export interface ByHand {
  content(): Content;
  /** keeps all that it holds now; the function brings it back */
  keep(): () => void;
  addPerson(somebody: Somebody): void;
  changePerson(username: string, values: Partial<Somebody>): void;
  removePerson(username: string): void;
  addGroup(name: string): void;
  removeGroup(name: string): void;
  addMember(group: string, username: string): void;
  removeMember(group: string, username: string): void;
  /** a permission of its own, past every group, for a product that has such */
  grant?(username: string): void;
  /** from now on nothing can be written to it, for it belongs to a directory that is managed elsewhere (G10) */
  freezePerson?(username: string): void;
  freezeGroup?(name: string): void;
}

/** Which requests do what, tested on "METHOD /path?query". */
export interface Wire {
  /** each page of the list of users, and each but the first */
  readonly users: RegExp;
  readonly laterUsers: RegExp;
  readonly groups: RegExp;
  /** each page of a group's members, and each but the first; where a product tells all of them in one answer, that for both */
  members(group: string): RegExp;
  laterMembers(group: string): RegExp;
  readonly write: RegExp;
}

/** A target on its emulator. */
export interface TargetWorld extends AsyncDisposable {
  readonly target: Target;
  /** the same product with credentials that it does not accept, on resources that answer anybody */
  readonly intruder: Target;
  /** the same target as `target`, asking by other means */
  connect(http: HttpFactory): Target;
  readonly emulator: Pick<Emulator, 'fail' | 'heal' | 'hangUp' | 'requests'>;
  readonly byHand: ByHand;
  /** the username of our own account, if we are one */
  readonly self: string | undefined;
  /** members of a nested group are members of the outer one */
  readonly nests: boolean;
  readonly wire: Wire;
  /** what people are matched by, where the product hides the address of some: nobody new is known to be new by it (C1) */
  readonly match?: readonly AttributeName[];
  /** its errors in its own words */
  readonly words: TargetWording;
  /** milliseconds before each answer from now on; it acts after them */
  slow?(latency: number): void;
}

export type OpenWorld = (filling: Filling) => Promise<TargetWorld>;

/** Somebody of that name, with an address and a display name that nobody else has. */
export const somebody = (username: string): Somebody => ({
  username,
  displayName: `The ${username}`,
  email: `${username}@example.com`,
});

/** A content in lines, in whatever order it was told; without the numbers that a product gives. */
export const sorted = ({ people, groups, rest = [] }: Content) => ({
  people: people
    .map(({ username, displayName, email, active }) => [username, displayName, email, active ? 'on' : 'off'].join(' | '))
    .toSorted(),
  groups: groups.map(({ name, members }) => `${name}: ${members.toSorted().join(' ')}`).toSorted(),
  rest: rest.toSorted(),
});
