import type { Note } from '../../model/plan.js';
import { diffExclusive } from './exclusive.js';
import { diffGroups, memoryOf } from './groups.js';
import type { Difference, DiffInput } from './input.js';
import { diffMoves } from './moves.js';
import { diffOrphans } from './orphans.js';
import { diffUsers } from './users.js';

export type { Difference, DiffInput } from './input.js';
export { leaversOf } from './leavers.js';

/** Desired against actual → changes, and what applying them makes known. Pure. */
export function diff(input: DiffInput): Difference {
  const users = diffUsers(input);
  const memory = memoryOf(input);
  const groups = diffGroups(input, memory, users.usable);
  diffMoves(input, memory, groups);
  diffOrphans(input, memory, groups);
  diffExclusive(input, memory, groups);
  const { strangers } = input.correlation;
  // whom an unread source has may be whom the accounts belong to: nobody can be called a stranger then
  const counted: Note[] =
    strangers.length === 0 || !input.complete
      ? []
      : [{ kind: 'strangers', count: strangers.length, examples: strangers.slice(0, 5).map(({ username }) => username) }];
  return {
    changes: [...users.changes, ...groups.changes],
    notes: [...users.notes, ...groups.notes, ...counted],
    links: [...users.links, ...input.otherLinks],
    closedLinks: users.closedLinks,
    waiting: users.waiting,
    takes: groups.takes,
    ledger: groups.ledger,
    ...(groups.verdicts === undefined ? {} : { trace: { usable: users.usable, left: users.left, verdicts: groups.verdicts } }),
  };
}
