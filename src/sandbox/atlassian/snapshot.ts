/** What a product copies when it uses another system as its user directory. */
export interface DirectorySnapshot {
  readonly users: readonly {
    readonly username: string;
    readonly displayName: string;
    readonly email: string;
    readonly active: boolean;
  }[];
  readonly groups: readonly string[];
  readonly memberships: readonly { readonly group: string; readonly username: string }[];
}

/** Another system as a read-only user directory: what is there arrives when it is synchronised, not before. */
export interface OutsideDirectory {
  readonly name: string;
  /** as the product names the kind of directory, e.g. CROWD */
  readonly type?: string;
  snapshot(): DirectorySnapshot;
  /** milliseconds between two synchronisations; left out: only when asked to */
  readonly interval?: number;
}
