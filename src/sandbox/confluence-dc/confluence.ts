import type { OutsideDirectory } from '../atlassian/snapshot.js';
import {
  type ConfluenceGroup,
  type ConfluenceUser,
  type Directory,
  fold,
  type GroupSeed,
  INTERNAL_DIRECTORY,
  type LongTask,
  REMOTE_DIRECTORY,
  type UserSeed,
} from './state.js';
import { synchronise } from './synchronise.js';
import { type ConfluenceVersion, type Traits, versions } from './versions.js';

/** A Confluence in memory: plain, mutable state, and what tests and the demo do to it behind the API's back. */
export class Confluence {
  readonly version: ConfluenceVersion;
  readonly traits: Traits;
  readonly token: string;
  readonly contextPath: string;

  /** by key */
  readonly users = new Map<string, ConfluenceUser>();
  /** by folded name */
  readonly groups = new Map<string, ConfluenceGroup>();
  /** by id */
  readonly tasks = new Map<string, LongTask>();
  /** in the order in which they are asked; a remote one stands first once it is there */
  readonly directories: Directory[] = [{ id: INTERNAL_DIRECTORY, name: 'Confluence Internal Directory', external: false }];
  /** names of the groups that a global permission is granted to */
  readonly globalPermissions = {
    use: ['confluence-users'],
    administer: ['confluence-administrators'],
    system: ['confluence-administrators'],
  };
  /** keys of the users whom a global permission is granted to by themselves */
  readonly personalPermissions = { use: new Set<string>(), administer: new Set<string>(), system: new Set<string>() };
  /** the most that one page holds, whatever the caller asks for; 200 was seen for members, of the others nobody says */
  readonly limits = { users: 200, activeUsers: 200, groups: 200, members: 200, memberOf: 200 };
  /** DELETE /admin/user: after how many looks the task is done, or that it never is, or fails */
  readonly deletions = { polls: 1, never: false, fail: false };

  /** the key of the account that the token belongs to */
  account = '';
  /** what that account may do, of what its groups give */
  rights: readonly ('use' | 'administer' | 'system')[] = ['use', 'administer', 'system'];
  /** a new account joins it, and so takes a seat; undefined: none (whether Confluence does so, nobody says) */
  defaultGroup: string | undefined = 'confluence-users';
  /** how many accounts the licence allows */
  seats = Number.POSITIVE_INFINITY;
  tokenExpired = false;
  /** administrators are asked for a secure session, whatever they sign in with (Basic and a token should be spared: sheet §1) */
  webSudoRequired = false;
  readOnlyMode = false;
  /** with which writes are refused then; nobody says, and each is likely */
  readOnlyModeStatus: 403 | 405 = 405;
  /** a page that is cut links to the one after it */
  nextShown = true;
  /** lists tell their `totalCount` */
  totalsShown = false;
  /** a group's members include those of the groups nested in it (nobody says whether they do) */
  nestedShown = true;
  /** `/` written as %2F passes the servlet container */
  slashPasses = false;
  /** keys of those that the search index lacks: `admin/users/list/active` does not show them */
  readonly unindexed = new Set<string>();
  readonly openPaths: RegExp[] = [];
  readonly captchaLocked = new Set<string>();
  readonly #remote: OutsideDirectory | undefined;
  #synchronised = Date.now();
  #nextId = 1;

  constructor(version: ConfluenceVersion, token: string, contextPath: string, remote?: OutsideDirectory) {
    this.version = version;
    this.traits = versions[version];
    this.token = token;
    this.contextPath = contextPath;
    this.#remote = remote;
    if (remote !== undefined) this.directories.unshift({ id: REMOTE_DIRECTORY, name: remote.name, external: true });
  }

  addUser(seed: UserSeed): ConfluenceUser {
    const name = fold(seed.name);
    if (this.userNamed(name)) throw new Error(`the sandbox Confluence has a user "${name}" already`);
    const id = this.#nextId++;
    const user: ConfluenceUser = {
      key: seed.key ?? `4028d6768851c8900188${id.toString(16).padStart(12, '0')}`,
      id,
      name,
      fullName: seed.fullName ?? seed.name,
      email: seed.email ?? `${name}@example.com`,
      active: seed.active ?? true,
      password: seed.password,
      directory: INTERNAL_DIRECTORY,
      type: seed.type ?? 'known',
    };
    this.users.set(user.key, user);
    const groups = seed.licensed === false || this.defaultGroup === undefined ? [] : [this.defaultGroup];
    for (const group of [...groups, ...(seed.groups ?? [])]) (this.group(group) ?? this.addGroup(group)).members.add(user.key);
    return user;
  }

  addGroup(seed: string | GroupSeed): ConfluenceGroup {
    const { name, members = [], children = [] }: GroupSeed = typeof seed === 'string' ? { name: seed } : seed;
    const group = this.group(name) ?? { name, members: new Set(), children: new Set(), directory: INTERNAL_DIRECTORY };
    this.groups.set(fold(name), group);
    for (const member of members) this.addMember(name, member);
    for (const child of children) this.nest(child, name);
    return group;
  }

  addMember(group: string, username: string): void {
    existing(this.group(group), group).members.add(existing(this.userNamed(username), username).key);
  }

  /** Makes one group a member of another; a child that does not exist yet is made. */
  nest(child: string, parent: string): void {
    existing(this.group(parent), parent).children.add(fold((this.group(child) ?? this.addGroup(child)).name));
  }

  /** Keys are made from a number of its own, and no number is given twice. */
  goOnFrom(last: number): void {
    this.#nextId = Math.max(this.#nextId, last + 1);
  }

  /** Deleted: gone from every list, and out of every group. */
  removeUser(key: string): void {
    this.users.delete(key);
    for (const group of this.groups.values()) group.members.delete(key);
    for (const holders of Object.values(this.personalPermissions)) holders.delete(key);
  }

  /** What the other system holds by now arrives. Until then nothing of it is here: real directories are synchronised by the hour. */
  syncDirectory(): void {
    if (this.#remote === undefined) throw new Error('this sandbox Confluence has no directory but its own');
    this.#synchronised = Date.now();
    synchronise(this, this.#remote.snapshot());
  }

  /** A synchronisation that is due happens before whatever is asked next. */
  syncWhenDue(): void {
    const { interval } = this.#remote ?? {};
    if (interval !== undefined && Date.now() - this.#synchronised >= interval) this.syncDirectory();
  }

  /** Moves a user or a group into a directory that Confluence cannot write to. */
  makeReadOnly({ user, group }: { user?: string; group?: string }): void {
    if (!this.directories.some(({ id }) => id === REMOTE_DIRECTORY))
      this.directories.push({ id: REMOTE_DIRECTORY, name: 'Corp LDAP', external: true });
    if (user !== undefined) existing(this.userNamed(user), user).directory = REMOTE_DIRECTORY;
    if (group !== undefined) existing(this.group(group), group).directory = REMOTE_DIRECTORY;
  }

  /** Resources that Confluence shows to everybody: bad credentials then give an empty 200. Tested on the path and query. */
  anonymousOn(path: RegExp): void {
    this.openPaths.push(path);
  }

  /** Too many wrong passwords: every login of the account is refused until a person solves a CAPTCHA. */
  captchaLock(): void {
    this.captchaLocked.add(this.account);
  }

  userNamed(name: string): ConfluenceUser | undefined {
    const folded = fold(name);
    for (const user of this.users.values()) if (user.name === folded) return user;
    return undefined;
  }

  group(name: string): ConfluenceGroup | undefined {
    return this.groups.get(fold(name));
  }

  isReadOnly({ directory }: { readonly directory: number }): boolean {
    return this.directories.some(({ id, external }) => id === directory && external);
  }
}

function existing<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`the sandbox Confluence has no "${name}"`);
  return found;
}
