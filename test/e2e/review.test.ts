import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Scene, scene } from './harness.js';

/** Besides bob, whose account is found: an account of nobody, and one of an administrator that Ann's username points to. */
const withStrangers = (): Promise<Scene> =>
  scene({
    jira: {
      users: [
        { name: 'bob', displayName: 'Bob Example' },
        { name: 'ann', displayName: 'Ann Example', groups: ['jira-administrators'] },
        { name: 'old.timer', displayName: '=HYPERLINK("http://evil")', active: false },
      ],
    },
  });

const Rows = z.array(z.record(z.string(), z.string()));

describe('links review: what an access review looks at (U5, C2)', () => {
  it('as text: who claims nothing, whom somebody must settle, and what settles it; nothing is changed', async () => {
    await using world = await withStrangers();
    const seen = await world.rollcall('links', 'review');

    expect(seen.exitCode).toBe(0);
    expect(seen.stdout).toMatch(/strangers: accounts nobody claims \(1\)\n +! old.timer .*inactive/);
    expect(seen.stdout).toMatch(/! ann .*\n? *it is in an administrators/);
    expect(seen.stdout).toContain('rollcall links set PERSON ACCOUNT');
    expect(world.jira.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await world.rollcall('history')).stdout).not.toContain('links');
  });

  it('as CSV in a new file for its owner only, in which no name is a formula; never over another', async () => {
    await using world = await withStrangers();
    const args = ['links', 'review', 'jira', '--out', 'review.csv'];
    expect(await world.rollcall(...args)).toMatchObject({ exitCode: 0, stdout: '' });

    expect((await stat(join(world.folder, 'review.csv'))).mode & 0o777).toBe(0o600);
    const rows = Rows.parse(parse(await world.read('review.csv'), { columns: true }));
    expect(rows.map(({ kind, username, person, active }) => ({ kind, username, person, active }))).toEqual([
      { kind: 'needsAdoption', username: 'ann', person: 'ann@example.com', active: 'true' },
      { kind: 'stranger', username: 'old.timer', person: '', active: 'false' },
    ]);
    expect(rows[1]?.name).toBe('\'=HYPERLINK("http://evil")');
    expect(await world.rollcall(...args)).toMatchObject({ exitCode: 5 });
  });

  it('as JSON, and as CSV on stdout; not both', async () => {
    await using world = await withStrangers();
    const json = JSON.parse((await world.rollcall('links', 'review', '--json')).stdout);
    expect(json).toMatchObject({ kind: 'review', targets: [{ target: 'jira', knowsStrangers: true }] });
    expect((await world.rollcall('links', 'review', '--csv')).stdout.split('\n')).toHaveLength(4);
    expect(await world.rollcall('links', 'review', '--csv', '--json')).toMatchObject({ exitCode: 5 });
  });

  it('--from: of what a run read, though nothing answers now', async () => {
    await using world = await withStrangers();
    await world.rollcall('plan', '--out', 'p.json');
    await world.rollcall('apply', 'p.json');
    await world.rollcall('sync');
    await Promise.all([world.okta.close(), world.jira.close()]);
    const seen = await world.rollcall('links', 'review', '--from', 'last', '--csv');

    expect(seen).toMatchObject({ exitCode: 0 });
    expect(seen.stdout).toContain('jira,stranger');
    expect(seen.stderr).toContain('nothing was read since');
  });

  it('calls nobody a stranger while a source cannot be read, and ends with 1', async () => {
    await using world = await withStrangers();
    world.okta.fail(/users/, { kind: 'status', status: 401 });
    const seen = await world.rollcall('links', 'review', '--csv');

    expect(seen.exitCode).toBe(1);
    expect(seen.stdout).not.toContain('stranger');
    expect(seen.stdout).toContain('jira,caution');
    expect(seen.stderr).toContain('okta COULD NOT BE READ');
  });
});
