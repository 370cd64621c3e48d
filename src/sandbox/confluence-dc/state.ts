export interface ConfluenceUser {
  /** never changes */
  readonly key: string;
  readonly id: number;
  /** lower case */
  name: string;
  fullName: string;
  email: string;
  active: boolean;
  password: string | undefined;
  /** the id of the user directory that holds the account */
  directory: number;
  /** `unknown`: what is left of somebody whom a directory lost */
  type: 'known' | 'unknown';
}

export interface ConfluenceGroup {
  /** in the case it was created with; compared without */
  name: string;
  /** keys of the users that are direct members */
  members: Set<string>;
  /** folded names of the groups nested in this one */
  children: Set<string>;
  directory: number;
}

export interface Directory {
  readonly id: number;
  name: string;
  /** comes from elsewhere: nothing can be written to it */
  external: boolean;
}

/** DELETE /admin/user is answered before it is done. */
export interface LongTask {
  readonly id: string;
  /** a user's key */
  readonly user: string;
  /** how often the task was asked for */
  polls: number;
  state: 'running' | 'done' | 'failed';
}

export interface UserSeed {
  name: string;
  key?: string;
  fullName?: string;
  email?: string;
  active?: boolean;
  password?: string;
  type?: ConfluenceUser['type'];
  /** false: not in the default group, and so without a seat unless a group of theirs gives one */
  licensed?: boolean;
  /** made when they do not exist */
  groups?: readonly string[];
}

export interface GroupSeed {
  name: string;
  members?: readonly string[];
  /** names of the groups nested in it */
  children?: readonly string[];
}

export const INTERNAL_DIRECTORY = 32769;
export const REMOTE_DIRECTORY = 65537;

/** Names of users and groups are matched without regard to case. */
export const fold = (name: string): string => name.toLowerCase();
