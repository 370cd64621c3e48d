import type { z } from 'zod';
import type { HttpFactory } from '../http/client.js';
import type { Condition, GroupNames } from '../model/condition.js';
import type { LookedUp, Person, SourceDirectory, SourcePeople } from '../model/directory.js';
import type { Finding } from '../model/finding.js';
import type { PersonId, ProviderId, SourceName } from '../model/ids.js';
import type { ReadOptions } from '../model/progress.js';

export type { LookedUp } from '../model/directory.js';

/** What the rest of the run needs of a pull: people always, the members of those groups only that some rule may name. */
export interface PullScope {
  readonly group: (group: { readonly id: string; readonly name: string }) => boolean;
  /** of those who are active only these matter: a source whose `pushes` said so may leave the others out of its list, never the inactive */
  readonly only?: Condition;
  /** no other groups matter: a source may leave them out of its list */
  readonly groups?: GroupNames;
}

/** Whom a source is asked for (`sync --user`). */
export interface Whom {
  readonly ids: readonly PersonId[];
  /** whole ones, without case; where the vendor takes short ones, those too */
  readonly logins: readonly string[];
  /** whoever could be taken for one of these: the same e-mail address, or the same login up to its `@` (C2) */
  readonly alike: readonly Pick<Person, 'login' | 'email'>[];
}

/** What a source says of those whom it was asked for, and of those who are like them. */
export interface FoundPeople {
  readonly directory: SourcePeople;
  /** those asked for by id or login who are not among `directory.people` */
  readonly lookedUp: ReadonlyMap<PersonId, LookedUp>;
  /** by the login that they were asked for with, as it was given; a short one may mean several */
  readonly byLogin: ReadonlyMap<string, readonly PersonId[]>;
}

/** A system of record. We only ever read it. */
export interface Source {
  readonly name: SourceName;
  /** the provider's own identity; known without a request */
  readonly provider: ProviderId;

  /** What of a condition on people it can put into its query; undefined, or left out: nothing. Pure. */
  pushes?(condition: Condition): Condition | undefined;

  /** Resolves with the whole directory and its evidence, or rejects. A group whose members failed alone is in it as unknown (R1). */
  pull(scope: PullScope, options: ReadOptions): Promise<SourceDirectory>;

  /**
   * These people and those who could be taken for them, each with all of their groups, in as many calls as they need, however many
   * others there are. Whom nobody knows is in neither map; one who cannot be read rejects, never passes for nobody.
   */
  pullPeople(whom: Whom, options: ReadOptions): Promise<FoundPeople>;

  /** What the source says now about these people: for those missing from a pull, and before a saved plan is applied (R5, A5). */
  lookup(ids: readonly PersonId[], options: ReadOptions): Promise<ReadonlyMap<PersonId, LookedUp>>;

  /** Who we are there, what we may do, when our credential expires. */
  check(options: ReadOptions): Promise<readonly Finding[]>;
}

/** The types that expressions may rely on; custom ones are added by the config (`attributes:`). */
export type AttributeType = 'string' | 'number' | 'boolean' | 'list';

/** What a connector exports: how to read its settings, and how to build a source from them. `settings` excludes `type`. */
export interface SourceKind<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly settings: S;
  /** the settings that are paths of files, besides `ca`: relative ones start at the config's folder, and are made absolute before they get here */
  readonly paths?: readonly string[];
  /** the attributes of `user` that expressions can name without the network */
  attributes(settings: z.output<S>): Readonly<Record<string, AttributeType>>;
  create(name: SourceName, settings: z.output<S>, http: HttpFactory): Source;
}

export const defineSource = <S extends z.ZodType>(kind: SourceKind<S>): SourceKind<S> => kind;
