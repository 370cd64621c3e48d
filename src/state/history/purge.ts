import { StateError } from '../../errors.js';
import type { Database } from '../database.js';
import type { Purge, Purged } from '../store.js';
import { LinkRow } from '../tables/links.js';
import { cleanJournal, cleanRuns } from './clean-history.js';
import { cleanPauses, cleanPins, cleanReads, cleanWaiting } from './clean-rest.js';
import { forget } from './forget.js';
import { isAbout, recognise } from './recognise.js';
import { everythingTold, unsettled } from './rows.js';
import { type Somebody, somebody } from './somebody.js';

/** Takes somebody out of the history, see `StateStore.purge`. For inside a transaction; `wipe` comes after it. */
export function purge(db: Database, purged: Purge): Purged {
  const links = db.all(LinkRow, 'SELECT * FROM links');
  const who = somebody(purged, links);
  while (learns(db, who)); // an account tells a former login, a creation another account
  refuseUnsettled(db, who);
  return {
    changes: cleanJournal(db, who),
    runs: cleanRuns(db, who),
    other:
      cleanReads(db, who) + cleanWaiting(db, who) + cleanPins(db, who, links) + cleanPauses(db, who) + forget(db, who, links),
  };
}

function learns(db: Database, who: Somebody): boolean {
  let isNews = false;
  for (const told of everythingTold(db)) isNews = recognise(told, who) || isNews;
  return isNews;
}

/** Without its ids nobody could look what became of a change (A2). */
function refuseUnsettled(db: Database, who: Somebody): void {
  for (const entry of unsettled(db))
    if (isAbout(entry, who))
      throw new StateError(
        `run ${entry.run} was interrupted while it changed them in ${entry.target}, and nobody has looked yet what became of it`,
        'Run apply or sync once, which looks; then purge again.',
      );
}
