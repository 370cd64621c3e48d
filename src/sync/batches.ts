import type { Change, GroupRef } from '../model/change.js';

/** What is done one after another by one worker; `inOneCall`: or in one call, where there are several. */
export interface Batch {
  readonly changes: readonly Change[];
  readonly inOneCall: boolean;
}

/**
 * Additions to one group go together, as many as the product takes in a call. What is written to one account goes in order: a product
 * that knows accounts by their names only would not find one that is being renamed. All else is alone. Pure.
 */
export function batchesOf(changes: readonly Change[], most: number): readonly Batch[] {
  const batches: { readonly changes: Change[]; readonly inOneCall: boolean }[] = [];
  const open = new Map<string, Change[]>();
  for (const change of changes) {
    const key = keyOf(change, most);
    const batch = key === undefined ? undefined : open.get(key);
    const inOneCall = change.kind === 'addMember' && most > 1;
    if (batch !== undefined && (!inOneCall || batch.length < most)) batch.push(change);
    else {
      const begun = [change];
      batches.push({ changes: begun, inOneCall });
      if (key !== undefined) open.set(key, begun);
    }
  }
  return batches;
}

function keyOf(change: Change, most: number): string | undefined {
  switch (change.kind) {
    case 'addMember':
      return most > 1 ? groupKey(change.group) : undefined;
    case 'updateUser':
    case 'renameUser':
    case 'reactivateUser':
    case 'grantPermission':
      return `account ${change.account.id}`;
    default:
      return undefined;
  }
}

const groupKey = (ref: GroupRef) => (ref.kind === 'existing' ? `id ${ref.id}` : `new ${ref.name}`);
