import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccessDenied, NotFound, Refused, type SyncError, Unavailable, UnexpectedReply } from '../errors.js';
import { type Emulator, startServer } from '../sandbox/server.js';
import { Secret } from '../secrets.js';
import type { HttpOptions, HttpRequest } from './client.js';
import { clientOf, never } from './test-client.js';

const get: HttpRequest = { method: 'GET', path: 'api', signal: never };

/** A server that always answers with these bytes. */
const answering = (bytes: string | Buffer, headers: Record<string, string> = {}, status = 200): Promise<Emulator> =>
  startServer({}, app =>
    app.all('/*', (_, reply) => {
      reply.hijack();
      reply.raw.writeHead(status, headers).end(bytes);
    }),
  );

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html;charset=UTF-8' };

async function failure(server: Emulator, options: Partial<HttpOptions> = {}, request = get): Promise<SyncError> {
  return clientOf(server.url, options)
    .http.request(request)
    .then(
      () => expect.fail('it did not fail'),
      cause => cause,
    );
}

describe('bodies', () => {
  it.each<[string, string, Record<string, string>, unknown]>([
    ['JSON', '{"a":"ü"}', JSON_TYPE, { a: 'ü' }],
    ['JSON of a kind', '[]', { 'content-type': 'application/scim+json; charset=utf-8' }, []],
    ['JSON without a content type', ' [1]', {}, [1]],
    ['JSON under a byte order mark', '\uFEFF{"a":1}', JSON_TYPE, { a: 1 }],
    ['nothing', '', JSON_TYPE, undefined],
    ['nothing, without a content type', '', {}, undefined],
    ['text', 'OK', { 'content-type': 'text/plain' }, 'OK'],
    ['text that begins like JSON', '[draft] note', { 'content-type': 'text/plain' }, '[draft] note'],
  ])('are %s', async (_, bytes, headers, body) => {
    await using server = await answering(bytes, headers);

    expect((await clientOf(server.url).http.request(get)).body).toEqual(body);
  });

  it.each<[string, Record<string, string>]>([
    ['JSON by its type', JSON_TYPE],
    ['JSON by its looks', {}],
  ])('R1: %s that breaks off is never half an answer, nor none', async (_, headers) => {
    await using server = await answering('[{"id":"00u1"},{"id":', headers);
    const { http } = clientOf(server.url);

    await expect(http.get('api', z.unknown(), { signal: never })).rejects.toThrow(Unavailable);
    expect(http.calls).toBe(4);
  });

  it('A4: a creation whose answer breaks off is not sent again: it may have worked', async () => {
    await using server = await answering('{"name":"ann', JSON_TYPE);

    const error = await failure(server, {}, { ...get, method: 'POST', json: {} });

    expect(error).toBeInstanceOf(Unavailable);
    expect(error.hint).toContain('may have acted');
    expect(server.requests).toHaveLength(1);
  });

  it('refuses an answer that is too large', async () => {
    await using server = await answering(`["${'x'.repeat(2_000_000)}"]`, JSON_TYPE);
    const { http } = clientOf(server.url, {}, { limits: { maxBytes: 1_000_000 } });

    await expect(http.request(get)).rejects.toThrow(UnexpectedReply);
    expect(http.calls).toBe(1);
  });
});

describe('a web page is not an answer', () => {
  const PAGE = '<!DOCTYPE html><html><head><title>Log in - Jira</title></head><body>secret form</body></html>';

  it.each<HttpRequest['method']>(['GET', 'DELETE', 'PUT'])('to a %s', async method => {
    await using server = await answering(PAGE, HTML_TYPE);

    const error = await failure(server, {}, { ...get, method });

    expect(error).toBeInstanceOf(UnexpectedReply);
    expect(error.message).toContain('sent a web page (HTML) instead of data: a sign-in page or a proxy?');
    expect(error.message).toContain('Log in - Jira');
    expect(error.message).not.toContain('secret form');
  });

  it('whatever its content type says', async () => {
    await using server = await answering(PAGE, JSON_TYPE);

    expect(await failure(server)).toBeInstanceOf(UnexpectedReply);
  });

  it('and its 404 does not say that a person is gone', async () => {
    await using server = await answering(PAGE, HTML_TYPE, 404);

    expect(await failure(server)).toBeInstanceOf(UnexpectedReply);
  });

  it('unless the caller asks for one', async () => {
    await using server = await answering(PAGE, HTML_TYPE);

    const { body } = await clientOf(server.url).http.request({ ...get, headers: { Accept: 'text/html' } });

    expect(body).toBe(PAGE);
  });
});

describe('statuses become errors', () => {
  it.each<[number, unknown]>([
    [401, AccessDenied],
    [403, AccessDenied],
    [404, NotFound],
    [407, Unavailable],
    [400, Refused],
    [409, Refused],
    [500, Unavailable],
    [501, Unavailable],
    [304, UnexpectedReply],
  ])('%i', async (status, type) => {
    await using server = await answering('', {}, status);

    const error = await failure(server);

    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain('okta');
    expect(error.message).toContain(String(status));
    expect(error.hint).not.toBe('');
  });

  it.each<[string, string, string]>([
    [
      'Okta',
      '{"errorCode":"E0000001","errorSummary":"Api validation failed: q","errorCauses":[{"errorSummary":"q: too short"}]}',
      'Api validation failed: q; q: too short (E0000001, request req-1)',
    ],
    ['Jira', '{"errorMessages":["No such user."],"errors":{"name":"is empty"}}', 'No such user.; name: is empty (request req-1)'],
    ['Bitbucket', '{"errors":[{"context":null,"message":"No licence."}]}', 'No licence. (request req-1)'],
    ['OAuth', '{"error":"invalid_client","error_description":"Bad key."}', 'Bad key.; invalid_client (request req-1)'],
    ['Microsoft Graph', '{"error":{"code":"BadRequest","message":"No such property."}}', 'No such property. (request req-1)'],
    ['SCIM', '{"detail":"Too many.","status":"400"}', 'Too many. (request req-1)'],
    [
      'OneLogin, its first API',
      '{"status":{"error":true,"code":400,"type":"bad request","message":"No such field."}}',
      'No such field. (request req-1)',
    ],
    ['OneLogin, its second API', '{"statusCode":400,"name":"BadRequestError","message":"No."}', 'No. (request req-1)'],
    ['a gateway', '<html><head><title>Bad Request</title></head></html>', 'web page "Bad Request"'],
  ])('with the words of %s', async (_, bytes, words) => {
    for (const status of [400, 401, 403, 404, 500]) {
      await using server = await answering(bytes, { 'x-okta-request-id': 'req-1' }, status);

      expect((await failure(server)).message.endsWith(`: ${words}`)).toBe(true);
    }
  });

  it('with the number that it gave the request, however it calls that', async () => {
    await using server = await answering('{"message":"No."}', { 'x-request-id': '621D46F6' }, 500);

    expect((await failure(server)).message).toMatch(/: No\. \(request 621D46F6\)$/);
  });

  it('on one line that a terminal can take', async () => {
    const nasty = `\u001b[2J\u0007a\r\nb\u009b31m\u202ec\u2028${'d'.repeat(500)}`;
    await using server = await answering(JSON.stringify({ message: nasty }), JSON_TYPE, 403);

    const { message } = await failure(server);

    expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(message).toContain(': [2J a b 31m c d');
    expect(message.length).toBeLessThan(300);
  });

  it('without the password of a URL', async () => {
    await using server = await answering('{"message":"no way through http://ann:pass@proxy:3128/"}', JSON_TYPE, 400);

    expect((await failure(server)).message).toContain('through http://proxy:3128/');
  });

  it('without a secret that the system repeats', async () => {
    await using server = await answering('{"message":"bad token hunter2-abc"}', JSON_TYPE, 401);

    expect((await failure(server, { secrets: [new Secret('hunter2-abc')] })).message).toContain('bad token ••••');
  });

  it('and the request stays whole in none of their causes', async () => {
    await using server = await answering('', {});
    server.fail(/./, { kind: 'reset' });

    const error = await failure(server);

    expect(error.cause).toBeInstanceOf(Error);
    expect(Object.keys(error.cause ?? {})).toEqual(['code']);
  });
});

describe('checked answers', () => {
  it('come as the schema makes them', async () => {
    await using server = await answering('{"id":"00u1","extra":true}', JSON_TYPE);

    const schema = z.object({ id: z.string().transform(id => `person ${id}`) });

    expect(await clientOf(server.url).http.get('api', schema, { signal: never })).toEqual({ id: 'person 00u1' });
  });

  it.each(['{"id":7}', '', '"text"'])('R1: %j is a reply that we do not understand', async bytes => {
    await using server = await answering(bytes, JSON_TYPE);

    const reading = clientOf(server.url).http.get('api', z.object({ id: z.string() }), { signal: never });

    await expect(reading).rejects.toThrow(UnexpectedReply);
    await expect(reading).rejects.toThrow(/okta sent a reply we do not understand: .*expected/);
  });

  it('are shown to `inspect` first, which may not believe them', async () => {
    await using server = await answering('[]', { ...JSON_TYPE, 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' });
    const anonymous = new AccessDenied('okta answered anonymously', 'Renew the token.');

    const error = await failure(server, {
      inspect({ headers }) {
        if (headers['x-seraph-loginreason'] === 'AUTHENTICATED_FAILED') throw anonymous;
      },
    });

    expect(error).toBe(anonymous);
  });
});
