import type { z } from 'zod';
import type { HttpFactory } from '../http/client.js';
import type { AccountAccess, Command, ExistingAccount, ExistingGroup, Outcome, Responsibility } from '../model/change.js';
import type { TargetDirectory, TargetPeople } from '../model/directory.js';
import type { Finding } from '../model/finding.js';
import type { AccountId, NameKey, TargetGroupId, TargetName } from '../model/ids.js';
import type { ReadOptions } from '../model/progress.js';
import type { AttributeName } from '../model/wish.js';
import type { CapabilitiesSince } from './capabilities.js';

/**
 * How far a target is to be read (R3): all accounts and group names always, the members of these groups, and of the product's own
 * administrator groups, which only the target knows (C2). One that leaves those out is read a second time.
 */
export interface ReadScope {
  readonly membersOf: (group: { readonly id: TargetGroupId; readonly key: NameKey; readonly name: string }) => boolean;
  /** accounts that must be known to be there or not, such as linked ones: looked up by id where a list does not show them (C5) */
  readonly accounts?: readonly AccountId[];
}

/** Which accounts are to be read when a run is for some people only: by id, or whoever has one of these values (C1). */
export interface PeopleScope {
  readonly accounts: readonly AccountId[];
  readonly having: Readonly<Partial<Record<AttributeName, readonly string[]>>>;
}

/** What a target can do, as data; the planner asks before it plans. */
export interface Capabilities {
  readonly renameUsers: boolean;
  /**
   * How an account ends (U3): it is switched off, and keeps its groups; or, where the product has no such thing, it loses every group
   * and every permission of its own.
   */
  readonly ending: 'switchOff' | 'revokeAccess';
  readonly deleteUsers: boolean;
  readonly renameGroups: boolean;
  readonly deleteGroups: boolean;
  /** can tell direct members from those who come through nested groups (G9); if not, removals are reported, not planned */
  readonly directMembers: boolean;
  readonly updatableAttributes: readonly AttributeName[];
  /** attributes of existing accounts that a match key can be compared with (C1) */
  readonly matchableAttributes: readonly AttributeName[];
  /** what else an admin should know of it, in a sentence each */
  readonly limits: readonly string[];
}

/** How this target stores a value, or why it can't (U8). `stored` is what a comparison must use. */
export type Storable = { readonly kind: 'ok'; readonly stored: string } | { readonly kind: 'cannot'; readonly why: string };

export type AddMember = Extract<Command, { kind: 'addMember' }>;

/** Additions to one group in one call. */
export interface BulkAdditions {
  readonly most: number;
  /** at most `most` additions, all to one group: how each ended, in the same order; rejects only when interrupted */
  addMembers(commands: readonly AddMember[], signal: AbortSignal): Promise<readonly Outcome[]>;
}

/** A product whose users and groups we make match. */
export interface Target {
  readonly name: TargetName;
  /** how many changes of one stage may be under way at once */
  readonly parallelWrites: number;
  /** the product's own administrator groups, as far as they are known without a request */
  readonly administratorGroups?: readonly string[];
  /** additions to one group that go in one call, where the product takes several */
  readonly bulk?: BulkAdditions;

  /** What the product can do, by its version as a read tells it; without one, what the newest can. Pure. */
  capabilities(version?: string): Capabilities;

  /** Resolves with the accounts, the groups and the members asked for, each read whole, or rejects. */
  read(scope: ReadScope, options: ReadOptions): Promise<TargetDirectory>;

  /**
   * Where an e-mail address is asked for, some accounts whose address is not shown are among them, if there are any: one may be theirs.
   * Resolves with those accounts and their own groups, in as many calls as they need, however many others there are; or rejects.
   */
  readPeople(scope: PeopleScope, options: ReadOptions): Promise<TargetPeople>;

  /** How many members each of these groups has, whoever they are. Asked where a run for some people changes one. */
  sizes(groups: readonly ExistingGroup[], options: ReadOptions): Promise<ReadonlyMap<TargetGroupId, number>>;

  /** What these accounts hold that must be handed over before they end (U4). Asked only when somebody leaves. */
  responsibilities(
    accounts: readonly AccountId[],
    directory: TargetDirectory,
    options: ReadOptions,
  ): Promise<readonly Responsibility[]>;

  /** What `cutAccess`, or an end by `revokeAccess`, would take from an account: its pre-image, asked for just before (A2). Rejects when it cannot tell. */
  access(account: ExistingAccount, signal: AbortSignal): Promise<AccountAccess>;

  /**
   * Does one thing. "Already so" is an outcome, and so is a refusal; it rejects only when interrupted.
   * Retries what is idempotent; a creation is looked up before it is sent again (A4). Removing somebody who is
   * still there afterwards (nesting) is `failed` with a fact, never `alreadySo`.
   */
  apply(command: Command, signal: AbortSignal): Promise<Outcome>;

  /** How a value would be stored in an attribute, or why not (U8), by the product's version where it is known. Pure. */
  storable(attribute: AttributeName | 'group', value: string, version?: string): Storable;

  /** Who we are there, which version, may we do what the syncs need, when does the credential expire, how many seats are left. */
  check(options: ReadOptions): Promise<readonly Finding[]>;
}

/** What a connector exports: how to read its settings, and how to build a target from them. `settings` excludes what every target has. */
export interface TargetKind<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly settings: S;
  /** oldest first: from a version on, what the product can do */
  readonly capabilities: readonly CapabilitiesSince[];
  /** `protectedGroups` are privileged besides the product's own administrator groups */
  create(name: TargetName, settings: z.output<S>, http: HttpFactory): Target;
}

export const defineTarget = <S extends z.ZodType>(kind: TargetKind<S>): TargetKind<S> => kind;
