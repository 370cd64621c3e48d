import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../src/config/load.js';
import { loadPolicyTests } from '../src/config/policy-tests/load.js';
import { connectors } from '../src/connectors.js';
import { createHttp } from '../src/http/create-http.js';
import { ENTRA_CERTIFICATE, ENTRA_KEY } from './contracts/entra-certificate.js';
import { type DocBlock, docBlocks, wholeConfig } from './doc-blocks.js';

/** stands for every secret: a key is looked at when the config is loaded */
const SECRET = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const env = { OKTA_TOKEN: 'a', JIRA_TOKEN: 'b', CONFLUENCE_TOKEN: 'c', SECRET, ENTRA_CERTIFICATE, ENTRA_KEY };
/** the same as a file that Google makes */
const KEY_FILE = JSON.stringify({
  ...{ type: 'service_account', private_key_id: 'k1', private_key: SECRET, client_email: 'rollcall@p.iam.gserviceaccount.com' },
});
const envOf = ({ page }: DocBlock) => (page.endsWith('google.md') ? { ...env, SECRET: KEY_FILE } : env);
const ref = (name: string) => `\${env:${name}}`;
const around = {
  sources: {
    okta: { type: 'okta', url: 'https://example.okta.com', token: ref('OKTA_TOKEN') },
    partners: { type: 'file', path: 'partners.yaml' },
  },
  targets: { jira: { type: 'jira-dc', url: 'https://jira.example.com', token: ref('JIRA_TOKEN') } },
};
const idcs = {
  ...{ type: 'idcs', url: 'https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com' },
  ...{ clientId: 'rollcall', clientSecret: ref('SECRET') },
};

const keycloak = {
  ...{ type: 'keycloak', url: 'https://sso.example.com', realm: 'staff' },
  ...{ clientId: 'rollcall', clientSecret: ref('SECRET') },
};

const entra = {
  ...{ type: 'entra', tenant: '6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0', clientId: '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d' },
  clientSecret: ref('SECRET'),
};
const google = { type: 'google', key: ref('SECRET'), admin: 'rollcall@example.com' };

const blocks = await docBlocks();
/** what a file source reads is YAML too */
const isPeople = ({ text }: DocBlock) => Array.isArray(parse(text)?.users);
/** and so are policy tests: a whole file of them, or one of its list */
const isTests = ({ page, text }: DocBlock) => page.endsWith('policy-tests.md') && /^(tests:$|\s*- name:)/m.test(text);
const isConfig = (block: DocBlock) => !isPeople(block) && !isTests(block);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-docs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** a page of a source shows parts of a config with that source */
function sourcesOf({ page }: DocBlock) {
  if (page.endsWith('idcs.md')) return { idcs };
  if (page.endsWith('entra.md')) return { entra };
  if (page.endsWith('google.md')) return { google };
  return page.endsWith('keycloak.md') ? { keycloak } : around.sources;
}

describe('what the documentation shows is a config', () => {
  it('there is something to look at', () => {
    expect(blocks.length).toBeGreaterThan(30);
  });

  it.each(blocks.filter(isConfig).map((block, at) => ({ ...block, at })))('$page, $heading ($at)', async block => {
    const sources = sourcesOf(block);
    await writeFile(join(folder, 'rollcall.yaml'), wholeConfig(block.text, { ...around, sources }), { mode: 0o600 });
    expect((await loadConfig({ cwd: folder, env: envOf(block), connectors })).syncs.length).toBeGreaterThan(0);
  });

  it.each(blocks.filter(isTests))('$page, $heading: policy tests', async ({ text }) => {
    await writeFile(join(folder, 'rollcall.yaml'), wholeConfig('{}', { ...around, sources: { okta: around.sources.okta } }), {
      mode: 0o600,
    });
    await writeFile(join(folder, 'shown.yaml'), Array.isArray(parse(text)) ? `version: 1\ntests:\n${text}` : text);
    const config = await loadConfig({ cwd: folder, env, connectors });

    expect((await loadPolicyTests(config, ['shown.yaml'], folder)).length).toBeGreaterThan(0);
  });

  it.each(blocks.filter(isPeople))('$page, $heading: people and groups', async ({ text }) => {
    await writeFile(join(folder, 'company.yaml'), text);
    const config = wholeConfig('sources: { company: { type: file, path: company.yaml } }', around);
    await writeFile(join(folder, 'rollcall.yaml'), config, { mode: 0o600 });
    const [source] = (await loadConfig({ cwd: folder, env, connectors })).sources;
    const http = createHttp({ toolVersion: '0', proxy: {}, secrets: [] });
    const company = await source?.create(http).pull({ group: () => true }, { signal: new AbortController().signal });

    expect(company?.people.size).toBeGreaterThan(0);
    expect(company?.quarantined).toEqual([]);
  });
});
