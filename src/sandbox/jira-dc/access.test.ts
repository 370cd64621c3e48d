import { describe, expect, it } from 'vitest';
import { type JiraEmulator, startJira } from './index.js';

const TOKEN = 'Bearer sandbox-jira-token';
const NO_CHECK = { 'x-atlassian-token': 'no-check' };
const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

const ask = (jira: JiraEmulator, path: string, authorization: string | undefined = TOKEN, init: RequestInit = {}) =>
  fetch(jira.url + path, {
    redirect: 'manual',
    ...init,
    headers: { ...(authorization ? { authorization } : {}), ...init.headers },
  });

const write = (jira: JiraEmulator, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  ask(jira, path, TOKEN, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('signing in', () => {
  it('takes the token, and says who it saw', async () => {
    await using jira = await startJira({ username: 'Jörg' });

    const reply = await ask(jira, '/rest/api/2/myself');

    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-ausername')).toBe('j%C3%B6rg');
    expect(reply.headers.get('x-seraph-loginreason')).toBe('OK');
    expect(reply.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect(await reply.json()).toMatchObject({
      key: 'JIRAUSER10000',
      name: 'jörg',
      deleted: false,
      groups: { size: 1, items: [] },
      applicationRoles: { size: 1, items: [] },
      expand: 'groups,applicationRoles',
    });
  });

  it.each([
    ['a wrong token', 'Bearer stale'],
    ['a wrong password', basic('admin', 'wrong')],
    ['an unknown user', basic('nobody', 'sandbox-jira-password')],
    ['another scheme', 'Negotiate abc'],
  ])('refuses %s', async (_, credentials) => {
    await using jira = await startJira();

    const reply = await ask(jira, '/rest/api/2/myself', credentials);

    expect(reply.status).toBe(401);
    expect(reply.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
    expect(reply.headers.get('www-authenticate')).toContain('OAuth realm=');
    expect(await reply.json()).toEqual({ message: 'Client must be authenticated to access this resource.', 'status-code': 401 });
  });

  it('refuses the token once it is expired, or not looked at', async () => {
    await using jira = await startJira();
    jira.refuseBearer();
    expect((await ask(jira, '/rest/api/2/myself')).status).toBe(401);
    jira.refuseBearer(false);
    expect((await ask(jira, '/rest/api/2/myself')).status).toBe(200);
    jira.expireToken();
    expect((await ask(jira, '/rest/api/2/myself')).status).toBe(401);
  });

  it('takes Basic on 10.3, and on 11 only when an admin allows it', async () => {
    await using old = await startJira();
    await using current = await startJira({ version: '11.3.0' });
    await using lenient = await startJira({ version: '11.3.0', allowBasic: true });
    const admin = basic('Admin', 'sandbox-jira-password');

    expect((await ask(old, '/rest/api/2/myself', admin)).status).toBe(200);
    expect((await ask(current, '/rest/api/2/myself', admin)).status).toBe(401);
    expect((await ask(current, '/rest/api/2/myself')).status).toBe(200);
    expect((await ask(lenient, '/rest/api/2/myself', admin)).status).toBe(200);
  });

  it('answers with an HTML page, as recorded, when told to', async () => {
    await using jira = await startJira();
    jira.htmlErrors();

    const reply = await ask(jira, '/rest/api/2/myself', 'Bearer stale');

    expect(reply.status).toBe(401);
    expect(reply.headers.get('content-type')).toBe('text/html;charset=UTF-8');
    expect(await reply.text()).toContain('<title>Unauthorized (401)</title>');
  });

  it('refuses a locked account even with the right credentials', async () => {
    await using jira = await startJira();
    jira.captchaLock();

    const reply = await ask(jira, '/rest/api/2/myself', basic('admin', 'sandbox-jira-password'));

    expect(reply.status).toBe(403);
    expect(reply.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATION_DENIED');
    expect(reply.headers.get('x-authentication-denied-reason')).toContain('CAPTCHA_CHALLENGE');
  });

  it.each([
    ['/rest/api/2/user/search?username=.', []],
    ['/rest/api/2/project', []],
    ['/rest/api/2/groups/picker?maxResults=9999', { header: 'Showing 0 of 0 matching groups', total: 0, groups: [] }],
    ['/rest/api/2/user/list', { isLast: true, values: [] }],
    ['/rest/api/2/group/member?groupname=jira-administrators', { total: 0, isLast: true, values: [] }],
    ['/rest/api/2/mypermissions', { permissions: { ADMINISTER: { havePermission: false } } }],
  ])('shows %s as empty to bad credentials where it is open, with nothing but a header to tell', async (path, empty) => {
    await using jira = await startJira({ projects: [{ key: 'OPS', lead: 'admin' }] });
    expect((await ask(jira, path, 'Bearer stale')).status).toBe(401);
    jira.anonymousOn(/\/rest\/api\/2\//);

    const reply = await ask(jira, path, 'Bearer stale');

    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED');
    expect(reply.headers.get('x-ausername')).toBe('anonymous');
    expect(await reply.json()).toMatchObject(empty);
  });

  it('shows serverInfo to everybody', async () => {
    await using jira = await startJira({ version: '11.3.0', contextPath: '/jira' });

    const reply = await ask(jira, '/rest/api/2/serverInfo', '');

    expect(reply.headers.get('x-ausername')).toBe('anonymous');
    expect(reply.headers.get('x-seraph-loginreason')).toBe(null);
    expect(await reply.json()).toMatchObject({
      baseUrl: jira.url,
      version: '11.3.0',
      versionNumbers: [11, 3, 0],
      deploymentType: 'Server',
    });
  });
});

describe('rights', () => {
  it('tells an administrator from others', async () => {
    await using jira = await startJira();
    const permissions = async () => (await ask(jira, '/rest/api/2/mypermissions')).json();
    expect(await permissions()).toMatchObject({
      permissions: { ADMINISTER: { havePermission: true }, SYSTEM_ADMIN: { havePermission: true } },
    });

    jira.revokeSystemAdmin();
    expect(await permissions()).toMatchObject({
      permissions: { ADMINISTER: { havePermission: true }, SYSTEM_ADMIN: { havePermission: false } },
    });
    expect((await ask(jira, '/rest/crowd/latest/directory', TOKEN, { headers: { accept: 'application/json' } })).status).toBe(
      403,
    );

    jira.revokeAdmin();
    expect(await permissions()).toMatchObject({ permissions: { ADMINISTER: { havePermission: false } } });
    expect((await ask(jira, '/rest/api/2/applicationrole')).status).toBe(403);
    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' })).status).toBe(403);
    expect((await ask(jira, '/rest/api/2/user?username=admin')).status).toBe(200);
  });

  it('takes the rights away with the membership', async () => {
    await using jira = await startJira();

    const leave = await write(
      jira,
      'DELETE',
      '/rest/api/2/group/user?groupname=jira-administrators&username=admin',
      undefined,
      NO_CHECK,
    );

    expect(leave.status).toBe(200);
    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' })).status).toBe(403);
  });

  it('asks tokens for a WebSudo session where configured, and passwords never', async () => {
    await using jira = await startJira();
    jira.requireWebSudo();

    const reply = await write(jira, 'POST', '/rest/api/2/group', { name: 'g' });

    expect(reply.status).toBe(401);
    expect(reply.headers.get('x-seraph-loginreason')).toBe('OK');
    expect(await reply.json()).toEqual({ message: 'This resource requires WebSudo.', 'status-code': 401 });
    const byPassword = await ask(jira, '/rest/api/2/group', basic('admin', 'sandbox-jira-password'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"g"}',
    });
    expect(byPassword.status).toBe(201);
  });

  it('writes nothing in read-only mode, and says why', async () => {
    await using jira = await startJira();
    jira.readonlyMode('Back at noon.');

    const reply = await write(jira, 'POST', '/rest/api/2/group', { name: 'g' });

    expect(reply.ok).toBe(false);
    expect(await reply.json()).toMatchObject({ errorMessages: ['Back at noon.'] });
    expect(jira.group('g')).toBeUndefined();
    expect(await (await ask(jira, '/rest/api/2/readonly-mode')).json()).toEqual({ enabled: true, message: 'Back at noon.' });
    jira.readonlyMode(false);
    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' })).status).toBe(201);
  });
});

describe('the XSRF check', () => {
  const removal = '/rest/api/2/group?groupname=g';

  it('stops a write without a body, unless it has the header', async () => {
    await using jira = await startJira({ groups: ['g'] });

    const reply = await write(jira, 'DELETE', removal);

    expect(reply.status).toBe(403);
    expect(await reply.text()).toBe('XSRF check failed');
    expect(jira.group('g')).toBeDefined();
    expect((await write(jira, 'DELETE', removal, undefined, NO_CHECK)).status).toBe(200);
  });

  it('lets JSON pass, and stops a POST without a body and a form', async () => {
    await using jira = await startJira();
    const application = '/rest/api/2/user/application?username=admin&applicationKey=jira-software';

    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' })).status).toBe(201);
    expect((await write(jira, 'POST', application)).status).toBe(403);
    expect((await write(jira, 'POST', application, undefined, { 'content-type': 'application/json' })).status).toBe(403);
    const form = { method: 'POST', body: new URLSearchParams({ name: 'h' }) };
    expect((await ask(jira, '/rest/api/2/group', TOKEN, form)).status).toBe(403);
  });

  it.each([
    ['a browser', { 'user-agent': 'Mozilla/5.0 (X11; Linux)' }, 403],
    ['a browser with the header', { 'user-agent': 'Mozilla/5.0 (X11; Linux)', ...NO_CHECK }, 403],
    ['another origin with the header', { origin: 'https://evil.example', ...NO_CHECK }, 403],
    ['an opaque origin', { origin: 'null', ...NO_CHECK }, 403],
  ])('is stricter with %s, JSON or not', async (_, headers, status) => {
    await using jira = await startJira();
    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' }, headers)).status).toBe(status);
  });

  it('lets a page of its own through', async () => {
    await using jira = await startJira();
    const headers = { origin: new URL(jira.url).origin, 'user-agent': 'Mozilla/5.0', ...NO_CHECK };
    expect((await write(jira, 'POST', '/rest/api/2/group', { name: 'g' }, headers)).status).toBe(201);
  });
});

describe('the server', () => {
  it('tells an endpoint that is missing from an object that is', async () => {
    await using jira = await startJira();

    const endpoint = await ask(jira, '/rest/api/2/users/search');
    const object = await ask(jira, '/rest/api/2/user?username=nobody');

    expect(endpoint.status).toBe(404);
    expect(await endpoint.json()).toMatchObject({ message: 'HTTP 404 Not Found', 'sub-code': -1 });
    expect(object.status).toBe(404);
    expect(await object.json()).toEqual({ errorMessages: ["The user named 'nobody' does not exist"], errors: {} });
  });

  it("sends whoever asks for Cloud's API to a login page that is a 200", async () => {
    await using jira = await startJira({ contextPath: '/test' });

    const reply = await ask(jira, '/rest/api/3/serverInfo');
    const location = reply.headers.get('location');

    expect(reply.status).toBe(302);
    expect(location).toBe(`/test/login.jsp?os_destination=${encodeURIComponent(`${jira.url}/rest/api/3/serverInfo`)}`);
    const page = await fetch(new URL(location ?? '', jira.url));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8']);
  });

  it('lives under its context path only', async () => {
    await using jira = await startJira({ contextPath: '/jira' });
    expect((await ask(jira, '/rest/api/2/myself')).status).toBe(200);
    expect((await fetch(`${new URL(jira.url).origin}/rest/api/2/myself`, { headers: { authorization: TOKEN } })).status).toBe(
      404,
    );
    expect(await (await ask(jira, '/rest/api/2/myself')).json()).toMatchObject({
      self: `${jira.url}/rest/api/2/user?username=admin`,
    });
  });

  it('counts tokens down for each user, and then answers 429', async () => {
    await using jira = await startJira({ rateLimit: { limit: 2, fillRate: 1, intervalSeconds: 3600 } });

    const replies = [];
    for (let n = 0; n < 3; n += 1) replies.push(await ask(jira, '/rest/api/2/myself'));

    expect(replies.map(reply => reply.status)).toEqual([200, 200, 429]);
    expect(replies.map(reply => reply.headers.get('x-ratelimit-remaining'))).toEqual(['1', '0', '0']);
    expect(replies[0]?.headers.get('retry-after')).toBe('0');
    expect(Number(replies[2]?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect(replies[2]?.headers.get('x-ratelimit-limit')).toBe('2');
    expect(await replies[2]?.json()).toEqual({ message: 'Rate limit exceeded.' });
    expect((await ask(jira, '/rest/api/2/serverInfo', '')).headers.get('x-ratelimit-limit')).toBe(null);
  });

  it('limits no rate by default', async () => {
    await using jira = await startJira();
    expect((await ask(jira, '/rest/api/2/myself')).headers.get('x-ratelimit-limit')).toBe(null);
  });

  it('lists directories as JSON, breaks on XML, and shows neither type nor rights', async () => {
    await using jira = await startJira({ users: [{ name: 'mia' }] });
    jira.makeReadOnlyDirectory('mia');
    const directories = (accept: string) => ask(jira, '/rest/crowd/latest/directory', TOKEN, { headers: { accept } });

    expect((await directories('*/*')).status).toBe(500);
    expect(await (await directories('application/json')).json()).toEqual({
      directories: [
        { name: 'Jira Internal Directory', links: [{ href: `${jira.url}/rest/crowd/latest/directory/1`, rel: 'self' }] },
        { name: 'Corp LDAP', links: [{ href: `${jira.url}/rest/crowd/latest/directory/10100`, rel: 'self' }], sync: {} },
      ],
    });
  });

  it('refuses a body that is no JSON', async () => {
    await using jira = await startJira();
    const broken = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":' };

    const reply = await ask(jira, '/rest/api/2/group', TOKEN, broken);

    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ errorMessages: [expect.stringContaining('JSON')], errors: {} });
  });
});
