import { Unavailable } from '../errors.js';
import type { HttpReply } from '../http/client.js';
import type { Clock } from '../http/options.js';
import { Pace } from '../http/pace.js';
import { waitAsked } from '../http/rate-limit.js';
import { interrupted } from '../http/slots.js';

const SHARE = 0.5;

/** 1 s, doubled each time up to 60 s: enough for two windows of a minute. */
export const MOST_WAITS = 8;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_ASKED_MS = 600_000;

const ALL = 'all';

/** What a vendor allows for everything together, as its documents say. */
export interface Allowance {
  /** calls at once, after a pause */
  readonly burst: number;
  /** calls a minute that come back */
  readonly perMinute: number;
  readonly share?: number | undefined;
  /** what to do where others use it up */
  readonly hint: string;
  /** where that is not a 429 alone: how often this answer is waited for, and what it is called; undefined: it says something else */
  readonly tooFast?: (reply: HttpReply) => TooFast | undefined;
}

interface TooFast {
  readonly waits: number;
  readonly called: string;
}

/**
 * Keeps the calls to one system under a share of its quota (R4) where its answers carry no rate headers, and a 429 no `Retry-After`.
 * What a 429 says is never shown: IDCS names tenant, caller and endpoint in it (idcs.md §8, 2026-08).
 */
export class Quota {
  readonly #pace: Pace;

  constructor(
    private readonly system: string,
    private readonly clock: Clock,
    private readonly allowance: Allowance,
  ) {
    const { burst, perMinute, share = SHARE } = allowance;
    this.#pace = new Pace(share, clock.now);
    const minute = { limit: `${burst}`, fillrate: `${perMinute}`, 'interval-seconds': '60' };
    this.#pace.learn(ALL, Object.fromEntries(Object.entries(minute).map(([name, value]) => [`x-ratelimit-${name}`, value])));
  }

  /** Sends when there is room, and again after each answer that says `too fast`; resolves with what is none. */
  async send(signal: AbortSignal, attempt: () => Promise<HttpReply>): Promise<HttpReply> {
    for (let waits = 1; ; waits += 1) {
      await this.#turn(signal);
      const reply = await attempt().finally(() => this.#pace.settle(ALL));
      const { tooFast = on429 } = this.allowance;
      const told = tooFast(reply);
      if (told === undefined) return reply;
      if (waits > told.waits)
        throw this.#tooOften(`still says that we ask too often (${told.called}), after ${told.waits} waits`);
      this.#pace.block(ALL, this.#waitAfter(reply, waits, told));
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    for (let ms = this.#pace.wait(ALL); ms > 0; ms = this.#pace.wait(ALL)) {
      await this.clock.sleep(ms, signal).catch(error => {
        throw signal.aborted ? interrupted() : error;
      });
    }
    this.#pace.claim(ALL);
  }

  #waitAfter({ headers }: HttpReply, waits: number, { called }: TooFast): number {
    const asked = waitAsked(headers);
    if (asked.kind === 'blocked' || (asked.kind === 'wait' && asked.ms > LONGEST_ASKED_MS))
      throw this.#tooOften(`asks us to wait for longer than we do (${called})`);
    if (asked.kind === 'wait') return asked.ms;
    return Math.min(FIRST_WAIT_MS * 2 ** (waits - 1), LONGEST_WAIT_MS) * (0.5 + this.clock.random() / 2);
  }

  #tooOften(what: string): Unavailable {
    return new Unavailable(`${this.system} ${what}`, this.allowance.hint);
  }
}

const on429 = ({ status }: HttpReply): TooFast | undefined => (status === 429 ? { waits: MOST_WAITS, called: '429' } : undefined);
