import type { Note } from '../../model/plan.js';
import { noteText, noteTitle } from '../notes.js';
import { number } from '../numbers.js';
import { type Block, paragraph, renderBlocks } from './blocks.js';
import { fold, grouped } from './fold.js';
import { type Paper, paint } from './paper.js';

type NoteKind = Note['kind'];

/** What somebody must settle, in the order in which it matters. */
const TO_SETTLE: readonly NoteKind[] = [
  'source',
  'notUndone',
  'noSuccessor',
  'conflict',
  'needsAdoption',
  'closedLink',
  'cannotStore',
  'unmetRule',
  'expressionFailed',
  'sameName',
  'replacedGroup',
  'privilegedPattern',
  'unknownGroup',
  'unknownPerson',
  'notBuilt',
  'retired',
];

const MOST = 4;

/** Notes by kind, each counted, with a few examples folded by what they say. */
export function noteLines(notes: readonly Note[], paper: Paper): string[] {
  const byKind = grouped(notes, ({ kind }) => kind).toSorted((a, b) => rank(a[0].kind) - rank(b[0].kind));
  return byKind.flatMap(same => kindLines(same, paper));
}

const rank = (kind: NoteKind) => {
  const at = TO_SETTLE.indexOf(kind);
  return at >= 0 ? at : TO_SETTLE.length + (kind === 'strangers' ? 1 : 0);
};

function kindLines(notes: readonly [Note, ...Note[]], paper: Paper): string[] {
  const { kind } = notes[0];
  const toSettle = TO_SETTLE.includes(kind);
  const n = notes.reduce((sum, note) => sum + (note.kind === 'strangers' ? note.count : 1), 0);
  const title = `${toSettle ? '!' : '·'} ${noteTitle(kind, n)}`;
  const bySaying = grouped(notes.map(noteText), ({ text }) => text);
  const { shown, hidden } = fold(bySaying, MOST, paper);
  const subjects = (same: (typeof bySaying)[number]) => same.flatMap(({ subject }) => (subject === undefined ? [] : [subject]));
  const single = shown.every(same => subjects(same).length === 1);
  const blocks = shown.map((same): Block => {
    const [{ text }] = same;
    const about = [...new Set(subjects(same))];
    if (single) return { mark: ' ', tone: 'plain', subject: about.join(''), rows: [{ what: text }] };
    return {
      mark: ' ',
      tone: 'plain',
      subject: '',
      rows: [{ what: text }, ...(about.length > 0 ? [{ what: ' ', names: about }] : [])],
    };
  });
  const rest = hidden.reduce((sum, same) => sum + same.length, 0);
  return [
    ...paragraph(title, 4, paper, toSettle ? 'changed' : 'plain'),
    ...renderBlocks(blocks, 6, paper),
    ...(rest > 0 ? [paint(paper, 'faint', `        … ${number(rest)} more (--full shows all)`)] : []),
  ];
}
