import { Interrupted } from '../errors.js';

/** Works through `items`, a few at once. The first failure stops the rest, and nothing is under way any more when it rejects. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const queue = items.values();
  const failures: unknown[] = [];

  const worker = async () => {
    for (const item of queue) {
      if (either.aborted) return;
      try {
        await work(item, either);
      } catch (error) {
        failures.push(error);
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  // the first one is the cause; those after it are the requests that it cut short
  if (failures.length > 0) throw failures[0];
  if (signal.aborted) throw new Interrupted('stopped while reading', 'Nothing was changed. Run again.');
}
