import type { LinksFile } from '../../state/links-schema.js';
import type { Call } from '../call.js';
import type { Session } from '../session.js';

/** What the state holds at this moment, as the document of an export. */
export const linksDocument = async (
  { toolVersion }: Call,
  { store, now }: Pick<Session, 'store' | 'now'>,
): Promise<LinksFile> => ({ format: 'rollcall-links', version: 1, toolVersion, madeAt: now(), ...(await store.backup()) });
