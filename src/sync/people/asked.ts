import type { Person } from '../../model/directory.js';
import type { PersonKey, SourceName } from '../../model/ids.js';
import type { Pulled } from '../judge.js';

/** A run for some people only: what their sources said of them. Of nobody else is anything said, nor changed. */
export interface AskedPeople {
  /** `offboard`: their accounts end, whatever any source says */
  readonly kind: 'sync' | 'offboard';
  /** as they were asked for */
  readonly logins: readonly string[];
  /** they, and whoever shares an account with one of them (C4) */
  readonly people: ReadonlySet<PersonKey>;
  /** every source that feeds the targets: those asked for, and who could be taken for them */
  readonly pulled: ReadonlyMap<SourceName, Pulled>;
  /** the same once more, with whoever could be taken for one of these accounts (C2) */
  alsoLike(accounts: readonly Pick<Person, 'login' | 'email'>[]): Promise<ReadonlyMap<SourceName, Pulled>>;
}
