import { type AppEvents, appEvents } from './app-events.js';
import type { Domain, IdcsPerson } from './domain.js';
import { createFinder, type Finder } from './finder.js';
import { hexId } from './grants.js';
import { type GroupEvents, groupEvents, type Touch } from './group-events.js';
import { type CompanyInput, inputFrom, makePerson, type PersonInput, type PersonParticulars, withParticulars } from './people.js';

/** What happens in a company. Who is meant may be said by id, user name, user name without domain; a group by id or name. A typo throws. */
export interface IdcsEvents extends PeopleEvents, GroupEvents, AppEvents {
  load(company: CompanyInput): void;
}

interface PeopleEvents {
  addPerson(input: PersonInput): IdcsPerson;
  update(who: string, particulars: PersonParticulars): void;
  deactivate(who: string, reason?: string): void;
  activate(who: string): void;
  /** a locked user is still active */
  lock(who: string): void;
  unlock(who: string): void;
  /** deleted for good, and no trace is left: a look-up by id answers 404 */
  remove(who: string): void;
}

export function eventsOf(domain: Domain, now: () => Date, touches: Touch): IdcsEvents {
  let made = 0;
  const surroundings: Surroundings = {
    domain,
    find: createFinder(domain),
    stamp: () => now().toISOString(),
    newId: kind => hexId(`${kind} ${++made}`), // never the same twice, also when some were removed in between
  };
  const events = { ...peopleEvents(surroundings), ...groupEvents(surroundings, touches), ...appEvents(surroundings) };
  return {
    ...events,
    load({ people, groups }) {
      for (const person of people) events.addPerson(inputFrom(person));
      for (const group of groups) events.addGroup(group);
    },
  };
}

/** What the events need beside their arguments. */
export interface Surroundings {
  domain: Domain;
  find: Finder;
  stamp(): string;
  newId(kind: string): string;
}

function peopleEvents({ domain, find, stamp, newId }: Surroundings): PeopleEvents {
  const names = new Set<string>(); // a look through all people for each one added would take minutes for a large company
  const rename = (from: string | undefined, to: string) => {
    const wanted = to.toLowerCase();
    if (from?.toLowerCase() === wanted) return;
    if (names.has(wanted)) throw new Error(`There is a person with the user name ${to} already.`);
    names.add(wanted);
    if (from !== undefined) names.delete(from.toLowerCase());
  };
  const update = (who: string, particulars: PersonParticulars) => {
    const person = find.person(who);
    rename(person.userName, particulars.userName ?? person.userName);
    const updated = withParticulars(person, particulars, stamp());
    if (updated.active) delete updated.status;
    domain.people.set(person.id, updated);
  };

  return {
    update,
    addPerson(input) {
      const added = makePerson(input, newId, stamp());
      if (domain.people.has(added.id)) throw new Error(`There is a person ${added.id} already.`);
      rename(undefined, added.userName);
      domain.people.set(added.id, added);
      return added;
    },
    deactivate: (who, status = 'Deactivated by an administrator') => update(who, { active: false, status }),
    activate: who => update(who, { active: true }),
    lock: who => update(who, { locked: true }),
    unlock: who => update(who, { locked: false }),
    remove(who) {
      const { id, userName } = find.person(who);
      for (const { members } of domain.groups.values()) members.delete(id);
      for (const { users } of domain.apps.values()) users.delete(id);
      for (const { members } of domain.roles.values()) members.delete(id);
      domain.people.delete(id);
      names.delete(userName.toLowerCase());
    },
  };
}
