import { Unavailable } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import type { Clock } from '../../http/options.js';
import { interrupted } from '../../http/slots.js';

/** Resource units of an app in a tenant, in each 10 s: by the number of its users (entra.md §6, 2026-11). */
const WINDOW_MS = 10_000;
const limitFor = (users: number): number => (users < 50 ? 3500 : users <= 500 ? 5000 : 8000);

const SHARE = 0.5;

/** From here on Graph says how far its limit is used up (entra.md §6, 2026-11). */
const NEARLY_ALL = 0.8;

/** A wait that nobody would sit out, and how often one is sat out at most. */
const LONGEST_WAIT_MS = 600_000;
const FIRST_WAIT_MS = 1000;

/**
 * Keeps what we ask of Graph under a share of the tenant's resource units (R4): the smallest tenant's, until it is known how many users
 * there are. There is no header that says how many are left; what a call cost stands in `x-ms-resource-unit`.
 */
export class Units {
  #capacity: number;
  #left: number;
  #at: number;
  #blockedUntil = 0;

  constructor(
    private readonly system: string,
    private readonly clock: Clock,
    private readonly share = SHARE,
  ) {
    this.#capacity = limitFor(0) * share;
    this.#left = this.#capacity;
    this.#at = clock.now();
  }

  /** So many users were seen in the tenant. */
  grow(users: number): void {
    const capacity = Math.max(this.#capacity, limitFor(users) * this.share);
    this.#left += capacity - this.#capacity;
    this.#capacity = capacity;
  }

  /** Waits until there is room for a call of this cost, and takes it. */
  async take(cost: number, signal: AbortSignal): Promise<void> {
    for (let ms = this.#wait(cost); ms > 0; ms = this.#wait(cost))
      await this.clock.sleep(ms, signal).catch(error => {
        throw signal.aborted ? interrupted() : error;
      });
    this.#left -= cost;
  }

  /** What a call really cost, and how near the limit the app is: other programs may use the same one. */
  learn(estimated: number, headers: Readonly<Record<string, HttpReply['headers'][string]>>): void {
    const cost = numberIn(headers['x-ms-resource-unit']);
    if (cost !== undefined) this.#left -= cost - estimated;
    const used = numberIn(headers['x-ms-throttle-limit-percentage']);
    if (used !== undefined && used >= NEARLY_ALL) this.block(WINDOW_MS * Math.min(used, 1));
  }

  /** Everybody waits for so long. */
  block(ms: number): void {
    this.#blockedUntil = Math.max(this.#blockedUntil, this.clock.now() + ms);
  }

  /** How long to wait after the so-manieth refusal for asking too much; rejects what nobody would wait for. */
  waitAfter(waits: number, retryAfterMs: number | undefined): number {
    if (retryAfterMs !== undefined && retryAfterMs > LONGEST_WAIT_MS)
      throw new Unavailable(
        `${this.system} asks us to wait ${Math.ceil(retryAfterMs / 60_000)} minutes because of its rate limit`,
        'The next run tries again. Does another program use the same app registration?',
      );
    return retryAfterMs ?? Math.min(FIRST_WAIT_MS * 2 ** (waits - 1), WINDOW_MS) * (0.5 + this.clock.random() / 2);
  }

  #wait(cost: number): number {
    const now = this.clock.now();
    const perMs = this.#capacity / WINDOW_MS;
    this.#left = Math.min(this.#capacity, this.#left + (now - this.#at) * perMs);
    this.#at = now;
    const missing = Math.min(cost, this.#capacity) - this.#left;
    return Math.max(0, Math.ceil(this.#blockedUntil - now), Math.ceil(missing / perMs));
  }
}

/** What a path costs; `$select` takes one off, and one is the least (entra.md §6, 2026-11). */
export function costOf(path: string): number {
  const [place = ''] = path.split('?');
  if (/transitiveMembers/.test(place)) return 4;
  return /groups\/[^/]+\/members/.test(place) ? 2 : 1;
}

function numberIn(value: HttpReply['headers'][string]): number | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
