import { type Domain, findGroup, findPerson, type IdcsApp, type IdcsGroup, type IdcsPerson } from './domain.js';

/** Finds what a test speaks of, or throws: a typo in a test is no empty domain. */
export interface Finder {
  person(who: string): IdcsPerson;
  group(which: string): IdcsGroup;
  /** the only one, unless named by its id */
  app(id: string | undefined): IdcsApp;
}

export const createFinder = (domain: Domain): Finder => ({
  person: who => findPerson(domain, who) ?? refuse(`There is no person ${who} in the sandbox's domain.`),
  group: which => findGroup(domain, which) ?? refuse(`There is no group ${which} in the sandbox's domain.`),
  app(id) {
    const only = domain.apps.size === 1 ? domain.apps.values().next().value : undefined;
    if (id === undefined) return only ?? refuse('There is not exactly one app: name it.');
    return domain.apps.get(id) ?? refuse(`There is no app ${id} in the sandbox's domain.`);
  },
});

function refuse(message: string): never {
  throw new Error(message);
}
