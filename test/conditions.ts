import fc from 'fast-check';
import { type Condition, fulfils } from '../src/model/condition.js';
import type { Person, SourceDirectory } from '../src/model/directory.js';
import { personId, personKey } from '../src/model/ids.js';
import type { Source } from '../src/sources/source.js';
import type { PulledWhole } from '../src/sync/judge.js';
import { pull } from '../src/sync/pull.js';
import { expression, sync } from './rules.js';

/** Conditions on these attributes with these words, three deep. */
export function conditionsOn(attributes: readonly string[], words: readonly string[]): fc.Arbitrary<Condition> {
  const attribute = fc.constantFrom(...attributes);
  const word = fc.constantFrom(...words);
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ kind: fc.constant('is' as const), attribute, values: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('startsWith' as const), attribute, text: word }),
  );
  const { tree } = fc.letrec<{ tree: Condition }>(again => ({
    tree: fc.oneof(
      { maxDepth: 2 },
      leaf,
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(again('tree'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));
  return tree;
}

/** Who may not be left out: whoever fulfils the condition, and whoever is inactive (R5). */
export const neededOf = ({ people }: SourceDirectory, condition: Condition): string[] =>
  [...people.values()].filter(one => one.standing.kind === 'inactive' || fulfils(condition, one)).map(({ id }: Person) => id);

/** What a run would read of a source for a sync with that condition as its filter, with these people linked. */
export function pulledByFilter(source: Source, condition: Condition, linked: readonly string[]): Promise<PulledWhole> {
  const filter = { ...expression('the condition', (one: Person) => fulfils(condition, one)), condition };
  const rules = { name: source.name, canaries: { users: [], groups: [] }, shrunkShare: 0.8, staleAfterMs: 259_200_000 };
  return pull({
    ...{ source, rules, syncs: [sync({ users: { filter } })], last: undefined, allowed: undefined, another: undefined },
    ...{ linked: new Set(linked.map(id => personKey(source.provider, personId(id)))), attended: false, whole: false },
    ...{ emit: () => undefined, signal: new AbortController().signal },
  });
}
