import { isAtLeast } from '../capabilities.js';

/** From when on calls are there (confluence-dc sheet §1 to §4, November 2026). A version nobody told is taken for the newest. */
const since = (first: string) => (version: string | undefined) => version === undefined || isAtLeast(version, first);

/** PUT /admin/user/{username}, and GET /admin/users/list/active with e-mail addresses */
export const hasUpdates = since('9.3');
/** GET /permissions */
export const hasPermissions = since('9.2');

/** group/member?groupName=… and its like: in the 9.2 line and from 10.1.2 on, not in between */
export const hasGroupQueries = (version: string | undefined): boolean =>
  version === undefined || isAtLeast(version, '10.1.2') || (isAtLeast(version, '9.2') && !isAtLeast(version, '9.3'));
