import { describe, expect, it } from 'vitest';
import { type EmulatorOptions, startServer } from './server.js';

/** A till that counts its visits, so that a test sees whether the server acted. */
async function startTill(options: EmulatorOptions = {}, contextPath = '') {
  let visits = 0;
  const server = await startServer(
    options,
    app => {
      app.get('/till', async () => ({ visits: ++visits, padding: 'x'.repeat(200) }));
      app.post('/till', async request => ({ got: request.body ?? null }));
      app.delete('/till', async (_, reply) => {
        visits = 0;
        return reply.code(204).send();
      });
    },
    contextPath,
  );
  return Object.assign(server, { visits: () => visits });
}

describe('sandbox server', () => {
  it('answers under its context path, and remembers each request', async () => {
    await using server = await startTill({}, '/jira');

    const reply = await fetch(`${server.url}/till?a=1`, { headers: { 'x-mark': 'yes' } });

    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jira$/);
    expect(await reply.json()).toMatchObject({ visits: 1 });
    expect(server.requests).toMatchObject([{ method: 'GET', url: '/jira/till?a=1', headers: { 'x-mark': 'yes' }, status: 200 }]);
  });

  it('remembers requests to paths that do not exist', async () => {
    await using server = await startTill();
    await fetch(`${server.url}/nowhere`);
    expect(server.requests).toMatchObject([{ url: '/nowhere', status: 404 }]);
  });

  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '', null],
    [
      'application/x-www-form-urlencoded',
      'grant_type=client_credentials&scope=a%20b',
      { grant_type: 'client_credentials', scope: 'a b' },
    ],
    ['text/plain', 'plain', 'plain'],
  ])('reads a body of %s: %s', async (type, body, expected) => {
    await using server = await startTill();

    const reply = await fetch(`${server.url}/till`, { method: 'POST', headers: { 'content-type': type }, body });

    expect(await reply.json()).toEqual({ got: expected });
    expect(server.requests[0]?.body).toEqual(expected ?? undefined);
  });

  it('refuses broken JSON', async () => {
    await using server = await startTill();
    const reply = await fetch(`${server.url}/till`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(reply.status).toBe(400);
  });

  describe('faults', () => {
    it('answers with a status instead of acting', async () => {
      await using server = await startTill();
      server.fail(/^GET \/till/, { kind: 'status', status: 503, headers: { 'Retry-After': '7' }, body: '<h1>Sorry</h1>' });

      const reply = await fetch(`${server.url}/till`);

      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('7');
      expect(reply.headers.get('content-type')).toContain('text/html');
      expect(await reply.text()).toBe('<h1>Sorry</h1>');
      expect(server.visits()).toBe(0);
      expect(server.requests[0]?.status).toBe(503);
    });

    it('sends an object as JSON', async () => {
      await using server = await startTill();
      server.fail(/till/, { kind: 'status', status: 500, body: { error: 'x' } });
      const reply = await fetch(`${server.url}/till`);
      expect(reply.headers.get('content-type')).toBe('application/json');
      expect(await reply.json()).toEqual({ error: 'x' });
    });

    it('strikes as often as told, after as many as told, until healed', async () => {
      await using server = await startTill();
      server.fail(/till/g, { kind: 'status', status: 500 }, { times: 2, skip: 1 });
      const statuses = [];
      for (let i = 0; i < 4; i++) statuses.push((await fetch(`${server.url}/till`)).status);
      expect(statuses).toEqual([200, 500, 500, 200]);

      server.fail(/till/, { kind: 'status', status: 502 });
      expect((await fetch(`${server.url}/till`)).status).toBe(502);
      server.heal();
      expect((await fetch(`${server.url}/till`)).status).toBe(200);
    });

    it('resets before acting', async () => {
      await using server = await startTill();
      server.fail(/till/, { kind: 'reset' });
      await expect(fetch(`${server.url}/till`)).rejects.toThrow();
      expect(server.visits()).toBe(0);
      expect(server.requests[0]?.status).toBeUndefined();
    });

    it('acts, and then dies without an answer', async () => {
      await using server = await startTill();
      server.fail(/till/, { kind: 'resetAfter' });
      await expect(fetch(`${server.url}/till`)).rejects.toThrow();
      expect(server.visits()).toBe(1);
      expect(server.requests[0]?.status).toBe(200);
    });

    it('acts, and then sends half of the answer under the full length', async () => {
      await using server = await startTill();
      server.fail(/till/, { kind: 'halfBody' });

      const reply = await fetch(`${server.url}/till`);

      expect(reply.status).toBe(200);
      expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(200);
      await expect(reply.text()).rejects.toThrow();
      expect(server.visits()).toBe(1);
    });

    it('has no half of an empty answer: the connection just dies', async () => {
      await using server = await startTill();
      server.fail(/DELETE/, { kind: 'halfBody' });
      await expect(fetch(`${server.url}/till`, { method: 'DELETE' })).rejects.toThrow();
    });

    it('hangs until it is closed', async () => {
      const server = await startTill();
      server.fail(/till/, { kind: 'hang' });
      const pending = fetch(`${server.url}/till`).catch(() => 'released');
      while (server.requests.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
      await server.close();
      expect(await pending).toBe('released');
    });

    it('redirects', async () => {
      await using server = await startTill();
      server.fail(/till/, { kind: 'redirect', to: 'https://login.example.com/' });
      const reply = await fetch(`${server.url}/till`, { redirect: 'manual' });
      expect(reply.status).toBe(302);
      expect(reply.headers.get('location')).toBe('https://login.example.com/');
    });
  });
});
