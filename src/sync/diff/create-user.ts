import type { AccountRef } from '../../model/change.js';
import { nameKey } from '../../model/names.js';
import { attributeNames, type DesiredPerson, type Reason } from '../../model/wish.js';
import { namesFor } from '../contributions.js';
import { makerOf } from '../opinions.js';
import type { Claims } from './claims.js';
import { storedValues, type UserDraft, who } from './draft.js';
import type { DiffInput } from './input.js';
import { leave } from './left.js';

/** Somebody wanted whom the target does not have (U1). */
export function createUser(person: DesiredPerson, claims: Claims, input: DiffInput, draft: UserDraft): void {
  const maker = makerOf(person, input.syncs.values());
  if (maker === undefined) {
    leave(draft.left, person.key, { kind: 'notCreated' });
    return;
  }
  const missing = attributeNames.filter(attribute => person.values[attribute] === undefined);
  if (missing.length > 0) {
    const why = `cannot be created: ${missing.join(', ')} is empty or could not be computed`;
    draft.notes.push({ kind: 'unknownPerson', ...who(person), why });
    return;
  }
  const values = storedValues(person, attributeNames, input, draft.notes);
  const { username, displayName } = values;
  if (username === undefined || attributeNames.some(attribute => values[attribute] === undefined)) return;
  if (claims.contested.has(nameKey(username))) {
    const why = `cannot be created: somebody else would get the username ${username} as well`;
    draft.notes.push({ kind: 'conflict', ...who(person), why, accounts: [] });
    return;
  }
  const reasons: Reason[] = [{ kind: 'newAtSource', source: maker.from }, ...owedBy(person, input)];
  draft.changes.push({ kind: 'createUser', id: `createUser ${username}`, person: person.key, username, values, reasons });
  const account: AccountRef = { kind: 'new', person: person.key, username, displayName: displayName ?? username };
  draft.usable.set(person.key, account);
  const { key, owner } = person;
  draft.links.push({ person: key, account, owner, how: 'created', isActive: true, standing: 'active', values: person.values });
}

/** The syncs whose `defaults.newUsers` a new account is owed, kept with its creation so that no broken run loses them (G7). */
function owedBy({ wantedBy }: DesiredPerson, { syncs, rules }: DiffInput): Reason[] {
  const owing = [...syncs.values()].filter(
    ({ name, groups }) => wantedBy.has(name) && namesFor(groups.defaults.newUsers, rules.name).length > 0,
  );
  return owing.map(({ name }) => ({ kind: 'default', sync: name, list: 'newUsers' }));
}
