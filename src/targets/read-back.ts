import { Interrupted, SyncError } from '../errors.js';

/**
 * The groups that a product gave a new account by itself, as details of its creation (U7). The account is there: a look that
 * fails makes no failure of that.
 */
export async function groupsReadBack(product: string, look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return (await look()).map(name => `group ${name}`);
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    return [`could not be read back: which groups ${product} added is unknown`];
  }
}
