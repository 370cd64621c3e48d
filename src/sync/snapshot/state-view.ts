import type { TargetName } from '../../model/ids.js';
import { countingGuards } from '../../model/plan.js';
import type { StateView } from '../../state/snapshots/snapshot.js';
import type { JournalEntry, ReadRecord, RunRecord, StateStore } from '../../state/store.js';
import type { RunContext } from '../run.js';

/** What the state answers a planner at this moment, of all systems of the config. */
export async function stateView(context: RunContext, now: string): Promise<StateView> {
  const { store } = context;
  const targets = context.targets.map(({ target }) => target.name);
  const providers = [...new Set(context.sources.map(({ source }) => source.provider))];
  const each = async <T>(ask: (target: TargetName) => Promise<readonly T[]>) => (await Promise.all(targets.map(ask))).flat();
  const since = new Date(Date.parse(now) - longestWindow(context)).toISOString();
  const runs = await runsSince(store, since);
  const journal = (await Promise.all(runs.map(({ id }) => store.journal(id)))).flat();
  return {
    links: await each(target => store.links(target)),
    groups: await each(target => store.managedGroups(target)),
    ledger: await each(target => store.ledger(target)),
    facts: await each(async target => (await store.facts(target)).map(fact => ({ target, ...fact }))),
    pins: await each(target => store.pins(target)),
    wishes: await each(async target => (await store.wishes(target)).map(wishes => ({ target, ...wishes }))),
    sightings: (await Promise.all(providers.map(provider => store.sightings(provider)))).flat(),
    sourceCounts: (await Promise.all(providers.map(provider => store.sourceCount(provider)))).flatMap(count => count ?? []),
    lastReads: (await store.lastReads()).map(one => ({ ...one, read: withoutLists(one.read) })),
    identities: await store.identities(),
    pauses: await store.pauses(),
    since,
    applied: await each(target => appliedIn(store, target, since, journal)),
    counted: countedIn(runs, since),
    approved: await each(async target => {
      const at = await store.lastApproved(target);
      return at === undefined ? [] : [{ target, at }];
    }),
  };
}

const DAY_MS = 86_400_000;

const longestWindow = ({ targets }: RunContext): number =>
  Math.max(DAY_MS, ...targets.flatMap(({ rules }) => countingGuards.map(guard => rules.guards[guard].perMs)));

/** Runs that ended since then, or have not yet: newest first, asked for in growing steps. */
async function runsSince(store: StateStore, since: string): Promise<readonly RunRecord[]> {
  for (let limit = 64; ; limit *= 4) {
    const runs = await store.runs(limit);
    const recent = runs.filter(({ endedAt }) => endedAt === undefined || endedAt >= since);
    if (runs.length < limit || recent.length < runs.length) return recent;
  }
}

type Applied = StateView['applied'][number];

/** With their times, which `appliedSince` does not tell. What was settled late, in an older run (A2), counts from the first moment. */
async function appliedIn(
  store: StateStore,
  target: TargetName,
  since: string,
  journal: readonly JournalEntry[],
): Promise<readonly Applied[]> {
  const found = journal.flatMap(({ target: of, change, outcome, endedAt }): Applied[] => {
    const isMeant = of === target && outcome?.kind === 'applied' && endedAt !== undefined && endedAt >= since;
    return isMeant ? [{ target, at: endedAt, change }] : [];
  });
  const all = await store.appliedSince(target, since);
  const ids = new Set(found.map(({ change }) => change.id));
  const late = all.length === found.length ? [] : all.filter(({ id }) => !ids.has(id));
  return [...late.map(change => ({ target, at: since, change })), ...found.toSorted(byTime)].map(withoutReasons);
}

const withoutLists = (read: ReadRecord): ReadRecord =>
  read.result.kind === 'whole' ? { ...read, result: { ...read.result, lists: [] } } : read;

const byTime = (a: { readonly at: string }, b: { readonly at: string }): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
const withoutReasons = (applied: Applied): Applied => ({ ...applied, change: { ...applied.change, reasons: [] } });

function countedIn(runs: readonly RunRecord[], since: string): StateView['counted'] {
  const ended = runs.flatMap(({ id, endedAt, summary }) =>
    endedAt === undefined || endedAt < since || summary === undefined ? [] : [{ id, endedAt, summary }],
  );
  return ended
    .toSorted((a, b) => a.id - b.id)
    .flatMap(({ endedAt, summary }) => summary.targets.map(({ target, counts }) => ({ target, at: endedAt, counts })))
    .toSorted(byTime);
}
