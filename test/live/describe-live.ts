import { describe, it } from 'vitest';
import { RealOrg } from '../real-org.js';
import { beside, isThere } from '../shared/beside.js';
import { CannotInstall } from './install/cannot-install.js';

/**
 * Tests on a real server. What cannot be installed here is said, and is no failure; everything else that goes wrong is one.
 * `LIVE_UNTIL`, in seconds since 1970: what has not begun by then is not run, and says so; nor is what only measures.
 */
export async function describeLive<Installed>(
  what: string,
  install: () => Promise<Installed>,
  tests: (installed: Installed, org: RealOrg) => void,
  { measuresOnly = false } = {},
): Promise<void> {
  const { LIVE_UNTIL } = process.env;
  if (LIVE_UNTIL !== undefined && (measuresOnly || Date.now() > Number(LIVE_UNTIL) * 1000))
    return notRun(what, 'no time was left (LIVE_UNTIL); `npm run test:live` runs all of them');
  if (!isThere) return notRun(what, 'no ../shared, where the organisation is that it would hold');
  const installed = await installedOr(install);
  if (installed instanceof CannotInstall) return notRun(what, installed.message);
  const org = RealOrg.parse(JSON.parse(await beside('data/real-org.json')));
  describe(what, () => tests(installed, org));
}

async function installedOr<Installed>(install: () => Promise<Installed>): Promise<Installed | CannotInstall> {
  try {
    return await install();
  } catch (error) {
    if (error instanceof CannotInstall) return error;
    throw error;
  }
}

/** A test of its own, so that it stands in every report. */
function notRun(what: string, why: string): void {
  const said = `not run: ${what}: ${why}`;
  it(said, () => console.log(said));
}
