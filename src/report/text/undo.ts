import type { RunRecord } from '../../state/store.js';
import { clean } from '../clean.js';
import { counted, moment, number } from '../numbers.js';
import { items, paragraph } from './blocks.js';
import type { Paper } from './paper.js';

/** How much of a run is taken back, in changes. */
export interface UndonePart {
  /** that the run did in all */
  readonly changes: number;
  /** that are to be taken back */
  readonly chosen: number;
  /** that are as before the run already */
  readonly back: number;
}

/** What is taken back: `undo of run 41 (sync, 2026-11-21 02:00, 300 changes)`; no line break at the end. */
export function renderUndoHead(
  { id, command, startedAt, by, reason }: RunRecord,
  { changes, chosen, back }: UndonePart,
  paper: Paper,
): string {
  const part = chosen === changes ? counted(changes, 'change') : `${number(chosen)} of ${counted(changes, 'change')}`;
  const was = [`by ${clean(by)}`, ...(reason === undefined ? [] : [`reason: ${clean(reason)}`])];
  return [
    ...paragraph(`undo of run ${id} (${command}, ${moment(startedAt)}, ${part})`, 0, paper, 'strong'),
    ...items(was, 2, paper, 'plain'),
    ...(back > 0 ? paragraph(`${number(back)} of them ${back === 1 ? 'is' : 'are'} as before already`, 2, paper, 'plain') : []),
  ].join('\n');
}
