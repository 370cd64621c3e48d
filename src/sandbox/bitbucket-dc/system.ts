import type { Bitbucket } from './bitbucket.js';
import { type Call, ok, type Route } from './call.js';
import { pageOf } from './pages.js';
import { seatsTaken } from './rights.js';
import { versions } from './versions.js';

const SERVER = 'BSAN-DBOX-0000-0000';
/** As Bitbucket says it of a licence without a limit. */
const NO_LIMIT = 2_147_483_647;

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: 'application-properties', access: 'anybody', handle: showProperties },
  { method: 'GET', path: 'admin/license', access: 'ADMIN', handle: showLicence },
  { method: 'GET', path: 'admin/user-directories', access: 'ADMIN', handle: listDirectories },
];

function showProperties({ version }: Bitbucket) {
  const { buildNumber } = versions[version];
  return ok({ version, buildNumber, buildDate: '1761900000000', displayName: 'Bitbucket' });
}

function showLicence(bitbucket: Bitbucket) {
  const { seats } = bitbucket;
  return ok({
    creationDate: 1_720_432_800_000,
    purchaseDate: 1_720_432_800_000,
    expiryDate: 1_924_988_400_000,
    maintenanceExpiryDate: 1_924_988_400_000,
    gracePeriodEndDate: 1_924_988_400_000,
    maximumNumberOfUsers: seats ?? NO_LIMIT,
    unlimitedNumberOfUsers: seats === undefined,
    serverId: SERVER,
    supportEntitlementNumber: 'SEN-0',
    status: { serverId: SERVER, currentNumberOfUsers: seatsTaken(bitbucket) },
  });
}

function listDirectories(bitbucket: Bitbucket, call: Call) {
  const rows = bitbucket.directories.map(({ name, type }) => ({ name, type, active: true, description: '' }));
  return bitbucket.directoriesAs === 'list' ? ok(rows) : pageOf(call, rows.length, rows, row => row);
}
