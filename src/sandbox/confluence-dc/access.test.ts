import { describe, expect, it } from 'vitest';
import { startConfluence } from './index.js';
import { ask, basic, NO_CHECK, write } from './test-calls.js';

describe('signing in to the emulated Confluence (sheet §1)', () => {
  it('takes the token and the password, and says who it saw', async () => {
    await using confluence = await startConfluence({ contextPath: '/confluence' });

    for (const login of [`Bearer ${confluence.token}`, basic('admin', 'sandbox-confluence-password')]) {
      const reply = await ask(confluence, '/rest/api/user/current', login);
      expect(reply.headers.get('x-seraph-loginreason')).toBe('OK');
      expect(await reply.json()).toMatchObject({ type: 'known', username: 'admin', userKey: expect.any(String) });
    }
  });

  it.each([
    ['a wrong token', 'Bearer stale'],
    ['a wrong password', basic('admin', 'wrong')],
  ])('refuses %s', async (_, login) => {
    await using confluence = await startConfluence();

    const reply = await ask(confluence, '/rest/api/user/list', login);

    expect([reply.status, reply.headers.get('x-seraph-loginreason')]).toEqual([401, 'AUTHENTICATED_FAILED']);
  });

  it.each([
    ['user/list', { results: [], size: 0 }],
    ['group', { results: [], size: 0 }],
    ['group/confluence-administrators/member', { results: [], size: 0 }],
    ['user/current', { type: 'anonymous' }],
  ])('shows %s as nobody’s to bad credentials where it is open, with nothing but a header to tell', async (path, empty) => {
    await using confluence = await startConfluence();
    confluence.anonymousOn(/./);

    const reply = await ask(confluence, `/rest/api/${path}`, 'Bearer stale');

    expect([reply.status, reply.headers.get('x-seraph-loginreason')]).toEqual([200, 'AUTHENTICATED_FAILED']);
    expect(await reply.json()).toMatchObject(empty);
  });

  it('refuses who is not signed in, has no seat, or is no administrator, in its own words', async () => {
    await using confluence = await startConfluence();
    expect((await ask(confluence, '/rest/api/user/list', '')).status).toBe(403);
    confluence.rights = ['use'];
    expect((await ask(confluence, '/rest/api/user/list')).status).toBe(200);

    const reply = await ask(confluence, '/rest/api/group/confluence-users/member');

    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({
      statusCode: 403,
      data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false },
      message: expect.stringContaining('administer'),
      reason: 'Forbidden',
    });
  });

  it('refuses a locked account even with the right password', async () => {
    await using confluence = await startConfluence();
    confluence.captchaLock();

    const reply = await ask(confluence, '/rest/api/user/current', basic('admin', 'sandbox-confluence-password'));

    expect([reply.status, reply.headers.get('x-seraph-loginreason')]).toEqual([403, 'AUTHENTICATION_DENIED']);
  });
});

describe('writing to the emulated Confluence (sheet §1, gotchas)', () => {
  it('is a forgery without a body and without the header', async () => {
    await using confluence = await startConfluence({ users: [{ name: 'ann' }] });

    const reply = await write(confluence, 'PUT', 'admin/user/ann/disable', undefined, {});

    expect([reply.status, await reply.text()]).toEqual([403, 'XSRF check failed']);
    expect((await write(confluence, 'PUT', 'admin/user/ann/disable', undefined, NO_CHECK)).status).toBe(204);
  });

  it('asks for a secure session where that is switched on', async () => {
    await using confluence = await startConfluence();
    confluence.webSudoRequired = true;

    const reply = await write(confluence, 'POST', 'admin/group', { type: 'group', name: 'team' });

    expect(reply.status).toBe(401);
    expect(await reply.json()).toEqual({ message: 'This resource requires WebSudo.', 'status-code': 401 });
  });

  it('is refused in read-only mode, which a field and accessmode tell', async () => {
    await using confluence = await startConfluence();
    confluence.readOnlyMode = true;

    const reply = await write(confluence, 'POST', 'admin/group', { type: 'group', name: 'team' });

    expect(await reply.json()).toMatchObject({ data: { allowedInReadOnlyMode: false } });
    expect(await (await ask(confluence, '/rest/api/accessmode')).json()).toBe('READ_ONLY');
  });

  it.each(['%2F', '%5C', '%3B', '%25'])(
    'never gets through with %s in its path: the servlet container refuses it',
    async sign => {
      await using confluence = await startConfluence({ users: [{ name: 'ann' }] });

      const reply = await write(confluence, 'PUT', `user/ann/group/a${sign}b`);

      expect([reply.status, reply.headers.get('content-type')]).toEqual([400, 'text/html;charset=UTF-8']);
    },
  );

  it('is limited by a bucket of tokens, where that is on', async () => {
    await using confluence = await startConfluence({ rateLimit: { limit: 1, fillRate: 1, intervalSeconds: 60 } });

    const [first, second] = [await ask(confluence, '/rest/api/user/current'), await ask(confluence, '/rest/api/user/current')];

    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect([second.status, Number(second.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });
});

describe('which Confluence it is (sheet §1)', () => {
  it.each(['9.2.21', '10.2.14'] as const)('%s says so itself', async version => {
    await using confluence = await startConfluence({ version });

    const reply = await ask(confluence, '/rest/api/server-information');

    expect(await reply.json()).toMatchObject({ version, baseUrl: confluence.url });
  });

  it('8.5 says so only in the manifest of its application links, as JSON or XML', async () => {
    await using confluence = await startConfluence({ version: '8.5.4' });
    const information = await ask(confluence, '/rest/api/server-information');
    expect([information.status, await information.json()]).toEqual([
      404,
      { message: 'null for uri: /rest/api/server-information', 'status-code': 404 },
    ]);

    const path = '/rest/applinks/1.0/manifest';
    expect(await (await ask(confluence, path, '')).json()).toMatchObject({ version: '8.5.4' });
    const xml = await ask(confluence, path, '', { headers: { accept: 'application/xml' } });
    expect(await xml.text()).toContain('<version>8.5.4</version>');
  });
});
