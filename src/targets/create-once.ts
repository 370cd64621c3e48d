import { Unavailable } from '../errors.js';
import type { HttpReply } from '../http/client.js';

/** An answer, or what an unanswered try turns out to have made. */
export type Sent<T> = { readonly kind: 'answered'; readonly reply: HttpReply } | { readonly kind: 'arrived'; readonly found: T };

const TRIES = 3;

/** Sends a creation; when no answer comes, looks whether it arrived before it is sent again (A4). */
export async function createOnce<T>(send: () => Promise<HttpReply>, look: () => Promise<T | undefined>): Promise<Sent<T>> {
  for (let tries = 1; ; tries++) {
    try {
      return { kind: 'answered', reply: await send() };
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const found = await look();
      if (found !== undefined) return { kind: 'arrived', found };
      if (tries === TRIES) throw error;
    }
  }
}
