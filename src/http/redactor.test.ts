import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startServer } from '../sandbox/server.js';
import { Secret } from '../secrets.js';
import { redactor } from './redactor.js';
import { clientOf, never } from './test-client.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Secrets as people choose them, and what may stand around them, which has no character in common with them. */
const secrets = fc
  .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
  .map(text => text.replaceAll(/\d/g, '').trim())
  .filter(text => text.length >= 8);
const surroundings = fc.stringMatching(/^[0-9]{0,9}$/);

describe('DESIGN §3: a secret is in no text that is shown, however it is written', () => {
  it.each<[string, (secret: string, around: string) => string]>([
    ['as it is', secret => secret],
    ['in a URL', secret => encodeURIComponent(secret)],
    ['in a form', secret => String(new URLSearchParams({ secret })).slice('secret='.length)],
    ['in JSON', secret => JSON.stringify(secret).slice(1, -1)],
    ['as Basic authentication', (secret, user) => base64(`${user}:${secret}`)],
    ['in the middle of base64', (secret, around) => base64(around + secret + around)],
    ['in base64url', (secret, around) => Buffer.from(around + secret).toString('base64url')],
  ])('%s', (_, write) => {
    fc.assert(
      fc.property(secrets, surroundings, (secret, around) => {
        const written = write(secret, around);
        const shown = redactor([new Secret(secret)]).text(`could not ask (${written})`);

        expect(shown).toContain('••••');
        // what is left of base64 is at most a fragment of its edges
        const left = shown.replace('could not ask (', '').replace(/\)$/, '').replaceAll('••••', ' ');
        for (const word of left.split(' ')) if (word.length > 5) expect(base64(secret)).not.toContain(word);
        expect(left).not.toContain(secret);
      }),
    );
  });

  it('line by line, value by value where it has several', () => {
    const line = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrggCREP';
    const pem = redactor([new Secret(`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`)]);
    const jwk = redactor([new Secret('{"kty":"EC","d":"rggCREP-zYvjAICyP0IpENdN8DMXvxhX"}')]);

    expect(pem.text(`cannot read ${line}`)).toBe('cannot read ••••');
    expect(jwk.text('unexpected rggCREP-zYvjAICyP0IpENdN8DMXvxhX in EC')).toBe('unexpected •••• in EC');
  });

  it('but for what says whose a key file is: messages name that, and an admin looks for it', () => {
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';
    const account = { client_email: 'rollcall@project.iam.gserviceaccount.com', client_id: '104218837264000000001' };
    const key = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`;
    const file = JSON.stringify({ type: 'service_account', ...account, private_key: key, token: '2'.repeat(21) });
    const { text } = redactor([new Secret(file)]);

    const said = `add ${account.client_email} to the client ${account.client_id}`;
    expect(text(said)).toBe(said);
    expect(text(`cannot read ${line} of ${'2'.repeat(21)}: ${file}`)).toBe('cannot read •••• of ••••: ••••');
  });

  it('leaves everything else as it is', () => {
    const { text } = redactor([new Secret('correct horse battery')]);

    expect(text('the horse left the battery; aG9yc2U= is no secret')).toBe('the horse left the battery; aG9yc2U= is no secret');
  });

  it('nor an access token that a system echoes, which no config knows', async () => {
    await using server = await startServer({}, app =>
      app.all('/*', (request, reply) => reply.code(400).send({ message: `bad ${request.headers.authorization}` })),
    );
    const { http } = clientOf(server.url, { authorize: async () => ({ authorization: 'Bearer eyJhbGciOi.token.of-today' }) });

    const error = await http.request({ method: 'GET', path: 'api', signal: never }).catch(cause => cause);

    expect(error.message).toContain('bad Bearer ••••');
    expect(JSON.stringify([error.message, error.reply])).not.toContain('of-today');
  });
});
