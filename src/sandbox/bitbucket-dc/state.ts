/** Global permissions, the lowest first: each holds those before it. */
export const LEVELS = ['LICENSED_USER', 'PROJECT_CREATE', 'ADMIN', 'SYS_ADMIN'] as const;
export type Level = (typeof LEVELS)[number];

export const isLevel = (text: string): text is Level => LEVELS.some(level => level === text);
/** 0: none at all. */
export const rank = (level: Level | undefined): number => (level === undefined ? 0 : LEVELS.indexOf(level) + 1);

export interface BitbucketUser {
  readonly id: number;
  /** in the case it was made with; names are compared without case */
  name: string;
  displayName: string;
  emailAddress: string;
  active: boolean;
  type: 'NORMAL' | 'SERVICE';
  /** the id of the user directory that holds the account */
  directory: number;
  password: string | undefined;
  /** a global permission granted to the account itself */
  permission: Level | undefined;
  /** anonymised: it keeps its place in lists, and is not shown there */
  erased: boolean;
  createdTimestamp: number;
  lastAuthenticationTimestamp: number | undefined;
}

export interface BitbucketGroup {
  readonly name: string;
  /** ids of the users that are direct members */
  readonly members: Set<number>;
  /** those of `members` that came from the outside directory */
  readonly synced: Set<number>;
  /** folded names of the groups nested in this one */
  readonly children: Set<string>;
  permission: Level | undefined;
  readOnly: boolean;
}

export interface Directory {
  readonly id: number;
  readonly name: string;
  /** as Bitbucket names it: BITBUCKET_INTERNAL, CROWD, LDAP … */
  readonly type: string;
  readonly readOnly: boolean;
}

export interface UserSeed {
  name: string;
  displayName?: string;
  emailAddress?: string;
  active?: boolean;
  type?: 'NORMAL' | 'SERVICE';
  password?: string;
  permission?: Level;
  erased?: boolean;
  /** made when they do not exist */
  groups?: readonly string[];
}

export interface GroupSeed {
  name: string;
  members?: readonly string[];
  /** names of the groups nested in it */
  children?: readonly string[];
  permission?: Level;
}

/** Names of users and groups are matched without regard to case. */
export const fold = (name: string): string => name.toLowerCase();
