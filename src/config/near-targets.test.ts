import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { loadConfig } from './load.js';

async function warningsAbout(groups: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-near-'));
  const text = `version: 1
sources: { okta: { type: okta, url: 'https://x.okta.com', token: '\${env:T}' } }
targets: { jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${env:T}' } }
syncs: [{ name: staff, from: okta, to: jira, groups: ${groups} }]
`;
  await writeFile(join(folder, 'rollcall.yaml'), text, { mode: 0o600 });
  const { warnings } = await loadConfig({ cwd: folder, env: { T: 'x' }, connectors });
  await rm(folder, { recursive: true });
  return warnings.map(({ line, message, hint }) => `${line}: ${message}. ${hint}`);
}

describe('a group of a target whose name is misspelt', () => {
  it('is taken as it stands, and asked about', async () => {
    expect(await warningsAbout('{ manual: [{ from: A, to: [devs, jra/devs] }], defaults: { allUsers: [jirra/all] } }')).toEqual([
      '4: there is no target "jra", so that this is the group "jra/devs" of every target of the sync. Did you mean "jira/devs"?',
      '4: there is no target "jirra", so that this is the group "jirra/all" of every target of the sync. Did you mean "jira/all"?',
    ]);
  });

  it('is fine where it is near to none, or right', async () => {
    expect(await warningsAbout('{ manual: [{ from: A, to: [jira/devs, kubernetes/devs, /x, "a:b/c"] }] }')).toEqual([]);
  });
});
