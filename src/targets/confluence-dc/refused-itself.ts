import type { HttpReply } from '../../http/client.js';
import { standsInPath } from './names.js';
import { isOwnNo } from './refusal.js';
import { api, ask, type Session } from './session.js';

/**
 * Whether Confluence refuses this very account or group, which is kept for a week (G10). A 403 is documented for a caller who is
 * no administrator, too: where that was taken from us since the read, it says nothing of what we wanted to write.
 */
export async function isRefusedItself(session: Session, reply: HttpReply, signal: AbortSignal): Promise<boolean> {
  return isOwnNo(reply) && (reply.status !== 403 || (await administers(session, signal)));
}

/** Members are shown to administrators only (confluence-dc sheet §3, November 2026): asked of a group that was read before. */
async function administers(session: Session, signal: AbortSignal): Promise<boolean> {
  const group = [...session.known.members.keys()].find(standsInPath);
  if (group === undefined) return true;
  const path = api(`group/${encodeURIComponent(group)}/member`);
  return (await ask(session, path, { limit: 1 }, [403, 404], signal)).status !== 403;
}
