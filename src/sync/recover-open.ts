import type { ProviderId, SourceName } from '../model/ids.js';
import type { JournalEntry } from '../state/store.js';
import type { Target } from '../targets/target.js';
import { recover } from './recover.js';
import { Memory } from './remember.js';
import type { RunContext } from './run.js';

/** What became of the changes that were under way when an earlier run died is settled by what the target shows now (A2). */
export async function recoverOpen(
  { store, now, signal, syncs, configFingerprint }: RunContext,
  providers: ReadonlyMap<SourceName, ProviderId>,
  open: readonly JournalEntry[],
  target: Target,
  actual: Parameters<typeof recover>[0]['actual'],
): Promise<void> {
  const mine = open.filter(entry => entry.target === target.name);
  const [first] = mine;
  if (first === undefined) return;
  const memory = await Memory.of({
    store,
    target: target.name,
    run: first.run,
    plan: { links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } },
    providers,
    syncs,
    configFingerprint: (await store.run(first.run))?.configFingerprint ?? configFingerprint,
    now,
  });
  await recover({
    open: mine,
    actual,
    responsibilities: accounts => target.responsibilities(accounts, actual, { signal }),
    links: () => store.links(target.name),
    memory,
    store,
    now,
  });
}
