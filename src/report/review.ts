import { splitPersonKey } from '../model/ids.js';
import type { Note } from '../model/plan.js';
import type { ReviewKind, ReviewRow, TargetReview } from '../sync/review.js';
import type { PlannedRun } from '../sync/run.js';
import { type Cell, csvText } from './csv.js';
import { describeNote } from './notes.js';
import { describeReasons } from './reasons.js';

/** What rows of one kind are. */
export const reviewTitles: Readonly<Record<ReviewKind, string>> = {
  conflict: 'accounts in conflict: whose they are is not clear',
  needsAdoption: 'accounts that a match key may not take over',
  closedLink: 'links whose account ended in the target',
  legacyLeaver: 'accounts of people who were inactive at the source when first matched',
  unknownPerson: 'people of whom too little is known in this run',
  contested: 'accounts that may be of somebody of whom too little is known in this run',
  notWanted: 'accounts of people whom no sync wants, without a link: left alone',
  stranger: 'strangers: accounts nobody claims',
};

/** Why a row is there, in one line; names are as they came. */
export function reviewWhy(row: ReviewRow): string {
  switch (row.kind) {
    case 'stranger':
      return 'no link, and no match key points to it';
    case 'contested':
      return 'a match key of somebody points to it, of whom too little is known in this run';
    case 'notWanted':
    case 'legacyLeaver':
      return describeReasons(row.reasons);
    case 'conflict':
    case 'needsAdoption':
    case 'closedLink':
    case 'unknownPerson':
      return row.why;
  }
}

/** What an admin can do about it. */
export function reviewSettledBy(kind: ReviewKind): string {
  switch (kind) {
    case 'stranger':
      return 'rollcall links set PERSON ACCOUNT if it is somebody’s; ignore.users if it is a service’s; else end it in the target';
    case 'notWanted':
      return 'users.filter, if they should have it; else end it in the target';
    case 'conflict':
      return 'rollcall links set PERSON ACCOUNT, or correct the value at the source or in the target';
    case 'needsAdoption':
      return 'rollcall links set PERSON ACCOUNT, if the account is this person’s';
    case 'closedLink':
      return 'rollcall links set PERSON ACCOUNT for another account, rollcall links forget PERSON for a new one';
    case 'legacyLeaver':
      return 'rollcall apply, which shows it and asks';
    case 'unknownPerson':
    case 'contested':
      return 'what the reason names; then the next run';
  }
}

const HEADER = [
  ...['target', 'kind', 'account', 'username', 'name', 'email', 'active', 'remarks'],
  ...['person', 'source id', 'why', 'what settles it'],
];

/**
 * A line for each row, for an access review in a spreadsheet. What makes it less than whole is in it, too: a list that is short because
 * something could not be read must not look like a short list.
 */
export function reviewCsv(reviews: readonly TargetReview[], problems: PlannedRun['problems'] = []): string {
  const rows = reviews.flatMap(review => [
    ...review.rows.map(row => cells(review, row)),
    ...review.cautions.map(cautionOf(review)),
  ]);
  const isTold = (system: string) =>
    reviews.some(({ cautions }) => cautions.some(one => 'source' in one && one.source === system));
  const untold = problems.filter(({ system }) => !isTold(system));
  const unread = untold.map(({ system, problem, hint }) => caution(system, `could not be read: ${problem}`, hint));
  return csvText(HEADER, [...rows, ...unread]);
}

function cells({ target }: TargetReview, row: ReviewRow): readonly Cell[] {
  const { account } = row;
  const person = personOf(row);
  return [
    ...[target, row.kind, account?.id, account?.username, account?.displayName, account?.email, account?.active],
    account?.remarks.join('; '),
    ...[person?.login, person && splitPersonKey(person.person).id, reviewWhy(row), reviewSettledBy(row.kind)],
  ];
}

const cautionOf =
  ({ target }: TargetReview) =>
  (note: Note): readonly Cell[] =>
    caution(target, describeNote(note), 'what the reason names; then another review');

const caution = (system: string, why: string, settledBy: string): readonly Cell[] => [
  ...[system, 'caution', ...Array.from({ length: HEADER.length - 4 }, () => undefined)],
  ...[why, settledBy],
];

/** Whom a row is about, where somebody is. */
export const personOf = (row: ReviewRow) => (row.kind === 'contested' || row.kind === 'stranger' ? undefined : row);
