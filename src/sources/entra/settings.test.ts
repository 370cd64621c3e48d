import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ENTRA_CERTIFICATE, ENTRA_KEY } from '../../../test/contracts/entra-certificate.js';
import { TEST_CERTIFICATE, TEST_KEY } from '../../http/test-certificate.js';
import { Secret } from '../../secrets.js';
import { EntraSettings, providerOf } from './settings.js';

const id = 'C0FFEE00-0000-4000-8000-000000000001';
const settings = { tenant: id, clientId: id, clientSecret: new Secret('s') };
const parse = (more: object) => EntraSettings.safeParse({ ...settings, ...more });
const mistakes = (more: object) => parse(more).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const pair = (certificate: string, privateKey: string) => ({
  ...{ clientSecret: undefined, certificate: new Secret(certificate), privateKey: new Secret(privateKey) },
});

describe('settings of an entra source', () => {
  it.each([
    ['global', 'https://login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['usgov', 'https://login.microsoftonline.us', 'https://graph.microsoft.us'],
    ['usgov-dod', 'https://login.microsoftonline.us', 'https://dod-graph.microsoft.us'],
    ['china', 'https://login.chinacloudapi.cn', 'https://microsoftgraph.chinacloudapi.cn'],
  ])('know where the cloud %s stands (entra.md §5)', (cloud, authority, graph) => {
    expect(parse({ cloud }).data?.addresses).toEqual({ authority, graph });
  });

  it('take other addresses, both or none', () => {
    const addresses = { authority: 'http://127.0.0.1:1', graph: 'http://127.0.0.1:2' };

    expect(parse(addresses).data?.addresses).toEqual(addresses);
    expect(mistakes({ graph: addresses.graph })).toEqual([expect.stringMatching(/^authority: /)]);
    expect(mistakes({ ...addresses, graph: 'http://127.0.0.1:2/v1.0' })).toEqual([expect.stringMatching(/^graph: /)]);
  });

  it('know the tenant by its id, in whatever letters; a domain may be renamed and is none', () => {
    const data = parse({}).data;

    expect(data && providerOf(data)).toBe('entra:c0ffee00-0000-4000-8000-000000000001');
    expect(mistakes({ tenant: 'contoso.onmicrosoft.com' })).toEqual([
      expect.stringMatching(/^tenant: not a directory \(tenant\) id/),
    ]);
  });

  it('skip guests, but not those of an app, unless told', () => {
    expect([parse({}).data?.guests, parse({ app: id }).data?.guests]).toEqual(['skip', 'include']);
    expect(parse({ app: id, guests: 'skip' }).data?.guests).toBe('skip');
  });

  it('take a secret, or a certificate with its key', () => {
    expect(parse(pair(ENTRA_CERTIFICATE, ENTRA_KEY)).data?.credential.kind).toBe('certificate');
    const file = `${ENTRA_CERTIFICATE}${ENTRA_KEY}`;
    expect(parse(pair(file, file.replaceAll('\n', '\\n'))).data?.credential.kind).toBe('certificate');
    expect(JSON.stringify(parse(pair(ENTRA_CERTIFICATE, ENTRA_KEY)).data)).not.toMatch(/PRIVATE/);
  });

  it.each([
    ['nothing', { clientSecret: undefined }, /^clientSecret: give/],
    ['both', { certificate: new Secret('c') }, /^clientSecret: give either/],
    ['a key alone', { clientSecret: undefined, privateKey: new Secret(ENTRA_KEY) }, /^certificate: /],
    ['a certificate alone', { clientSecret: undefined, certificate: new Secret(ENTRA_CERTIFICATE) }, /^privateKey: /],
    ['no certificate', pair('nonsense', ENTRA_KEY), /^certificate: it holds no/],
    ['no key', pair(ENTRA_CERTIFICATE, 'nonsense'), /^privateKey: it holds no/],
    ['an encrypted key', pair(ENTRA_CERTIFICATE, '-----BEGIN ENCRYPTED PRIVATE KEY-----'), /passphrase/],
    ['a key of another kind', pair(TEST_CERTIFICATE, TEST_KEY), /^privateKey: it is a key of the kind ec/],
    ['a key of another kind in the older form', pair(ENTRA_CERTIFICATE, ecKey()), /^privateKey: it is a key of the kind ec/],
    ['the key of another', pair(ENTRA_CERTIFICATE, anotherKey()), /^privateKey: it is not the key/],
  ])('refuse %s, at the setting concerned, without quoting any of it', (_, more, mistake) => {
    expect(mistakes(more)).toEqual([expect.stringMatching(mistake)]);
  });

  it('refuse what is no property, a standard attribute, too large a page, and what they do not know', () => {
    expect(mistakes({ attributes: { 'a,b': 'string' } })).toHaveLength(1);
    expect(mistakes({ attributes: { department: 'string' } })).toHaveLength(1);
    expect(mistakes({ pageSize: 1000 })).toHaveLength(1);
    expect(mistakes({ grups: true })).toHaveLength(1);
    expect(mistakes({})).toBeUndefined();
  });
});

function ecKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

function anotherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
