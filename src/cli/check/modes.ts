import type { SourceGroup } from '../../model/directory.js';
import type { Finding } from '../../model/finding.js';
import { nameKey } from '../../model/names.js';
import type { SyncRules } from '../../model/rules.js';
import { type Membership, memberships } from '../../model/wish.js';
import { firstFitting, isManual } from '../../sync/group-fate.js';

interface Given {
  readonly group: string;
  readonly rule: string;
  readonly mode: Membership;
}

/** Rules that give one target group under different modes of membership: only the gentler one counts (G5). Pure. */
export function modeFindings({ groups }: SyncRules, counting: readonly SourceGroup[]): readonly Finding[] {
  const byHand = groups.manual.flatMap(({ id, to, membership }) =>
    to.map(({ target, name }): Given => {
      const group = target === undefined ? name : `${target}/${name}`;
      return { group, rule: id, mode: membership ?? groups.membership };
    }),
  );
  const byPattern = counting.flatMap((group): Given[] => {
    const found = isManual(groups, group) ? undefined : firstFitting(groups, group.name);
    return found === undefined
      ? []
      : [{ group: found.computed, rule: found.rule.id, mode: found.rule.membership ?? groups.membership }];
  });
  return [...Map.groupBy([...byHand, ...byPattern], ({ group }) => nameKey(group)).values()].flatMap(differing);
}

function differing(given: readonly Given[]): Finding[] {
  const [first] = given;
  const modes = memberships.filter(mode => given.some(one => one.mode === mode));
  if (first === undefined || modes.length < 2) return [];
  const said = modes.map(
    mode => `${mode} by ${[...new Set(given.filter(one => one.mode === mode).map(({ rule }) => rule))].join(', ')}`,
  );
  return [
    {
      level: 'warning',
      what: `${first.group} has two modes of membership: ${said.join('; ')}`,
      hint: `The gentler one counts: ${modes[0]}. Give these rules the same one.`,
    },
  ];
}
