import type { PersonKey, SyncName } from '../../model/ids.js';
import type { AttributeName } from '../../model/wish.js';

/** Something that is left as it is, where nothing else in the plan says why. */
export type Left =
  /** no sync that wants the person creates accounts (U1) */
  | { readonly kind: 'notCreated' }
  /** the target says that it cannot be written here, or refused that within the last week (G10) */
  | { readonly kind: 'readOnlyAccount' }
  /** others want the account, and what it looks like waits for its owner's word (C4) */
  | { readonly kind: 'ownerUnsure'; readonly sync: SyncName }
  | { readonly kind: 'updateOff'; readonly sync: SyncName }
  | { readonly kind: 'notShown' | 'notUpdatable'; readonly attribute: AttributeName }
  /** `changed`: the source's own value is what it was when the link was made (C3) */
  | { readonly kind: 'notRenamed'; readonly rule: 'changed' | 'never' }
  /** `leavers.action: keep` */
  | { readonly kind: 'leaverKept'; readonly sync: SyncName }
  /** a product without a switch: the account is in no group that lets it in, and never was linked */
  | { readonly kind: 'hasNoAccess' }
  /** ISO time at which a deletion falls due */
  | { readonly kind: 'deletedLater'; readonly until: string }
  /** switched off by somebody else, or the target deletes nobody */
  | { readonly kind: 'notDeleted' };

export type LeftAlone = Map<PersonKey, Left[]>;

/** Notes down what is left alone of a person. */
export function leave(left: LeftAlone, person: PersonKey, what: Left): void {
  const known = left.get(person);
  if (known === undefined) left.set(person, [what]);
  else known.push(what);
}
