import { moment } from '../../report/numbers.js';
import type { Pause } from '../../state/store.js';

/** `what takes away, in every target` */
export const pausedPart = ({ target, level }: Pick<Pause, 'target' | 'level'>): string =>
  `${level === 'everything' ? 'everything' : 'what takes away'}, ${target === undefined ? 'in every target' : `in ${target}`}`;

/** `what takes away, in every target, until 2026-12-01 08:00 UTC` */
export const pauseWords = (pause: Pick<Pause, 'target' | 'level' | 'until'>): string =>
  `${pausedPart(pause)}, until ${pause.until === undefined ? 'somebody resumes' : moment(pause.until)}`;
