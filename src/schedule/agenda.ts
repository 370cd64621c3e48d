import type { SyncName, TargetName } from '../model/ids.js';
import type { Schedule } from '../model/schedule.js';

/** What is to be run next: the targets, and the syncs whose schedules said so. */
export interface Due {
  readonly syncs: readonly SyncName[];
  readonly targets: readonly TargetName[];
}

/** What is due and what runs. A run is for targets: schedules that come due together make one run for all of theirs (DESIGN §2). */
export class Agenda {
  readonly #due = new Map<SyncName, readonly TargetName[]>();
  #running: ReadonlySet<TargetName> = new Set();

  get isEmpty(): boolean {
    return this.#due.size === 0;
  }

  /** Notes a schedule that has come due. Targets that run at this moment wait for their next time; returns those. */
  note({ sync, targets }: Schedule): readonly TargetName[] {
    const free = targets.filter(name => !this.#running.has(name));
    if (free.length > 0) this.#due.set(sync, free);
    return targets.filter(name => this.#running.has(name));
  }

  /** Takes all that is due, which runs from now on; undefined: nothing is. */
  take(): Due | undefined {
    if (this.isEmpty) return undefined;
    const due = { syncs: [...this.#due.keys()], targets: [...new Set([...this.#due.values()].flat())] };
    this.#due.clear();
    this.#running = new Set(due.targets);
    return due;
  }

  /** What ran has ended. */
  ended(): void {
    this.#running = new Set();
  }

  /** Other schedules count from now on: what they do not name is no longer due. What runs goes on. */
  keepOnly(schedules: readonly Schedule[]): void {
    for (const [sync, targets] of this.#due) {
      const named = schedules.find(each => each.sync === sync)?.targets ?? [];
      const kept = targets.filter(name => named.includes(name));
      if (kept.length > 0) this.#due.set(sync, kept);
      else this.#due.delete(sync);
    }
  }
}
