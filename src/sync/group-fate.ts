import type { GroupRules, OnTheFlyRule } from '../model/rules.js';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Why a source group does not count (G1); undefined: it counts. */
export function droppedBy(
  { include, exclude }: Pick<GroupRules, 'include' | 'exclude'>,
  group: Named,
): { readonly kind: 'notIncluded' } | { readonly kind: 'excluded'; readonly by: string } | undefined {
  if (include !== undefined && !include.some(selector => selector.matches(group))) return { kind: 'notIncluded' };
  const by = exclude.find(selector => selector.matches(group));
  return by === undefined ? undefined : { kind: 'excluded', by: by.text };
}

/** Whether some manual rule takes a source group, so that no pattern does (G2). */
export const isManual = ({ manual }: Pick<GroupRules, 'manual'>, group: Named): boolean =>
  manual.some(({ from }) => from.some(one => one.matches(group)));

/** The first onTheFly rule that covers a source group's name, and the name that it makes of it (G2). */
export function firstFitting(
  { onTheFly }: Pick<GroupRules, 'onTheFly'>,
  name: string,
): { readonly rule: OnTheFlyRule; readonly computed: string } | undefined {
  for (const rule of onTheFly) {
    const computed = rule.target(name);
    if (computed !== undefined) return { rule, computed };
  }
  return undefined;
}
