import type { Account } from '../../model/directory.js';
import type { AccountId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { existing } from '../diff/draft.js';
import { add, becauseOf, changedSince, leave } from './draft.js';
import type { EntryOf, UndoDraft, UndoInput } from './input.js';

/** What was handed over goes back, if the heir still holds it and its former holder can; called when all reactivations are known. */
export function handBack(entry: EntryOf<'handOver'>, input: UndoInput, draft: UndoDraft): void {
  const { responsibility, account: giver } = entry.change;
  const { id, label, successor } = responsibility;
  const holder = input.handedOver.find(one => one.id === id)?.holder;
  const owner = input.actual.accounts.get(giver.id);
  if (holder === giver.id) {
    draft.back.add(entry.change.id);
    return;
  }
  if (successor.kind !== 'account') {
    leave(entry, `nobody took ${label} over; give it to ${giver.username} by hand`, draft);
    return;
  }
  const heir = accountCalled(successor.username, input);
  if (heir === undefined || holder !== heir.id)
    changedSince(entry, `${successor.username} does not hold ${label} now`, input, draft);
  else if (owner === undefined) changedSince(entry, `the account ${giver.username} is gone, or ignored`, input, draft);
  else if (!owner.active && !draft.changes.has(`reactivateUser ${owner.id}`))
    leave(entry, `${owner.username} is inactive, and stays so; ${heir.username} keeps ${label}`, draft);
  else giveBack(entry, { heir, owner }, input, draft);
}

interface Two {
  readonly heir: Account;
  readonly owner: Account;
}

function giveBack(entry: EntryOf<'handOver'>, { heir, owner }: Two, input: UndoInput, draft: UndoDraft): void {
  const { responsibility } = entry.change;
  const id = `handOver ${responsibility.id}`;
  add(
    {
      kind: 'handOver',
      id,
      account: existing(heir),
      // in the stage after the reactivations
      leaver: 'inferred',
      responsibility: { ...responsibility, holder: heir.id, successor: { kind: 'account', username: owner.username } },
      reasons: [becauseOf(entry, input), { kind: 'leads', what: responsibility.label }],
    },
    draft,
  );
  // who is not switched on again cannot lead anything
  const why = draft.unwanted.get(`reactivateUser ${owner.id}`);
  if (why !== undefined && !owner.active) draft.unwanted.set(id, why);
}

const accountCalled = (username: string, { actual }: UndoInput): Account | undefined =>
  [...actual.accounts.values()].find(account => nameKey(account.username) === nameKey(username));

/** Whose responsibilities tell whether hand-overs can go back: the heirs', and those of who gave them away. */
export function handOverParties(entries: readonly EntryOf<'handOver'>[], input: Pick<UndoInput, 'actual'>): AccountId[] {
  const byName = new Map([...input.actual.accounts.values()].map(account => [nameKey(account.username), account.id]));
  const parties = entries.flatMap(({ change: { account, responsibility } }) => {
    const { successor } = responsibility;
    const heir = successor.kind === 'account' ? byName.get(nameKey(successor.username)) : undefined;
    return heir === undefined ? [account.id] : [account.id, heir];
  });
  return [...new Set(parties)];
}
