import { createHttp } from '../../src/http/create-http.js';
import { personId, sourceName } from '../../src/model/ids.js';
import { type GoogleEmulator, type GoogleOptions, startGoogle } from '../../src/sandbox/google/index.js';
import { Secret } from '../../src/secrets.js';
import { google } from '../../src/sources/google/index.js';
import { GoogleSettings } from '../../src/sources/google/settings.js';
import { SCOPES, tokenForm } from '../contracts/google-assertion.js';
import { PRIVATE_KEY } from '../contracts/google-fixture.js';
import { asked } from './others.js';
import { type Exchange, tapWire } from './wire.js';

const soon = { signal: new AbortController().signal };
const everything = { group: () => true };

/** A customer with one of each: suspended, archived, guest, alias, groups in groups, everybody, an outsider, a count too high. */
const customer: GoogleOptions = {
  privateKey: PRIVATE_KEY,
  users: [
    ...['ann', 'bob'],
    { id: 'cid', primaryEmail: 'cid@example.com', suspended: true, suspensionReason: 'ADMIN', aliases: ['c@example.com'] },
    { id: 'art', primaryEmail: 'art@example.com', archived: true, orgUnitPath: '/Old' },
    { id: 'gus', primaryEmail: 'gus@example.com', isGuestUser: true },
    {
      ...{ id: 'eve', primaryEmail: 'eve@example.com' },
      more: {
        organizations: [{ title: 'Engineer', primary: true }],
        customSchemas: { Employment: { cc: 'IT', badges: [{ value: 'a' }] } },
      },
    },
  ],
  groups: [
    { name: 'eng', members: ['ann', 'backend', { id: '9', email: 'ext@other.test' }] },
    { name: 'backend', members: ['bob'], countsAs: 3 },
    { name: 'all', members: ['everyone'] },
  ],
  mostRows: 4,
};

/** Takes the source through everything it can ask, with a customer that answers and with some that refuse. */
export async function tourGoogle(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const options of [customer, { ...customer, apiEnabled: false }]) {
    await using emulator = await startGoogle(options);
    await using wire = await tapWire(emulator.url);
    await reads(wire.url, emulator, {});
    await reads(wire.url, emulator, { domain: 'nowhere.example' });
    const where = { attributes: { cc: 'string' }, attributePaths: { cc: 'Employment.cc' } };
    await reads(wire.url, emulator, { ...where, domain: 'example.com' });
    emulator.before(/groups\?/, () => emulator.expireTokens());
    await reads(wire.url, emulator, {});
    seen.push(...wire.exchanges);
  }
  return seen.filter(({ url }) => url !== '/token'); // no part of this API
}

async function reads(url: string, { keyFile, admin }: GoogleEmulator, more: object): Promise<void> {
  const settings = { key: new Secret(keyFile), tokenUrl: `${url}/token`, url, admin, pageSize: 10, ...more };
  const source = google.create(sourceName('google'), GoogleSettings.parse(settings), createHttp({ toolVersion: '0' }));
  const ignore = () => undefined; // being refused is a part of the tour
  await source.pull(everything, soon).catch(ignore);
  await source.lookup(['ann', 'cid', 'gone'].map(personId), soon).catch(ignore);
  const like = { login: 'bob', email: 'bob@example.com' };
  await source.pullPeople({ ids: [personId('ann')], logins: ['bob@example.com'], alike: [like] }, soon).catch(ignore);
  await source.check(soon);
}

/** What the emulator answers besides what our source asks. */
export async function otherGoogleAnswers(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const options of [
    { scopes: [...OWN, 'customer.readonly'] },
    { rate: { perMinute: 3, reason: 'RATE_LIMIT_EXCEEDED' as const } },
  ]) {
    await using emulator = await startGoogle({ ...customer, ...options });
    emulator.remove('cid');
    const [id = ''] = emulator.customer.groups.keys();
    const paths = [
      ...[`groups/${id}`, `groups/${id}/members?includeDerivedMembership=true&roles=MEMBER`, `groups/${id}/hasMember/ann`],
      ...['groups?userKey=ann', 'users?customer=my_customer&showDeleted=true&sortOrder=DESCENDING', 'users/eve?projection=full'],
      ...[
        'customers/my_customer',
        'users?customer=my_customer&query=isSuspended%3Dtrue',
        'users?customer=my_customer&pageToken=x',
      ],
    ];
    const scope = [...SCOPES.slice(0, 2), ...('scopes' in options ? [`${AUTH}.customer.readonly`] : [])].join(' ');
    const body = tokenForm(emulator.url, emulator.admin, { scope });
    const token = Object(await (await fetch(`${emulator.url}/token`, { method: 'POST', body })).json()).access_token;
    const requests = paths.map(path => ['GET', `/admin/directory/v1/${path}`] as const);
    seen.push(...(await asked(emulator.url, `Bearer ${token}`, requests)));
  }
  return seen;
}

const AUTH = 'https://www.googleapis.com/auth/admin.directory';
const OWN = ['user.readonly', 'group.readonly'];
