import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../errors.js';
import { findConfig } from './find.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'rollcall-find-')));
  await mkdir(join(folder, '.config'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text = name) => writeFile(join(folder, name), text);
const found = async () => (await findConfig({ cwd: folder })).text;

describe('finding the config (DESIGN §3)', () => {
  it('looks in our own places, in their order', async () => {
    for (const name of ['.config/rollcall.yaml', '.rollcallrc.yaml', 'rollcall.config.yaml', 'rollcall.yaml']) {
      await put(name);
      expect(await found()).toBe(name);
    }
  });

  it('never looks for JavaScript, nor runs it', async () => {
    const trap = 'globalThis.rollcallWasTrapped = true; export default {};';
    for (const name of ['rollcall.config.js', 'rollcall.config.mjs', '.rollcallrc.ts', '.config/config.js', '.config/config.mjs'])
      await put(name, trap);
    await put('package.json', '{"cosmiconfig": {"searchPlaces": ["rollcall.config.js"]}, "rollcall": {}}');
    const before = process.cwd();
    process.chdir(folder);
    try {
      await expect(findConfig({ cwd: folder })).rejects.toThrow(/no config was found/);
      await expect(findConfig({ cwd: folder, file: 'rollcall.config.js' })).rejects.toThrow(/neither YAML nor JSON/);
    } finally {
      process.chdir(before);
    }
    expect('rollcallWasTrapped' in globalThis).toBe(false);
  });

  it('takes the file that is named', async () => {
    await put('rollcall.yaml');
    await put('other.yml');

    expect(await findConfig({ cwd: folder, file: 'other.yml' })).toEqual({ file: join(folder, 'other.yml'), text: 'other.yml' });
    await expect(findConfig({ cwd: folder, file: 'nope.yaml' })).rejects.toThrow(/there is no config/);
    await expect(findConfig({ cwd: folder, file: '.config' })).rejects.toThrow(ConfigError);
  });

  it('does not pass over a config that it may not read', async () => {
    await put('rollcall.yaml');
    await put('.rollcallrc.yaml');
    await chmod(join(folder, 'rollcall.yaml'), 0o000);
    await chmod(folder, 0o755);

    await asNobody(() => expect(found()).rejects.toThrow(/cannot be read/));
  });

  it('knows an empty file from none', async () => {
    await put('rollcall.yaml', '');
    await put('.rollcallrc.yaml');

    expect(await found()).toBe('');
  });
});

/** Root may read everything, so it steps down for a moment. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
