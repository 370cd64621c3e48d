import { Interrupted } from '../../../src/errors.js';
import type { StateStore } from '../../../src/state/store.js';

/** How a run's process ends. `at` counts what it writes, in the state and in the target. */
export type Fate =
  | { readonly kind: 'lives' }
  /** it is gone: nothing that it would do after that happens (A2) */
  | { readonly kind: 'dies'; readonly at: number }
  /** Ctrl-C, once (A7) */
  | { readonly kind: 'interrupted'; readonly at: number }
  /** Ctrl-C twice: what is in flight is given up, and may have arrived or not */
  | { readonly kind: 'cut off'; readonly at: number; readonly arrives: boolean }
  /** the target refuses a change */
  | { readonly kind: 'refused'; readonly at: number };

export class Died extends Error {
  override readonly name = 'Died';
}

/** One process: it goes on until its fate is due, and what is dead does nothing any more. */
export class Life {
  #steps = 0;
  #isDead = false;
  readonly #stop = new AbortController();
  readonly #giveUp = new AbortController();

  constructor(readonly fate: Fate) {}

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get inFlight(): AbortSignal {
    return this.#giveUp.signal;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get isCutShort(): boolean {
    return this.#isDead || this.#stop.signal.aborted;
  }

  /** Before something is written. */
  step(): void {
    if (this.#isDead) throw new Died();
    this.#steps += 1;
    const { fate } = this;
    if (fate.kind === 'lives' || fate.kind === 'refused' || this.#steps !== fate.at) return;
    if (fate.kind === 'dies') {
      this.#isDead = true;
      throw new Died();
    }
    this.#stop.abort();
    if (fate.kind === 'cut off') this.#giveUp.abort();
  }

  /** One request to the target: may it be sent, and is its answer heard? */
  async request<T>(send: () => T): Promise<T> {
    this.step();
    if (this.#giveUp.signal.aborted && this.fate.kind === 'cut off') {
      if (this.fate.arrives) send();
      throw new Interrupted('cut off in flight', '');
    }
    const answer = send();
    this.step();
    // others of the same stage may be under way meanwhile
    await Promise.resolve();
    return answer;
  }
}

/** The state as a process sees it that may die before any write; `intended` collects the changes that are in the journal. */
export function mortal(store: StateStore, life: Life, intended: Set<string>): StateStore {
  const write =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      life.step();
      return call(...args);
    };
  return {
    ...store,
    beginRun: write(store.beginRun),
    endRun: write(store.endRun),
    async intend(run, target, change, at) {
      life.step();
      const seq = await store.intend(run, target, change, at);
      intended.add(change.id);
      return seq;
    },
    settle: write(store.settle),
    closeInterrupted: write(store.closeInterrupted),
    putLink: write(store.putLink),
    putLinks: write(store.putLinks),
    putManagedGroup: write(store.putManagedGroup),
    releaseGroup: write(store.releaseGroup),
    putLedger: write(store.putLedger),
    dropLedger: write(store.dropLedger),
    putSightings: write(store.putSightings),
    putSourceCount: write(store.putSourceCount),
    putReads: write(store.putReads),
    putWaiting: write(store.putWaiting),
    putPause: write(store.putPause),
    dropPause: write(store.dropPause),
    putPins: write(store.putPins),
    dropPins: write(store.dropPins),
    putFact: write(store.putFact),
  };
}
