import type { Change, GroupRef } from '../model/change.js';

/** What goes in one call: additions to one group, where the product takes several; everything else alone. */
export function batchesOf(changes: readonly Change[], most: number): readonly (readonly Change[])[] {
  if (most < 2) return changes.map(change => [change]);
  const batches: Change[][] = [];
  const open = new Map<string, Change[]>();
  for (const change of changes) {
    const group = change.kind === 'addMember' ? groupKey(change.group) : undefined;
    const batch = group === undefined ? undefined : open.get(group);
    if (batch !== undefined && batch.length < most) batch.push(change);
    else {
      const begun = [change];
      batches.push(begun);
      if (group !== undefined) open.set(group, begun);
    }
  }
  return batches;
}

const groupKey = (ref: GroupRef) => (ref.kind === 'existing' ? `id ${ref.id}` : `new ${ref.name}`);
