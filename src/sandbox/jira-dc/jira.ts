import {
  type ApplicationRole,
  type ComponentSeed,
  type Directory,
  fold,
  type GroupSeed,
  type JiraComponent,
  type JiraGroup,
  type JiraProject,
  type JiraUser,
  type ProjectSeed,
  type RoleSeed,
  type UserSeed,
} from './state.js';
import { type Language, type TextKey, textIn } from './texts.js';
import { type JiraVersion, versions } from './versions.js';

const INTERNAL_DIRECTORY = 1;
const LDAP_DIRECTORY = 10100;

/** A Jira in memory: plain, mutable state, and what tests and the demo do to it behind the API's back. */
export class Jira {
  readonly version: JiraVersion;
  readonly token: string;
  readonly contextPath: string;

  /** by key; deleted ones stay, marked */
  readonly users = new Map<string, JiraUser>();
  /** by folded name */
  readonly groups = new Map<string, JiraGroup>();
  /** by key */
  readonly projects = new Map<string, JiraProject>();
  /** by key */
  readonly applicationRoles = new Map<string, ApplicationRole>();
  readonly directories: Directory[] = [
    { id: INTERNAL_DIRECTORY, name: 'Jira Internal Directory', external: false, readOnly: false },
  ];
  /** names of the groups that a global permission is granted to */
  readonly globalPermissions = { ADMINISTER: ['jira-administrators'], SYSTEM_ADMIN: ['jira-administrators'] };
  /** usernames whose sessions were ended, in order */
  readonly endedSessions: string[] = [];
  /** the most that one answer holds, whatever the caller asks for */
  readonly limits = {
    userList: Number.POSITIVE_INFINITY,
    userSearch: 1000,
    searchWindow: Number.POSITIVE_INFINITY, // over all pages of a search; some 9.x stop at 1000 (JRASERVER-65089)
    groupMembers: 50,
    groupPicker: Number.POSITIVE_INFINITY,
  };

  /** the key of the account that the token belongs to */
  account = '';
  basicAllowed: boolean;
  bearerRefused = false;
  tokenExpired = false;
  tokenRights: 'system' | 'admin' | 'none' = 'system';
  webSudoRequired = false;
  readonlyText: string | undefined;
  language: Language = 'en';
  htmlErrorPages = false;
  applicationKeysIgnored = false;
  startAtIgnored = false; // each page of a search is the first one
  readonly openPaths: RegExp[] = [];
  readonly captchaLocked = new Set<string>();

  #nextUser = 10000;
  #nextProject = 10000;
  #nextComponent = 10010;

  constructor(version: JiraVersion, token: string, contextPath: string) {
    this.version = version;
    this.token = token;
    this.contextPath = contextPath;
    this.basicAllowed = versions[version].basic;
    this.limits.searchWindow = versions[version].searchWindow;
  }

  addUser(seed: UserSeed): JiraUser {
    const name = fold(seed.name);
    if (this.userNamed(name) && !seed.deleted) throw new Error(`the sandbox Jira has a user "${name}" already`);
    const id = this.#nextUser++;
    const user: JiraUser = {
      key: seed.key ?? `JIRAUSER${id}`,
      id,
      name,
      displayName: seed.displayName ?? seed.name,
      emailAddress: seed.emailAddress ?? `${name}@example.com`,
      active: seed.active ?? true,
      deleted: seed.deleted ?? false,
      directory: INTERNAL_DIRECTORY,
      password: seed.password,
      issues: seed.issues ?? 0,
      lastLoginTime: seed.lastLoginTime,
      shadow: seed.shadow,
    };
    this.users.set(user.key, user);
    for (const group of seed.groups ?? []) (this.group(group) ?? this.addGroup(group)).members.add(user.key);
    return user;
  }

  addGroup(seed: string | GroupSeed): JiraGroup {
    const { name, members = [], children = [] }: GroupSeed = typeof seed === 'string' ? { name: seed } : seed;
    const group = this.group(name) ?? { name, members: new Set(), children: new Set(), readOnly: false, restrictions: 0 };
    this.groups.set(fold(name), group);
    for (const member of members) this.addMember(name, member);
    for (const child of children) this.nest(child, name);
    return group;
  }

  addMember(group: string, username: string): void {
    this.#existing(this.group(group), group).members.add(this.#existing(this.userNamed(username), username).key);
  }

  /** Makes one group a member of another; a child that does not exist yet is made. */
  nest(child: string, parent: string): void {
    this.#existing(this.group(parent), parent).children.add(fold((this.group(child) ?? this.addGroup(child)).name));
  }

  /** Moves the user into an LDAP directory that Jira cannot write to. */
  makeReadOnlyDirectory(username: string): void {
    if (!this.directories.some(({ id }) => id === LDAP_DIRECTORY))
      this.directories.push({ id: LDAP_DIRECTORY, name: 'Corp LDAP', external: true, readOnly: true });
    this.#existing(this.userNamed(username), username).directory = LDAP_DIRECTORY;
  }

  readOnlyGroup(name: string): void {
    this.#existing(this.group(name), name).readOnly = true;
  }

  addProject(seed: ProjectSeed): JiraProject {
    const project: JiraProject = {
      id: String(this.#nextProject++),
      key: seed.key,
      name: seed.name ?? seed.key,
      lead: this.#existing(this.userNamed(seed.lead), seed.lead).key,
      assigneeType: 'PROJECT_LEAD',
      archived: seed.archived ?? false,
      hidden: seed.hidden ?? false,
      components: [],
    };
    this.projects.set(project.key, project);
    for (const component of seed.components ?? []) this.addComponent(project.key, component);
    return project;
  }

  addComponent(projectKey: string, seed: ComponentSeed): JiraComponent {
    const component: JiraComponent = {
      id: String(this.#nextComponent++),
      name: seed.name,
      description: '',
      lead: seed.lead === undefined ? undefined : this.#existing(this.userNamed(seed.lead), seed.lead).key,
      assigneeType: seed.assigneeType ?? 'PROJECT_DEFAULT',
      archived: seed.archived ?? false,
    };
    this.#existing(this.projects.get(projectKey), projectKey).components.push(component);
    return component;
  }

  addApplicationRole(seed: RoleSeed): ApplicationRole {
    const role: ApplicationRole = {
      key: seed.key,
      name: seed.name ?? seed.key,
      groups: [...seed.groups],
      defaultGroups: [...(seed.defaultGroups ?? seed.groups)],
      selectedByDefault: seed.selectedByDefault ?? true,
      seats: seed.seats ?? -1,
    };
    for (const group of [...role.groups, ...role.defaultGroups]) this.addGroup(group);
    this.applicationRoles.set(role.key, role);
    return role;
  }

  setSeats(applicationKey: string, seats: number | 'unlimited'): void {
    this.#existing(this.applicationRoles.get(applicationKey), applicationKey).seats = seats === 'unlimited' ? -1 : seats;
  }

  /** Resources that Jira shows to everybody: bad credentials then give an empty 200. Tested on the path and query. */
  anonymousOn(path: RegExp): void {
    this.openPaths.push(path);
  }

  /** Too many wrong passwords: every login of the account is refused until a person solves a CAPTCHA. */
  captchaLock(username?: string): void {
    const key = username === undefined ? this.account : this.#existing(this.userNamed(username), username).key;
    this.captchaLocked.add(key);
  }

  requireWebSudo(on = true): void {
    this.webSudoRequired = on;
  }

  readonlyMode(text: string | false = 'Jira is in read-only mode for maintenance.'): void {
    this.readonlyText = text === false ? undefined : text;
  }

  localise(language: Language): void {
    this.language = language;
  }

  /** The token stays good, its account is no administrator any more. */
  revokeAdmin(): void {
    this.tokenRights = 'none';
  }

  /** The token's account keeps ADMINISTER and loses SYSTEM_ADMIN. */
  revokeSystemAdmin(): void {
    this.tokenRights = 'admin';
  }

  expireToken(): void {
    this.tokenExpired = true;
  }

  /** 401 and 500 come as HTML pages, as recorded from a live Jira, and not as JSON. */
  htmlErrors(on = true): void {
    this.htmlErrorPages = on;
  }

  /** `applicationKeys: []` is read as if it had been left out. */
  ignoreApplicationKeys(on = true): void {
    this.applicationKeysIgnored = on;
  }

  /** As behind a proxy that strips the header, or with personal access tokens switched off. */
  refuseBearer(on = true): void {
    this.bearerRefused = on;
  }

  userNamed(name: string): JiraUser | undefined {
    const folded = fold(name);
    for (const user of this.users.values()) if (user.name === folded && !user.deleted) return user;
    return undefined;
  }

  group(name: string): JiraGroup | undefined {
    return this.groups.get(fold(name));
  }

  directoryOf(user: JiraUser): Directory | undefined {
    return this.directories.find(({ id }) => id === user.directory);
  }

  text(key: TextKey, ...values: string[]): string {
    return textIn(this.language, key, values);
  }

  #existing<T>(found: T | undefined, name: string): T {
    if (found === undefined) throw new Error(`the sandbox Jira has no "${name}"`);
    return found;
  }
}
