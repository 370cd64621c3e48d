import type { TargetName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Note, Plan } from '../model/plan.js';
import { type Guarded, type GuardInput, seatsFreedFirst } from './guards/index.js';
import type { Pulled } from './judge.js';
import type { Mapped } from './map.js';
import type { Compared } from './measure.js';
import { stage } from './stage.js';

export interface AssembleInput {
  readonly target: TargetName;
  readonly pulled: Iterable<Pulled>;
  readonly mapped: Mapped;
  readonly compared: Compared;
  readonly measured: GuardInput;
  readonly guarded: Guarded;
}

/** A plan from what the guards let through; what an unattended run may not take up is left out of what it remembers. Pure. */
export function assemble({ target, pulled, mapped, compared, measured, guarded }: AssembleInput): Plan {
  const { scoped, difference } = compared;
  return {
    version: 1,
    target,
    product: scoped.actual.product,
    firstRun: measured.firstRun,
    counts: measured.counts,
    stages: stage(guarded.kept, seatsFreedFirst({ ...measured, changes: guarded.kept })),
    held: guarded.held,
    asks: guarded.asks,
    notes: [...sourceNotes(pulled), ...targetNotes(scoped), ...mapped.notes, ...scoped.notes, ...difference.notes],
    ...remembered(compared, measured),
  };
}

/** A first run nobody watches learns nothing; a later one neither adopts, nor links legacy leavers, nor believes a replaced group. */
function remembered(
  { difference }: Compared,
  { attended, firstRun, managed, adoptable, replaced, legacy, actual }: GuardInput,
): Pick<Plan, 'links' | 'closedLinks' | 'takes' | 'ledger'> {
  const { links, closedLinks, takes, ledger } = difference;
  if (attended) return { links, closedLinks, takes, ledger };
  if (firstRun) return { links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } };
  const isOurs = (id: Plan['takes'][number]['id']) => {
    const name = actual.groups.get(id)?.name;
    return managed.has(id) || (name !== undefined && adoptable.has(nameKey(name)));
  };
  return {
    links: links.filter(({ account }) => account.kind === 'new' || !legacy.has(account.id)),
    closedLinks,
    takes: takes.filter(({ id }) => isOurs(id) && !replaced.has(id)),
    ledger: { add: ledger.add.filter(({ group }) => isOurs(group)), drop: ledger.drop },
  };
}

/** C1: a list that is not proved whole may leave accounts out. */
const targetNotes = ({ actual: { completeness } }: Compared['scoped']): Note[] =>
  completeness?.kind === 'unproved' ? [{ kind: 'unprovedAccounts', why: completeness.why }] : [];

function sourceNotes(pulled: Iterable<Pulled>): Note[] {
  return [...pulled].flatMap((one): Note[] => {
    if (one.kind === 'unread') return [{ kind: 'source', source: one.source, level: 'problem', what: one.why }];
    const { quarantined } = one.directory;
    const [first] = quarantined;
    if (first === undefined) return [];
    const what = `${quarantined.length} rows set aside; the first: ${first.where}: ${first.problem}`;
    return [{ kind: 'source', source: one.source, level: 'warning', what }];
  });
}
