import type { SourceDirectory, SourceGroup } from '../../model/directory.js';
import type { Finding } from '../../model/finding.js';
import type { GroupRules, GroupSelector, SyncRules } from '../../model/rules.js';

/** What the names and patterns of one sync's group rules match. Pure. */
export function groupFindings({ from, groups: rules }: SyncRules, { groups }: SourceDirectory): readonly Finding[] {
  if (rules.manual.length + rules.onTheFly.length === 0) return [{ level: 'ok', what: 'no group rules' }];
  const all = [...groups.values()];
  const counted = all.filter(group => counts(rules, group));
  return [
    { level: 'ok', what: `${counted.length} of ${all.length} groups of ${from} count` },
    ...(rules.include ?? []).map(selector => selected('include', selector, all)),
    ...rules.exclude.map(selector => selected('exclude', selector, all)),
    ...manualFindings(rules, counted),
    ...onTheFlyFindings(rules, counted),
  ];
}

const counts = ({ include, exclude }: GroupRules, group: SourceGroup): boolean =>
  (include === undefined || include.some(selector => selector.matches(group))) &&
  !exclude.some(selector => selector.matches(group));

const selected = (list: string, selector: GroupSelector, groups: readonly SourceGroup[]): Finding =>
  matched(
    `${list} ${selector.text}`,
    groups.filter(group => selector.matches(group)).map(({ name }) => name),
  );

const manualFindings = ({ manual }: GroupRules, counted: readonly SourceGroup[]): Finding[] =>
  manual.flatMap(({ id, from, to }) => {
    const goal = to.map(({ target, name }) => (target === undefined ? name : `${target}/${name}`)).join(', ');
    return from.map(selector =>
      matched(
        `${id} from ${selector.text}`,
        counted.filter(group => selector.matches(group)).map(({ name }) => `${name} → ${goal}`),
      ),
    );
  });

/** The first pattern that matches takes the group, so that a rule may find nothing left by those before it (G2). */
function onTheFlyFindings({ manual, onTheFly }: GroupRules, counted: readonly SourceGroup[]): Finding[] {
  let left = counted.filter(group => !manual.some(({ from }) => from.some(selector => selector.matches(group))));
  return onTheFly.map(rule => {
    const taken = left.flatMap(group => {
      const target = rule.target(group.name);
      return target === undefined ? [] : [{ id: group.id, name: group.name, target }];
    });
    left = left.filter(({ id }) => !taken.some(each => each.id === id));
    const what = `${rule.id} ${rule.text}`;
    const empty = taken.find(({ target }) => target.trim() === '');
    return empty === undefined
      ? matched(
          what,
          taken.map(({ name, target }) => `${name} → ${target}`),
        )
      : { level: 'warning', what: `${what}: ${empty.name} gives an empty name`, hint: 'Such a group is left out.' };
  });
}

const SHOWN = 4;

function matched(what: string, found: readonly string[]): Finding {
  if (found.length === 0)
    return { level: 'warning', what: `${what} matches no group`, hint: 'Check its spelling, and what `include` lets through.' };
  const count = found.length === 1 ? '1 group' : `${found.length} groups`;
  const more = found.length > SHOWN ? `, … ${found.length - SHOWN} more` : '';
  return { level: 'ok', what: `${what}: ${count} (${found.slice(0, SHOWN).join(', ')}${more})` };
}
