import { z } from 'zod';
import type { Database } from '../database.js';
import { RunNumber } from '../id-schema.js';
import type { Link, ReadRecord } from '../store.js';
import { PauseRow } from '../tables/pauses.js';
import { PinRow } from '../tables/pins.js';
import { ReadRow } from '../tables/reads.js';
import { WAITING_COLUMNS, WaitingRow } from '../tables/waiting.js';
import { maskChange, subjectOf } from './mask-change.js';
import { isAbout } from './recognise.js';
import { differs } from './rows.js';
import type { Somebody } from './somebody.js';

/** Each takes somebody out of one table besides the history, and returns how many rows it rewrote or deleted. */

export function cleanReads(db: Database, who: Somebody): number {
  let cleaned = 0;
  for (const { run, ...read } of db.all(ReadRow.extend({ run: RunNumber }), 'SELECT * FROM reads')) {
    const result = maskRead(read.result, who);
    if (differs(read.result, result))
      cleaned += db.run(
        'UPDATE reads SET result = ? WHERE run = ? AND kind = ? AND system = ?',
        JSON.stringify(result),
        run,
        read.kind,
        read.system,
      );
  }
  return cleaned;
}

function maskRead(result: ReadRecord['result'], who: Somebody): ReadRecord['result'] {
  switch (result.kind) {
    case 'whole':
      return {
        ...result,
        lists: result.lists.map(list => ({ ...list, what: who.text(list.what), end: who.text(list.end) })),
      };
    case 'failed':
      return { ...result, problem: who.text(result.problem), hint: who.text(result.hint) };
  }
}

/** What waits for them waits no longer. */
export function cleanWaiting(db: Database, who: Somebody): number {
  let cleaned = 0;
  const rows = db.all(WaitingRow.extend({ seq: z.int() }), `SELECT seq, ${WAITING_COLUMNS} FROM waiting`);
  for (const { seq, ...row } of rows) {
    const { target } = row;
    const change = maskChange(row.change, target, who);
    const reason = who.text(row.reason);
    if (isAbout(row, who)) cleaned += db.run('DELETE FROM waiting WHERE target = ? AND seq = ?', target, seq);
    else if (differs([row.change, row.reason], [change, reason]))
      cleaned += db.run(
        'UPDATE waiting SET change = ?, reason = ? WHERE target = ? AND seq = ?',
        JSON.stringify(change),
        reason,
        target,
        seq,
      );
  }
  return cleaned;
}

/** A pin on an account that is still linked keeps its key, by which plans know it, as the link keeps its id; others go. */
export function cleanPins(db: Database, who: Somebody, links: readonly Link[]): number {
  let cleaned = 0;
  for (const pin of db.all(PinRow, 'SELECT * FROM pins')) {
    const { target, key } = pin;
    const change = maskChange(pin.change, target, who);
    const id = subjectOf(pin.change)?.id;
    const isLive = links.some(
      link =>
        link.status === 'open' &&
        (id?.kind === 'account' ? link.target === target && link.account === id.account : link.person === id?.person),
    );
    if (isAbout(pin, who) && !isLive) cleaned += db.run('DELETE FROM pins WHERE target = ? AND key = ?', target, key);
    else if (differs(pin.change, change))
      cleaned += db.run('UPDATE pins SET change = ? WHERE target = ? AND key = ?', JSON.stringify(change), target, key);
  }
  return cleaned;
}

export function cleanPauses(db: Database, who: Somebody): number {
  let cleaned = 0;
  for (const { target, by, reason } of db.all(PauseRow, 'SELECT * FROM pauses')) {
    const left = { by: who.text(by), reason: reason === undefined ? undefined : who.text(reason) };
    if (differs({ by, reason }, left))
      cleaned += db.run('UPDATE pauses SET "by" = ?, reason = ? WHERE target IS ?', left.by, left.reason ?? null, target ?? null);
  }
  return cleaned;
}
