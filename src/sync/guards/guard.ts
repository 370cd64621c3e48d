import type { Change, ChangeOfKind } from '../../model/change.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { AccountId, NameKey, PersonKey, ProviderId, TargetGroupId } from '../../model/ids.js';
import type { Ask, GuardName, HeldChange, PlanCounts } from '../../model/plan.js';
import type { Approval, CountingGuard, TargetRules } from '../../model/rules.js';
import type { DesiredGroup } from '../../model/wish.js';
import type { ManagedGroup } from '../../state/store.js';
import type { Privileged } from '../privileged.js';

/** What guards look at: one target's changes, and what they are measured by. Plain values; guards are pure. */
export interface GuardInput {
  readonly changes: readonly Change[];
  readonly rules: TargetRules;
  /** a person approves this plan having seen it */
  readonly attended: boolean;
  /** nothing was ever applied to this target */
  readonly firstRun: boolean;
  readonly actual: TargetDirectory;
  readonly groups: ReadonlyMap<NameKey, DesiredGroup>;
  readonly privileged: Privileged;
  readonly managed: ReadonlyMap<TargetGroupId, ManagedGroup>;
  /** groups that an unattended run may take over (`adopt: auto`) */
  readonly adoptable: boolean;
  /** target groups whose source group was replaced by another of the same name (G8) */
  readonly replaced: ReadonlySet<TargetGroupId>;
  /** accounts of people inactive at the source, first matched in this run (U5) */
  readonly legacy: ReadonlySet<AccountId>;
  readonly owners: ReadonlyMap<AccountId, PersonKey>;
  readonly unreadProviders: ReadonlySet<ProviderId>;
  readonly counts: PlanCounts;
  /** the counts when the window opened; the same as `counts` if nothing was applied within it */
  readonly base: PlanCounts;
  /** changes applied within each window that the guards use (`per`, in ms) */
  readonly applied: ReadonlyMap<number, readonly Change[]>;
  readonly allow: ReadonlyMap<GuardName, number>;
  /** approvals of the config that are valid now */
  readonly approvals: readonly Approval[];
}

export interface Verdict {
  readonly held: readonly HeldChange[];
  readonly asks: readonly Ask[];
}

/** A pure check of a plan that holds changes back. */
export interface Guard {
  readonly name: GuardName;
  check(input: GuardInput): Verdict;
}

export const PASS: Verdict = { held: [], asks: [] };

export const ofKind = <K extends Change['kind']>(changes: readonly Change[], ...kinds: readonly K[]): ChangeOfKind<K>[] =>
  changes.filter((change): change is ChangeOfKind<K> => kinds.some(kind => kind === change.kind));

export const hold = (guard: GuardName, changes: readonly Change[], reason: string, allow?: string): Verdict => ({
  held: changes.map(change => (allow === undefined ? { change, guard, reason } : { change, guard, reason, allow })),
  asks: [],
});

export const together = (verdicts: readonly Verdict[]): Verdict => ({
  held: verdicts.flatMap(({ held }) => held),
  asks: verdicts.flatMap(({ asks }) => asks),
});

/** A share shrinks with size: as given of the first 1,000, half of it of the next 9,000, a fifth of it of the rest. */
export function shrinkingShare(base: number, share: number): number {
  const first = Math.min(base, 1_000);
  const next = Math.min(Math.max(base - 1_000, 0), 9_000);
  const rest = Math.max(base - 10_000, 0);
  return Math.floor(share * first + (share / 2) * next + (share / 5) * rest);
}

export interface Counted {
  readonly guard: CountingGuard;
  readonly changes: readonly Change[];
  /** how many of them, this plan only; a leaver is one */
  readonly n: number;
  /** how many were applied within the window */
  readonly before: number;
  readonly base: number;
  /** what `base` counts, for the reason: `of 600 members` */
  readonly of: string;
  /** asks instead of holding, where a person is there to say yes */
  readonly asksWhenAttended: boolean;
  /** the object that approvals can name: a group's or an attribute's name */
  readonly name?: string;
}

/** Trips when n is over both the floor and the share of the base; n counts the window too (DESIGN §4). */
export function count(input: GuardInput, counted: Counted): Verdict {
  const { guard, changes, n, before, base, of, asksWhenAttended, name } = counted;
  if (n === 0) return PASS;
  const { share, floor } = input.rules.guards[guard];
  const limit = Math.max(floor, shrinkingShare(base, share));
  const total = n + before;
  const first = input.firstRun && !input.attended;
  if (!first && total <= limit) return PASS;
  if (total <= allowance(input, guard, name)) return PASS;
  const recently = before > 0 ? `, ${before} of them in the last ${hours(input.rules.guards[guard].perMs)}` : '';
  const where = name === undefined ? '' : ` in ${name}`;
  const reason = first
    ? `nothing was ever applied here: the first run must be attended (${n} ${of})`
    : `${total}${where} ${of}${percent(total, base)}${recently}; limit ${limit} (${Math.round(share * 1000) / 10} %, at least ${floor})`;
  if (asksWhenAttended && input.attended) return { held: [], asks: [{ guard, n: total, reason }] };
  return hold(guard, changes, reason, first ? undefined : `${input.rules.name}:${guard}=${total}`);
}

const percent = (n: number, base: number) => (base > 0 ? ` (${Math.round((n / base) * 100)} % of ${base})` : '');
const hours = (ms: number) => `${Math.round(ms / 3_600_000)} h`;

/** How far this guard is lifted: by --allow, or by an approval in the config. */
function allowance(input: GuardInput, guard: CountingGuard, name: string | undefined): number {
  const approved = input.approvals
    .filter(
      approval =>
        approval.guard === guard && (approval.names === undefined || (name !== undefined && approval.names.includes(name))),
    )
    .map(({ max }) => max ?? Number.POSITIVE_INFINITY);
  return Math.max(input.allow.get(guard) ?? 0, ...approved, 0);
}

/** Changes applied within a guard's own window. */
export const within = (input: GuardInput, guard: CountingGuard): readonly Change[] =>
  input.applied.get(input.rules.guards[guard].perMs) ?? [];
