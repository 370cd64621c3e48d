import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { AccessDenied, Unavailable, UnexpectedReply } from '../errors.js';
import { startServer } from '../sandbox/server.js';
import { bearerOf, fetchToken, type TokenAsk, withFreshToken } from './bearer.js';
import { clientOf, never, testClock } from './test-client.js';
import { Tokens } from './tokens.js';

const ask: TokenAsk = {
  path: 'token',
  json: { grant_type: 'client_credentials' },
  refused: ({ status }, said) => new AccessDenied(`no token (${status}: ${said})`, 'Check the client.'),
  hint: 'Check the address.',
};
const endpoint = (answer: (reply: FastifyReply) => unknown) =>
  startServer({}, app => app.all('/token', async (_, reply) => answer(reply)));

describe('an access token', () => {
  it.each([
    ['as the standard has it', { access_token: 'a1', expires_in: 60 }, 60_000],
    ['with its life as text', { access_token: 'a1', expires_in: '60' }, 60_000],
    ['without a life', { access_token: 'a1' }, 3_600_000],
  ])('is read %s', async (_, body, lifeMs) => {
    await using server = await endpoint(() => body);
    const token = await fetchToken(clientOf(server.url).http, ask, never);
    expect(token.secret.open()).toBe('a1');
    expect(token.lifeMs).toBe(lifeMs);
  });

  it.each([
    ['no token', {}],
    ['an empty one', { access_token: '', expires_in: 60 }],
    ['one that is over already', { access_token: 'a1', expires_in: 0 }],
    ['a web page', '<title>Sign in</title>'],
  ])('that is %s is no token', async (_, body) => {
    await using server = await endpoint(reply =>
      reply.type(typeof body === 'string' ? 'text/html' : 'application/json').send(body),
    );
    await expect(fetchToken(clientOf(server.url).http, ask, never)).rejects.toBeInstanceOf(UnexpectedReply);
  });

  it.each([400, 401, 403])('that is refused with %i is told in the words of whom it is asked of', async status => {
    await using server = await endpoint(reply => reply.code(status).send({ error: 'invalid_client', error_description: 'who?' }));
    await expect(fetchToken(clientOf(server.url).http, ask, never)).rejects.toThrow(`no token (${status}: who?; invalid_client)`);
  });

  it.each([404, 405])('that nobody gives out at that address (%i) is told so, and no refusal', async status => {
    await using server = await endpoint(reply => reply.code(status).send({ detail: 'no route' }));
    const failure = await fetchToken(clientOf(server.url).http, ask, never).catch(error => error);
    expect(failure).toMatchObject({ message: expect.stringContaining('no token endpoint at 127.0.0.1'), hint: ask.hint });
  });

  it('is asked for again after an answer that did not come, and not for ever (A4)', async () => {
    await using server = await endpoint(() => ({ access_token: 'a1' }));
    server.fail(/./, { kind: 'status', status: 503 }, { times: 1 });
    expect((await fetchToken(clientOf(server.url).http, ask, never)).secret.open()).toBe('a1');
    server.fail(/./, { kind: 'status', status: 503 });
    await expect(fetchToken(clientOf(server.url).http, ask, never)).rejects.toBeInstanceOf(Unavailable);
  });
});

describe('a request with a token', () => {
  /** A server that takes the tokens of these numbers only; each token asked for has the next number. */
  const opened = (isGood: (token: number) => boolean) => {
    let last = 0;
    return startServer({}, app => {
      app.post('/token', async () => {
        last += 1;
        return { access_token: `${last}`, expires_in: 600 };
      });
      app.get('/who', async ({ headers }, reply) => {
        const token = Number(headers.authorization?.replace('Bearer ', ''));
        return isGood(token) ? { token } : reply.code(401).send({});
      });
    });
  };
  const signedIn = (url: string) => {
    const { http: endpoint } = clientOf(url, { authorize: async () => ({}) });
    const tokens = new Tokens(signal => fetchToken(endpoint, ask, signal), testClock().now);
    const { http } = clientOf(url, { authorize: bearerOf(tokens) });
    const request = { method: 'GET', path: 'who', signal: never, expect: [401] } as const;
    return { endpoint, ask: () => withFreshToken(tokens, never, () => http.request(request)) };
  };

  it('renews one that is refused, once', async () => {
    await using server = await opened(token => token > 1);
    const { ask: who, endpoint: asked } = signedIn(server.url);
    expect((await who()).body).toEqual({ token: 2 });
    expect((await who()).body).toEqual({ token: 2 });
    expect(asked.calls).toBe(2);
  });

  it('leaves a second refusal to whoever asked', async () => {
    await using server = await opened(() => false);
    const { ask: who, endpoint: asked } = signedIn(server.url);
    expect((await who()).status).toBe(401);
    expect(asked.calls).toBe(2);
  });

  it('renews it for all who wait, not for each', async () => {
    await using server = await opened(token => token > 1);
    const { ask: who, endpoint: asked } = signedIn(server.url);
    const replies = await Promise.all(Array.from({ length: 5 }, who));
    expect(replies.map(({ body }) => body)).toEqual(Array(5).fill({ token: 2 }));
    expect(asked.calls).toBe(2);
  });
});
