import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectors } from '../connectors.js';
import { ConfigError } from '../errors.js';
import type { Config } from './config.js';
import { loadConfig } from './load.js';

describe('a schedule in the config (DESIGN §2: it says when the targets of its sync are run)', () => {
  it('has a cron expression, a time zone and a jitter', async () => {
    const { schedules } = await load("schedule: '*/30 * * * *'", 'timezone: Europe/Berlin', 'jitter: 2m');

    expect(schedules).toEqual([
      { sync: 'staff', targets: ['jira'], cron: '*/30 * * * *', timezone: 'Europe/Berlin', jitterMs: 120_000 },
    ]);
  });

  it('may be left out, as may zone and jitter', async () => {
    expect((await load()).schedules).toEqual([]);
    expect((await load("schedule: '@daily'")).schedules).toMatchObject([{ cron: '@daily', timezone: undefined, jitterMs: 0 }]);
  });

  it('decides nothing of what a plan says: saved plans stay good', async () => {
    const { fingerprint } = await load();

    expect((await load("schedule: '0 6 * * mon-fri'", 'timezone: UTC', 'jitter: 1m')).fingerprint).toBe(fingerprint);
    expect((await load('priority: 1')).fingerprint).not.toBe(fingerprint);
  });

  it.each([
    ['five fields or six', "schedule: '* * *'", /no cron expression: expected 5 or 6 fields but got 3/],
    ['a minute that there is', "schedule: '60 * * * *'", /no cron expression: 60/],
    ['a day that comes', "schedule: '0 0 30 2 *'", /no cron expression: 30 2 is an impossible day/],
    [
      'a zone that there is',
      "schedule: '* * * * *'\ntimezone: Europe/Berln",
      /no time zone "Europe\/Berln"; did you mean Europe\/Berlin/,
    ],
    ['a schedule with a zone', 'timezone: UTC', /timezone does nothing without a schedule/],
    ['a schedule with a jitter', 'jitter: 1m', /jitter does nothing without a schedule/],
  ])('needs %s', async (_, lines, told) => {
    const failure = await load(...lines.split('\n')).catch((error: unknown) => error);

    const mistakes = failure instanceof ConfigError ? failure.mistakes : [];
    expect(mistakes.map(({ message }) => message)).toEqual([expect.stringMatching(told)]);
    expect(mistakes[0]?.path).toMatch(/^syncs\[0\]\.(schedule|timezone|jitter)$/);
  });
});

async function load(...lines: readonly string[]): Promise<Config> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-schedules-'));
  const sync = ['name: staff', 'from: people', 'to: jira', ...lines].map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`);
  const sections = `version: 1
sources: { people: { type: file, users: /people.csv } }
targets: { jira: { type: jira-dc, url: 'https://jira.example.com', token: '\${env:TOKEN}' } }
syncs:
`;
  try {
    await writeFile(join(folder, 'rollcall.yaml'), `${sections}${sync.join('\n')}\n`);
    return await loadConfig({ cwd: folder, env: { TOKEN: 'x' }, connectors });
  } finally {
    await rm(folder, { recursive: true });
  }
}
