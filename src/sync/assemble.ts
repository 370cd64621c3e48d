import type { TargetName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { Ask, Note, Plan } from '../model/plan.js';
import { shrinkingShare } from './guards/guard.js';
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
  /** see Plan */
  readonly partial: boolean;
  /** what must be said yes to before anything of the plan is */
  readonly alarms: readonly Ask[];
}

/** A plan from what the guards let through; what an unattended run may not take up is left out of what it remembers. Pure. */
export function assemble({ target, pulled, mapped, compared, measured, guarded, partial, alarms }: AssembleInput): Plan {
  const { scoped, difference } = compared;
  return {
    version: 1,
    target,
    product: scoped.actual.product,
    firstRun: measured.firstRun,
    ...(partial ? { partial } : {}),
    counts: measured.counts,
    stages: stage(guarded.kept, seatsFreedFirst({ ...measured, changes: guarded.kept })),
    held: guarded.held,
    asks: [...alarms, ...guarded.asks],
    notes: [...sourceNotes(pulled), ...targetNotes(scoped), ...mapped.notes, ...scoped.notes, ...difference.notes],
    ...(isStandstill(measured, guarded) ? NOTHING : remembered(compared, measured, mapped)),
  };
}

type Remembered = Pick<Plan, 'links' | 'closedLinks' | 'takes' | 'ledger' | 'wishes'>;
const NOTHING: Remembered = { links: [], closedLinks: [], takes: [], ledger: { add: [], drop: [] } };

/** Where nothing at all is done, nothing is taken up either. */
const isStandstill = ({ rules, pause }: GuardInput, { held }: Guarded): boolean =>
  pause?.level === 'everything' || (rules.onTrip === 'stop' && held.length > 0);

const FEW = 5;
const FEW_SHARE = 0.05;

/** A first run nobody watches learns nothing; a later one neither adopts, nor links legacy leavers, nor believes a replaced group. */
function remembered(
  { difference }: Compared,
  { attended, firstRun, managed, adoptable, replaced, legacy, actual, counts }: GuardInput,
  { wishes }: Mapped,
): Remembered {
  const { links, closedLinks, takes, ledger } = difference;
  if (attended) return { links, closedLinks, takes, ledger, wishes };
  if (firstRun) return NOTHING;
  // so many accounts gone at once are more likely a list that leaves them out (C5); a person may say so
  const isBelieved = closedLinks.length <= Math.max(FEW, shrinkingShare(counts.activeLinked, FEW_SHARE));
  const isOurs = (id: Plan['takes'][number]['id']) => {
    const name = actual.groups.get(id)?.name;
    return managed.has(id) || (name !== undefined && adoptable.has(nameKey(name)));
  };
  return {
    closedLinks: isBelieved ? closedLinks : [],
    links: links.filter(({ account }) => account.kind === 'new' || !legacy.has(account.id)),
    takes: takes.filter(({ id }) => isOurs(id) && !replaced.has(id)),
    ledger: { add: ledger.add.filter(({ group }) => isOurs(group)), drop: isBelieved ? ledger.drop : [] },
    wishes,
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
    const warned: Note[] =
      one.warning === undefined ? [] : [{ kind: 'source', source: one.source, level: 'warning', what: one.warning }];
    if (first === undefined) return warned;
    const what = `${quarantined.length} rows set aside; the first: ${first.where}: ${first.problem}`;
    return [...warned, { kind: 'source', source: one.source, level: 'warning', what }];
  });
}
