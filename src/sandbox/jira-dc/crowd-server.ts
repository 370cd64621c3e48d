import { byName, type CrowdGroup, type CrowdUser, type UserDirectory, type UserFields } from '../crowd/directory.js';
import { type Application, CrowdServer } from '../crowd/server.js';
import type { Jira } from './jira.js';
import { fold, type JiraGroup, type JiraUser } from './state.js';

/** A Jira that acts as a Crowd server for one application ("Jira User Server"), over its own users. */
export const jiraAsCrowd = (jira: Jira, application: Application): CrowdServer =>
  new CrowdServer(`JIRA/${jira.version}`, jira.contextPath, application, new JiraDirectory(jira), { basicCanBeBlocked: false });

/** What Crowd's part of Jira keeps of a user besides what Jira shows. */
class SharedUser implements CrowdUser {
  readonly attributes = new Map<string, string[]>();
  extra: Record<string, unknown> = {};
  /** its own, and not the key by which Jira knows the user */
  readonly key: string;
  firstName: string;
  lastName: string;

  constructor(
    private readonly jira: Jira,
    readonly user: JiraUser,
  ) {
    this.key = `1:${user.id.toString(16).padStart(8, '0')}`;
    const words = user.displayName.split(' ');
    this.firstName = words.slice(0, -1).join(' ');
    this.lastName = words.at(-1) ?? '';
  }

  get name() {
    return this.user.name;
  }
  get displayName() {
    return this.user.displayName;
  }
  set displayName(text) {
    this.user.displayName = text;
  }
  get email() {
    return this.user.emailAddress;
  }
  set email(text) {
    this.user.emailAddress = text;
  }
  get active() {
    return this.user.active;
  }
  set active(on) {
    this.user.active = on;
  }
  get readOnly() {
    return this.jira.directoryOf(this.user)?.readOnly ?? false;
  }
}

class SharedGroup implements CrowdGroup {
  readonly attributes = new Map<string, string[]>();
  description = '';
  active = true;

  constructor(readonly group: JiraGroup) {}

  get name() {
    return this.group.name;
  }
  get readOnly() {
    return this.group.readOnly;
  }
}

class JiraDirectory implements UserDirectory {
  readonly #users = new WeakMap<JiraUser, SharedUser>();
  readonly #groups = new WeakMap<JiraGroup, SharedGroup>();

  constructor(private readonly jira: Jira) {}

  users = () => byName([...this.jira.users.values()].filter(({ deleted }) => !deleted).map(user => this.#shared(user)));

  user(name: string): CrowdUser | undefined {
    const user = this.jira.userNamed(name);
    return user && this.#shared(user);
  }

  addUser(name: string, { firstName, lastName, displayName, email, active }: UserFields, password: string): CrowdUser {
    const user = this.#shared(this.jira.addUser({ name, displayName, emailAddress: email, active, password }));
    return Object.assign(user, { firstName, lastName });
  }

  renameUser(user: CrowdUser, name: string): void {
    const own = this.jira.userNamed(user.name);
    if (own) own.name = fold(name);
  }

  removeUser({ name }: CrowdUser): void {
    const user = this.jira.userNamed(name);
    if (user === undefined) return;
    user.deleted = true;
    user.active = false;
    for (const group of this.jira.groups.values()) group.members.delete(user.key);
  }

  groups = () => byName([...this.jira.groups.values()].map(group => this.#sharedGroup(group)));

  group(name: string): CrowdGroup | undefined {
    const group = this.jira.group(name);
    return group && this.#sharedGroup(group);
  }

  addGroup(name: string, description: string): CrowdGroup {
    return Object.assign(this.#sharedGroup(this.jira.addGroup(name)), { description });
  }

  removeGroup({ name }: CrowdGroup): void {
    this.jira.groups.delete(fold(name));
    for (const parent of this.jira.groups.values()) parent.children.delete(fold(name));
  }

  membersOf({ name }: CrowdGroup): readonly CrowdUser[] {
    const keys = [...(this.jira.group(name)?.members ?? [])];
    return byName(keys.flatMap(key => this.jira.users.get(key) ?? []).map(user => this.#shared(user)));
  }

  childrenOf({ name }: CrowdGroup): readonly CrowdGroup[] {
    return byName([...(this.jira.group(name)?.children ?? [])].flatMap(child => this.group(child) ?? []));
  }

  addMember = (group: CrowdGroup, user: CrowdUser) => this.jira.addMember(group.name, user.name);

  removeMember({ name }: CrowdGroup, user: CrowdUser): void {
    const key = this.jira.userNamed(user.name)?.key;
    if (key !== undefined) this.jira.group(name)?.members.delete(key);
  }

  nest = (group: CrowdGroup, child: CrowdGroup) => this.jira.nest(child.name, group.name);
  unnest = ({ name }: CrowdGroup, child: CrowdGroup) => void this.jira.group(name)?.children.delete(fold(child.name));

  #shared(user: JiraUser): SharedUser {
    const shared = this.#users.get(user) ?? new SharedUser(this.jira, user);
    this.#users.set(user, shared);
    return shared;
  }

  #sharedGroup(group: JiraGroup): SharedGroup {
    const shared = this.#groups.get(group) ?? new SharedGroup(group);
    this.#groups.set(group, shared);
    return shared;
  }
}
