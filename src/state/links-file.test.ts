import { chmod, mkdtempDisposable, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LinksFileError } from '../errors.js';
import { loadLinks, saveLinks } from './links-file.js';
import { linksFile } from './test-backup.js';
import { link } from './test-state.js';

async function folder() {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-links-'));
  const file = join(home.path, 'links.json');
  const write = (text: string) => writeFile(file, text, { mode: 0o600 });
  return { file, path: home.path, write, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

async function refusal(file: string): Promise<LinksFileError> {
  const failure = await loadLinks(file).catch((error: unknown) => error);
  if (!(failure instanceof LinksFileError)) throw new Error(`no LinksFileError, but ${String(failure)}`);
  return failure;
}

describe('an export of the links (DESIGN §5)', () => {
  it('comes back as it was, of a file that is whole and for its owner only', async () => {
    await using home = await folder();
    await saveLinks(home.file, linksFile());

    expect(await loadLinks(home.file)).toEqual(linksFile());
    expect((await stat(home.file)).mode & 0o777).toBe(0o600);
    expect(await readdir(home.path)).toEqual(['links.json']);
  });

  it('has a line for each row, so that two can be compared', async () => {
    await using home = await folder();
    await saveLinks(home.file, linksFile());
    const before = (await readFile(home.file, 'utf8')).split('\n');
    await saveLinks(home.file, { ...linksFile(), links: [...linksFile().links, link('zoe', 'z1')] });
    const after = (await readFile(home.file, 'utf8')).split('\n');

    expect(after).toHaveLength(before.length + 1);
  });

  it('says where it cannot be written, and leaves nothing behind', async () => {
    await using home = await folder();

    await expect(saveLinks(join(home.path, 'no', 'links.json'), linksFile())).rejects.toMatchObject({
      name: 'LinksFileError',
      message: expect.stringContaining('ENOENT'),
    });
    expect(await readdir(home.path)).toEqual([]);
  });

  it('is refused when others could read or change it', async () => {
    await using home = await folder();
    await saveLinks(home.file, linksFile());
    await chmod(home.file, 0o644);

    const { message, hint } = await refusal(home.file);

    expect(message).toContain('mode 644');
    expect(hint).toContain(`chmod 600 ${home.file}`);
  });

  it.each([
    ['nothing like it', '{"format":"rollcall-plan","version":1,"toolVersion":"1"}', /is not an export of rollcall's links$/],
    ['cut short', JSON.stringify(linksFile()).slice(0, -9), /it is not JSON, or not all of it/],
    [
      'of a later format',
      JSON.stringify({ ...linksFile(), version: 2, toolVersion: '9.9.9' }),
      /rollcall 9\.9\.9, whose format \(2\)/,
    ],
  ])('is refused when it is %s', async (_, text, told) => {
    await using home = await folder();
    await home.write(text);

    expect((await refusal(home.file)).message).toMatch(told);
  });

  it.each([
    ['a field that is misspelt', { links: [{ ...link('ann', 'a1'), deactivated: 'x' }] }, 'links[0]'],
    ['a field that is missing', { groups: [{ target: 'jira' }] }, 'groups[0].name'],
    ['a time that is none', { links: [{ ...link('ann', 'a1'), since: 'today' }] }, 'links[0].since'],
    ['a person without a provider', { links: [{ ...link('ann', 'a1'), person: 'ann' }] }, 'links[0].person'],
    ['somebody twice', { links: [link('ann', 'a1'), link('ann', 'a2')] }, 'links[1]'],
    ['a membership twice', { ledger: [...linksFile().ledger, ...linksFile().ledger] }, 'ledger[1]'],
    ['no list of pins', { pins: undefined }, 'pins'],
  ])('is refused with the place of %s', async (_, wrong, place) => {
    await using home = await folder();
    await home.write(JSON.stringify({ ...linksFile(), ...wrong }));

    expect((await refusal(home.file)).message).toContain(`→ at ${place}`);
  });

  it('names the first mistakes, not thousands', async () => {
    await using home = await folder();
    await home.write(JSON.stringify({ ...linksFile(), ledger: Array.from({ length: 1000 }, () => ({})) }));

    const { message } = await refusal(home.file);

    expect(message).toContain('… and');
    expect(message.length).toBeLessThan(1000);
  });
});
