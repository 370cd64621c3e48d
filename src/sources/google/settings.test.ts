import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PRIVATE_KEY } from '../../../test/contracts/google-fixture.js';
import { Secret } from '../../secrets.js';
import { GoogleSettings, providerOf } from './settings.js';

const file = (more: object = {}) =>
  new Secret(
    JSON.stringify({
      ...{ type: 'service_account', project_id: 'p', private_key_id: 'k1', private_key: PRIVATE_KEY, client_id: '1' },
      ...{ client_email: 'rollcall@p.iam.gserviceaccount.com', token_uri: 'https://oauth2.googleapis.com/token', ...more },
    }),
  );
const settings = { key: file(), admin: 'admin@example.com' };
const mistakes = (more: object) =>
  GoogleSettings.safeParse({ ...settings, ...more }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const provider = (more: object) => providerOf(GoogleSettings.parse({ ...settings, ...more }));

describe('settings of a google source', () => {
  it('are a key file and an administrator; all else is known', () => {
    expect(GoogleSettings.parse(settings)).toMatchObject({
      ...{ url: 'https://admin.googleapis.com', tokenUrl: 'https://oauth2.googleapis.com/token', groupNames: 'name' },
      ...{ pageSize: 500, guests: false },
    });
  });

  it('know whose directory it is without a request: by customer, domain, or the domain of the administrator', () => {
    expect(provider({ customer: 'C03az79cb' })).toBe('google:C03az79cb');
    expect(provider({ domain: 'Example.com' })).toBe('google:example.com');
    expect(provider({ customer: 'my_customer', admin: 'root@EXAMPLE.com' })).toBe('google:example.com');
    expect(provider({ key: file({ client_email: 'other@p' }) })).toBe(provider({}));
  });

  it.each([
    ['no JSON', new Secret('hunter2 is what I was told to write down here'), 'not the JSON text of a key file'],
    ['the private key alone', new Secret(PRIVATE_KEY), 'the private key alone'],
    ['a key of another kind', file({ type: 'authorized_user' }), 'no key of a service account'],
    ['without its key', file({ private_key: undefined }), '`private_key` is missing'],
    ['with a damaged key', file({ private_key: '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----' }), 'damaged'],
    [
      'with a key that is not RSA',
      file({
        private_key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      }),
      'a key of the kind prime256v1',
    ],
  ])('refuse a key file that is %s, and quote none of it (Gotcha 6)', (_, key, why) => {
    expect(mistakes({ key })).toEqual([expect.stringMatching(new RegExp(`^key: .*${why}`))]);
    expect(mistakes({ key })?.join()).not.toContain(key.open().slice(20, 60));
  });

  it('take a key whose line ends are written as \\n, as environment variables hold it', () => {
    expect(mistakes({ key: file({ private_key: PRIVATE_KEY.replaceAll('\n', '\\n') }) })).toBeUndefined();
  });

  it('show no key, however they are shown; a new key is no other config', () => {
    const parsed = GoogleSettings.parse(settings);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

    expect(inspect(parsed, { depth: 9, showHidden: true })).not.toContain('PRIVATE KEY');
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(GoogleSettings.parse({ ...settings, key: file({ private_key: other }) })));
  });

  it.each([
    ['https://oauth2.googleapis.com/token', true],
    ['https://accounts.google.com/o/oauth2/token', true],
    ['http://127.0.0.1:8080/token', true],
    ['http://oauth2.googleapis.com/token', false],
    ['https://oauth2.googleapis.com.evil.example/token', false],
    ['https://evil.example/token', false],
  ])('send what is signed to %s: %s; to a strange host only where the config itself says so', (token_uri, isTaken) => {
    expect(mistakes({ key: file({ token_uri }) }) === undefined).toBe(isTaken);
    expect(mistakes({ key: file({ token_uri }), tokenUrl: 'https://evil.example/token' })).toBeUndefined();
  });

  it('refuse a customer together with a domain, what is neither, attributes without a place, and what they do not know', () => {
    expect(mistakes({ customer: 'C1', domain: 'example.com' })).toHaveLength(1);
    expect(mistakes({ customer: 'example.com' })).toHaveLength(1);
    expect(mistakes({ domain: 'C03az79cb' })).toHaveLength(1);
    expect(mistakes({ attributes: { cc: 'string' } })).toEqual([expect.stringContaining('attributePaths: { cc: Schema.field }')]);
    expect(mistakes({ attributePaths: { cc: 'A.b' } })).toEqual([expect.stringContaining('under `attributes`')]);
    expect(mistakes({ attributes: { email: 'string' }, attributePaths: { email: 'A.b' } })).toHaveLength(1);
    expect(mistakes({ pageSize: 501 })).toHaveLength(1);
    expect(mistakes({ admin: 'admin' })).toHaveLength(1);
    expect(mistakes({ url: 'https://admin.googleapis.com/admin/directory/v1' })).toHaveLength(1);
    expect(mistakes({ customr: 'x' })).toHaveLength(1);
  });
});
