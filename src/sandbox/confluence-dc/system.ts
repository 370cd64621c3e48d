import { type AnonymousCall, type Answer, api, type Call, ok, type Route } from './call.js';
import type { Confluence } from './confluence.js';

const manifest: Route = {
  method: 'GET',
  path: '/rest/applinks/1.0/manifest',
  access: 'user',
  handle: showManifest,
  anonymous: showManifest,
  open: true,
};
const information: Route = {
  method: 'GET',
  path: api('server-information'),
  access: 'user',
  handle: serverInformation,
  anonymous: serverInformation,
};
const permissions: Route = { method: 'GET', path: api('permissions'), access: 'administer', handle: globalPermissions };

export const systemRoutes = ({ traits }: Confluence): readonly Route[] => [
  manifest,
  ...(traits.serverInformation ? [information] : []),
  ...(traits.permissions ? [permissions] : []),
  { method: 'GET', path: api('accessmode'), access: 'user', handle: accessMode },
  { method: 'GET', path: '/rest/crowd/latest/directory', access: 'system', handle: directories },
];

function serverInformation({ version, traits }: Confluence, { base }: AnonymousCall): Answer {
  const { buildNumber } = traits;
  return ok({ baseUrl: base, version, buildNumber, marketplaceBuildNumber: buildNumber, buildDate: '2026-08-18' });
}

/** Of the application links, open to everybody. */
function showManifest({ version, traits }: Confluence, { base, accept }: AnonymousCall): Answer {
  const { buildNumber } = traits;
  if (accept.includes('application/json'))
    return ok({ typeId: 'confluence', name: 'Confluence', version, buildNumber, url: base, applinksVersion: '9.1.1' });
  const xml = `<manifest><typeId>confluence</typeId><version>${version}</version><buildNumber>${buildNumber}</buildNumber></manifest>`;
  return { status: 200, body: xml, headers: { 'content-type': 'application/xml' } };
}

/** A JSON text. */
const accessMode = ({ readOnlyMode }: Confluence): Answer => ({
  status: 200,
  body: JSON.stringify(readOnlyMode ? 'READ_ONLY' : 'READ_WRITE'),
  headers: { 'content-type': 'application/json' },
});

function globalPermissions({ globalPermissions: { use, administer, system } }: Confluence): Answer {
  const granted = (names: readonly string[], targetType: string, operationKey: string) =>
    names.map(displayName => ({ operation: { targetType, operationKey }, subject: { displayName, type: 'group' } }));
  return ok([
    ...granted(use, 'application', 'use'),
    ...granted(administer, 'application', 'administer'),
    ...granted(system, 'system', 'administer'),
  ]);
}

/** A resource of the embedded Crowd: no id, no type, no word about writing. */
function directories({ directories: all }: Confluence, { base }: Call): Answer {
  return ok({
    directory: all.map(({ id, name, external }) => ({
      name,
      link: [{ href: `${base}/rest/crowd/latest/directory/${id}`, rel: 'self' }],
      ...(external ? { synchronisation: { syncStatus: 'Full synchronisation completed successfully.' } } : {}),
    })),
  });
}
