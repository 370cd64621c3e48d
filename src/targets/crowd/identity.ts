import type { TargetDirectory } from '../../model/directory.js';
import type { Session } from './session.js';
import { userPage } from './users.js';

/** What answers there: a Crowd, or a Jira that acts as one. Throws where our credentials do not get in. */
export async function whatAnswers(session: Session, signal: AbortSignal) {
  if (session.inspector.product() === undefined) await userPage(session, 0, 1, signal);
  return session.inspector.product();
}

/** As the directory tells it. The REST family has no version of its own; without the header the product stays unknown. */
export function productOf({ settings: { url }, inspector }: Session): TargetDirectory['product'] {
  const product = inspector.product();
  const name = product?.name === 'Jira' ? 'Jira as a Crowd server' : 'Crowd';
  return { name, version: product?.version ?? '', url };
}
