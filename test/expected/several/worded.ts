import type { Realm } from './world.js';

/** Every list of rows the other way round; the order of the syncs is the admin's. */
export const turned = ({ sources, target, memory, ...realm }: Realm): Realm => ({
  ...realm,
  sources: sources
    .map(source => ({ ...source, people: source.people.toReversed(), groups: source.groups.toReversed() }))
    .toReversed(),
  target: { ...target, accounts: target.accounts.toReversed(), groups: target.groups.toReversed() },
  memory: { ...memory, links: memory.links.toReversed(), ledger: memory.ledger.toReversed() },
});

/** The accounts that somebody was linked to before. */
export const accountsHeldBefore = (person: string, { memory }: Realm): readonly string[] =>
  memory.links.filter(link => link.person === person).map(({ account }) => account);
