import { type Condition, type GroupNames, joined } from '../model/condition.js';
import { nameKey } from '../model/names.js';
import type { GroupSelector, SourceRules, SyncRules } from '../model/rules.js';
import type { PullScope } from '../sources/source.js';

/** Members are read only of groups that some rule or canary may name (R3's twin for sources). */
export function scopeOf(syncs: readonly SyncRules[], rules: SourceRules): Pick<PullScope, 'group'> {
  const canaries = new Set(rules.canaries.groups.map(({ name }) => nameKey(name)));
  return {
    group: group =>
      canaries.has(nameKey(group.name)) ||
      syncs.some(({ groups: { include, exclude, manual, onTheFly } }) => {
        if (include !== undefined && !include.some(selector => selector.matches(group))) return false;
        if (exclude.some(selector => selector.matches(group))) return false;
        return (
          manual.some(rule => rule.from.some(from => from.matches(group))) ||
          onTheFly.some(rule => rule.target(group.name) !== undefined)
        );
      }),
  };
}

/**
 * What every active person fulfils whom some sync could want; undefined: it may be anybody. A canary is looked for among all, and so
 * are the members that a group must have: with one nothing is left out. Pure.
 */
export function conditionOn(syncs: readonly SyncRules[], { canaries }: SourceRules): Condition | undefined {
  const conditions = syncs.map(({ users }) => users.filter?.condition);
  const known = conditions.filter(condition => condition !== undefined);
  if (canaries.users.length + canaries.groups.length > 0 || known.length === 0 || known.length < conditions.length)
    return undefined;
  return joined('any', known);
}

/** The only groups that some sync could count, where their names can be asked for; undefined: it may be any. Pure. */
export function groupsAskedFor(syncs: readonly SyncRules[], { canaries }: SourceRules): GroupNames | undefined {
  const perSync = syncs.map(selectorsOf);
  const selectors = perSync.flatMap(found => found ?? []);
  const asked = selectors.map(selector => selector.asked);
  if (perSync.includes(undefined) || asked.includes(undefined)) return undefined;
  const all = asked.filter(names => names !== undefined);
  const unique = (texts: readonly string[]) => [...new Map(texts.map(text => [text.toLowerCase(), text])).values()];
  return {
    names: unique([...all.flatMap(({ names }) => names), ...canaries.groups.map(({ name }) => name)]),
    prefixes: unique(all.flatMap(({ prefixes }) => prefixes)),
    ids: [...new Set(all.flatMap(({ ids }) => ids))],
  };
}

/** `include` where there is one; otherwise what manual rules name, unless groups are taken as they come. */
function selectorsOf({ groups: { include, manual, onTheFly } }: SyncRules): readonly GroupSelector[] | undefined {
  if (include !== undefined) return include;
  return onTheFly.length === 0 ? manual.flatMap(({ from }) => from) : undefined;
}
