import { Interrupted } from '../errors.js';
import type { Secret } from '../secrets.js';
import { untilAborted } from './slots.js';

export interface Token {
  readonly secret: Secret;
  /** milliseconds that it is good for */
  readonly lifeMs: number;
}

interface Held extends Token {
  readonly renewAt: number;
}

/** A token is renewed so long before its end, or after nine tenths of its life if that is later. */
const EARLY_MS = 60_000;

/** Keeps one access token: fetched when first needed, renewed before it ends, one renewal for all who wait. */
export class Tokens {
  #held: Held | undefined;
  #renewal: Promise<Held> | undefined;

  /** `now` is in milliseconds. `fetch` rejects with a SyncError when no token is to be had. */
  constructor(
    private readonly fetch: (signal: AbortSignal) => Promise<Token>,
    private readonly now: () => number,
  ) {}

  /** A token that is good for a while yet. */
  async ready(signal: AbortSignal): Promise<Token> {
    for (;;) {
      if (this.#held !== undefined && this.now() < this.#held.renewAt) return this.#held;
      this.#renewal ??= this.#renew(signal);
      try {
        return await untilAborted(this.#renewal, signal);
      } catch (error) {
        if (!(error instanceof Interrupted) || signal.aborted) throw error; // else only who began it was interrupted
      }
    }
  }

  /** The system refused it: the next `ready` fetches another, unless that has been done meanwhile. */
  drop(token: Token): void {
    if (this.#held === token) this.#held = undefined;
  }

  async #renew(signal: AbortSignal): Promise<Held> {
    try {
      const token = await this.fetch(signal);
      this.#held = { ...token, renewAt: this.now() + token.lifeMs - Math.min(EARLY_MS, token.lifeMs / 10) };
      return this.#held;
    } finally {
      this.#renewal = undefined;
    }
  }
}
