import type { ExistingGroup } from '../../model/change.js';
import type { TargetGroup } from '../../model/directory.js';
import type { TargetGroupId, TargetName } from '../../model/ids.js';
import type { PinWrite, PlanCounts } from '../../model/plan.js';
import type { ReadOptions } from '../../model/progress.js';
import type { StateStore } from '../../state/store.js';
import type { Target } from '../../targets/target.js';
import type { Difference } from '../diff/index.js';
import type { Guarded, GuardInput } from '../guards/index.js';
import { offboardKey } from '../pins.js';
import type { Scoped } from '../scope.js';
import type { Them } from './about-them.js';
import type { AskedPeople } from './asked.js';

/** The groups that a plan changes, with how many are in each, whoever they are: guards count by that. */
export async function withSizes(scoped: Scoped, { changes }: Difference, target: Target, read: ReadOptions): Promise<Scoped> {
  const changed = new Map<TargetGroupId, ExistingGroup>();
  for (const change of changes)
    if ((change.kind === 'addMember' || change.kind === 'removeMember') && change.group.kind === 'existing')
      changed.set(change.group.id, change.group);
  if (changed.size === 0) return scoped;
  const sizes = await target.sizes([...changed.values()], read);
  const sized = (group: TargetGroup): TargetGroup => {
    const total = sizes.get(group.id);
    return group.members.kind === 'some' && total !== undefined ? { ...group, members: { ...group.members, total } } : group;
  };
  const groups = new Map([...scoped.actual.groups].map(([id, group]) => [id, sized(group)]));
  return { ...scoped, actual: { ...scoped.actual, groups } };
}

const STEPS = [30, 300, 3_000];
const NOBODY: PlanCounts = { people: 0, matched: 0, accounts: 0, activeLinked: 0, managedMemberships: 0 };

/** As a whole run counted last: some people are no base for a share. */
export async function lastCounts(store: Pick<StateStore, 'runs'>, target: TargetName): Promise<PlanCounts> {
  for (const step of STEPS) {
    const runs = await store.runs(step);
    const found = runs.flatMap(({ summary }) => summary?.targets.find(one => one.target === target) ?? [])[0];
    if (found !== undefined) return found.counts;
    if (runs.length < step) break;
  }
  return NOBODY;
}

/**
 * What guards are told: the last whole run's counts, and that nothing may be adopted here. Who is named to be offboarded is
 * approved by that: no share holds them, and no doubt whose account it is.
 */
export function measuredFor({ kind }: AskedPeople, measured: GuardInput, counts: PlanCounts): GuardInput {
  const asked = { ...measured, counts, adoptable: new Set<never>() };
  if (kind === 'sync') return asked;
  const any = Number.POSITIVE_INFINITY;
  const allow = new Map([...measured.allow, ['stated-leavers', any], ['deactivations', any]] as const);
  return { ...asked, attended: true, firstRun: false, allow };
}

/** Pins on the end of these accounts are no word against a newer one. Pure. */
export const outweighed = (pins: readonly { readonly key: string }[], { accounts }: Them): readonly string[] => {
  const theirs = new Set([...accounts].flatMap(account => [`end stated ${account}`, `end inferred ${account}`]));
  return pins.map(({ key }) => key).filter(key => theirs.has(key));
};

/** The accounts of theirs that are to stay ended: not those that a guard keeps, but for one who waits for a successor (U4). Pure. */
export function offboardPins(
  { accounts }: Them,
  scoped: Scoped,
  { held }: Pick<Guarded, 'held'>,
  now: string,
): readonly PinWrite[] {
  const spared = new Set(
    held.flatMap(({ change, guard }) =>
      guard !== 'no-successor' && 'account' in change && change.account.kind === 'existing' ? [change.account.id] : [],
    ),
  );
  return [...accounts].flatMap((id): PinWrite[] => {
    const account = scoped.actual.accounts.get(id);
    if (account === undefined || spared.has(id)) return [];
    const { username, displayName } = account;
    const subject = { kind: 'existing', id, username, displayName } as const;
    const reasons = [{ kind: 'offboarded', since: now }] as const;
    return [
      {
        key: offboardKey(id),
        change: { kind: 'deactivateUser', id: `deactivateUser ${id}`, account: subject, leaver: 'stated', reasons },
      },
    ];
  });
}
