import { type AnonymousCall, type Answer, api, type Call, ok, Refusal, type Route } from './call.js';
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
const permissions: readonly Route[] = [
  { method: 'GET', path: api('permissions'), access: 'administer', handle: globalPermissions },
  { method: 'GET', path: api('permissions/user/:user'), access: 'administer', handle: permissionsOf },
];

export const systemRoutes = ({ traits }: Confluence): readonly Route[] => [
  manifest,
  ...(traits.serverInformation ? [information] : []),
  ...(traits.permissions ? permissions : []),
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

const PAIRS = [
  ['use', 'application', 'use'],
  ['administer', 'application', 'administer'],
  ['system', 'system', 'administer'],
] as const;

/** Of a subject the vendor's document names the display name and the type, and no more. */
function globalPermissions(confluence: Confluence): Answer {
  const { globalPermissions: groups, personalPermissions: users } = confluence;
  return ok(
    PAIRS.flatMap(([permission, targetType, operationKey]) => {
      const operation = { targetType, operationKey };
      const people = [...users[permission]].flatMap(key => confluence.users.get(key)?.fullName ?? []);
      return [
        ...groups[permission].map(displayName => ({ operation, subject: { displayName, type: 'group' } })),
        ...people.map(displayName => ({ operation, subject: { displayName, type: 'user' } })),
      ];
    }),
  );
}

/** What is granted to somebody by themselves; asked by key or by username. */
function permissionsOf(confluence: Confluence, { params: { user: asked = '' } }: Call): Answer {
  const user = confluence.users.get(asked) ?? confluence.userNamed(asked);
  if (user === undefined) throw new Refusal(404, `No user found with key or username : ${asked}`);
  const subject = { displayName: user.fullName, type: 'user' };
  const theirs = PAIRS.filter(([permission]) => confluence.personalPermissions[permission].has(user.key));
  return ok(theirs.map(([, targetType, operationKey]) => ({ operation: { targetType, operationKey }, subject })));
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
