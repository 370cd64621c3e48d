import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BitbucketEmulator, type BitbucketOptions, startBitbucket } from './index.js';

const PASSWORD = 'sandbox-bitbucket-password';
const basic = (username: string, password: string) => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const ADMIN = basic('admin', PASSWORD);
const JSON_WRITE = { 'x-atlassian-token': 'no-check', 'content-type': 'application/json' };

const Body = z.looseObject({
  name: z.string().optional(),
  size: z.number().optional(),
  values: z.array(z.looseObject({ name: z.string().default(''), createdTimestamp: z.number().default(0) })).default([]),
  errors: z.array(z.looseObject({ exceptionName: z.string() })).default([]),
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** a bare list as its `values` */
  readonly body: z.output<typeof Body>;
}

async function ask(
  { url }: BitbucketEmulator,
  request: string,
  { as = ADMIN, json, headers = JSON_WRITE }: { as?: string | undefined; json?: object; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const [method = 'GET', path = ''] = request.split(' ');
  const reply = await fetch(`${url}/rest/api/latest/${path}`, {
    method,
    headers: { ...headers, ...(as === '' ? {} : { authorization: as }) },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await reply.text();
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  const body = Body.parse(Array.isArray(answer) ? { values: answer } : answer);
  return { status: reply.status, headers: reply.headers, text, body };
}

const exceptionOf = ({ body }: Reply): string => body.errors[0]?.exceptionName.replace('com.atlassian.bitbucket.', '') ?? '';
const names = ({ body }: Reply): string[] => body.values.map(({ name }) => name);

const company: BitbucketOptions = {
  users: [
    { name: 'Mia', displayName: 'Mia Krystof', groups: ['stash-users', 'team-blue'] },
    { name: 'joanna', permission: 'PROJECT_CREATE' },
    { name: 'bot', type: 'SERVICE' },
    { name: 'deputy', permission: 'ADMIN', password: 'deputy' },
    { name: 'guest', password: 'guest' },
  ],
  groups: [{ name: 'outer', children: ['team-blue'] }],
};
const open = (options: BitbucketOptions = {}) => startBitbucket({ ...company, ...options });

describe('documented: signing in (bitbucket-dc.md §1)', () => {
  it.each([
    ['application-properties needs no login', '', 'GET application-properties', 200],
    ['everything else does', '', 'GET admin/groups', 401],
    ['Basic', ADMIN, 'GET admin/permissions/users', 200],
    ['a wrong password', basic('admin', 'wrong'), 'GET users', 401],
    ['an OAuth 2.0 token administers', 'Bearer sandbox-bitbucket-oauth-token', 'POST admin/groups?name=new', 200],
    ['an HTTP access token reads', 'Bearer sandbox-bitbucket-http-token', 'GET admin/users', 200],
    ['an HTTP access token does not administer', 'Bearer sandbox-bitbucket-http-token', 'POST admin/groups?name=new', 401],
    ['lists of users and groups need LICENSED_USER', basic('guest', 'guest'), 'GET admin/users', 401],
    ['who is not licensed cannot sign in (§2, deprovision)', basic('guest', 'guest'), 'GET users', 401],
    ['the other name of the API', ADMIN, 'GET ../1.0/admin/users', 200],
  ])('%s', async (_, as, request, status) => {
    await using bitbucket = await open();

    expect((await ask(bitbucket, request, { as })).status).toBe(status);
  });

  it('401 says who is signed in where it is a matter of permission, and nobody where it is one of credentials', async () => {
    await using bitbucket = await open();

    const notAllowed = await ask(bitbucket, 'POST admin/groups?name=x', { as: basic('guest', 'guest') });
    const nobody = await ask(bitbucket, 'GET admin/groups', { as: '' });
    const wrong = await ask(bitbucket, 'GET admin/groups', { as: basic('guest', 'x') });

    expect([notAllowed, nobody, wrong].map(({ headers }) => headers.get('x-ausername'))).toEqual(['guest', null, null]);
    expect([notAllowed, nobody, wrong].map(exceptionOf)).toEqual([
      'AuthorisationException',
      'AuthorisationException',
      'auth.IncorrectPasswordAuthenticationException',
    ]);
  });

  it('after a CAPTCHA every call answers 401, until an administrator clears it', async () => {
    await using bitbucket = await open();
    bitbucket.captchaLock('deputy');
    const asDeputy = { as: basic('deputy', 'deputy') };

    for (const path of ['users', 'application-properties'])
      expect(exceptionOf(await ask(bitbucket, `GET ${path}`, asDeputy)), path).toContain('Captcha');
    expect((await ask(bitbucket, 'DELETE admin/users/captcha?name=deputy')).status).toBe(204);
    expect((await ask(bitbucket, 'GET users', asDeputy)).status).toBe(200);
  });

  it('an OAuth 2.0 token without an admin scope administers as little as an HTTP access token', async () => {
    await using bitbucket = await open();
    bitbucket.oauthAdmin = false;
    const as = 'Bearer sandbox-bitbucket-oauth-token';

    expect((await ask(bitbucket, 'GET admin/users', { as })).status).toBe(200);
    expect((await ask(bitbucket, 'GET admin/license', { as })).status).toBe(401);
  });

  it('a write without the header against forgeries is refused, and so is one that does not say that it is JSON', async () => {
    await using bitbucket = await open();

    const forged = await ask(bitbucket, 'POST admin/groups?name=x', { headers: { 'content-type': 'application/json' } });
    const untyped = await ask(bitbucket, 'POST admin/groups?name=x', { headers: { 'x-atlassian-token': 'no-check' } });

    expect([forged.status, untyped.status]).toEqual([403, 400]);
    expect(bitbucket.group('x')).toBeUndefined();
  });

  it('429 once the bucket is empty, with the headers that tell', async () => {
    await using bitbucket = await open({ rateLimit: { limit: 1, fillRate: 1, intervalSeconds: 60 } });

    const [first, second] = [await ask(bitbucket, 'GET users'), await ask(bitbucket, 'GET users')];

    expect([first.status, second.status]).toEqual([200, 429]);
    expect(second.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('documented: pages (bitbucket-dc.md §1)', () => {
  it('25 rows by default, no more than page.max.users, the next one where nextPageStart says', async () => {
    await using bitbucket = await startBitbucket({ users: Array.from({ length: 40 }, (_, at) => ({ name: `user${at}` })) });
    bitbucket.limits.users = 30;

    const first = await ask(bitbucket, 'GET admin/users');
    const capped = await ask(bitbucket, 'GET admin/users?limit=1000');
    const last = await ask(bitbucket, 'GET admin/users?start=30&limit=30');

    expect(first.body).toMatchObject({ size: 25, limit: 25, isLastPage: false, start: 0, nextPageStart: 25 });
    expect(capped.body).toMatchObject({ size: 30, limit: 30, nextPageStart: 30 });
    expect(last.body).toMatchObject({ size: 11, isLastPage: true });
    expect(last.body).not.toHaveProperty('nextPageStart');
  });

  it('a page may skip who is hidden, and start + size is not where the next one begins', async () => {
    await using bitbucket = await startBitbucket({ users: [{ name: 'aaa', erased: true }, { name: 'zoe' }] });

    const { body } = await ask(bitbucket, 'GET admin/users?limit=2');

    expect(body).toMatchObject({ size: 1, start: 0, nextPageStart: 2 });
    expect(names(await ask(bitbucket, 'GET admin/users'))).toEqual(['admin', 'zoe']);
  });

  it('a filtered search with more than 500 to a page loses people (BSERV-11884)', async () => {
    await using bitbucket = await startBitbucket({ users: Array.from({ length: 520 }, (_, at) => ({ name: `user${at}` })) });

    expect((await ask(bitbucket, 'GET admin/users?filter=user&limit=1000')).body.size).toBe(500);
    const pages = [
      await ask(bitbucket, 'GET admin/users?filter=user&limit=500'),
      await ask(bitbucket, 'GET admin/users?filter=user&limit=500&start=500'),
    ];
    expect(pages.map(({ body }) => body.size)).toEqual([500, 20]);
  });
});

describe('documented: users (bitbucket-dc.md §2)', () => {
  it('an item tells directory and what can be written; from 10 on also when it was made', async () => {
    await using older = await open();
    await using newer = await open({ version: '10.3.1' });

    const [mia] = (await ask(older, 'GET admin/users?filter=krystof')).body.values;

    expect(mia).toMatchObject({
      ...{ name: 'Mia', slug: 'mia', type: 'NORMAL', active: true, emailAddress: 'mia@example.com' },
      ...{ directoryName: 'Bitbucket Internal Directory', deletable: true, mutableDetails: true, mutableGroups: true },
    });
    expect(mia?.createdTimestamp).toBe(0); // not told
    expect((await ask(newer, 'GET admin/users?filter=krystof')).body.values[0]?.createdTimestamp).toBeGreaterThan(0);
  });

  it('filter is "contains", in name, display name and address, without case', async () => {
    await using bitbucket = await open();

    expect(names(await ask(bitbucket, 'GET admin/users?filter=OANN'))).toEqual(['joanna']);
    expect(names(await ask(bitbucket, 'GET admin/users?filter=example.com'))).toHaveLength(6);
  });

  it('POST: by query, 204 and nothing in it; 400 without a password; 409 a taken name; the default group unless declined', async () => {
    await using bitbucket = await open();
    const made = (name: string, more = '') =>
      ask(bitbucket, `POST admin/users?name=${name}&displayName=X&emailAddress=x@example.com&${more}`);

    const replies = [
      await made('new', 'password=x&addToDefaultGroup=false'),
      await made('both', 'password=x'),
      await made('none'),
    ];
    replies.push(await made('MIA', 'password=x'), await made('mailed', 'notify=true'));

    expect(replies.map(({ status }) => status)).toEqual([204, 204, 400, 409, 400]);
    expect(replies[0]?.text).toBe('');
    expect((await ask(bitbucket, 'GET admin/groups/more-members?context=stash-users')).body.values).toMatchObject([
      { name: 'both' },
      { name: 'Mia' },
    ]);
  });

  it('POST: 403 where the default group would exceed the licence, and nobody is made', async () => {
    await using bitbucket = await open({ seats: 4 });

    const reply = await ask(bitbucket, 'POST admin/users?name=new&displayName=X&emailAddress=x@example.com&password=x');

    expect([reply.status, bitbucket.userNamed('new')]).toEqual([403, undefined]);
  });

  it('PUT: `email`, not `emailAddress`; a field that it does not know is refused, as `active` is; 404', async () => {
    await using bitbucket = await open();
    const put = (json: object) => ask(bitbucket, 'PUT admin/users', { json });
    const whole = { name: 'mia', displayName: 'Mia K', email: 'mia.k@example.com' };

    expect((await put(whole)).body).toMatchObject({ name: 'Mia', displayName: 'Mia K', emailAddress: 'mia.k@example.com' });
    expect([(await put({ ...whole, active: false })).status, (await put({ ...whole, emailAddress: 'x' })).status]).toEqual([
      400, 400,
    ]);
    expect(exceptionOf(await put({ ...whole, name: 'nobody' }))).toBe('user.NoSuchUserException');
  });

  it('rename: 200 and the new name; memberships stay; a taken name is refused', async () => {
    await using bitbucket = await open();
    const rename = (newName: string) => ask(bitbucket, 'POST admin/users/rename', { json: { name: 'Mia', newName } });

    expect((await rename('joanna')).status).toBe(409);
    expect((await rename('mia.k')).body).toMatchObject({ name: 'mia.k', slug: 'mia.k' });
    expect(names(await ask(bitbucket, 'GET admin/users/more-members?context=mia.k'))).toEqual(['stash-users', 'team-blue']);
  });

  it('DELETE: 200 and the user; 404 afterwards; 409 yourself; 403 somebody above', async () => {
    await using bitbucket = await open();
    const remove = (name: string, as = ADMIN) => ask(bitbucket, `DELETE admin/users?name=${name}`, { as });

    const replies = [
      await remove('mia'),
      await remove('mia'),
      await remove('admin'),
      await remove('admin', basic('deputy', 'deputy')),
    ];

    expect(replies.map(({ status }) => status)).toEqual([200, 404, 409, 403]);
    expect(replies[0]?.body.name).toBe('Mia');
  });

  it('nothing deactivates', async () => {
    await using bitbucket = await open();

    expect((await ask(bitbucket, 'POST admin/users/deactivate?name=mia')).body).toMatchObject({ 'status-code': 404 });
  });
});

describe('documented: groups (bitbucket-dc.md §3)', () => {
  it('names travel in query and body: slash, plus, ampersand, blank', async () => {
    await using bitbucket = await open();
    const name = 'a/b +c&d é';

    expect((await ask(bitbucket, `POST admin/groups?name=${encodeURIComponent(name)}`)).body).toMatchObject({
      name,
      deletable: true,
    });
    expect((await ask(bitbucket, `POST admin/groups?name=${encodeURIComponent(name.toUpperCase())}`)).status).toBe(409);
    expect((await ask(bitbucket, `DELETE admin/groups?name=${encodeURIComponent(name)}`)).status).toBe(200);
    expect((await ask(bitbucket, `DELETE admin/groups?name=${encodeURIComponent(name)}`)).status).toBe(404);
  });

  it('members are direct ones; users/more-members lists groups, whatever the document says', async () => {
    await using bitbucket = await open();

    expect(names(await ask(bitbucket, 'GET admin/groups/more-members?context=outer'))).toEqual([]);
    expect(names(await ask(bitbucket, 'GET admin/groups/more-members?context=TEAM-BLUE'))).toEqual(['Mia']);
    expect(names(await ask(bitbucket, 'GET admin/users/more-members?context=mia'))).toEqual(['stash-users', 'team-blue']);
  });

  it('add-users: all or nothing', async () => {
    await using bitbucket = await open();
    const add = (users: string[], group = 'team-blue') =>
      ask(bitbucket, 'POST admin/groups/add-users', { json: { group, users } });

    expect((await add(['joanna', 'nobody'])).status).toBe(404);
    expect(names(await ask(bitbucket, 'GET admin/groups/more-members?context=team-blue'))).toEqual(['Mia']);
    expect(await add(['joanna', 'MIA'])).toMatchObject({ status: 200, text: '' });
    expect((await add(['joanna'], 'nowhere')).status).toBe(404);
  });

  it('remove-group: context is the user, itemName the group', async () => {
    await using bitbucket = await open();

    const reply = await ask(bitbucket, 'POST admin/users/remove-group', { json: { context: 'mia', itemName: 'team-blue' } });

    expect(reply.status).toBe(200);
    expect(names(await ask(bitbucket, 'GET admin/users/more-members?context=mia'))).toEqual(['stash-users']);
  });

  it('nobody takes their own rights away (409), nor touches what is above them (403)', async () => {
    await using bitbucket = await open();
    const own = { json: { context: 'admin', itemName: 'stash-administrators' } };
    const asDeputy = { as: basic('deputy', 'deputy') };

    expect((await ask(bitbucket, 'POST admin/users/remove-group', own)).status).toBe(409);
    expect((await ask(bitbucket, 'DELETE admin/groups?name=stash-administrators')).status).toBe(409);
    expect((await ask(bitbucket, 'POST admin/users/remove-group', { ...own, ...asDeputy })).status).toBe(403);
    expect((await ask(bitbucket, 'DELETE admin/groups?name=stash-administrators', asDeputy)).status).toBe(403);
    expect(bitbucket.group('stash-administrators')?.members.size).toBe(1);
  });
});

describe('documented: permissions and licence (bitbucket-dc.md §4)', () => {
  it('who takes a seat: any permission, by group or direct, nested too; service users do not', async () => {
    await using bitbucket = await open({ seats: 10 });

    const { body } = await ask(bitbucket, 'GET admin/license');

    expect(body).toMatchObject({ maximumNumberOfUsers: 10, unlimitedNumberOfUsers: false, status: { currentNumberOfUsers: 4 } });
    expect(names(await ask(bitbucket, 'GET users?permission=LICENSED_USER'))).toEqual(['admin', 'deputy', 'joanna', 'Mia']);
    expect(names(await ask(bitbucket, 'GET users?permission=ADMIN'))).toEqual(['admin', 'deputy']);
    expect((await ask(bitbucket, 'GET users?permission=NONSENSE')).status).toBe(400);
  });

  it('over the licence additions are refused (403), and so are grants', async () => {
    await using bitbucket = await open({ seats: 4 });
    const add = { json: { group: 'stash-users', users: ['guest'] } };

    expect((await ask(bitbucket, 'POST admin/groups/add-users', add)).status).toBe(403);
    expect((await ask(bitbucket, 'PUT admin/permissions/users?name=guest&permission=LICENSED_USER')).status).toBe(403);
  });

  it('PUT promotes and demotes, DELETE revokes; nobody grants what they have not, nor lowers themselves', async () => {
    await using bitbucket = await open();
    const put = (name: string, permission: string, as = ADMIN) =>
      ask(bitbucket, `PUT admin/permissions/users?name=${name}&permission=${permission}`, { as });

    expect((await put('joanna', 'LICENSED_USER')).status).toBe(204);
    expect((await ask(bitbucket, 'GET admin/permissions/users?filter=joan')).body.values).toMatchObject([
      { user: { name: 'joanna' }, permission: 'LICENSED_USER' },
    ]);
    expect((await ask(bitbucket, 'DELETE admin/permissions/users?name=joanna')).status).toBe(204);
    expect((await put('joanna', 'SYS_ADMIN', basic('deputy', 'deputy'))).status).toBe(401);
    expect((await put('deputy', 'LICENSED_USER', basic('deputy', 'deputy'))).status).toBe(409);
    expect((await put('joanna', 'NONSENSE')).status).toBe(400);
  });
});

describe('documented: user directories (bitbucket-dc.md §5), and one that is copied from elsewhere', () => {
  const snapshot = {
    users: [{ username: 'ada', displayName: 'Ada', email: 'ada@example.com', active: true }],
    groups: ['theirs', 'stash-users'],
    memberships: [
      { group: 'theirs', username: 'ada' },
      { group: 'stash-users', username: 'ada' },
    ],
  };

  it('nothing arrives before it is synchronised; then it is there, and cannot be written to', async () => {
    await using bitbucket = await open({ directory: { name: 'Jira', snapshot: () => snapshot } });
    expect(bitbucket.userNamed('ada')).toBeUndefined();
    bitbucket.syncDirectory();

    const [ada] = (await ask(bitbucket, 'GET admin/users?filter=ada')).body.values;

    expect(ada).toMatchObject({ directoryName: 'Jira', mutableDetails: false, mutableGroups: false, deletable: false });
    expect((await ask(bitbucket, 'GET admin/groups?filter=theirs')).body.values).toMatchObject([
      { name: 'theirs', deletable: false },
    ]);
    const writes = [
      await ask(bitbucket, 'PUT admin/users', { json: { name: 'ada', displayName: 'A', email: 'a@example.com' } }),
      await ask(bitbucket, 'DELETE admin/users?name=ada'),
      await ask(bitbucket, 'POST admin/groups/add-users', { json: { group: 'theirs', users: ['Mia'] } }),
      await ask(bitbucket, 'POST admin/users/remove-group', { json: { context: 'ada', itemName: 'stash-users' } }),
      await ask(bitbucket, 'DELETE admin/groups?name=theirs'),
    ];
    expect(writes.map(({ status }) => status)).toEqual([400, 403, 403, 403, 403]);
    expect(names(await ask(bitbucket, 'GET admin/user-directories'))).toEqual(['Jira', 'Bitbucket Internal Directory']);
  });

  it('who left there leaves here at the next synchronisation, and Bitbucket’s own stay', async () => {
    const there = { snapshot };
    await using bitbucket = await open({ directory: { name: 'Jira', snapshot: () => there.snapshot } });
    bitbucket.syncDirectory();
    there.snapshot = { users: [], groups: ['stash-users'], memberships: [] };
    bitbucket.syncDirectory();

    expect([bitbucket.userNamed('ada'), bitbucket.group('theirs')]).toEqual([undefined, undefined]);
    expect(names(await ask(bitbucket, 'GET admin/groups/more-members?context=stash-users'))).toEqual(['Mia']);
  });

  it('it synchronises by itself once its interval is over', async () => {
    await using bitbucket = await open({ directory: { name: 'Jira', snapshot: () => snapshot, interval: 0 } });

    expect(names(await ask(bitbucket, 'GET admin/users?filter=ada'))).toEqual(['ada']);
  });
});
