import { z } from 'zod';
import { exactly } from '../agreement.js';
import { ChangeSchema } from '../change-schema.js';
import { Flag, json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, TargetNameText } from '../id-schema.js';
import { GuardText, PlanCountsSchema } from '../plan-schema.js';
import type { RunRecord, RunSummary, StateStore } from '../store.js';

const count = z.int().nonnegative();

const Summary = exactly<RunSummary>()(
  z.object({
    targets: z.array(
      z.object({
        target: TargetNameText,
        counts: PlanCountsSchema,
        applied: count,
        alreadySo: count,
        failed: count,
        notRun: count,
        held: z.array(z.object({ guard: GuardText, change: ChangeSchema, reason: z.string() })),
      }),
    ),
    problems: z.array(z.string()),
  }),
);

const Row = exactly<RunRecord>()(
  z.object({
    id: RunNumber,
    command: z.enum(['apply', 'sync', 'adopt', 'release', 'links']),
    attended: Flag,
    startedAt: z.string(),
    by: z.string(),
    reason: orNothing(z.string()),
    toolVersion: z.string(),
    configFingerprint: z.string(),
    endedAt: orNothing(z.string()),
    result: z.enum(['open', 'done', 'held', 'failed', 'could not', 'interrupted']),
    summary: orNothing(json(Summary)),
  }),
);

/** A run that came to its end: it did what its plan let it do. */
const ENDED = `result IN ('done', 'held', 'failed')`;

/** Runs, and what their records say of the past. */
export const runTable = (db: Database) =>
  ({
    async beginRun(start) {
      const row = db.get(
        z.object({ id: RunNumber }),
        'INSERT INTO runs (command, attended, startedAt, "by", reason, toolVersion, configFingerprint) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id',
        start.command,
        Number(start.attended),
        start.startedAt,
        start.by,
        start.reason ?? null,
        start.toolVersion,
        start.configFingerprint,
      );
      if (!row) throw new Error('SQLite gave no id to a new run');
      return row.id;
    },

    async endRun(run, result, endedAt, summary) {
      const touched = db.run(
        'UPDATE runs SET result = ?, endedAt = ?, summary = ? WHERE id = ?',
        result,
        endedAt,
        JSON.stringify(summary),
        run,
      );
      if (touched === 0) throw new Error(`run ${run} was never begun`);
    },

    async runs(limit) {
      return db.all(Row, 'SELECT * FROM runs ORDER BY id DESC LIMIT ?', limit);
    },

    async run(id) {
      return db.get(Row, 'SELECT * FROM runs WHERE id = ?', id);
    },

    async countsSince(target, since) {
      const row = db.get(
        z.object({ counts: json(PlanCountsSchema) }),
        `SELECT one.value ->> '$.counts' AS counts FROM runs, json_each(runs.summary, '$.targets') AS one
         WHERE runs.endedAt >= ? AND one.value ->> '$.target' = ? ORDER BY runs.endedAt, runs.id LIMIT 1`,
        since,
        target,
      );
      return row?.counts;
    },

    // only an attended run ends the time of the first run: an unattended one, from which the guards held everything, must not
    async lastApproved(target) {
      const found = db.get(
        z.object({ at: z.string().nullable() }),
        `SELECT max(coalesce(endedAt, startedAt)) AS at FROM runs WHERE attended = 1 AND command IN ('apply', 'sync') AND (
           (${ENDED} AND EXISTS (SELECT 1 FROM json_each(runs.summary, '$.targets') WHERE value ->> '$.target' = ?1))
           OR EXISTS (SELECT 1 FROM changes WHERE run = runs.id AND target = ?1 AND ended IN ('applied', 'alreadySo')))`,
        target,
      );
      return found?.at ?? undefined;
    },
  }) satisfies Partial<StateStore>;
