export interface JiraUser {
  /** never changes: the old username for users made before 8.4, JIRAUSERnnnnn since */
  readonly key: string;
  readonly id: number;
  /** lower case, as Jira stores it */
  name: string;
  displayName: string;
  emailAddress: string;
  active: boolean;
  deleted: boolean;
  /** the id of the user directory that holds the account */
  directory: number;
  password: string | undefined;
  /** issues reported or assigned, and comments: any of them forbids deletion */
  issues: number;
  lastLoginTime: string | undefined;
  /** the account of the same name in a lower directory, which appears once this one is deleted */
  shadow: Shadow | undefined;
}

type Shadow = Pick<JiraUser, 'displayName' | 'emailAddress' | 'active' | 'directory'>;

export interface JiraGroup {
  /** in the case it was created with */
  name: string;
  /** keys of the users that are direct members */
  members: Set<string>;
  /** folded names of the groups nested in this one */
  children: Set<string>;
  readOnly: boolean;
  /** comments and worklogs shown to this group only: it cannot be deleted without a swapGroup then */
  restrictions: number;
}

export type AssigneeType = 'PROJECT_DEFAULT' | 'COMPONENT_LEAD' | 'PROJECT_LEAD' | 'UNASSIGNED';

export interface JiraComponent {
  readonly id: string;
  name: string;
  description: string;
  /** a user's key */
  lead: string | undefined;
  assigneeType: AssigneeType;
  archived: boolean;
}

export interface JiraProject {
  readonly id: string;
  readonly key: string;
  name: string;
  /** a user's key: a project always has a lead */
  lead: string;
  assigneeType: AssigneeType;
  archived: boolean;
  /** the token's account may not see it; it blocks its lead's deactivation all the same */
  hidden: boolean;
  components: JiraComponent[];
}

export interface ApplicationRole {
  readonly key: string;
  name: string;
  groups: string[];
  defaultGroups: string[];
  selectedByDefault: boolean;
  /** -1: unlimited */
  seats: number;
}

export interface Directory {
  readonly id: number;
  name: string;
  /** LDAP or Crowd: synchronised from outside */
  external: boolean;
  readOnly: boolean;
}

export interface UserSeed {
  name: string;
  key?: string;
  displayName?: string;
  emailAddress?: string;
  active?: boolean;
  deleted?: boolean;
  password?: string;
  issues?: number;
  lastLoginTime?: string;
  shadow?: Shadow;
  /** made when they do not exist */
  groups?: readonly string[];
}

export interface GroupSeed {
  name: string;
  members?: readonly string[];
  /** names of the groups nested in it */
  children?: readonly string[];
}

export interface ComponentSeed {
  name: string;
  /** a username */
  lead?: string;
  assigneeType?: AssigneeType;
  archived?: boolean;
}

export interface ProjectSeed {
  key: string;
  name?: string;
  /** a username */
  lead: string;
  archived?: boolean;
  hidden?: boolean;
  components?: readonly ComponentSeed[];
}

export interface RoleSeed {
  key: string;
  name?: string;
  groups: readonly string[];
  defaultGroups?: readonly string[];
  selectedByDefault?: boolean;
  /** unlimited when left out */
  seats?: number;
}

/** Names of users and groups are matched without regard to case. */
export const fold = (name: string): string => name.toLowerCase();
