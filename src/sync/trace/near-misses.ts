import type { Members } from '../../model/directory.js';
import type { PersonId, SourceName } from '../../model/ids.js';
import type { GroupRules } from '../../model/rules.js';
import type { RuleRef } from '../../model/wish.js';
import { droppedBy, firstFitting, isManual } from '../group-fate.js';

/** A rule that would give a target group through a source group, and does not. */
export interface NearMiss {
  readonly rule: RuleRef;
  readonly source: SourceName;
  readonly group: { readonly id: string; readonly name: string };
  readonly members: Members<PersonId>;
  /** the target group's name; '' where the pattern gives none */
  readonly to: string;
  readonly because: Because;
}

/** What kept a rule from a source group (G1, G2). */
export type Because =
  | { readonly kind: 'notIncluded' }
  /** `by`: the entry of `exclude`, as written */
  | { readonly kind: 'excluded'; readonly by: string }
  | { readonly kind: 'taken'; readonly by: RuleRef }
  | { readonly kind: 'emptyName' };

interface Side {
  readonly sync: { readonly name: RuleRef['sync']; readonly groups: GroupRules };
  readonly source: SourceName;
  readonly all: readonly { readonly id: string; readonly name: string; readonly members: Members<PersonId> }[];
  /** the target's groups of a manual rule */
  readonly namesOf: (rule: GroupRules['manual'][number]) => readonly string[];
  readonly storedGroup: (name: string) => string;
}

/** Every rule of one sync that fits a source group, and what kept it from it. Pure; asked for by `explain` only. */
export function nearMissesOf({ sync, source, all, namesOf, storedGroup }: Side): NearMiss[] {
  const { manual, onTheFly } = sync.groups;
  return all.flatMap(({ id, name, members }) => {
    const group = { id, name };
    const miss = (rule: string, to: string, because: Because): NearMiss => ({
      ...{ rule: { sync: sync.name, rule }, source, group, members, to, because },
    });
    const dropped = droppedBy(sync.groups, group);
    const byHand = manual.filter(({ from }) => from.some(one => one.matches(group)));
    const taker = isManual(sync.groups, group) ? byHand[0]?.id : firstFitting(sync.groups, name)?.rule.id;
    const ofManual = dropped === undefined ? [] : byHand.flatMap(rule => namesOf(rule).map(to => miss(rule.id, to, dropped)));
    const ofPatterns = onTheFly.flatMap(rule => {
      const computed = rule.target(name);
      if (computed === undefined) return [];
      const isEmpty = computed.trim() === '';
      const because = dropped ?? whyNot({ sync: sync.name, rule: rule.id }, taker, isEmpty);
      return because === undefined ? [] : [miss(rule.id, isEmpty ? '' : storedGroup(computed), because)];
    });
    return [...ofManual, ...ofPatterns];
  });
}

function whyNot({ sync, rule }: RuleRef, taker: string | undefined, isEmpty: boolean): Because | undefined {
  if (taker !== undefined && taker !== rule) return { kind: 'taken', by: { sync, rule: taker } };
  return isEmpty ? { kind: 'emptyName' } : undefined;
}
