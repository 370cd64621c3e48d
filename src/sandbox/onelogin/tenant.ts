/** What an account of OneLogin holds, as plain data: change it directly, or by the events. Ids are texts here, numbers on the wire. */
export interface Tenant {
  readonly people: Map<string, OneLoginPerson>;
  readonly roles: Map<string, OneLoginRole>;
  readonly groups: Map<string, { readonly id: string; name: string }>;
  /** who is assigned to which app, by its id */
  readonly apps: Map<string, Set<string>>;
  /** short names of the custom attributes */
  readonly customAttributes: Set<string>;
}

/** `username` is often empty, and `email` can be too; only one of them is forced (gotcha 1). */
export interface OneLoginPerson {
  readonly id: string;
  username: string | null;
  email: string | null;
  firstname: string;
  lastname: string;
  /** 0 unactivated … 8 security questions required (onelogin.md §5) */
  status: number;
  /** 0 unapproved, 1 approved, 2 rejected, 3 unlicensed */
  state: number;
  groupId: string | null;
  customAttributes: Record<string, string | null>;
  /** further fields of the row: `title`, `external_id` … */
  more: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

export interface OneLoginRole {
  readonly id: string;
  name: string;
  readonly users: Set<string>;
  readonly apps: Set<string>;
}

export const emptyTenant = (): Tenant => ({
  ...{ people: new Map(), roles: new Map(), groups: new Map(), apps: new Map(), customAttributes: new Set() },
});

export const rolesOf = ({ roles }: Tenant, person: string): OneLoginRole[] =>
  [...roles.values()].filter(({ users }) => users.has(person));
