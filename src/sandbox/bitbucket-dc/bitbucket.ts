import {
  type BitbucketGroup,
  type BitbucketUser,
  type Directory,
  fold,
  type GroupSeed,
  type Level,
  type UserSeed,
} from './state.js';
import type { BitbucketVersion } from './versions.js';

export const INTERNAL: Directory = { id: 1, name: 'Bitbucket Internal Directory', type: 'BITBUCKET_INTERNAL', readOnly: false };
const LDAP: Directory = { id: 32770, name: 'Corp LDAP', type: 'LDAP', readOnly: true };
/** 8 July 2024: the first account; each one after it is a minute younger. */
const FIRST_CREATED = 1_720_432_800_000;
const DEFAULT_GROUP = 'stash-users';

/** A Bitbucket in memory: plain, mutable state, and what tests and the demo do to it behind the API's back. */
export class Bitbucket {
  /** by id */
  readonly users = new Map<number, BitbucketUser>();
  /** by folded name */
  readonly groups = new Map<string, BitbucketGroup>();
  /** in the order in which they are asked */
  readonly directories: Directory[] = [INTERNAL];
  /** who is put into it gets in: new accounts too, unless that is declined */
  readonly defaultGroup = DEFAULT_GROUP;
  /** page.max.users and page.max.groups: the most rows of a page, whatever is asked for */
  readonly limits = { users: 1000, groups: 1000 };

  /** the account of the administrator, whose token is `token` */
  account = 0;
  /** how many people may get in; undefined: as many as there are */
  seats: number | undefined;
  basicBlocked = false;
  /** the OAuth 2.0 token has an admin scope */
  oauthAdmin = true;
  /** a mail server is there, so that `notify` works */
  canMail = false;
  /** what the removal of somebody who is no member is answered with: nobody wrote it down */
  absentMember: 200 | 404 = 200;
  /** likewise the members of a group that is not there */
  absentGroup: 'empty' | 'notFound' = 'empty';
  /** whether the members of a group are listed with those of the groups nested in it: likewise */
  listsNested = false;
  /** a bare list, or a page with the directories in it: the document and its text disagree */
  directoriesAs: 'list' | 'page' = 'list';
  readonly captchaLocked = new Set<number>();

  #nextUser = 1;

  constructor(
    readonly version: BitbucketVersion,
    /** an HTTP access token of the administrator: good for reading only */
    readonly token: string,
    /** an OAuth 2.0 access token of the administrator: may do what they may */
    readonly oauthToken: string,
    readonly contextPath: string,
  ) {}

  addUser(seed: UserSeed): BitbucketUser {
    if (this.userNamed(seed.name)) throw new Error(`the sandbox Bitbucket has a user "${seed.name}" already`);
    const id = this.#nextUser++;
    const user: BitbucketUser = {
      id,
      name: seed.name,
      displayName: seed.displayName ?? seed.name,
      emailAddress: seed.emailAddress ?? `${fold(seed.name)}@example.com`,
      active: seed.active ?? true,
      type: seed.type ?? 'NORMAL',
      directory: INTERNAL.id,
      password: seed.password,
      permission: seed.permission,
      erased: seed.erased ?? false,
      createdTimestamp: FIRST_CREATED + id * 60_000,
      lastAuthenticationTimestamp: undefined,
    };
    this.users.set(id, user);
    for (const group of seed.groups ?? []) this.addGroup(group).members.add(id);
    return user;
  }

  /** Makes it when it does not exist, and puts in whatever the seed has. */
  addGroup(seed: string | GroupSeed): BitbucketGroup {
    const { name, members = [], children = [], permission }: GroupSeed = typeof seed === 'string' ? { name: seed } : seed;
    const empty = { members: new Set<number>(), synced: new Set<number>(), children: new Set<string>() };
    const group = this.group(name) ?? { name, ...empty, permission: undefined, readOnly: false };
    this.groups.set(fold(name), group);
    if (permission !== undefined) group.permission = permission;
    for (const member of members) this.addMember(name, member);
    for (const child of children) group.children.add(fold(this.addGroup(child).name));
    return group;
  }

  addMember(group: string, username: string): void {
    this.#existing(this.group(group), group).members.add(this.#existing(this.userNamed(username), username).id);
  }

  /** A global permission of a group, or with undefined none. */
  permit(group: string, level: Level | undefined): void {
    this.#existing(this.group(group), group).permission = level;
  }

  /** Moves the account into an LDAP directory that Bitbucket cannot write to. */
  makeReadOnly(username: string): void {
    if (!this.directories.includes(LDAP)) this.directories.push(LDAP);
    this.#existing(this.userNamed(username), username).directory = LDAP.id;
  }

  readOnlyGroup(name: string): void {
    this.#existing(this.group(name), name).readOnly = true;
  }

  /** Too many wrong passwords: every login of the account is refused until an administrator clears that. */
  captchaLock(username?: string): void {
    this.captchaLocked.add(username === undefined ? this.account : this.#existing(this.userNamed(username), username).id);
  }

  userNamed(name: string): BitbucketUser | undefined {
    const folded = fold(name);
    for (const user of this.users.values()) if (fold(user.name) === folded) return user;
    return undefined;
  }

  group(name: string): BitbucketGroup | undefined {
    return this.groups.get(fold(name));
  }

  removeUser({ id }: BitbucketUser): void {
    this.users.delete(id);
    for (const { members, synced } of this.groups.values()) {
      members.delete(id);
      synced.delete(id);
    }
  }

  directoryOf({ directory }: BitbucketUser): Directory {
    return this.directories.find(({ id }) => id === directory) ?? INTERNAL;
  }

  /** Names of users are given out anew, their numbers never. */
  numberFrom(next: number): void {
    this.#nextUser = Math.max(this.#nextUser, next);
  }

  #existing<T>(found: T | undefined, name: string): T {
    if (found === undefined) throw new Error(`the sandbox Bitbucket has no "${name}"`);
    return found;
  }
}
