import { type TargetName, targetName } from '../../model/ids.js';
import { counted } from '../../report/numbers.js';
import type { Backup } from '../../state/store.js';

/** How much an export holds. */
export interface LinksCounts {
  readonly targets: readonly {
    readonly target: TargetName;
    readonly links: number;
    readonly groups: number;
    readonly memberships: number;
    readonly pins: number;
  }[];
  readonly pauses: number;
}

/** Every target that something in it is about. Pure. */
export const targetsIn = ({ links, groups, ledger, pins, pauses, identities }: Backup): readonly TargetName[] => [
  ...new Set([
    ...[links, groups, ledger, pins].flatMap(rows => rows.map(({ target }) => target)),
    ...pauses.flatMap(({ target }) => target ?? []),
    ...identities.flatMap(one => (one.kind === 'target' ? targetName(one.name) : [])),
  ]),
];

export function linksCounts(backup: Backup): LinksCounts {
  const { links, groups, ledger, pins, pauses } = backup;
  const of = (rows: readonly { readonly target: TargetName }[], target: TargetName) =>
    rows.filter(row => row.target === target).length;
  const targets = targetsIn(backup).map(target => ({
    target,
    links: of(links, target),
    groups: of(groups, target),
    memberships: of(ledger, target),
    pins: of(pins, target),
  }));
  return { targets, pauses: pauses.length };
}

/** A line for each target. */
export const countsText = ({ targets, pauses }: LinksCounts): string =>
  [
    ...targets.map(({ target, links, groups, memberships, pins }) => {
      const parts = [counted(links, 'link'), counted(groups, 'group'), counted(memberships, 'membership')];
      return `  ${target}: ${[...parts, ...(pins > 0 ? [counted(pins, 'pin')] : [])].join(', ')}`;
    }),
    ...(pauses > 0 ? [`  ${counted(pauses, 'pause')}`] : []),
  ].join('\n');
