import { type CrowdUser, fold, type Snapshot, snapshotOf, type UserDirectory } from './directory.js';

/** What an application may be allowed to do with the users and groups of the directory. */
export type Permission = 'createUser' | 'updateUser' | 'deleteUser' | 'createGroup' | 'updateGroup' | 'deleteGroup';

export interface Application {
  name: string;
  password: string;
}

/** A Crowd server in memory: what one application sees of a directory, and what tests and the demo do to it behind the API's back. */
export class CrowdServer {
  readonly permissions = new Set<Permission>([
    ...(['createUser', 'updateUser', 'deleteUser', 'createGroup', 'updateGroup', 'deleteGroup'] as const),
  ]);
  /** the most that one answer holds, whatever the caller asks for; the vendor documents no limit */
  readonly limits = { search: Number.POSITIVE_INFINITY, members: Number.POSITIVE_INFINITY };
  /** the caller's address is not on the application's list */
  addressForbidden = false;
  /** an administrator blocks Basic for REST: only where the version has that */
  basicBlocked = false;
  /** the application's option "lower case output" */
  lowerCaseOutput = false;
  /** lists are `user`, `group`, `attribute`, as the samples of the newest vendor pages have them */
  singularKeys = false;
  /** GET /group/membership is refused, as by a proxy that knows JSON only */
  membershipRefused = false;
  /** each page is the first one */
  startIndexIgnored = false;
  /** users are told without their key */
  keysHidden = false;
  /** nested groups are enabled on the directory */
  nestedGroups = true;
  /** PUT /user takes `active` and keeps what it has: a remote directory whose status is not managed locally */
  statusIgnored = false;
  /** users of a read-only directory can be switched off and on all the same: "manage user status locally" */
  statusIsLocal = false;
  /**
   * Names of users outside the groups that the application is limited to. They exist all the same (crowd sheet, gotchas); that a
   * look-up by name does not show them either is the worse of what the vendor leaves open.
   */
  readonly hidden = new Set<string>();
  /** groups that the directory puts each new user into */
  readonly defaultGroups: string[] = [];

  constructor(
    /** as in the header X-Embedded-Crowd-Version: `Crowd/6.3.1`, `JIRA/10.3.24` */
    readonly product: string,
    readonly contextPath: string,
    readonly application: Application,
    readonly directory: UserDirectory,
    readonly traits: { readonly basicCanBeBlocked: boolean },
  ) {}

  snapshot(): Snapshot {
    return snapshotOf(this.directory);
  }

  /** Revokes one of the application's rights, or gives it back. */
  permit(permission: Permission, on = true): void {
    if (on) this.permissions.add(permission);
    else this.permissions.delete(permission);
  }

  shown(name: string): string {
    return this.lowerCaseOutput ? fold(name) : name;
  }

  /** Those whom the application sees. */
  seen(users: readonly CrowdUser[]): readonly CrowdUser[] {
    return this.hidden.size === 0 ? users : users.filter(({ name }) => !this.hidden.has(fold(name)));
  }

  user(name: string): CrowdUser | undefined {
    return this.hidden.has(fold(name)) ? undefined : this.directory.user(name);
  }

  byKey(key: string): CrowdUser | undefined {
    return this.seen(this.directory.users()).find(user => user.key === key);
  }
}
