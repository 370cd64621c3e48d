import { SyncError } from '../errors.js';
import { keepBackup } from '../state/backups.js';
import type { Call } from './call.js';
import { linksDocument } from './links/document.js';
import type { Session } from './session.js';
import { warningLine } from './warnings.js';

/** What `state.backup` asks for, at the end of a run that wrote. It never fails: what was done stands all the same. */
export async function backUp(call: Call, session: Pick<Session, 'config' | 'store' | 'listener' | 'now'>): Promise<void> {
  const { config, listener } = session;
  if (config.backup === undefined) return;
  const { folder, keep } = config.backup;
  try {
    // after a loss every backup of the new state holds less: the old ones stay until somebody has looked
    const isLooked = await isApproved(session);
    await keepBackup({ folder, keep: isLooked ? keep : undefined }, await linksDocument(call, session));
  } catch (error) {
    await listener.settle();
    call.screen.complain(warningLine(call.screen, `the state was not backed up: ${told(error)}`, call.globals));
  }
}

async function isApproved({ config, store }: Pick<Session, 'config' | 'store'>): Promise<boolean> {
  const approved = await Promise.all(config.targets.map(({ name }) => store.lastApproved(name)));
  return approved.some(at => at !== undefined);
}

const told = (error: unknown): string =>
  error instanceof SyncError ? `${error.message}. ${error.hint}` : error instanceof Error ? error.message : String(error);
