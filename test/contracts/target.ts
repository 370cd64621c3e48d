import { appliesGroups, appliesUsers } from './target/applying.js';
import { survivesBadDays } from './target/bad-days.js';
import { addsInBulk } from './target/bulk.js';
import { endsAccounts } from './target/ending.js';
import { withstandsNames } from './target/hostile.js';
import { survivesInterrupts } from './target/interrupted.js';
import { meetsChanges } from './target/moved.js';
import { doubtsNotFound } from './target/not-found.js';
import { readsWholly } from './target/reading.js';
import { refusesReadOnly } from './target/refusing.js';
import { runsWholly } from './target/running.js';
import type { OpenWorld } from './target/world.js';

export { account, command, group, membersOf, refOf } from './target/steps.js';
export type { Filling, TargetWorld } from './target/world.js';

/** What every target must do, proved on its emulator. `open` fills one as a suite wants it; all of this is one line for a new target. */
export function targetContract(kind: string, open: OpenWorld): void {
  readsWholly(kind, open);
  appliesUsers(kind, open);
  appliesGroups(kind, open);
  endsAccounts(kind, open);
  addsInBulk(kind, open);
  runsWholly(kind, open);
  refusesReadOnly(kind, open);
  doubtsNotFound(kind, open);
  meetsChanges(kind, open);
  survivesBadDays(kind, open);
  survivesInterrupts(kind, open);
  withstandsNames(kind, open);
}
