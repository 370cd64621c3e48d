import { type AccountId, type PersonKey, splitPersonKey, type TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { DesiredPerson } from '../../model/wish.js';
import type { JournalEntry } from '../../state/store.js';
import type { UndoInput } from './input.js';

/** Why the source does not want this account to be switched on again; undefined: nothing speaks against it (A8). Pure. */
export function unwantedReactivation(account: AccountId, input: UndoInput): string | undefined {
  if (!input.correlation.owners.has(account)) return 'nobody is linked with this account, so that no source can speak for it';
  return unwantedGrant(account, input);
}

/** Why the source wants its person to have nothing here. Whom a filter drops is still there: filters are the config's. Pure. */
export function unwantedGrant(account: AccountId, { correlation, desired, pulled }: UndoInput): string | undefined {
  const owner = correlation.owners.get(account);
  if (owner === undefined) {
    const unread = [...pulled.values()].find(({ kind }) => kind === 'unread');
    // nobody's account was never the source's to want; but whose it is an unread source might tell
    return unread === undefined ? undefined : `whose account it is is not known: ${unread.source} could not be read`;
  }
  const person = desired.people.get(owner);
  if (person === undefined) return 'no source of this config speaks of this person';
  if (person.wish.kind === 'wanted' || person.record?.standing.kind === 'active') return undefined;
  return standingOf(person);
}

function standingOf({ wish }: DesiredPerson): string {
  if (wish.kind === 'unknown') return wish.why;
  if (wish.kind === 'wanted') return '';
  for (const reason of wish.reasons) {
    if (reason.kind === 'inactive') return `${reason.status.toLowerCase()} in ${reason.source}`;
    if (reason.kind === 'deleted') return `deleted in ${reason.source}`;
    if (reason.kind === 'outOfScope') return `${reason.source}: ${reason.why}`;
  }
  return 'missing at the source';
}

/**
 * Why the source does not want a membership back that ended because its person left source groups: they are read now, and the
 * person is not in them. What ended by the config alone (a rule, a filter, a pattern, a mode) the source never spoke of. Pure.
 */
export function unwantedMembership(
  { change }: JournalEntry,
  group: { readonly id: TargetGroupId; readonly name: string },
  account: AccountId,
  input: UndoInput,
): string | undefined {
  const gone = unwantedGrant(account, input);
  if (gone !== undefined) return gone;
  const owner = input.correlation.owners.get(account);
  if (owner === undefined || input.configsDoing.has(change.id)) return undefined;
  if (input.desired.groups.get(nameKey(group.name))?.members.has(owner) === true) return undefined;
  const left = change.reasons.flatMap(reason => (reason.kind === 'leftSourceGroups' ? reason.groups : []));
  if (left.length === 0) return undefined;
  // of several people who have the account one who is back is enough (C4)
  const why = [...(input.correlation.holders.get(account)?.values() ?? [owner])].map(person => stillOutside(person, left, input));
  return why.includes(undefined) ? undefined : why[0];
}

function stillOutside(owner: PersonKey, names: readonly string[], { pulled }: UndoInput): string | undefined {
  const { provider, id } = splitPersonKey(owner);
  const mine = [...pulled.values()].filter(one => one.kind === 'read' && one.directory.provider === provider);
  const groups = mine
    .flatMap(one => (one.kind === 'read' ? [...one.directory.groups.values()] : []))
    .filter(({ name }) => names.includes(name));
  if (groups.some(({ members }) => members.kind === 'read' && members.ids.has(id))) return undefined;
  const unread = groups.find(({ members }) => members.kind !== 'read');
  if (unread !== undefined) return `who is in ${unread.name} at the source was not read`;
  return `not in ${names.join(', ')} at ${mine.map(({ source }) => source).join(', ')}`;
}
