import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';

/**
 * Source groups that have something to do with the group asked about: of that name, or such that a rule would make it of them if
 * nothing kept it from that. Their members are read too, so that it can be said who is in them.
 */
export function touches(asked: string, syncs: readonly SyncRules[]) {
  const key = nameKey(asked);
  return (group: { readonly id: string; readonly name: string }): boolean =>
    nameKey(group.name) === key ||
    syncs.some(
      ({ groups: { manual, onTheFly } }) =>
        manual.some(({ from, to }) => to.some(({ name }) => nameKey(name) === key) && from.some(one => one.matches(group))) ||
        onTheFly.some(rule => nameKey(rule.target(group.name) ?? '') === key),
    );
}
