/** A company, a config and a target, as simple as the rules allow: one source, one sync, one target. Names are as a person types them. */
export interface World {
  readonly source: Source;
  readonly config: Config;
  readonly target: TargetWorld;
  readonly memory: Memory;
}

interface Source {
  /** false: nothing that was read may be believed */
  readonly read: boolean;
  readonly people: readonly SourcePerson[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly members: readonly string[] | 'unknown' }[];
  /** linked people who are not in the list, and what a look-up says of them */
  readonly lookUps: Readonly<Record<string, 'inactive' | 'deleted' | 'outOfScope' | 'unknown'>>;
}

export interface SourcePerson {
  readonly id: string;
  readonly login: string;
  readonly email: string;
  readonly name: string;
  readonly standing: 'active' | 'inactive' | 'pending';
  readonly filter: 'passes' | 'drops' | 'fails';
}

export type Mode = 'additive' | 'granted' | 'managed' | 'strict';

export interface Config {
  readonly match: readonly ('username' | 'email')[];
  readonly create: boolean;
  readonly update: boolean;
  readonly rename: 'changed' | 'always' | 'never';
  readonly reactivate: 'ours' | 'always' | 'never';
  readonly leavers: 'keep' | 'removeGroups' | 'deactivate';
  readonly groups: {
    readonly exclude: readonly string[];
    readonly manual: readonly {
      readonly id: string;
      readonly from: readonly string[];
      readonly to: string;
      readonly mode?: Mode;
    }[];
    readonly onTheFly: readonly { readonly id: string; readonly match: string; readonly to?: string }[];
    readonly create: boolean;
    readonly mode: Mode;
    readonly newUsers: readonly string[];
    readonly allUsers: readonly string[];
    /** whom the sync owns leaves every adopted group that no rule maps to */
    readonly exclusive: boolean;
  };
  readonly protectUsers: readonly string[];
  readonly protectGroups: readonly string[];
  readonly ignoreUsers: readonly string[];
}

export interface TargetAccount {
  readonly id: string;
  readonly username: string;
  /** undefined: not shown to us */
  readonly email: string | undefined;
  readonly name: string;
  readonly active: boolean;
  readonly kind: 'person' | 'service' | 'anonymised';
}

interface TargetWorld {
  readonly self: string;
  readonly accounts: readonly TargetAccount[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[]; readonly readOnly: boolean }[];
  readonly administratorGroups: readonly string[];
}

interface Memory {
  readonly links: readonly {
    readonly person: string;
    readonly account: string;
    /** the source's username when the link was made */
    readonly username: string;
    readonly switchedOffByUs: boolean;
    readonly closed: boolean;
  }[];
  /** memberships in the ledger, and the rules that gave them: `manual 1`, `newUsers` */
  readonly ledger: readonly { readonly group: string; readonly account: string; readonly by: string }[];
  /** groups that an admin approved as our business, besides those of the ledger */
  readonly adopted: readonly string[];
  /** groups in which a rule that is gone gave somebody something: left alone until that is settled (G11) */
  readonly unsettled?: readonly string[];
  /** people whose grace is over, if they have one */
  readonly graceOver: readonly string[];
}

/** What the target must be like when a plan with nothing held was applied. */
export interface End {
  readonly accounts: readonly EndAccount[];
  /** by folded name: who is in it, by account id; a new account's is `new PERSON` */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export interface EndAccount {
  readonly id: string;
  readonly username: string;
  readonly email: string | undefined;
  readonly name: string;
  readonly active: boolean;
}
