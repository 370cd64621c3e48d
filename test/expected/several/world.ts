import type { Mode, SourcePerson, World } from '../world.js';

/** Several sources and several syncs for one target. Everybody has an id of their own, whatever the source. */
export interface Realm {
  readonly sources: readonly RealmSource[];
  /** in the order of the file */
  readonly syncs: readonly RealmSync[];
  readonly target: World['target'];
  readonly memory: RealmMemory;
  readonly protectUsers: readonly string[];
  readonly protectGroups: readonly string[];
  readonly ignoreUsers: readonly string[];
}

/** Each of a provider of its own. */
export interface RealmSource extends Omit<World['source'], 'people'> {
  readonly name: string;
  readonly people: readonly RealmPerson[];
}

export interface RealmPerson extends Omit<SourcePerson, 'filter'> {
  /** what each sync's filter says; a sync that is not named lets everybody pass */
  readonly filters: Readonly<Record<string, SourcePerson['filter']>>;
}

export interface RealmSync extends Pick<World['config'], 'match' | 'create' | 'update' | 'rename' | 'reactivate' | 'leavers'> {
  readonly name: string;
  readonly from: string;
  readonly priority: number;
  readonly groups: World['config']['groups'] & { readonly onRetire: 'keep' | 'revoke' };
}

interface RealmMemory extends Omit<World['memory'], 'links' | 'ledger' | 'unsettled' | 'graceOver'> {
  /** `source`: which one the person is of */
  readonly links: readonly (World['memory']['links'][number] & {
    readonly source: string;
    readonly owner: string | undefined;
  })[];
  /** `by`: a sync and its rule, `staff manual 1`; or `newUsers` */
  readonly ledger: World['memory']['ledger'];
  readonly graceOver: readonly string[];
  /** by sync: the groups that its patterns named last; a sync that is not there is not remembered */
  readonly wishes: Readonly<Record<string, readonly string[]>>;
}

export type { Mode };
