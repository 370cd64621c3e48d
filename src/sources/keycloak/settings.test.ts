import { describe, expect, it } from 'vitest';
import { Secret } from '../../secrets.js';
import { KeycloakSettings, realmOf } from './settings.js';

const settings = { url: 'https://sso.example.com', realm: 'staff', clientId: 'rollcall', clientSecret: new Secret('s') };
const mistakes = (more: object) =>
  KeycloakSettings.safeParse({ ...settings, ...more }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('settings of a keycloak source', () => {
  it('takes the base path as it is', () => {
    expect(realmOf({ ...settings, url: 'https://sso.example.com/auth/' }).base).toBe('https://sso.example.com/auth');
    expect(realmOf(settings).base).toBe('https://sso.example.com');
  });

  it('knows the realm by host and name; the /auth of old servers makes no other provider, another path does', () => {
    const providers = ['', '/', '/auth', '/auth/', '/sso'].map(
      path => realmOf({ ...settings, url: `https://SSO.example.com${path}` }).provider,
    );

    expect(providers).toEqual([
      ...Array.from({ length: 4 }, () => 'keycloak:sso.example.com/realms/staff'),
      'keycloak:sso.example.com/sso/realms/staff',
    ]);
  });

  it.each(['/realms/staff', '/auth/admin', '/?a=b', '/#x'])('refuses an address that goes on: %s', rest => {
    expect(mistakes({ url: `https://sso.example.com${rest}` })).toEqual([expect.stringMatching(/^url: /)]);
  });

  it('refuses what is no web address, a standard attribute, and what it does not know', () => {
    expect(mistakes({ url: 'sso.example.com' })).toHaveLength(1);
    expect(mistakes({ attributes: { email: 'string' } })).toHaveLength(1);
    expect(mistakes({ pageSize: 1 })).toHaveLength(1);
    expect(mistakes({ grups: true })).toHaveLength(1);
    expect(mistakes({})).toBeUndefined();
  });
});
