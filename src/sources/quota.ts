import { Unavailable } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { Pace } from '../../http/pace.js';
import { waitAsked } from '../../http/rate-limit.js';
import { interrupted } from '../../http/slots.js';

/** Calls that the smallest kind of domain allows for everything together (idcs.md §7, 2026-08). */
const PER_SECOND = 20;
const PER_MINUTE = 150;
const SHARE = 0.5;

/** 1 s, doubled each time up to 60 s: enough for two of the domain's minutes (idcs.md §7). */
const MOST_WAITS = 8;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_ASKED_MS = 600_000;

const ALL = 'domain';

/**
 * Keeps the calls of one domain under a share of its quota (R4). IDCS sends no rate headers, and a 429 usually without
 * `Retry-After`. What a 429 says is never shown: it names tenant, caller and endpoint (idcs.md §8, 2026-08).
 */
export class Quota {
  readonly #pace: Pace;

  constructor(
    private readonly system: string,
    private readonly clock: Clock,
    share = SHARE,
  ) {
    this.#pace = new Pace(share, clock.now);
    const minute = { limit: `${PER_SECOND}`, fillrate: `${PER_MINUTE}`, 'interval-seconds': '60' };
    this.#pace.learn(ALL, Object.fromEntries(Object.entries(minute).map(([name, value]) => [`x-ratelimit-${name}`, value])));
  }

  /** Sends when there is room, and again after each 429; resolves with what is none. */
  async send(signal: AbortSignal, attempt: () => Promise<HttpReply>): Promise<HttpReply> {
    for (let waits = 1; ; waits += 1) {
      await this.#turn(signal);
      const reply = await attempt().finally(() => this.#pace.settle(ALL));
      if (reply.status !== 429) return reply;
      if (waits > MOST_WAITS) throw this.#tooOften(`still says that we ask too often (429), after ${MOST_WAITS} waits`);
      this.#pace.block(ALL, this.#waitAfter(reply, waits));
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

  #waitAfter({ headers }: HttpReply, waits: number): number {
    const asked = waitAsked(headers);
    if (asked.kind === 'blocked' || (asked.kind === 'wait' && asked.ms > LONGEST_ASKED_MS))
      throw this.#tooOften('asks us to wait for longer than we do (429)');
    if (asked.kind === 'wait') return asked.ms;
    return Math.min(FIRST_WAIT_MS * 2 ** (waits - 1), LONGEST_WAIT_MS) * (0.5 + this.clock.random() / 2);
  }

  #tooOften(what: string): Unavailable {
    return new Unavailable(
      `${this.system} ${what}`,
      'The next run tries again. Does another program use up the calls of this identity domain? Else lower `rate.share`.',
    );
  }
}
