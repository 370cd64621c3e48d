import { userBean } from './beans.js';
import { type AnonymousCall, type Answer, api, type Call, ok, type Route } from './call.js';
import type { Jira } from './jira.js';
import { may } from './memberships.js';
import { serverError } from './pages.js';
import { versions } from './versions.js';

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: api('serverInfo'), access: 'user', handle: serverInfo, anonymous: serverInfo, open: true },
  { method: 'GET', path: api('myself'), access: 'user', handle: (jira, { base, user }) => ok(userBean(jira, base, user, [])) },
  {
    method: 'GET',
    path: api('mypermissions'),
    access: 'user',
    handle: myPermissions,
    anonymous: () => ok(permissions(() => false)),
  },
  { method: 'GET', path: api('readonly-mode'), access: 'user', handle: readonlyMode },
  { method: 'GET', path: '/rest/crowd/latest/directory', access: 'system', handle: directories },
];

function serverInfo(jira: Jira, { base }: AnonymousCall): Answer {
  const { buildNumber } = versions[jira.version];
  return ok({
    baseUrl: base,
    version: jira.version,
    versionNumbers: jira.version.split('.').map(Number),
    deploymentType: 'Server', // on Data Center too
    buildNumber,
    buildDate: '2026-08-18T00:00:00.000+0000',
    databaseBuildNumber: buildNumber,
    scmInfo: '0000000000000000000000000000000000000000',
    serverTitle: 'Jira',
  });
}

function myPermissions(jira: Jira, { user }: Call): Answer {
  return ok(permissions(key => (key === 'ADMINISTER' || key === 'SYSTEM_ADMIN' ? may(jira, user, key) : true)));
}

const PERMISSIONS = [
  { id: '0', key: 'ADMINISTER', name: 'Jira Administrators', type: 'GLOBAL' },
  { id: '44', key: 'SYSTEM_ADMIN', name: 'Jira System Administrators', type: 'GLOBAL' },
  { id: '27', key: 'USER_PICKER', name: 'Browse Users', type: 'GLOBAL' },
  { id: '23', key: 'ADMINISTER_PROJECTS', name: 'Administer Projects', type: 'PROJECT' },
];

const permissions = (has: (key: string) => boolean) => ({
  permissions: Object.fromEntries(
    PERMISSIONS.map(each => [each.key, { ...each, description: each.name, havePermission: has(each.key) }]),
  ),
});

function readonlyMode(jira: Jira): Answer {
  return ok(jira.readonlyText === undefined ? { enabled: false } : { enabled: true, message: jira.readonlyText });
}

/** A resource of the embedded Crowd: its default XML breaks on Jira, only JSON works. */
function directories(jira: Jira, { accept, base }: Call): Answer {
  if (!accept.includes('application/json')) return serverError(jira);
  return ok({
    directories: jira.directories.map(({ id, name, external }) => ({
      name,
      links: [{ href: `${base}/rest/crowd/latest/directory/${id}`, rel: 'self' }],
      ...(external ? { sync: {} } : {}),
    })),
  });
}
