import type { Command } from '../../../src/model/change.js';
import type { CountingGuard, TargetRules } from '../../../src/model/rules.js';
import { fold } from '../../expected/names.js';
import { LOOSE_GUARDS } from '../../rules.js';
import { hold } from './broken.js';
import type { Company } from './company.js';
import type { Done, Truth } from './truth.js';

const DAY = 24 * 3_600_000;
const FLOORS: Readonly<Record<CountingGuard, number>> = {
  removals: 2,
  'removals-per-group': 1,
  deactivations: 1,
  'stated-leavers': 1,
  deletions: 0,
  creations: 2,
  updates: 2,
  renames: 1,
  'additions-per-group': 2,
};
const at = (floor: number) => ({ share: 0, floor, perMs: DAY });

export const guardsOf = ({ guards }: Company): TargetRules['guards'] =>
  guards === 'loose'
    ? LOOSE_GUARDS
    : {
        removals: at(FLOORS.removals),
        'removals-per-group': at(FLOORS['removals-per-group']),
        deactivations: at(FLOORS.deactivations),
        'stated-leavers': at(FLOORS['stated-leavers']),
        deletions: at(FLOORS.deletions),
        creations: at(FLOORS.creations),
        updates: at(FLOORS.updates),
        renames: at(FLOORS.renames),
        'additions-per-group': at(FLOORS['additions-per-group']),
        emptiedGroupFrom: 2,
      };

interface Counter {
  readonly guard: CountingGuard;
  /** what of it is counted together; undefined: it is not this guard's */
  readonly of: (command: Command) => string | undefined;
  /** counted once */
  readonly unit: (command: Command, index: number) => string;
  readonly asks: boolean;
}

const each = (_: Command, index: number) => String(index);
const person = (command: Command) => ('account' in command ? command.account.id : '');
const isPlainRemoval = (command: Command) => command.kind === 'removeMember' && command.leaver === undefined;
const ends = (command: Command, leaver: string) => 'leaver' in command && command.leaver === leaver;

const COUNTERS: readonly Counter[] = [
  { guard: 'removals', of: one => (isPlainRemoval(one) ? '' : undefined), unit: each, asks: false },
  {
    guard: 'removals-per-group',
    of: one => (one.kind === 'removeMember' && isPlainRemoval(one) ? one.group.id : undefined),
    unit: each,
    asks: false,
  },
  { guard: 'deactivations', of: one => (ends(one, 'inferred') ? '' : undefined), unit: person, asks: false },
  { guard: 'stated-leavers', of: one => (ends(one, 'stated') ? '' : undefined), unit: person, asks: false },
  {
    guard: 'deletions',
    of: one => (one.kind === 'deleteUser' || one.kind === 'deleteGroup' ? '' : undefined),
    unit: each,
    asks: false,
  },
  { guard: 'creations', of: one => (one.kind === 'createUser' ? '' : undefined), unit: each, asks: true },
  { guard: 'renames', of: one => (one.kind === 'renameUser' ? '' : undefined), unit: each, asks: true },
  {
    guard: 'additions-per-group',
    of: one => (one.kind === 'addMember' ? fold(one.group.name) : undefined),
    unit: each,
    asks: true,
  },
];

const isApplied = ({ attended, undoes }: Done) => attended && undoes === undefined;

/** Whatever a run did is within every tight guard's number, with what was done in the day before. */
export function withinLimits(
  { done, approved }: Pick<Truth, 'done' | 'approved'>,
  run: number,
  attended: boolean,
  company: Company,
): void {
  if (company.guards === 'loose') return;
  for (const { guard, of, unit, asks } of COUNTERS) {
    // in an attended run these ask, and a person said yes to the number
    if (asks && attended) continue;
    const counted = done
      .map((one, index) => ({ one, index, key: of(one.command) }))
      .filter(({ one, index, key }) => {
        const isLate = one.at >= company.now - DAY && !one.isForgotten;
        return key !== undefined && isLate && (!asks || (index >= approved && !isApplied(one)));
      });
    for (const [key, mine] of Map.groupBy(counted, one => one.key)) {
      if (!mine.some(({ one }) => one.run === run)) continue;
      const n = new Set(mine.map(({ one, index }) => unit(one.command, index))).size;
      const limit = FLOORS[guard];
      hold('guards', n <= limit, () => `${n} ${guard} ${key} in a day, and ${limit} is the limit`);
    }
  }
}
