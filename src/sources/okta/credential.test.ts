import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anyKey, keyPair, type TestKey } from '../../../test/contracts/okta-app-fixture.js';
import { loadConfig } from '../../config/load.js';
import { connectors } from '../../connectors.js';
import { ConfigError } from '../../errors.js';
import { Secret } from '../../secrets.js';
import { OktaSettings } from './settings.js';

const env = (name: string) => `$\{env:${name}}`;

/** The mistakes that the config has with these lines under the source. */
async function mistakesOf(...lines: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-okta-'));
  const file = join(folder, 'rollcall.yaml');
  const head = ['version: 1', 'sources:', '  okta:', '    type: okta', '    url: https://example.okta.com'];
  const tail = ['targets:', `  jira: { type: jira-dc, url: 'https://jira.example.com', token: '${env('TOKEN')}' }`];
  const syncs = ['syncs:', '  - { name: staff, from: okta, to: jira }'];
  const text = [...head, ...lines.map(line => `    ${line}`), ...tail, ...syncs].join('\n');
  try {
    await writeFile(file, text);
    await loadConfig({ cwd: folder, file, env: { TOKEN: 'x', KEY: anyKey.pem, JWK: anyKey.jwk, BAD: 'hunter2' }, connectors });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.mistakes.map(({ line, message, hint }) => `${line} ${message} | ${hint}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const token = `token: ${env('TOKEN')}`;
const clientId = 'clientId: 0oa1';
const privateKey = `privateKey: ${env('KEY')}`;

describe('how to sign in at Okta', () => {
  it.each([
    ['an API token', [token]],
    ['a service app with a PEM', [clientId, privateKey, 'keyId: k1']],
    ['a service app with a JWK', [clientId, `privateKey: ${env('JWK')}`, 'scopes: [okta.users.read]', 'dpop: always']],
  ])('is %s', async (_, lines) => {
    expect(await mistakesOf(...lines)).toEqual([]);
  });

  it.each([
    ['neither', [], /token is missing \| give an API token, or `clientId` and `privateKey`/],
    ['both', [token, clientId, privateKey], /^7 clientId: `token` is there too: .* or as a service app/],
    ['a client id alone', [clientId], /privateKey is missing \| a service app signs in with `clientId` and `privateKey`/],
    ['a key alone', [privateKey], /clientId is missing/],
    ['scopes beside a token', [token, 'scopes: [okta.users.read]'], /^7 scopes: `token` is there too/],
    [
      'a key that is none',
      [clientId, `privateKey: ${env('BAD')}`],
      /^7 privateKey: it is neither PEM nor a JWK\. Give the private key/,
    ],
    ['an unknown mode of DPoP', [clientId, privateKey, 'dpop: sometimes'], /^8 "sometimes" is not one of auto, always, never/],
    ['a client secret', [clientId, privateKey, `clientSecret: ${env('BAD')}`], /^8 `clientSecret` is not in this version/],
  ])('is not %s: one error says so', async (_, lines, told) => {
    expect(await mistakesOf(...lines)).toEqual([expect.stringMatching(told)]);
  });

  it('means the same with a new key, and shows nothing of it', () => {
    const meaning = ({ jwk }: TestKey) =>
      JSON.stringify(OktaSettings.parse({ url: 'https://example.okta.com', clientId: '0oa1', privateKey: new Secret(jwk) }));

    expect(meaning(keyPair('P-256', 'new'))).toBe(meaning(anyKey));
  });

  it('shows nothing of the key in an error', async () => {
    expect((await mistakesOf(clientId, `privateKey: ${env('BAD')}`)).join()).not.toContain('hunter2');
  });
});
