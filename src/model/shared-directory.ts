import type { TargetName } from './ids.js';
import type { NameMatcher } from './rules.js';

/** A target that has its people and groups from another one: nothing is ever written to it, it is only looked at (G12). */
export interface SharingRules {
  readonly name: TargetName;
  /** the target that it has them from */
  readonly of: TargetName;
  /** ms: how long the product may take to fetch what changed there */
  readonly syncMs: number;
  /** accounts and groups of its own, which the other one need not have */
  readonly ignore: { readonly users: NameMatcher; readonly groups: NameMatcher };
}

/** That a target has its people and groups from another one. */
export type Following = Pick<SharingRules, 'name' | 'of'>;

/** One thing in which a target differs from the directory that it shares. Missing: it is there, and not here. */
export type DirectoryDifference =
  | { readonly kind: 'missingPerson'; readonly username: string }
  | { readonly kind: 'extraPerson'; readonly username: string }
  | { readonly kind: 'stillActive'; readonly username: string }
  | { readonly kind: 'stillInactive'; readonly username: string }
  | { readonly kind: 'missingGroup'; readonly group: string }
  | { readonly kind: 'missingMember'; readonly group: string; readonly username: string }
  | { readonly kind: 'extraMember'; readonly group: string; readonly username: string };

export const differenceKinds = [
  'missingPerson',
  'extraPerson',
  'stillActive',
  'stillInactive',
  'missingGroup',
  'missingMember',
  'extraMember',
] as const satisfies readonly DirectoryDifference['kind'][];

/** Changes that rollcall applied there so lately that they need not be here yet. `newest`: ISO time of the last of them. */
export interface OnTheirWay {
  readonly changes: number;
  readonly newest: string;
}

/** What came of the comparison, or why there was none. */
export type Verified<Differences> =
  | {
      readonly kind: 'compared';
      /** what was compared: accounts, groups in play */
      readonly people: number;
      readonly groups: number;
      readonly waiting?: OnTheirWay;
      /** what nothing explains */
      readonly differences: Differences;
      /** groups whose members could not be read here */
      readonly unknownGroups: readonly string[];
    }
  | { readonly kind: 'notCompared'; readonly why: string };

/** How a target stands that shares the directory of another one, as a run found both. */
export interface SharedDirectory extends Pick<SharingRules, 'of' | 'syncMs'> {
  readonly target: TargetName;
  readonly verified: Verified<readonly DirectoryDifference[]>;
}

export type DifferenceCounts = Readonly<Partial<Record<DirectoryDifference['kind'], number>>>;

/** The same for the record of a run: how many of each kind, and nobody's name. */
export interface SharedSummary extends Pick<SharingRules, 'of' | 'syncMs'> {
  readonly target: TargetName;
  readonly verified: Verified<DifferenceCounts>;
}

export const countDifferences = (differences: readonly DirectoryDifference[]): DifferenceCounts =>
  Object.fromEntries(
    differenceKinds
      .map(kind => [kind, differences.filter(one => one.kind === kind).length] as const)
      .filter(([, count]) => count > 0),
  );

export function sharedSummary({ verified, ...shared }: SharedDirectory): SharedSummary {
  if (verified.kind === 'notCompared') return { ...shared, verified };
  return { ...shared, verified: { ...verified, differences: countDifferences(verified.differences) } };
}
