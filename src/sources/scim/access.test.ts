import { describe, expect, it } from 'vitest';
import { asked, company, type ScimFixture, scimFixture } from '../../../test/contracts/scim-fixture.js';
import { standings } from '../../../test/contracts/source.js';
import { AccessDenied } from '../../errors.js';
import type { Quirk, ScimAccess, ScimOptions } from '../../sandbox/scim/index.js';
import { Secret } from '../../secrets.js';
import { ScimSettings, serviceOf } from './settings.js';

const options = () => ({ signal: new AbortController().signal });
const pull = ({ source }: ScimFixture) => source.pull({ group: () => true }, options());
const everybody = { ann: 'active', bob: 'active', cid: 'inactive' };
const tokensAsked = (fixture: ScimFixture) => asked(fixture).filter(path => path.startsWith('/oauth2')).length;

const CLIENT = { kind: 'client', clientId: 'roll call', clientSecret: 'p%q:r' } as const;
const clientFixture = (
  access: Partial<Extract<ScimAccess, { kind: 'client' }>> = {},
  server: ScimOptions = {},
  more: object = {},
) =>
  scimFixture({ ...company, ...server, access: { ...CLIENT, ...access } }, ({ tokenUrl }) => ({
    ...{ tokenUrl, clientId: CLIENT.clientId, clientSecret: new Secret(CLIENT.clientSecret), ...more },
  }));

describe('signing in', () => {
  it('with a bearer token', async () => {
    await using fixture = await scimFixture({ ...company, access: { kind: 'bearer', token: 'x7' } }, { token: new Secret('x7') });
    expect(standings(await pull(fixture))).toEqual(everybody);
  });

  it('with a name and a password', async () => {
    const access = { kind: 'basic', username: 'rollcall', password: 'p:w' } as const;
    await using fixture = await scimFixture({ ...company, access }, { username: 'rollcall', password: new Secret('p:w') });
    expect(standings(await pull(fixture))).toEqual(everybody);
  });

  it.each(['header', 'body'] as const)('as an OAuth client, with id and secret in the %s', async clientAuth => {
    await using fixture = await clientFixture({ clientAuth }, {}, { clientAuth });
    expect(standings(await pull(fixture))).toEqual(everybody);
    expect(tokensAsked(fixture)).toBe(1);
  });

  it('is told apart from an empty company: a refused token rejects (R1)', async () => {
    await using fixture = await scimFixture(company, { token: new Secret('stale') });
    await expect(pull(fixture)).rejects.toBeInstanceOf(AccessDenied);
  });

  it('names what to check where the client gets no token', async () => {
    await using fixture = await clientFixture({}, {}, { clientSecret: new Secret('wrong') });
    await expect(pull(fixture)).rejects.toThrow(/gives the client roll call no access token \(401: invalid_client\)/);
  });
});

describe('a token in mid-read', () => {
  const many = { users: Array.from({ length: 30 }, (_, at) => `p${at}`), groups: {}, pageSize: 10 };

  it('is renewed once when the server ends it early', async () => {
    await using fixture = await clientFixture({}, many);
    fixture.scim.fail(/startIndex=10/, { kind: 'status', status: 401, body: {} }, { times: 1 });

    expect((await pull(fixture)).people.size).toBe(30);
    expect(tokensAsked(fixture)).toBe(2);
  });

  it('is not renewed for ever', async () => {
    await using fixture = await clientFixture({}, many);
    fixture.scim.fail(/Users/, { kind: 'status', status: 401, body: {} });

    await expect(pull(fixture)).rejects.toBeInstanceOf(AccessDenied);
    expect(tokensAsked(fixture)).toBe(2);
  });

  it('is renewed before it ends', async () => {
    await using fixture = await clientFixture({ lifetime: 600 }, many);
    await pull(fixture);
    fixture.pass(590_000);
    await pull(fixture);

    expect(tokensAsked(fixture)).toBe(2);
    expect(fixture.scim.requests.filter(({ status }) => status === 401)).toEqual([]);
  });
});

it('waits as long as a 429 asks, and goes on (R4)', async () => {
  await using fixture = await scimFixture(company);
  fixture.scim.fail(/Users/, { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: {} }, { times: 1 });

  expect(standings(await pull(fixture))).toEqual(everybody);
  expect(fixture.slept).toContain(7000);
});

it('never shows a secret, also where a server echoes it', async () => {
  await using fixture = await clientFixture();
  await pull(fixture);
  const [sent] = fixture.scim.requests.filter(({ url }) => url.includes('Users'));
  const header = sent?.headers.authorization;
  const body = { detail: `bad token ${header}`, scimType: 'sensitive' };
  fixture.scim.fail(/Users/, { kind: 'status', status: 400, body });

  const failure: unknown = await pull(fixture).catch(error => error);

  const token = String(header).replace('Bearer ', '');
  expect(token).toMatch(/^token-/);
  expect(`${JSON.stringify(fixture.logged)} ${String(failure)}`).not.toContain(token);
  expect(JSON.stringify(fixture.logged)).not.toContain(CLIENT.clientSecret);
});

it('says what the server says: the detail of its error', async () => {
  await using fixture = await scimFixture(company);
  fixture.scim.fail(/Users/, {
    kind: 'status',
    status: 400,
    body: { scimType: 'invalidValue', detail: 'The tenant is on holiday.' },
  });

  await expect(pull(fixture)).rejects.toThrow(/The tenant is on holiday/);
});

describe('the settings', () => {
  const url = 'https://IDP.example.com:8443/tenants/a/scim/v2/';
  const issues = (written: object) =>
    ScimSettings.safeParse({ url, ...written }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  const secret = new Secret('s');
  const tokenUrl = 'https://idp.example.com/token';

  it.each<[string, object, RegExp]>([
    ['nothing to sign in with', {}, /^token: give `token`, or/],
    ['two ways to sign in', { token: secret, username: 'a', password: secret }, /only one of these$/],
    ['half a login', { username: 'a' }, /^password: `username`, `password` belong together/],
    ['half a client', { clientId: 'a', clientSecret: secret }, /^tokenUrl: /],
    ['a scope without a client', { token: secret, scope: 'x' }, /^scope: this belongs to `clientId`/],
    ['a query in the address', { token: secret, url: 'https://x.test/scim?a=1' }, /^url: only host and path/],
    ['an unknown deviation', { token: secret, deviations: ['odd'] }, /^deviations\.0: /],
    [
      'a custom attribute with a standard name',
      { token: secret, attributes: { department: 'string' } },
      /^attributes\.department: /,
    ],
  ])('do not take %s', (_, written, says) => {
    expect(issues(written).join('\n')).toMatch(says);
  });

  it('take a client with its token endpoint at another host', () => {
    expect(issues({ tokenUrl, clientId: 'a', clientSecret: secret })).toEqual([]);
  });

  it('know the provider by host and path: a tenant is a provider of its own', () => {
    expect(serviceOf(url)).toEqual({
      baseUrl: 'https://idp.example.com:8443/tenants/a/scim/v2',
      provider: 'scim:idp.example.com:8443/tenants/a/scim/v2',
    });
  });
});

describe('check', () => {
  const found = async (server: ScimOptions, written: object = {}) => {
    await using fixture = await scimFixture({ ...company, ...server }, { ...written });
    return (await fixture.source.check(options())).map(({ level, what }) => `${level}: ${what}`);
  };

  it('says how the server pages, and what may be read', async () => {
    expect(await found({ pageSize: 50 })).toEqual([
      expect.stringMatching(/^info: http.* has ServiceProviderConfig and ResourceTypes: pages of 50, by number, sorted by id$/),
      'ok: may read 3 users',
      'ok: may read 2 groups',
    ]);
    expect((await found({ quirks: ['noDiscovery'] }))[0]).toMatch(/says nothing of itself: pages of 100, by number$/);
    expect((await found({ cursors: 'always' }))[0]).toMatch(/by cursor$/);
  });

  it('says where something is missing that may be meant', async () => {
    expect(await found({ quirks: ['membersNotInLists'] })).toContainEqual('info: 2 of them come without `members`');
    expect(await found({ quirks: ['activeMissing'] })).toContainEqual('info: the first user has no `active`');
  });

  it.each<[string, Quirk[], string]>([
    ['ignores case', [], 'ok: finds groups by name, whatever the case'],
    ['minds it', ['caseExact'], expect.stringMatching(/^problem: asked for .* it minds the case$/)],
    ['has no filters', ['filterRefused'], 'info: the server has no filters'],
    ['ignores filters', ['filterIgnored'], 'ok: finds groups by name, whatever the case'],
  ])('tries `filters: true` where that is said of a server that %s: a group not found is none (G1)', async (_, quirks, says) => {
    expect(await found({ quirks }, { filters: true })).toContainEqual(says);
    expect(await found({ quirks })).not.toContainEqual(says);
  });

  it('compares `attributes` with the schemas', async () => {
    const attributes = { costCentre: 'string', level: 'string', skils: 'list' };
    expect(await found({}, { attributes })).toEqual(
      expect.arrayContaining([
        'problem: the attribute level is a number at the server, not a string',
        'problem: the server has no attribute skils',
      ]),
    );
    expect((await found({ quirks: ['noDiscovery'] }, { attributes })).at(-1)).toMatch(/^info: `attributes` cannot be compared/);
  });
});
