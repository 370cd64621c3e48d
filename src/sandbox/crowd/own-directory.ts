import { randomUUID } from 'node:crypto';
import { byName, type CrowdGroup, type CrowdUser, fold, type UserDirectory, type UserFields } from './directory.js';

export interface UserSeed extends Partial<UserFields> {
  name: string;
  key?: string | undefined;
  password?: string | undefined;
  attributes?: Readonly<Record<string, readonly string[]>>;
  extra?: Readonly<Record<string, unknown>>;
  /** made when they do not exist */
  groups?: readonly string[];
  readOnly?: boolean;
}

export interface GroupSeed {
  name: string;
  description?: string;
  members?: readonly string[];
  /** names of the groups nested in it */
  children?: readonly string[];
  readOnly?: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OwnUser = Writable<CrowdUser> & { password: string | undefined };
type OwnGroup = Writable<CrowdGroup> & { members: Set<CrowdUser>; children: Set<CrowdGroup> };

/** An internal directory of Crowd, in memory. */
export class OwnDirectory implements UserDirectory {
  readonly #users = new Map<string, OwnUser>();
  readonly #groups = new Map<string, OwnGroup>();
  /** users of a directory below this one, each hidden by one of the same name */
  readonly #below = new Map<string, OwnUser>();

  constructor(private readonly id: number) {}

  seedUser({ name, groups = [], password, attributes = {}, extra = {}, readOnly = false, ...seed }: UserSeed): CrowdUser {
    if (this.user(name)) throw new Error(`the sandbox Crowd has a user "${name}" already`);
    const { firstName = name, lastName = 'Sandbox', displayName = name, email = `${name}@example.com`, active = true } = seed;
    const user: OwnUser = {
      key: seed.key ?? `${this.id}:${randomUUID()}`,
      ...{ name, firstName, lastName, displayName, email, active, password, readOnly },
      attributes: new Map(Object.entries(attributes).map(([key, values]) => [key, [...values]])),
      extra: { ...extra },
    };
    this.#users.set(fold(name), user);
    for (const group of groups) this.#own(this.group(group) ?? this.addGroup(group, '')).members.add(user);
    return user;
  }

  /** Puts them into a directory below this one: of one name the first match wins (crowd sheet §5), until it is gone. */
  seedBelow(seed: UserSeed & { key: string }): void {
    const above = this.#existing(seed.name);
    this.#users.delete(fold(seed.name));
    this.seedUser(seed);
    this.#below.set(fold(seed.name), this.#existing(seed.name));
    this.#users.set(fold(seed.name), above);
  }

  seedGroup({ name, description = '', members = [], children = [], readOnly = false }: GroupSeed): CrowdGroup {
    const group = this.#own(this.group(name) ?? this.addGroup(name, description));
    group.readOnly = readOnly;
    for (const member of members) group.members.add(this.#existing(member));
    for (const child of children) group.children.add(this.group(child) ?? this.addGroup(child, ''));
    return group;
  }

  /** Nobody and no group is left. */
  clear(): void {
    this.#users.clear();
    this.#below.clear();
    this.#groups.clear();
  }

  /** Moves them into a remote directory that cannot be written to. */
  makeReadOnly(name: string): void {
    this.#existing(name).readOnly = true;
  }

  makeGroupReadOnly(name: string): void {
    const group = this.group(name);
    if (group) this.#own(group).readOnly = true;
  }

  users = () => byName([...this.#users.values()]);
  user = (name: string): CrowdUser | undefined => this.#users.get(fold(name));

  addUser(name: string, fields: UserFields, password: string): CrowdUser {
    return this.seedUser({ name, ...fields, password });
  }

  renameUser(user: CrowdUser, name: string): void {
    const own = this.#existing(user.name);
    this.#uncover(user.name);
    own.name = name;
    this.#users.set(fold(name), own);
  }

  removeUser(user: CrowdUser): void {
    for (const group of this.#groups.values()) group.members.delete(user);
    this.#uncover(user.name);
  }

  #uncover(name: string): void {
    const below = this.#below.get(fold(name));
    this.#users.delete(fold(name));
    this.#below.delete(fold(name));
    if (below !== undefined) this.#users.set(fold(name), below);
  }

  groups = () => byName([...this.#groups.values()]);
  group = (name: string): CrowdGroup | undefined => this.#groups.get(fold(name));

  addGroup(name: string, description: string): CrowdGroup {
    const attributes = new Map<string, string[]>();
    const group: OwnGroup = {
      name,
      description,
      active: true,
      readOnly: false,
      attributes,
      members: new Set(),
      children: new Set(),
    };
    this.#groups.set(fold(name), group);
    return group;
  }

  removeGroup(group: CrowdGroup): void {
    this.#groups.delete(fold(group.name));
    for (const parent of this.#groups.values()) parent.children.delete(group);
  }

  membersOf = (group: CrowdGroup) => byName([...this.#own(group).members]);
  childrenOf = (group: CrowdGroup) => byName([...this.#own(group).children]);
  addMember = (group: CrowdGroup, user: CrowdUser) => void this.#own(group).members.add(user);
  removeMember = (group: CrowdGroup, user: CrowdUser) => void this.#own(group).members.delete(user);
  nest = (group: CrowdGroup, child: CrowdGroup) => void this.#own(group).children.add(child);
  unnest = (group: CrowdGroup, child: CrowdGroup) => void this.#own(group).children.delete(child);

  #own(group: CrowdGroup): OwnGroup {
    const own = this.#groups.get(fold(group.name));
    if (own === undefined) throw new Error(`the sandbox Crowd has no group "${group.name}"`);
    return own;
  }

  #existing(name: string): OwnUser {
    const own = this.#users.get(fold(name));
    if (own === undefined) throw new Error(`the sandbox Crowd has no user "${name}"`);
    return own;
  }
}
