import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { toStateError } from './failures.js';

/** How long a statement waits for another process that writes, in milliseconds. */
const PATIENCE = 10_000;

/** A SQLite file: prepared statements, rows parsed when read, and failures as StateError. All calls are synchronous. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(
    readonly file: string,
    options: { readonly readOnly: boolean },
  ) {
    this.#db = this.#guard(() => new DatabaseSync(file, { readOnly: options.readOnly, timeout: PATIENCE }));
  }

  all<S extends z.ZodType>(row: S, sql: string, ...values: SQLInputValue[]): z.output<S>[] {
    return this.#guard(() => z.array(row).parse(this.#prepared(sql).all(...values)));
  }

  get<S extends z.ZodType>(row: S, sql: string, ...values: SQLInputValue[]): z.output<S> | undefined {
    return this.#guard(() => row.optional().parse(this.#prepared(sql).get(...values)));
  }

  /** Returns how many rows it touched. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => Number(this.#prepared(sql).run(...values).changes));
  }

  /** Several statements, without values. */
  script(sql: string): void {
    this.#guard(() => this.#db.exec(sql));
  }

  /** All of the work or nothing of it; it has the file for itself from the first statement on. */
  atomically<T>(work: () => T): T {
    this.script('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.script('COMMIT');
      return result;
    } catch (cause) {
      // a full disk makes SQLite roll back by itself
      if (this.#db.isTransaction) this.script('ROLLBACK');
      throw cause;
    }
  }

  /** All that the work reads is of one moment, whatever another process writes meanwhile; for readers, too. */
  consistently<T>(work: () => T): T {
    this.script('BEGIN');
    try {
      return work();
    } finally {
      if (this.#db.isTransaction) this.script('ROLLBACK');
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw toStateError(cause, this.file);
    }
  }
}
