import { describe, expect, it } from 'vitest';
import { Secret } from '../../secrets.js';
import { AwsSettings, endpointsOf, providerOf } from './settings.js';

const region = 'eu-central-1';
const secret = new Secret('s');
const complaints = (settings: object) =>
  AwsSettings.safeParse({ region, ...settings }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('settings', () => {
  it('need only a region: the store is found, and the credential too', () => {
    expect(AwsSettings.parse({ region })).toMatchObject({ credential: { kind: 'chain' }, pageSize: 100, provisionedOnly: false });
    expect(AwsSettings.parse({ region, profile: 'reader' }).credential).toEqual({ kind: 'profile', profile: 'reader' });
    expect(AwsSettings.parse({ region, accessKeyId: secret, secretAccessKey: secret }).credential).toMatchObject({
      kind: 'keys',
    });
  });

  it.each<[string, object, string]>([
    ['half a key', { accessKeyId: secret }, 'secretAccessKey: an access key has two parts'],
    ['the other half', { secretAccessKey: secret }, 'accessKeyId: an access key has two parts'],
    ['a session without a key', { sessionToken: secret }, 'accessKeyId: an access key has two parts'],
    ['keys and a profile', { accessKeyId: secret, secretAccessKey: secret, profile: 'x' }, 'profile: either a profile or keys'],
    ['a place for a region', { region: 'Frankfurt' }, 'region: not the name of a region'],
    ['an instance for a store', { identityStoreId: 'ssoins-0000000000000000' }, 'identityStoreId: not the id'],
    ['a name for an application', { app: 'Jira' }, 'app: not the ARN'],
    ['a path in an address', { endpoint: 'https://example.com/x' }, 'endpoint: only the host'],
    ['pages that AWS does not have', { pageSize: 101 }, 'pageSize: Too big'],
    ['an attribute that everybody has', { attributes: { title: 'string' } }, 'attributes.title: '],
  ])('refuse %s', (_, settings, complaint) => {
    expect(complaints(settings)).toEqual([expect.stringContaining(complaint)]);
  });
});

it.each([
  ['eu-central-1', 'https://identitystore.eu-central-1.amazonaws.com', 'https://sso.eu-central-1.amazonaws.com'],
  ['us-gov-west-1', 'https://identitystore.us-gov-west-1.amazonaws.com', 'https://sso.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'https://identitystore.cn-north-1.amazonaws.com.cn', 'https://sso.cn-north-1.amazonaws.com.cn'],
  ['eusc-de-east-1', 'https://identitystore.eusc-de-east-1.amazonaws.eu', 'https://sso.eusc-de-east-1.amazonaws.eu'],
])('asks the hosts of %s', (name, identitystore, sso) => {
  expect(endpointsOf({ region: name })).toEqual({ identitystore, sso });
});

it('asks the addresses of the config instead', () => {
  const endpoint = 'https://vpce-1.example.com';
  const ssoEndpoint = 'https://sso.example.com';

  expect(endpointsOf({ region, endpoint })).toEqual({ identitystore: endpoint, sso: endpoint });
  expect(endpointsOf({ region, ssoEndpoint })).toMatchObject({ sso: ssoEndpoint });
});

it('keeps its identity by the store where the config names it', () => {
  expect(providerOf({ region, identityStoreId: 'd-1234567890' })).toBe('identitystore:d-1234567890');
  expect(providerOf({ region })).toBe('identitystore:eu-central-1');
});
