import { z } from 'zod';
import { exactly } from '../agreement.js';
import { Flag, json, orNothing } from '../columns.js';
import type { Database } from '../database.js';
import { RunNumber, TargetNameText } from '../id-schema.js';
import { HeldSchema, PlanCountsSchema } from '../plan-schema.js';
import { SharedSchema } from '../shared-schema.js';
import type { RunRecord, RunSummary, StateStore } from '../store.js';

const count = z.int().nonnegative();

export const SummarySchema = exactly<RunSummary>()(
  z.object({
    targets: z.array(
      z.object({
        target: TargetNameText,
        counts: PlanCountsSchema,
        applied: count,
        alreadySo: count,
        failed: count,
        notRun: count,
        held: z.array(HeldSchema),
      }),
    ),
    problems: z.array(z.string()),
    shared: z.array(SharedSchema).exactOptional(),
    some: z.boolean().exactOptional(),
  }),
);

export const RunRow = exactly<RunRecord>()(
  z.object({
    id: RunNumber,
    command: z.enum(['apply', 'sync', 'undo', 'adopt', 'release', 'links', 'pause', 'resume', 'unpin', 'purge', 'offboard']),
    attended: Flag,
    startedAt: z.string(),
    by: z.string(),
    reason: orNothing(z.string()),
    toolVersion: z.string(),
    configFingerprint: z.string(),
    endedAt: orNothing(z.string()),
    result: z.enum(['open', 'done', 'held', 'failed', 'could not', 'interrupted']),
    summary: orNothing(json(SummarySchema)),
  }),
);

/** A run that came to its end: it did what its plan let it do. */
const ENDED = `result IN ('done', 'held', 'failed')`;

/**
 * Which run approved which target, and when. Only an attended run ends the time of the first run: an unattended one, from which
 * the guards held everything, must not.
 */
export const APPROVED = `
  SELECT runs.id, one.value ->> '$.target' AS target, coalesce(runs.endedAt, runs.startedAt) AS at
    FROM runs, json_each(runs.summary, '$.targets') AS one
    WHERE runs.attended = 1 AND runs.command IN ('apply', 'sync') AND ${ENDED}
  UNION ALL SELECT runs.id, changes.target, coalesce(runs.endedAt, runs.startedAt)
    FROM runs JOIN changes ON changes.run = runs.id
    WHERE runs.attended = 1 AND runs.command IN ('apply', 'sync') AND changes.ended IN ('applied', 'alreadySo')`;

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
      return db.all(RunRow, 'SELECT * FROM runs ORDER BY id DESC LIMIT ?', limit);
    },

    async run(id) {
      return db.get(RunRow, 'SELECT * FROM runs WHERE id = ?', id);
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

    async lastApproved(target) {
      const found = db.get(
        z.object({ at: z.string().nullable() }),
        `SELECT max(at) AS at FROM (${APPROVED}) WHERE target = ?`,
        target,
      );
      return found?.at ?? undefined;
    },
  }) satisfies Partial<StateStore>;
