import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessDenied, UnexpectedReply } from '../errors.js';
import { startServer } from '../sandbox/server.js';
import { pathSegment } from './address.js';
import { clientOf, never, TOKEN } from './test-client.js';

const anything = (contextPath = '') =>
  startServer({}, app => app.all('/*', async request => ({ path: request.url })), contextPath);

describe('DESIGN §6: no credential leaves its origin', () => {
  it('sends the credential, our name and nothing of a browser to its own origin', async () => {
    await using server = await anything();
    const { http } = clientOf(server.url);

    await http.request({ method: 'GET', path: 'api/v1/users', headers: { 'User-Agent': 'Mozilla/5.0' }, signal: never });

    expect(server.requests[0]?.headers).toMatchObject({ authorization: TOKEN, 'user-agent': 'rollcall/1.2.3' });
  });

  it('refuses a next link to another origin before anything is sent', async () => {
    await using server = await anything();
    await using foreign = await anything();
    const { http } = clientOf(server.url);

    for (const path of [`${foreign.url}/api`, 'https://okta.example.com/', 'ftp://x/y', 'http://[']) {
      await expect(http.request({ method: 'GET', path, signal: never })).rejects.toThrow(UnexpectedReply);
    }
    expect([server.requests, foreign.requests, http.calls]).toEqual([[], [], 0]);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async status => {
    await using foreign = await anything();
    await using server = await startServer({}, app =>
      app.get('/api', (_, reply) => void reply.redirect(`${foreign.url}/elsewhere?token=1`, status)),
    );
    const { http } = clientOf(server.url);

    const error = await http.request({ method: 'GET', path: 'api', signal: never }).catch(cause => cause);

    expect(error).toBeInstanceOf(UnexpectedReply);
    expect(error.message).toContain(`${foreign.url}/elsewhere`);
    expect(error.message).not.toContain('token=1');
    expect(foreign.requests).toEqual([]);
  });

  it('calls a sign-in page a sign-in page', async () => {
    await using server = await anything();
    server.fail(/./, { kind: 'redirect', to: '/login.jsp?os_destination=%2Frest' });

    const reading = clientOf(server.url).http.request({ method: 'GET', path: 'rest', signal: never });

    await expect(reading).rejects.toThrow(/sign-in page/);
    await expect(reading).rejects.toThrow(AccessDenied);
  });

  it('asks its own origin for a link to an origin that counts as the same', async () => {
    await using server = await anything();
    const { http } = clientOf(server.url, { alsoOrigin: ['https://acme-admin.okta.com'] });

    await http.request({ method: 'GET', path: 'https://acme-admin.okta.com/api/v1/users?after=2', signal: never });

    expect(server.requests.map(request => request.url)).toEqual(['/api/v1/users?after=2']);
  });

  it('takes no user and password from a link', async () => {
    await using server = await anything();
    const link = `${server.url}/api`.replace('http://', 'http://mallory:x@');

    await clientOf(server.url).http.request({ method: 'GET', path: link, signal: never });

    expect(server.requests[0]?.headers.authorization).toBe(TOKEN);
  });
});

describe('addresses', () => {
  it('keeps the context path, the query of a link and the query it is given', async () => {
    await using server = await anything('/jira');
    const { http } = clientOf(`${server.url}/`);

    await http.get('rest/api/2/user', z.unknown(), { query: { username: 'a b+c&d', key: undefined, n: 1 }, signal: never });
    await http.get(`${server.url}/rest?cursor=1`, z.unknown(), { query: { n: 2 }, signal: never });
    await http.get('//evil.example.com/rest', z.unknown(), { signal: never });

    expect(server.requests.map(request => request.url)).toEqual([
      '/jira/rest/api/2/user?username=a+b%2Bc%26d&n=1',
      '/jira/rest?cursor=1&n=2',
      '/jira/evil.example.com/rest',
    ]);
  });

  it.each(['group/..', 'group/%2e%2E/x', 'group/./a', 'group/a#b', 'group\\..\\user', 'group/.\t.'])(
    'refuses %j, which would name something else',
    async path => {
      await using server = await anything();
      const { http } = clientOf(server.url);

      await expect(http.request({ method: 'DELETE', path, signal: never })).rejects.toThrow(UnexpectedReply);
      expect(server.requests).toEqual([]);
    },
  );

  it.each(['group/../x', 'group/%2e%2e/x', 'group/mia\ud800'])('refuses %j in a link too', async path => {
    await using server = await anything();

    await expect(
      clientOf(server.url).http.request({ method: 'GET', path: `${server.url}/${path}`, signal: never }),
    ).rejects.toThrow(UnexpectedReply);
    expect(server.requests).toEqual([]);
  });

  it('refuses half a surrogate pair, which would be sent as another character, in a query too', async () => {
    await using server = await anything();
    const query = { groupname: 'team\ud800' };

    await expect(clientOf(server.url).http.request({ method: 'DELETE', path: 'group', query, signal: never })).rejects.toThrow(
      UnexpectedReply,
    );
    expect(server.requests).toEqual([]);
  });

  it('a name stands in a path as one segment, whatever it is', async () => {
    await using server = await anything();
    const names = ['a/b', '%2F', '?a=b', '#x', 'a b+c', '...', '\u202e', '\u0000', 'a;b', '🦊'];
    for (const name of names)
      await clientOf(server.url).http.request({ method: 'GET', path: `user/${pathSegment(name, 'jira')}/x`, signal: never });

    expect(server.requests.map(({ url }) => url.split('/').map(decodeURIComponent))).toEqual(
      names.map(name => ['', 'user', name, 'x']),
    );
  });

  it.each(['', '.', '..', 'mia\ud800'])('but %j cannot', name => {
    expect(() => pathSegment(name, 'jira')).toThrow(UnexpectedReply);
  });
});

it('sends JSON, or a form where a token endpoint wants one', async () => {
  await using server = await anything();
  const { http } = clientOf(server.url);

  await http.request({ method: 'POST', path: 'json', json: { name: 'ann' }, signal: never });
  await http.request({ method: 'POST', path: 'form', form: { grant_type: 'client_credentials', scope: 'a b' }, signal: never });

  expect(server.requests.map(({ body, headers }) => [headers['content-type'], body])).toEqual([
    ['application/json', { name: 'ann' }],
    ['application/x-www-form-urlencoded', { grant_type: 'client_credentials', scope: 'a b' }],
  ]);
});

it('shows whoever signs an attempt all that is sent', async () => {
  await using server = await startServer({}, app => app.post('/*', async () => ({})));
  const signed: unknown[] = [];
  const { http } = clientOf(server.url, {
    authorize: async ({ method, url, headers, json }) => {
      signed.push({ method, url, headers, json });
      return {};
    },
  });
  const headers = { 'content-type': 'application/x-amz-json-1.1' };

  await http.request({ method: 'POST', path: '', json: { a: 1 }, headers, signal: never });

  expect(signed).toEqual([{ method: 'POST', url: `${server.url}/`, headers, json: { a: 1 } }]);
  expect(server.requests[0]).toMatchObject({ headers, body: '{"a":1}' });
});
