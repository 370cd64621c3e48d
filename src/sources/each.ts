import { Interrupted, SyncError } from '../errors.js';

/** Okta allows 35 to 75 requests in flight for the whole org (okta.md §6); the HTTP client paces them. */
const AT_ONCE = 8;

/** After so many failures in a row the rest is not tried: each has its own retries, and Okta is down. */
const PATIENCE = 5;

export interface Alone<Item, Result> {
  readonly signal: AbortSignal;
  readonly task: (item: Item) => Promise<Result>;
  /** what stands for an item whose task failed */
  readonly failed: (why: string) => Result;
  /** which failures are everybody's; being interrupted always is, and so is what we do not understand */
  readonly fatal?: (error: SyncError) => boolean;
}

/** Does one task per item, some at once, so that one failure does not spoil the others. Results are in the items' order. */
export async function eachAlone<Item, Result>(items: readonly Item[], work: Alone<Item, Result>): Promise<readonly Result[]> {
  const { signal, task, failed, fatal = () => false } = work;
  const results: Result[] = [];
  const queue = items.entries();
  let inARow = 0;
  let lastFailure = '';
  let isOver = false;

  const attempt = async (item: Item): Promise<Result> => {
    if (inARow >= PATIENCE) return failed(`not asked, after ${PATIENCE} failures in a row: ${lastFailure}`);
    try {
      const result = await task(item);
      inARow = 0;
      return result;
    } catch (error) {
      if (!(error instanceof SyncError) || error instanceof Interrupted || signal.aborted || fatal(error)) throw error;
      inARow += 1;
      lastFailure = error.message;
      return failed(error.message);
    }
  };
  const worker = async () => {
    for (const [at, item] of queue) {
      if (isOver) return;
      results[at] = await attempt(item);
    }
  };

  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  } finally {
    isOver = true;
  }
  return results;
}
