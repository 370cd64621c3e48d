import { describe, expect, it } from 'vitest';
import { AccessDenied } from '../errors.js';
import { startServer } from '../sandbox/server.js';
import { fetchToken, type TokenAsk } from './bearer.js';
import type { HttpOptions } from './client.js';
import { clientOf, never } from './test-client.js';
import { oneLine } from './vendor-message.js';

const SECRET = 'pa55-wörd "of" the app';
const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJtZSJ9.c2lnbmVkLWJ5LW1l';
const BASIC = Buffer.from(`me:${SECRET}`).toString('base64');

/** A token endpoint that tells whoever it refuses all that they sent. */
const echoing = (write: (sent: string) => string) =>
  startServer({}, app =>
    app.all('/token', ({ headers, body }, reply) => {
      const sent = [headers.authorization, headers['x-amz-security-token'], ...Object.values(Object(body))].join(' ');
      return reply
        .code(400)
        .header('content-type', 'application/json')
        .send(write(`you sent ${sent}`));
    }),
  );

const asJson = (sent: string) => JSON.stringify({ error: 'odd', error_description: sent });
const inAscii = (sent: string) =>
  asJson(sent).replaceAll(/[^ -~]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
const asField = (sent: string) => JSON.stringify({ errors: { [sent]: 'unknown' } });

type Sent = Pick<TokenAsk, 'form' | 'json'> & { readonly headers?: Readonly<Record<string, string>> };

/** What an admin would be shown, and what the refusal holds besides. */
async function refusalOf({ headers = {}, ...sent }: Sent, write: (sent: string) => string, options: Partial<HttpOptions> = {}) {
  await using server = await echoing(write);
  const { http } = clientOf(server.url, { authorize: async () => headers, ...options });
  let body: unknown;
  const error: unknown = await fetchToken(
    http,
    {
      ...{ path: 'token', ...sent, hint: 'Check the address.' },
      refused(reply, said) {
        body = reply.body;
        return new AccessDenied(`no token: ${said}`, 'Check the client.');
      },
    },
    never,
  ).catch(failure => failure);
  return { message: String(error), all: JSON.stringify([String(error), error, body]) };
}

const wordsOf = (secret: string) => secret.split(' ').filter(word => word.length > 3);

describe('DESIGN §3: a refusal that its caller expects shows no credential that it echoes', () => {
  describe.each([
    ['as JSON', asJson],
    ['as JSON in ASCII', inAscii],
    ['as the name of a field', asField],
  ])('%s', (_, write) => {
    it.each<[string, Sent, string]>([
      ['a secret in the form', { form: { client_secret: SECRET } }, SECRET],
      ['a password in the form', { form: { username: 'me', password: SECRET } }, SECRET],
      ['an assertion of the client', { form: { client_assertion: 'not.even-a.jwt-at-all' } }, 'not.even-a.jwt-at-all'],
      ['an assertion as the grant', { form: { assertion: 'not.even-a.jwt-at-all' } }, 'not.even-a.jwt-at-all'],
      ['Basic authentication', { headers: { authorization: `Basic ${BASIC}` } }, BASIC],
      ['a bearer token', { headers: { authorization: 'Bearer 00-opaque-token' } }, '00-opaque-token'],
      ['a session token', { headers: { 'x-amz-security-token': 'FwoGZXIvYXdzEBY' } }, 'FwoGZXIvYXdzEBY'],
    ])('%s', async (_, sent, secret) => {
      const { message, all } = await refusalOf(sent, write);

      expect(message).toContain('you sent');
      expect(message).toContain('••••');
      for (const word of wordsOf(secret)) expect(all).not.toContain(word);
    });
  });

  it('nor the password that Basic authentication holds', async () => {
    const headers = { authorization: `Basic ${BASIC}` };
    const { all } = await refusalOf({ headers }, () => asJson(`the password ${SECRET} is wrong`));

    expect(all).toContain('the password •••• is wrong');
  });

  it('nor an assertion of another request', async () => {
    const { message, all } = await refusalOf({ form: {} }, () => asJson(`last time it was ${JWT}, ${JWT.slice(0, 30)}…`));

    expect(message).toContain('last time it was ••••, ••••…');
    expect(all).not.toContain('eyJ');
  });

  it('while what it says else stays as it is, for whoever decides by it', async () => {
    const { all } = await refusalOf({ form: { client_secret: SECRET } }, () =>
      JSON.stringify({ error: 'invalid_client', error_codes: [7000215], inner: [{ retry: true, at: null }] }),
    );

    expect(all).toContain(
      JSON.stringify({ error: 'invalid_client', error_codes: [7000215], inner: [{ retry: true, at: null }] }),
    );
  });

  it('nor in the title of a web page where data was asked for', async () => {
    await using server = await startServer({}, app =>
      app.all('/*', ({ headers }, reply) => reply.type('text/html').send(`<title>Hello ${headers.authorization}</title>`)),
    );
    const { http } = clientOf(server.url, { authorize: async () => ({ authorization: 'Bearer 00-opaque-token' }) });

    const error = await http.request({ method: 'GET', path: 'api', signal: never }).catch(failure => failure);

    expect(String(error)).toContain('Hello Bearer ••••');
  });
});

describe('what is quoted of any answer, also of a 2xx,', () => {
  it.each([
    ['a signed token', `bad ${JWT}.`, 'bad ••••.'],
    ['an encrypted one, which has an empty part', 'bad eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn', 'bad ••••'],
    ['one in a query', `to /?assertion=${JWT}&x=1`, 'to /?assertion=••••&x=1'],
  ])('shows no %s', (_, said, shown) => {
    expect(oneLine(said)).toBe(shown);
  });

  it.each(['Eyjólfur Eyjolfsson', 'keyJar', 'they eyed'])('shows %s', said => {
    expect(oneLine(said)).toBe(said);
  });
});
