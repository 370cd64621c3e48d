import type { Person, SourceGroup } from './directory.js';
import type { RunId, SourceName, TargetName } from './ids.js';
import type { NameMatcher } from './rules.js';
import type { AccountValues } from './wish.js';

/** A policy test as the pipeline uses it: names resolved, patterns compiled. Built by config/policy-tests/load.ts. */

/** Somebody made up for a test, and the source groups that hold them. */
export interface Fixture {
  readonly kind: 'fixture';
  readonly source: SourceName;
  readonly person: Person;
  readonly groups: readonly Pick<SourceGroup, 'id' | 'name'>[];
  /** of these groups those that no rule of the config takes, and the name in the config that may be meant */
  readonly unmapped: readonly { readonly name: string; readonly near: string | undefined }[];
}

/** Somebody as a run kept them; `source` undefined: whichever source has that login. */
export interface FromRun {
  readonly kind: 'fromRun';
  readonly run: RunId | 'last';
  readonly source: SourceName | undefined;
  readonly login: string;
}

export type Given = Fixture | FromRun;

/** What should become of everybody given, in one target. */
export interface Expectation {
  readonly target: TargetName;
  readonly account: ExpectedAccount | undefined;
  /** for each of these some group that they are in */
  readonly groups: readonly NameMatcher[];
  /** no group that they are in matches one of these */
  readonly notGroups: readonly NameMatcher[];
  /** they are in a group for each of these, and in no other */
  readonly only: readonly NameMatcher[] | undefined;
}

export type ExpectedAccount =
  | { readonly kind: 'wanted'; readonly values: AccountValues }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export interface PolicyTest {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly given: readonly Given[];
  readonly expect: readonly Expectation[];
}
