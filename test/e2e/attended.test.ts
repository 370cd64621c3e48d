import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/cli/call.js';
import { apply } from '../../src/cli/commands/apply.js';
import { Screen } from '../../src/cli/screen.js';
import { Interrupted } from '../../src/errors.js';
import { JIRA_TOKEN, OKTA_TOKEN, type Scene, scene } from './harness.js';

/** Somebody at a terminal who reads as far as the question and then does something. */
function somebody({ folder }: Scene, answer: (terminal: { type(text: string): void; interrupt(): void }) => void) {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 30 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const stop = new AbortController();
  const seen: string[] = [];
  for (const output of [stdout, stderr])
    output.on('data', chunk => {
      seen.push(String(chunk));
      if (String(chunk).includes('Type yes')) answer({ type: text => stdin.write(text), interrupt: () => stop.abort() });
    });
  const call: Call = {
    ...{ globals: {}, screen: new Screen({ stdin, stdout, stderr }, { wanted: false }), env: { OKTA_TOKEN, JIRA_TOKEN } },
    ...{ cwd: folder, now: () => new Date(), toolVersion: '0.0.0', by: 'ada@desk', host: 'desk', pid: process.pid },
    ...{ signal: stop.signal, inFlight: new AbortController().signal },
  };
  return { call, seen: () => seen.join('') };
}

const FLAGS = { removals: true };

describe('apply without a file: plans, shows, asks and applies (DESIGN §8)', () => {
  it('applies what somebody saw and said yes to; it is an attended run', async () => {
    await using world = await scene();
    const { call, seen } = somebody(world, terminal => terminal.type('yes\n'));

    expect(await apply(call, undefined, FLAGS)).toBe(0);

    expect(seen()).toMatch(/ann\.?[\s\S]*Apply \d+ changes to jira\?/);
    expect(world.jira.userNamed('ann')?.active).toBe(true);
    expect((await world.rollcall('history')).stdout).toContain('ada@desk');
    expect((await world.rollcall('sync')).exitCode).toBe(0);
  });

  it.each(['no\n', 'y\n', '\n'])('anything but yes applies nothing: %j', async answer => {
    await using world = await scene();
    const { call, seen } = somebody(world, terminal => terminal.type(answer));

    expect(await apply(call, undefined, FLAGS)).toBe(1);

    expect(seen()).toContain('Nothing was applied');
    expect(world.jira.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('Ctrl-C at the question is no yes', async () => {
    await using world = await scene();
    const { call } = somebody(world, terminal => terminal.interrupt());

    await expect(apply(call, undefined, FLAGS)).rejects.toThrow(Interrupted);

    expect(world.jira.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect((await world.rollcall('sync')).exitCode).toBe(3);
  });
});
