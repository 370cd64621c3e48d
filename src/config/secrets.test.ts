import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveReferences } from './references.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (token: unknown, env: Record<string, string> = {}) =>
  resolveReferences({ token }, () => 'secret', { env: { PATH: process.env.PATH, ...env }, baseDir: folder });

const opened = async (token: string, env?: Record<string, string>) => {
  const { secrets, complaints } = await resolve(token, env);
  expect(complaints).toEqual([]);
  return secrets.map(secret => secret.open());
};

describe('secrets (DESIGN §3)', () => {
  it('come from the environment, a file, a command and systemd', async () => {
    await writeFile(join(folder, 'token'), 'from a file\n');

    expect(await opened(`\${env:TOKEN}`, { TOKEN: 'from the environment' })).toEqual(['from the environment']);
    expect(await opened(`\${file:token}`)).toEqual(['from a file']);
    expect(await opened(`\${credential:token}`, { CREDENTIALS_DIRECTORY: folder })).toEqual(['from a file']);
    expect(await opened(`\${command:printf '%s\\n' 'first line' second}`)).toEqual(['first line']);
  });

  it('cut one line end of a file and nothing else', async () => {
    await writeFile(join(folder, 'token'), ' spaces stay \r\n');

    expect(await opened(`\${file:token}`)).toEqual([' spaces stay ']);
  });

  it('never reach a shell', async () => {
    expect(await opened(`\${command:echo $HOME; echo $(id) | cat}`)).toEqual(['$HOME; echo $(id) | cat']);
  });

  it.each([
    [`\${env:NOPE}`, /environment variable NOPE is not set/, /Set NOPE/],
    [`\${env:EMPTY}`, /EMPTY is empty/, /Give EMPTY/],
    [`\${file:nope}`, /nope cannot be read \(ENOENT\)/, /Check the path/],
    [`\${credential:nope}`, /CREDENTIALS_DIRECTORY is not set/, /LoadCredential=nope/],
    [`\${command:no-such-program x}`, /no-such-program was not found/, /Run it yourself/],
    [`\${command:false}`, /false failed \(1\)/, /Run it yourself/],
    [`\${command:true}`, /true printed nothing/, /first line/],
    [`\${command:echo 'x}`, /quote of the command is not closed/, /Close it/],
    [`Bearer \${env:EMPTY}`, /stands alone/, /before or after/],
  ])('say what to do when there is none: %s', async (token, message, hint) => {
    const { complaints } = await resolve(token, { EMPTY: '' });

    expect(complaints).toEqual([{ path: ['token'], message: expect.stringMatching(message), hint: expect.stringMatching(hint) }]);
  });

  it('are text: a number must be quoted', async () => {
    expect((await resolve(12345)).complaints).toEqual([
      { path: ['token'], message: 'a secret is text, and YAML reads this as a number', hint: 'Put it in quotes.' },
    ]);
  });

  it('print, inspect and serialise as dots, and a literal one is told', async () => {
    const { value, literals } = await resolve('hunter2');

    expect(JSON.stringify(value)).toBe('{"token":"••••"}');
    expect(inspect(value)).toBe('{ token: •••• }');
    expect(literals).toEqual([['token']]);
  });

  it('of a credential stay in its folder', async () => {
    const { complaints } = await resolve(`\${credential:../token}`, { CREDENTIALS_DIRECTORY: folder });

    expect(complaints[0]?.message).toMatch(/not the name of a credential/);
  });
});
