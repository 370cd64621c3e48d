import type { AccountRef } from '../../model/change.js';
import type { NameKey, PersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Reason } from '../../model/wish.js';
import { namesFor } from '../contributions.js';
import type { DiffInput } from './input.js';

/** By group: who is still owed it, and by which sync's `defaults.newUsers`. */
export type Owed = ReadonlyMap<NameKey, ReadonlyMap<PersonKey, readonly Reason[]>>;

/** People who are still owed the groups for new users: those this plan creates, and those a broken run left (G7). */
export function owedTo(input: DiffInput, usable: ReadonlyMap<PersonKey, AccountRef>): Owed {
  const owed = new Map<NameKey, Map<PersonKey, Reason[]>>();
  const owe = (name: NameKey, person: PersonKey, reason: Reason) => {
    const people = owed.get(name) ?? new Map<PersonKey, Reason[]>();
    owed.set(name, people.set(person, [...(people.get(person) ?? []), reason]));
  };
  const links = new Map(input.links.map(link => [link.person, link]));
  for (const [key, account] of usable) {
    const person = input.desired.people.get(key);
    const rest = links.get(key)?.owed ?? [];
    if (person === undefined || (account.kind === 'existing' && rest.length === 0)) continue;
    for (const { name, groups } of input.syncs.values()) {
      if (!person.wantedBy.has(name)) continue;
      for (const group of namesFor(groups.defaults.newUsers, input.rules.name))
        if (account.kind === 'new' || rest.includes(nameKey(group)))
          owe(nameKey(group), key, { kind: 'default', sync: name, list: 'newUsers' });
    }
  }
  return owed;
}
