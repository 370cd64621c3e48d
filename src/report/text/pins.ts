import type { Pin } from '../../state/store.js';
import { clean } from '../clean.js';
import { describe, subjectOf } from '../describe.js';
import { counted, day } from '../numbers.js';
import { type Block, paragraph, renderBlocks } from './blocks.js';
import { grouped } from './fold.js';
import { type Paper, paint } from './paper.js';

/** A pin, and whether it still counts: the config has not changed since. */
export interface PinInForce {
  readonly pin: Pin;
  readonly counts: boolean;
}

/** Per target what no plan does again, since when, and by which undo. */
export function renderPins(pins: readonly PinInForce[], paper: Paper): string {
  if (pins.length === 0) return 'no pins';
  const targets = grouped(pins, ({ pin }) => pin.target).map(same =>
    [
      paint(paper, 'strong', `${clean(same[0].pin.target)} · ${counted(same.length, 'pin')}`),
      ...paragraph(
        'what undo did, and no plan reverses until the config changes or rollcall unpin NAME; and who was offboarded',
        2,
        paper,
        'plain',
      ),
      ...renderBlocks(same.map(blockOf), 2, paper),
    ].join('\n'),
  );
  return targets.join('\n\n');
}

function blockOf({ pin: { change, run, undid, since }, counts }: PinInForce): Block {
  const by = undid === run ? `offboarded by run ${run}` : `undo of run ${undid} by run ${run}`;
  const why = `${by}, ${day(since)}${counts ? '' : '; over, the config has changed'}`;
  return {
    mark: counts ? '=' : 'x',
    tone: counts ? 'plain' : 'faint',
    subject: subjectOf(change),
    rows: [{ what: describe(change), why }],
  };
}
