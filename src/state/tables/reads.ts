import { z } from 'zod';
import type { ListEvidence } from '../../model/directory.js';
import { exactly } from '../agreement.js';
import { Flag, json } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, SourceNameText, TargetNameText } from '../id-schema.js';
import type { ReadRecord, StateStore } from '../store.js';

const text = z.string();
const count = z.int().nonnegative();

export const ListSchema = exactly<ListEvidence>()(
  z.object({ what: text, pages: count, rows: count, end: text, total: count.exactOptional() }),
);

const ReadResultSchema = exactly<ReadRecord['result']>()(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('whole'),
      calls: count,
      lists: z.array(ListSchema),
      people: count,
      groups: count,
      quarantined: count,
      unknownGroups: z.array(text),
      before: z.object({ readAt: text, people: count, groups: count }).exactOptional(),
    }),
    z.object({ kind: z.literal('failed'), problem: text, hint: text }),
  ]),
);

const whose = { system: z.union([SourceNameText, TargetNameText]), kind: z.enum(['source', 'target']), readAt: text };

/** A read as a plan file holds it. */
export const ReadRecordSchema = exactly<ReadRecord>()(z.object({ ...whose, result: ReadResultSchema }));

export const ReadRow = exactly<ReadRecord>()(
  z.object({
    ...whose,
    result: json(ReadResultSchema),
  }),
);

const COLUMNS = 'system, kind, readAt, result';

/** Of each system the newest read, and the newest whole one: what `lastReads` answers and `prune` keeps. */
export const LAST_READS = `SELECT max(run) AS run, kind, system FROM reads GROUP BY kind, system
  UNION SELECT max(run), kind, system FROM reads WHERE whole = 1 GROUP BY kind, system`;

/** What each run read, and how (R1). */
export const readTable = (db: Database) =>
  ({
    async putReads(run, reads) {
      db.atomically(() => {
        for (const { system, kind, readAt, result } of reads)
          db.run(
            'INSERT OR REPLACE INTO reads (run, kind, system, readAt, whole, result) VALUES (?, ?, ?, ?, ?, ?)',
            run,
            kind,
            system,
            readAt,
            Number(result.kind === 'whole'),
            JSON.stringify(result),
          );
      });
    },

    async reads(run) {
      return db.all(ReadRow, `SELECT ${COLUMNS} FROM reads WHERE run = ? ORDER BY kind, system`, run);
    },

    async lastReads() {
      const last = db.all(
        z.object({ run: RunNumber, isNewest: Flag, kind: z.string(), system: z.string() }),
        `SELECT run, kind, system, run = (SELECT max(run) FROM reads WHERE kind = last.kind AND system = last.system) AS isNewest
         FROM (${LAST_READS}) AS last ORDER BY kind, system, run DESC`,
      );
      return last.flatMap(({ run, isNewest, kind, system }) =>
        db
          .all(ReadRow, `SELECT ${COLUMNS} FROM reads WHERE run = ? AND kind = ? AND system = ?`, run, kind, system)
          .map(read => ({ run, read, isNewest })),
      );
    },
  }) satisfies Partial<StateStore>;
