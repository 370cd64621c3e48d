import type { Change, ChangeOfKind } from '../../model/change.js';
import type { TargetDirectory } from '../../model/directory.js';
import type { AccountId, NameKey, PersonKey, ProviderId, TargetGroupId } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import type { Ask, GuardName, HeldChange, PlanCounts } from '../../model/plan.js';
import { type Approval, askingGuards, type CountingGuard, type TargetRules } from '../../model/rules.js';
import type { DesiredGroup } from '../../model/wish.js';
import type { ManagedGroup, Pause } from '../../state/store.js';
import type { Privileged } from '../privileged.js';

/** What guards look at: one target's changes, and what they are measured by. Plain values; guards are pure. */
export interface GuardInput {
  readonly changes: readonly Change[];
  readonly rules: TargetRules;
  /** a person approves this plan having seen it */
  readonly attended: boolean;
  /** no attended run ever applied to this target */
  readonly firstRun: boolean;
  readonly actual: TargetDirectory;
  readonly groups: ReadonlyMap<NameKey, DesiredGroup>;
  readonly privileged: Privileged;
  readonly managed: ReadonlyMap<TargetGroupId, ManagedGroup>;
  /** groups that an unattended run may take over: every sync that names them says `adopt: auto` */
  readonly adoptable: ReadonlySet<NameKey>;
  /** target groups whose source group was replaced by another of the same name (G8) */
  readonly replaced: ReadonlySet<TargetGroupId>;
  /** accounts of people inactive at the source, first matched in this run (U5) */
  readonly legacy: ReadonlySet<AccountId>;
  /** accounts that somebody wanted matches though they are linked to another, by that somebody's login */
  readonly rivals: ReadonlyMap<AccountId, string>;
  /** whose switch-off must wait, and what they hold that has no successor (U4) */
  readonly waiting: ReadonlyMap<AccountId, string>;
  readonly owners: ReadonlyMap<AccountId, PersonKey>;
  /** everybody of whatever provider who has the account (C4) */
  readonly holders: ReadonlyMap<AccountId, ReadonlyMap<ProviderId, PersonKey>>;
  /** the priority of the sync that owns each person's account (guard `seats`) */
  readonly priorities: ReadonlyMap<PersonKey, number>;
  readonly unreadProviders: ReadonlySet<ProviderId>;
  readonly counts: PlanCounts;
  /** the counts when each guard's window opened; `counts` where no run ended within it */
  readonly bases: ReadonlyMap<CountingGuard, PlanCounts>;
  /** changes applied within each guard's window */
  readonly applied: ReadonlyMap<CountingGuard, readonly Change[]>;
  readonly allow: ReadonlyMap<GuardName, number>;
  /** an admin's word that nothing, or nothing destructive, is to be done now */
  readonly pause: Pause | undefined;
  /** ids of an undo's changes that give what the source no longer wants, and why (A8) */
  readonly unwanted: ReadonlyMap<string, string>;
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
  // 29 % of 100 is 28.999999999999996 in binary
  return Math.floor(share * first + (share / 2) * next + (share / 5) * rest + 1e-6);
}

export interface Counted {
  readonly guard: CountingGuard;
  readonly changes: readonly Change[];
  /** how many of them, this plan only; a leaver is one */
  readonly n: number;
  /** how many were applied within the window */
  readonly before: number;
  readonly base: number;
  /** what is counted, for the reason: `removals from jira-users` */
  readonly of: string;
  /** the object that approvals can name: a group's or an attribute's name */
  readonly name?: string;
}

/** Trips when n is over both the floor and the share of the base; n counts the window too (DESIGN §4). */
export function count(input: GuardInput, counted: Counted): Verdict {
  const { guard, changes, n, before, name } = counted;
  if (n === 0) return PASS;
  if (input.firstRun && !input.attended) return hold(guard, changes, `${FIRST_RUN} (${n} ${counted.of})`);
  const total = n + before;
  const limit = limitOf(input, counted);
  if (total <= Math.max(limit, allowance(input, guard, name))) return PASS;
  const reason = reasonOf(input, counted, limit);
  if (askingGuards.has(guard) && input.attended) return { held: [], asks: [{ guard, n: total, reason }] };
  const rest = name === undefined ? unnamed(input, guard, changes) : changes;
  return hold(guard, rest, reason, `${input.rules.name}:${guard}=${total}`);
}

export const FIRST_RUN = 'nothing was ever applied here: the first run must be attended';

function limitOf({ rules }: GuardInput, { guard, base }: Counted): number {
  const { share, floor } = rules.guards[guard];
  return Math.max(floor, shrinkingShare(base, share));
}

function reasonOf({ rules }: GuardInput, { guard, n, before, base, of }: Counted, limit: number): string {
  const { share, floor, perMs } = rules.guards[guard];
  const total = n + before;
  const percent = base > 0 ? ` (${Math.round((total / base) * 100)} % of ${base})` : '';
  const recently = before > 0 ? `, ${before} of them in the last ${windowText(perMs)}` : '';
  return `${total} ${of}${percent}${recently}; limit ${limit} (${Math.round(share * 1000) / 10} %, at least ${floor})`;
}

/** `24 h`; a window that is no whole hours, as `per: 30m` makes one, in minutes. */
const windowText = (ms: number): string => (ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`);

/** How far this guard is lifted: by --allow, or by an approval in the config that names no names, or this object's. */
export function allowance(
  { allow, approvals }: Pick<GuardInput, 'allow' | 'approvals'>,
  guard: GuardName,
  name: string | undefined,
): number {
  const approved = approvals
    .filter(one => one.guard === guard && (one.names === undefined || (name !== undefined && hasName(one.names, name))))
    .map(({ max }) => max ?? Number.POSITIVE_INFINITY);
  return Math.max(allow.get(guard) ?? 0, ...approved);
}

/** What no approval speaks of by name; an approval with `max` speaks of so many, or of nobody. */
function unnamed({ approvals }: GuardInput, guard: GuardName, changes: readonly Change[]): readonly Change[] {
  const approved = new Set<Change>();
  for (const { guard: of, names, max = Number.POSITIVE_INFINITY } of approvals) {
    if (of !== guard || names === undefined) continue;
    const named = changes.filter(change => hasName(names, subjectOf(change)));
    if (new Set(named.map(subjectOf)).size <= max) for (const change of named) approved.add(change);
  }
  return changes.filter(change => !approved.has(change));
}

const hasName = (names: readonly string[], name: string) => names.some(one => nameKey(one) === nameKey(name));

/** Whom or what a change is about, as a person would call it. */
export function subjectOf(change: Change): string {
  if (change.kind === 'createUser') return change.username;
  if ('account' in change) return change.account.username;
  return change.kind === 'createGroup' ? change.name : change.group.name;
}

/** The counts at the start of a guard's own window. */
export const baseOf = ({ bases, counts }: GuardInput, guard: CountingGuard): PlanCounts => bases.get(guard) ?? counts;

/** Changes applied within a guard's own window. */
export const within = (input: GuardInput, guard: CountingGuard): readonly Change[] => input.applied.get(guard) ?? [];
