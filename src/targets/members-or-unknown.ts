import { AccessDenied, Interrupted, SyncError } from '../errors.js';
import type { ListEvidence, Members } from '../model/directory.js';
import type { AccountId } from '../model/ids.js';

export interface MembersRead {
  readonly members: Members<AccountId>;
  readonly evidence?: ListEvidence;
}

/** The members of one group as `read` finds them, or why they are unknown (R1). Rejects when nothing else could be read either. */
export async function membersOrUnknown<M extends MembersRead>(read: () => Promise<M>): Promise<M | MembersRead> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof AccessDenied || error instanceof Interrupted) throw error;
    return { members: { kind: 'unknown', why: error.message } };
  }
}
