import type { AccountId, SyncName, TargetGroupId } from '../../model/ids.js';
import type { SyncRules } from '../../model/rules.js';
import type { Reason } from '../../model/wish.js';
import type { LedgerRow } from '../../state/store.js';
import type { DiffInput } from './input.js';

/** The mark of a membership that `defaults.newUsers` gave: neither wanted nor unwanted afterwards (G7). */
export const NEW_USERS = 'defaults.newUsers';

export const isForNewUsers = (row: LedgerRow | undefined): boolean => row?.by.includes(NEW_USERS) === true;

export type Ledger = ReadonlyMap<TargetGroupId, ReadonlyMap<AccountId, LedgerRow>>;

export function ledgerOf(rows: readonly LedgerRow[]): Ledger {
  const ledger = new Map<TargetGroupId, Map<AccountId, LedgerRow>>();
  for (const row of rows) {
    const group = ledger.get(row.group);
    if (group === undefined) ledger.set(row.group, new Map([[row.account, row]]));
    else group.set(row.account, row);
  }
  return ledger;
}

/** The rules among reasons, as the ledger keeps them: `SYNC RULE`. */
export const rulesIn = (reasons: readonly Reason[]): string[] =>
  [
    ...new Set(
      reasons.flatMap(reason => {
        if (reason.kind === 'rule') return [`${reason.rule.sync} ${reason.rule.rule}`];
        if (reason.kind === 'default' && reason.list === 'allUsers') return [`${reason.sync} defaults.allUsers`];
        return [];
      }),
    ),
  ].toSorted();

const rulesOf = ({ name, groups }: SyncRules): string[] => [
  ...[...groups.manual, ...groups.onTheFly].map(({ id }) => `${name} ${id}`),
  `${name} defaults.allUsers`,
];

export const knownRules = (syncs: ReadonlyMap<SyncName, SyncRules>): ReadonlySet<string> =>
  new Set([...syncs.values()].flatMap(rulesOf));

/** What becomes of a membership whose rules are all gone from the config: their own sync says, and a sync that is gone keeps (G11). */
export function retirement(row: LedgerRow, known: ReadonlySet<string>, { syncs }: Pick<DiffInput, 'syncs'>) {
  if (row.by.length === 0 || isForNewUsers(row) || row.by.some(rule => known.has(rule))) return undefined;
  const revokes = (rule: string) =>
    [...syncs.values()].some(({ name, groups }) => rule.startsWith(`${name} `) && groups.onRetire === 'revoke');
  return row.by.every(revokes) ? 'revoke' : 'keep';
}
