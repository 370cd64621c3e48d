import { type Assignment, findPerson, type GrantMechanism, type IdcsApp, type IdcsRole } from './domain.js';
import type { Surroundings } from './events.js';

export interface AppInput {
  id?: string;
  name?: string;
  users?: readonly string[];
  groups?: readonly string[];
}

export interface AppEvents {
  addApp(input?: AppInput): IdcsApp;
  /** a grant for a person or a group, of the only app unless one is named; unless told, as an administrator gives it */
  assign(whoOrGroup: string, app?: string, how?: { mechanism?: GrantMechanism; isFulfilled?: boolean }): void;
  unassign(whoOrGroup: string, app?: string): void;
  /** a role of the only app unless one is named */
  addRole(name: string, members: readonly string[], app?: string): IdcsRole;
}

export function appEvents({ domain, find, stamp, newId }: Surroundings): AppEvents {
  const events: AppEvents = {
    addApp(input = {}) {
      const id = input.id ?? newId('app');
      const added: IdcsApp = {
        ...{ id, displayName: input.name ?? 'Jira', created: stamp() },
        ...{ users: new Map<string, Assignment>(), groups: new Map<string, Assignment>() },
      };
      domain.apps.set(id, added);
      for (const who of [...(input.users ?? []), ...(input.groups ?? [])]) events.assign(who, id);
      return added;
    },
    assign(whoOrGroup, id, { mechanism, isFulfilled = true } = {}) {
      const { users, groups } = find.app(id);
      const person = findPerson(domain, whoOrGroup);
      if (person) users.set(person.id, { since: stamp(), mechanism: mechanism ?? 'ADMINISTRATOR_TO_USER', isFulfilled });
      else
        groups.set(find.group(whoOrGroup).id, {
          ...{ since: stamp(), mechanism: mechanism ?? 'ADMINISTRATOR_TO_GROUP', isFulfilled },
        });
    },
    unassign(whoOrGroup, id) {
      const { users, groups } = find.app(id);
      const person = findPerson(domain, whoOrGroup);
      const isGone = person ? users.delete(person.id) : groups.delete(find.group(whoOrGroup).id);
      if (!isGone) throw new Error(`${whoOrGroup} is not assigned.`);
    },
    addRole(name, members, id) {
      const app = find.app(id);
      const added = {
        ...{ id: newId('role'), displayName: name, appId: app.id },
        members: new Set(members.map(who => find.person(who).id)),
      };
      domain.roles.set(added.id, added);
      return added;
    },
  };
  return events;
}
