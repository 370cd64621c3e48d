import { clean } from '../clean.js';
import { paragraph } from './blocks.js';
import type { Paper } from './paper.js';

/** Of which run's data something is said, and what that run did not ask. */
export interface FromRun {
  readonly run: number;
  /** ISO time */
  readonly at: string;
  readonly gaps: readonly string[];
}

/** Above what is made from a snapshot: nobody may take it for how things are now. */
export function renderFrom({ run, at, gaps }: FromRun, paper: Paper): string {
  const time = at.slice(0, 16).replace('T', ' ');
  return [
    ...paragraph(
      `On what run ${run} read at ${time} UTC, with the config as it is now; nothing was read since.`,
      0,
      paper,
      'hint',
    ),
    ...gaps.flatMap(gap => paragraph(`! ${clean(gap)}`, 0, paper, 'alarm')),
    '',
  ].join('\n');
}
