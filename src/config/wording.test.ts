import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { ConfigError } from '../errors.js';
import { loadConfig } from './load.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-wording-'));
});
afterEach(() => rm(folder, { recursive: true }));

const GUID = '6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0';
/** every way to write one */
const SECRETS = `secret like \${env:NAME}, \${file:PATH}, \${command:…} or \${credential:NAME}`;
const SECRET = `\${env:SECRET}`;

/** `setting: message | hint` of each mistake, of a config with this source. */
async function told(source: Record<string, unknown>): Promise<readonly string[]> {
  const target = { type: 'jira-dc', url: 'https://jira.example.com', token: SECRET };
  const config = {
    version: 1,
    sources: { it: source },
    targets: { jira: target },
    syncs: [{ name: 'a', from: 'it', to: 'jira' }],
  };
  await writeFile(join(folder, 'rollcall.json'), JSON.stringify(config), { mode: 0o600 });
  const failure = await loadConfig({ cwd: folder, env: { SECRET: 'a-secret' }, connectors }).catch((error: unknown) => error);
  if (!(failure instanceof ConfigError)) return [];
  return failure.mistakes.map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`));
}

const entra = { type: 'entra', tenant: GUID, clientId: GUID, clientSecret: SECRET };
const google = { type: 'google', key: SECRET, admin: 'rollcall@example.com' };

describe('what a setting must be is said for somebody who writes YAML (DESIGN §3)', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no text', { ...entra, ca: [] }, 'ca: expected text, found a list'],
    ['a form of text that is missing', { type: 'google', key: SECRET }, 'admin is missing | an address like admin@example.com'],
    ['another form', { ...google, admin: 'me' }, 'admin: not an address like admin@example.com'],
    [
      'text that is missing',
      { type: 'onelogin', url: 'https://e.onelogin.com', clientSecret: SECRET },
      'clientId is missing | expected text',
    ],
    ['a form that is missing', { ...entra, tenant: undefined }, `tenant is missing | a directory (tenant) id like ${GUID}`],
    ['no secret', { ...entra, clientSecret: [1] }, `clientSecret: not a ${SECRETS}`],
    ['a secret that is missing', { ...google, key: undefined }, `key is missing | a ${SECRETS}`],
    ['neither true nor false', { ...google, guests: 'include' }, 'guests: expected true or false, found "include"'],
    ['none of a few words', { ...entra, guests: true }, 'guests: expected skip or include, found true'],
    ['another of a few words', { ...entra, cloud: 'germany' }, '"germany" is not one of global, usgov, usgov-dod, china'],
    [
      'nearly one of them',
      { ...entra, cloud: 'usgof' },
      '"usgof" is not one of global, usgov, usgov-dod, china | Did you mean "usgov"?',
    ],
    ['too much', { ...entra, pageSize: 1000 }, 'pageSize: 999 is the most'],
    ['too little', { ...google, pageSize: 5 }, 'pageSize: 10 is the least'],
    ['nothing', { type: 'onelogin', url: 'https://e.onelogin.com', clientId: '', clientSecret: SECRET }, 'clientId: it is empty'],
    ['nothing in what all kinds have', { ...entra, ca: '' }, 'ca: this may not be empty'],
    ['no share', { ...entra, rate: { share: 50 } }, 'share: write a share such as 50%'],
  ])('%s', async (_, source, message) => {
    expect(await told(source)).toContain(message);
  });

  it('a misspelt setting is told as such, also where a secret stands in it', async () => {
    expect(await told({ ...entra, clientSecret: undefined, clientSecrt: `\${file:secret}` })).toContain(
      'unknown setting "clientSecrt" | Did you mean "clientSecret"?',
    );
  });

  it('no text of a secret stands in any of it', async () => {
    expect((await told({ ...google, guests: 'x' })).join()).not.toContain('a-secret');
    expect((await told({ ...entra, certificate: SECRET })).join()).not.toContain('a-secret');
  });
});
