import type { HttpReply } from './client.js';

/** A server's time, as its `Date` headers tell it; until the first one, and where a proxy takes them away, this machine's. */
export class ServerClock {
  #aheadMs = 0;

  /** milliseconds since 1970 */
  now(): number {
    return Date.now() + this.#aheadMs;
  }

  /** seconds since 1970, as a JWT counts */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** how far this machine's clock is behind the server's; negative: ahead of it */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  learn({ date }: HttpReply['headers']): void {
    const told = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (!Number.isNaN(told)) this.#aheadMs = told - Date.now();
  }
}
