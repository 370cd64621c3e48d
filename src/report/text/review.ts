import type { ReviewKind, ReviewRow, TargetReview } from '../../sync/review.js';
import { clean, cleanLine } from '../clean.js';
import { describeNote } from '../notes.js';
import { counted, number } from '../numbers.js';
import { personOf, reviewSettledBy, reviewTitles, reviewWhy } from '../review.js';
import { type Block, paragraph, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import { type Paper, paint } from './paper.js';

const MOST = 12;
/** what many have for one reason is told once, with their names */
const FOLDED: readonly ReviewKind[] = ['unknownPerson', 'notWanted'];

/** Per target what an access review must look at, by kind; long lists folded. */
export const renderReviews = (reviews: readonly TargetReview[], paper: Paper): string =>
  reviews.map(review => reviewLines(review, paper).join('\n')).join('\n\n');

function reviewLines({ target, rows, knowsStrangers, cautions }: TargetReview, paper: Paper): string[] {
  const head = `${clean(target)} · ${rows.length === 0 ? 'nothing to review' : `${counted(rows.length, 'row')} to review`}`;
  return [
    paint(paper, 'strong', head),
    ...cautions.flatMap(note => paragraph(`! ${describeNote(note)}`, 2, paper, 'alarm')),
    ...(knowsStrangers ? [] : paragraph('! whose account nobody claims cannot be told without that source', 2, paper, 'alarm')),
    ...kinds.flatMap(kind => {
      const same = rows.filter(row => row.kind === kind);
      return same.length === 0 ? [] : kindLines(kind, same, paper);
    }),
  ];
}

const kinds: readonly ReviewKind[] = [
  'conflict',
  'needsAdoption',
  'closedLink',
  'legacyLeaver',
  'unknownPerson',
  'contested',
  'stranger',
  'notWanted',
];

function kindLines(kind: ReviewKind, rows: readonly ReviewRow[], paper: Paper): string[] {
  const sorted = rows.toSorted((a, b) => (subjectOf(a) < subjectOf(b) ? -1 : 1));
  return [
    '',
    ...paragraph(`${reviewTitles[kind]} (${number(rows.length)})`, 2, paper, 'strong'),
    ...(FOLDED.includes(kind) && !paper.full ? foldedLines(sorted, paper) : rowLines(sorted, paper)),
    ...paragraph(`→ ${reviewSettledBy(kind)}`, 4, paper, 'hint'),
  ];
}

function rowLines(rows: readonly ReviewRow[], paper: Paper): string[] {
  const { shown, hidden } = fold(rows, MOST, paper);
  return [...renderBlocks(shown.map(blockOf), 4, paper), ...moreLines(hidden, paper)];
}

function foldedLines(rows: readonly ReviewRow[], paper: Paper): string[] {
  const { shown, hidden } = fold(grouped(rows, reviewWhy), MOST, paper);
  const blocks = shown.map((same): Block => {
    const names = same.map(subjectOf);
    return { mark: MARK, tone: 'plain', subject: '', rows: [{ what: cleanLine(reviewWhy(same[0])) }, { what: ' ', names }] };
  });
  return [...renderBlocks(blocks, 4, paper), ...moreLines(hidden.flat(), paper)];
}

const moreLines = (hidden: readonly ReviewRow[], paper: Paper): string[] =>
  hidden.length === 0 ? [] : paragraph(`… ${number(hidden.length)} more (--full shows all, --csv too)`, 6, paper, 'faint');

const MARK = '!';

const subjectOf = (row: ReviewRow): string => row.account?.username ?? row.account?.id ?? personOf(row)?.login ?? '';

function blockOf(row: ReviewRow): Block {
  const { account } = row;
  const person = personOf(row)?.login;
  const what = [
    ...(account?.displayName === undefined ? [] : [account.displayName]),
    ...(account?.email === undefined || account.email === '' ? [] : [`<${account.email}>`]),
    ...(account?.active === false ? ['inactive'] : []),
    ...(person === undefined || person === subjectOf(row) ? [] : [`person ${person}`]),
    ...(row.kind === 'needsAdoption' ? [] : (account?.remarks.map(remark => `(${remark})`) ?? [])),
  ];
  // of a stranger there is nothing to say that the title does not
  const why = row.kind === 'stranger' ? {} : { why: cleanLine(reviewWhy(row)) };
  return { mark: MARK, tone: 'plain', subject: subjectOf(row), rows: [{ what: what.join('  '), ...why }] };
}
