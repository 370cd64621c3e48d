import { Interrupted } from '../errors.js';

/** At most so many at once; who waits is served in turn, and leaves the queue when its signal aborts. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw interrupted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(serve);
        reject(interrupted());
      };
      const serve = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(serve);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free += 1;
    else {
      this.#waiting.delete(next);
      next();
    }
  }
}

export const interrupted = () =>
  new Interrupted('Stopped on request.', 'Run the same command again: what was done is not done twice.');

/** The promise's outcome, or Interrupted as soon as the signal aborts; what the promise does after that is nobody's business. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(interrupted());
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
