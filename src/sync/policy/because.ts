import { type PersonKey, splitPersonKey } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { NameMatcher } from '../../model/rules.js';
import type { ScopedOut } from '../scope.js';
import type { NearMiss } from '../trace/near-misses.js';
import type { Policy } from './policy.js';

/** Why somebody is not in a group that rules make, or nearly make. */
export type Because =
  | { readonly kind: 'nearMiss'; readonly miss: Omit<NearMiss, 'members'> }
  | { readonly kind: 'out'; readonly group: string; readonly out: ScopedOut }
  | { readonly kind: 'unknown'; readonly group: string; readonly why: string }
  /** rules make the group of these source groups, and this person is in none of them */
  | { readonly kind: 'notInSource'; readonly group: string; readonly from: readonly string[] };

/** What the steps recorded of the groups that a name or pattern means, for somebody who is in none of them. Pure. */
export function becauseOf(matcher: NameMatcher, { mapped, united, scoped }: Policy, given: PersonKey): readonly Because[] {
  const { id } = splitPersonKey(given);
  const misses = (mapped.trace?.misses ?? []).filter(
    ({ to, members }) => matcher.matches(to) && members.kind === 'read' && members.ids.has(id),
  );
  const wanted = [...united.desired.groups.values()].filter(({ name }) => matcher.matches(name));
  return [
    ...misses.map(({ members: _, ...miss }): Because => ({ kind: 'nearMiss', miss })),
    ...wanted.flatMap(({ name, unknown, from }): Because[] => {
      const out = scoped.out.get(nameKey(name));
      if (out !== undefined) return [{ kind: 'out', group: name, out }];
      if (unknown.length > 0) return unknown.map(why => ({ kind: 'unknown', group: name, why }));
      const sources = [...new Set(from.map(({ group }) => group.name))];
      return sources.length === 0 ? [] : [{ kind: 'notInSource', group: name, from: sources }];
    }),
  ];
}
