import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../src/http/create-http.js';
import { personId, sourceName } from '../../src/model/ids.js';
import { type EntraEmulator, type EntraOptions, startEntra } from '../../src/sandbox/entra/index.js';
import { Secret } from '../../src/secrets.js';
import { entra } from '../../src/sources/entra/index.js';
import { EntraSettings } from '../../src/sources/entra/settings.js';
import { isThere } from './beside.js';
import { type Csdl, openCsdl } from './csdl.js';
import { type Exchange, tapWire } from './wire.js';

const soon = { signal: new AbortController().signal };
const appId = 'a7700000-0000-4000-8000-000000000001';

/** What the document lacks: it was cut down to users, groups, and enterprise applications. Whoever is not needed fails. */
const exceptions: readonly { readonly path: RegExp; readonly why: string }[] = [
  { path: /^directory\/deletedItems\/[^/]+$/, why: 'entra.md §2: deleted users' },
];

const tenant: EntraOptions = {
  users: [
    ...['ann', 'bob'],
    { id: 'cid', accountEnabled: false, more: { employeeOrgData: { costCenter: '1' }, businessPhones: ['1'] } },
    { id: 'eve', userPrincipalName: 'eve_p.com#EXT#@t.onmicrosoft.com', mail: 'eve@p.com', userType: 'Guest' },
  ],
  groups: [
    { displayName: 'Inner', members: ['ann'] },
    { displayName: 'Outer', members: ['bob', 'Inner'] },
    { displayName: 'Secret', visibility: 'HiddenMembership', members: ['ann'] },
  ],
  app: { appId, users: ['ann'], groups: ['Outer'] },
  pageSize: 1,
};

describe.runIf(isThere)("held against the vendor's metadata", () => {
  it('every question that the source asks of Graph, alone or in a batch, and every answer of the emulator', async () => {
    const csdl = await openCsdl('specs/msgraph-directory.json');
    const asked = (await tour()).flatMap(questionsIn);
    const needed = new Set(asked.flatMap(({ path }) => exceptions.filter(exception => exception.path.test(path))));

    expect([...new Set(asked.flatMap(question => departures(csdl, question)))].sort()).toEqual([]);
    expect(needed.size).toBe(exceptions.length);
    expect(new Set(asked.filter(({ status }) => status < 300).map(({ path }) => kindOf(path)))).toEqual(
      new Set([
        ...['users', 'users/{id}', 'users/{id}/transitiveMemberOf/microsoft.graph.group', 'directory/deletedItems/{id}'],
        ...['groups', 'groups/{id}/members/microsoft.graph.user', 'groups/{id}/transitiveMembers/microsoft.graph.user'],
        ...["servicePrincipals(appId='{id}')", "servicePrincipals(appId='{id}')/appRoleAssignedTo"],
      ]),
    );
  });

  it('notices a property that is not there, in a question and in an answer', async () => {
    const csdl = await openCsdl('specs/msgraph-directory.json');
    const question = { path: 'users', query: new URLSearchParams({ $select: 'id,nope' }), status: 200 };

    expect(departures(csdl, { ...question, body: { value: [{ id: 1, no: 2, accountEnabled: 'yes' }] } })).toEqual([
      ...[
        'users: selects nope',
        'users.id is no Edm.String',
        'users.no is not in user',
        'users.accountEnabled is no Edm.Boolean',
      ],
    ]);
    expect(departures(csdl, { ...question, path: 'users/x/friends', body: {} })).toEqual(['users/x/friends: no such way']);
  });
});

interface Question {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  readonly body: unknown;
}

const Batch = z.object({ requests: z.array(z.object({ id: z.string(), url: z.string() })) });
const Replies = z.object({ responses: z.array(z.object({ id: z.string(), status: z.number(), body: z.unknown() })) });

function questionsIn({ method, url, requestBody, status, body }: Exchange): readonly Question[] {
  if (method === 'GET') return [questionOf(url.replace(/^\/v1\.0/, ''), status, body)];
  if (!url.endsWith('/$batch') || status >= 300) return [];
  const replies = new Map(Replies.parse(body).responses.map(reply => [reply.id, reply]));
  return Batch.parse(requestBody).requests.map(({ id, url: item }) =>
    questionOf(item, replies.get(id)?.status ?? 0, replies.get(id)?.body),
  );
}

function questionOf(url: string, status: number, body: unknown): Question {
  const { pathname, searchParams } = new URL(url, 'http://graph.invalid');
  return { path: decodeURIComponent(pathname.slice(1)), query: searchParams, status, body };
}

const kindOf = (path: string) => path.replace(/(?<=^users\/|^groups\/|deletedItems\/)[^/]+/, '{id}').replace(appId, '{id}');

function departures(csdl: Csdl, { path, query, status, body }: Question): readonly string[] {
  if (exceptions.some(exception => exception.path.test(path))) return [];
  const here = csdl.at(path);
  if (here === undefined) return [`${path}: no such way`];
  const selected = query.get('$select')?.split(',') ?? [];
  const filtered = [...(query.get('$filter') ?? '').replaceAll(/'(?:[^']|'')*'/g, '').matchAll(/([A-Za-z]\w*)(?= eq|,)/g)];
  const known = (name: string) => csdl.property(here.type, name) !== undefined || /^extension_[0-9a-f]{32}_/.test(name);
  return [
    ...selected.filter(name => !known(name)).map(name => `${path}: selects ${name}`),
    ...filtered.flatMap(([, name = '']) => (known(name) ? [] : [`${path}: filters by ${name}`])),
    ...(status < 300 ? rowsOf(here.isList, body).flatMap(row => csdl.departures(here.type, row, path)) : refusal(path, body)),
  ];
}

const rowsOf = (isList: boolean, body: unknown): readonly unknown[] =>
  isList ? z.object({ value: z.array(z.unknown()) }).parse(body).value : [body];

/** Errors are in no metadata: entra.md §1. */
function refusal(path: string, body: unknown): readonly string[] {
  const inner = z.object({ date: z.string(), 'request-id': z.string(), 'client-request-id': z.string() });
  const error = z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string(), innerError: inner }) });
  return error.safeParse(body).success ? [] : [`${path}: a refusal in another form`];
}

/** Takes the source through everything it can ask, in tenants that answer and in some that refuse. */
async function tour(): Promise<readonly Exchange[]> {
  const seen: Exchange[] = [];
  for (const roles of [undefined, ['User.Read.All'], ['User.ReadBasic.All', 'GroupMember.Read.All'], []]) {
    await using emulator = await startEntra({ ...tenant, ...(roles && { roles }) });
    await using wire = await tapWire(emulator.url);
    emulator.remove('bob');
    await reads(wire.url, emulator, {});
    const attributes = { officeLocation: 'string', extensionAttribute1: 'string', costCenter: 'string', businessPhones: 'list' };
    await reads(wire.url, emulator, { app: appId, attributes });
    await reads(wire.url, emulator, { app: emulator.tenantId });
    seen.push(...wire.exchanges);
  }
  return seen;
}

async function reads(url: string, { tenantId, clientId, clientSecret }: EntraEmulator, more: object): Promise<void> {
  const own = { tenant: tenantId, clientId, clientSecret: new Secret(clientSecret), authority: url, graph: url, ...more };
  const source = entra.create(sourceName('entra'), EntraSettings.parse(own), createHttp({ toolVersion: '0' }));
  const ignore = () => undefined; // being refused is a part of the tour
  await source.pull({ group: () => true }, soon).catch(ignore);
  await source.lookup(['ann', 'cid', 'bob', 'gone'].map(personId), soon).catch(ignore);
  const like = { login: 'ann', email: 'ann@example.com' };
  await source.pullPeople({ ids: [personId('cid')], logins: ['ann@example.com'], alike: [like] }, soon).catch(ignore);
  await source.check(soon);
}

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
