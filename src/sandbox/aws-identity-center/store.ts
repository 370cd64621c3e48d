import { createHash } from 'node:crypto';

export interface StorePerson {
  readonly id: string;
  userName: string;
  email?: string | undefined;
  givenName?: string | undefined;
  familyName?: string | undefined;
  displayName?: string | undefined;
  title?: string | undefined;
  enabled: boolean;
  /** from the identity provider that provisions this store; without one somebody was made by hand, or by Control Tower */
  externalId?: string | undefined;
  /** of `aws:identitystore:enterprise` */
  enterprise?: Readonly<Record<string, unknown>> | undefined;
}

export interface StoreGroup {
  readonly id: string;
  name: string;
  readonly members: Set<string>;
}

/** An application of Identity Center, and who is assigned to it. */
export interface StoreApplication {
  readonly arn: string;
  readonly users: Set<string>;
  readonly groups: Set<string>;
}

/** One identity store: users, groups that hold only users, and the applications of its instance. */
export interface Store {
  readonly id: string;
  readonly people: Map<string, StorePerson>;
  readonly groups: Map<string, StoreGroup>;
  readonly applications: Map<string, StoreApplication>;
}

export const emptyStore = (id: string): Store => ({
  id,
  people: new Map(),
  groups: new Map(),
  applications: new Map(),
});

/** A new store's id of this: ten digits, a dash, a UUID (aws.md §3, 2026-11). Always the same one for the same text. */
export function resourceId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const cut = (from: number, to: number) => hex.slice(from, to);
  return `${cut(0, 10)}-${cut(10, 18)}-${cut(18, 22)}-${cut(22, 26)}-${cut(26, 30)}-${cut(30, 42)}`;
}
