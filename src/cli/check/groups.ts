import type { SourceDirectory, SourceGroup } from '../../model/directory.js';
import type { Finding } from '../../model/finding.js';
import type { GroupRules, GroupSelector, OnTheFlyRule, SyncRules } from '../../model/rules.js';
import { counted as n, number } from '../../report/numbers.js';
import { droppedBy, firstFitting, isManual } from '../../sync/group-fate.js';
import { modeFindings } from './modes.js';

/** What the names and patterns of one sync's group rules match, and where two of them stand in each other's way. Pure. */
export function groupFindings(sync: SyncRules, { groups }: SourceDirectory): readonly Finding[] {
  const { from, groups: rules } = sync;
  if (rules.manual.length + rules.onTheFly.length === 0) return [{ level: 'ok', what: 'no group rules' }];
  const all = [...groups.values()];
  const counting = all.filter(group => droppedBy(rules, group) === undefined);
  return [
    { level: 'ok', what: `${number(counting.length)} of ${n(all.length, 'group')} of ${from} count` },
    ...(rules.include ?? []).map(selector => selected('include', selector, all)),
    ...rules.exclude.map(selector => selected('exclude', selector, all)),
    ...manualFindings(rules, all, counting),
    ...rules.onTheFly.map(rule => onTheFlyFinding(rule, rules, all, counting)),
    ...modeFindings(sync, counting),
  ];
}

const selected = (list: string, selector: GroupSelector, all: readonly SourceGroup[]): Finding => {
  const found = all.filter(group => selector.matches(group)).map(({ name }) => name);
  return found.length === 0 ? nothing(`${list} ${selector.text}`) : matched(`${list} ${selector.text}`, found, all.length);
};

const manualFindings = (rules: GroupRules, all: readonly SourceGroup[], counting: readonly SourceGroup[]): Finding[] =>
  rules.manual.flatMap(({ id, from, to }) => {
    const goal = to.map(({ target, name }) => (target === undefined ? name : `${target}/${name}`)).join(', ');
    return from.map((selector): Finding => {
      const what = `${id} from ${selector.text}`;
      const found = counting.filter(group => selector.matches(group)).map(({ name }) => `${name} → ${goal}`);
      if (found.length > 0) return matched(what, found, counting.length);
      const left = all.find(group => selector.matches(group));
      return left === undefined ? nothing(what) : leftOut(what, left, rules);
    });
  });

/** It names what does not count: the rule is unmet for as long as that is so (G1). */
function leftOut(what: string, group: SourceGroup, rules: GroupRules): Finding {
  const why = droppedBy(rules, group);
  const by = why?.kind === 'excluded' ? `exclude ${why.by} takes it out` : 'it is not among those of include';
  const hint = 'The two contradict each other: the rule gives nothing, and nobody is removed because of it. Change one of them.';
  return { level: 'warning', what: `${what} names ${group.name}, but ${by}`, hint };
}

/** The first pattern that matches takes the group, so that a rule may find nothing left by those before it (G2). */
function onTheFlyFinding(
  rule: OnTheFlyRule,
  rules: GroupRules,
  all: readonly SourceGroup[],
  counting: readonly SourceGroup[],
): Finding {
  const what = `${rule.id} ${rule.text}`;
  const fitting = counting.flatMap(group => {
    const target = rule.target(group.name);
    return target === undefined ? [] : [{ group, target }];
  });
  const taken = fitting.filter(({ group }) => !isManual(rules, group) && firstFitting(rules, group.name)?.rule === rule);
  const empty = taken.find(({ target }) => target.trim() === '');
  if (empty !== undefined)
    return { level: 'warning', what: `${what}: ${empty.group.name} gives an empty name`, hint: 'Such a group is left out.' };
  if (taken.length > 0)
    return matched(
      what,
      taken.map(({ group, target }) => `${group.name} → ${target}`),
      counting.length,
    );
  const [first] = fitting;
  if (first !== undefined) return neverFires(what, first.group, fitting.length, rules);
  const left = all.find(({ name }) => rule.target(name) !== undefined);
  return left === undefined ? nothing(what) : leftOut(what, left, rules);
}

function neverFires(what: string, example: SourceGroup, fitting: number, rules: GroupRules): Finding {
  const manual = rules.manual.find(({ from }) => from.some(selector => selector.matches(example)));
  const by = manual?.id ?? firstFitting(rules, example.name)?.rule.id ?? 'another rule';
  return {
    level: 'warning',
    what: `${what} never applies: ${n(fitting, 'group')} would fit, and rules before it take all of them, as ${by} takes ${example.name}`,
    hint: 'Move the narrower pattern up, or remove the rule.',
  };
}

const SHOWN = 4;

function matched(what: string, found: readonly string[], all: number): Finding {
  const more = found.length > SHOWN ? `, … ${number(found.length - SHOWN)} more` : '';
  return {
    level: 'ok',
    what: `${what}: ${number(found.length)} of ${n(all, 'group')} (${found.slice(0, SHOWN).join(', ')}${more})`,
  };
}

const nothing = (what: string): Finding => ({
  level: 'warning',
  what: `${what} matches no group`,
  hint: 'Check its spelling, and what the source calls its groups.',
});
