import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/cli/call.js';
import { apply } from '../../src/cli/commands/apply.js';
import { sync } from '../../src/cli/commands/sync.js';
import { undo } from '../../src/cli/commands/undo.js';
import { unpin } from '../../src/cli/commands/unpin.js';
import { Screen } from '../../src/cli/screen.js';
import { ConfigError } from '../../src/errors.js';
import { JIRA_TOKEN, OKTA_TOKEN, type Scene, scene } from './harness.js';

const STAFF = ['ann', 'bob', 'cid', 'dan'];

/** Five people in Jira, four of them in its developers since the first run, which was attended. */
async function company(users = ''): Promise<Scene> {
  const world = await scene({
    okta: { users: [...STAFF, 'eve'], groups: { Engineering: STAFF, Chess: [] } },
    jira: { users: [{ name: 'bob' }] },
    users,
  });
  await apply(somebody(world).call, undefined, { removals: true });
  return world;
}

/** Plans into a file and applies that: what somebody does who has no terminal. */
async function attended(world: Scene, ...command: readonly string[]) {
  const planned = await world.rollcall(...command, '--out', 'p.json');
  return { planned, applied: await world.rollcall('apply', 'p.json') };
}

/** Somebody at a terminal who says yes. */
function somebody({ folder }: Scene, answer = 'yes\n') {
  const stream = () => Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 30 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const seen: string[] = [];
  for (const output of [stdout, stderr])
    output.on('data', chunk => {
      seen.push(String(chunk));
      if (String(chunk).includes('Type yes')) stdin.write(answer);
    });
  const never = new AbortController().signal;
  const call: Call = {
    ...{ globals: {}, screen: new Screen({ stdin, stdout, stderr }, { wanted: false }), env: { OKTA_TOKEN, JIRA_TOKEN } },
    ...{ cwd: folder, now: () => new Date(), toolVersion: '0.0.0', by: 'ada@desk', host: 'desk', pid: process.pid },
    ...{ signal: never, inFlight: never },
  };
  return { call, seen: () => seen.join('') };
}

const edit = async (world: Scene, from: string, to: string) => world.write((await world.read('rollcall.yaml')).replace(from, to));
const night = (world: Scene) => sync(somebody(world).call, [], { removals: true });
const active = (world: Scene) => STAFF.filter(name => world.jira.userNamed(name)?.active === true);
function developers(world: Scene): string[] {
  const keys = world.jira.group('developers')?.members ?? new Set();
  return STAFF.filter(name => keys.has(world.jira.userNamed(name)?.key ?? ''));
}

describe('undo RUN (A8)', () => {
  it('gives back what a wrong mapping took away at night, with the mapping still wrong; no sync redoes it until the config changes', async () => {
    await using world = await company();
    await edit(world, 'from: Engineering', 'from: Chess');
    await world.rollcall('sync');
    expect(developers(world)).toEqual([]);

    const { planned, applied } = await attended(world, 'undo', '2');

    expect(planned.stdout).toMatch(/^undo of run 2 \(sync, .*4 changes\)/);
    expect(applied).toMatchObject({ exitCode: 0 });
    expect(developers(world)).toEqual(STAFF);
    expect(await world.rollcall('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('pinned by an undo') });
    expect(developers(world)).toEqual(STAFF);
    expect((await world.rollcall('history')).stdout).toMatch(/3 .* undo [\s\S]*undo of run 2/);

    await edit(world, 'from: Chess', 'membership: managed, from: Chess');
    await world.rollcall('sync');
    expect(developers(world)).toEqual([]);
  });

  it('switches on again whom a wrong filter switched off, but not who has left meanwhile', async () => {
    await using world = await company("      leavers: { action: deactivate, after: { reads: 1, atLeast: '0s' } }");
    await edit(world, 'match: [username]', 'match: [username]\n      filter: \'user.login == "nobody"\'');
    await night(world);
    expect(active(world)).toEqual([]);
    world.okta.suspend('cid');
    const { call, seen } = somebody(world);

    expect(await undo(call, '2', {})).toBe(3);

    expect(seen()).toMatch(/undo of run 2[\s\S]*unwanted[\s\S]*suspended in okta[\s\S]*Apply 4 changes to jira\?/);
    expect(active(world)).toEqual(['ann', 'bob', 'dan']);
    expect(await night(world)).toBe(0);
    expect(active(world)).toEqual(['ann', 'bob', 'dan']);
  });

  it('undoes a creation by switching the account off; that can be undone itself, and leaves nothing pinned', async () => {
    await using world = await company();

    expect(await undo(somebody(world).call, '1', { allow: ['jira:deactivations=9', 'jira:removals=9'] })).toBe(3);
    expect(active(world)).toEqual(['bob']);
    expect(developers(world)).toEqual([]);
    expect(await night(world)).toBe(0);
    expect(active(world)).toEqual(['bob']);

    expect(await undo(somebody(world).call, '2', {})).toBe(0);
    expect(active(world)).toEqual(STAFF);
    expect(developers(world)).toEqual(STAFF);
    const { call, seen } = somebody(world);
    await unpin(call, [], {});
    expect(seen()).toContain('no pins');
  });

  it('takes back a part, and only with a yes', async () => {
    await using world = await company();
    await edit(world, 'from: Engineering', 'from: Chess');
    await night(world);

    expect(await undo(somebody(world, 'no\n').call, '2', {})).toBe(1);
    expect(developers(world)).toEqual([]);
    expect(await undo(somebody(world).call, '2', { user: ['ann', 'bob@example.com'], only: ['removals'] })).toBe(0);
    expect(developers(world)).toEqual(['ann', 'bob']);
  });

  it('unpin lists what is pinned, and lets the next run do it again', async () => {
    await using world = await company();
    await edit(world, 'from: Engineering', 'from: Chess');
    await night(world);
    await undo(somebody(world).call, '2', {});
    const { call, seen } = somebody(world);

    await unpin(call, [], {});
    expect(seen()).toMatch(/4 pins[\s\S]*ann .*add ann to developers[\s\S]*undo of run 2 by run 3/);
    await expect(unpin(call, ['zoe'], {})).rejects.toThrow(/nothing about zoe is pinned/);
    expect(await unpin(call, ['ann'], {})).toBe(0);
    await night(world);
    expect(developers(world)).toEqual(['bob', 'cid', 'dan']);
    expect(await unpin(call, [], { run: '3' })).toBe(0);
    await night(world);
    expect(developers(world)).toEqual([]);
  });

  it('says in one message why there is nothing to take back', async () => {
    await using world = await company();
    const { call, seen } = somebody(world);
    await night(world);
    const refusal = async (run: string, flags: Parameters<typeof undo>[2] = {}) => {
      const error: unknown = await undo(call, run, flags).catch(cause => cause);
      return error instanceof ConfigError ? `${error.message} → ${error.hint}` : error;
    };

    expect(await refusal('9')).toContain('there is no run 9');
    expect(await refusal('x')).toContain('there is no run x');
    expect(await refusal('2')).toContain('run 2 (sync) changed nothing in any target');
    expect(await refusal('1', { only: ['removal'] })).toContain('Did you mean "removals"?');
    expect(await refusal('1', { only: ['removals'] })).toContain('What it did: 4 creations, 1 update, 4 additions.');
    expect(await refusal('1', { user: ['zoe'] })).toContain('run 1 did nothing to zoe');
    expect(await refusal('1', { target: ['jra'] })).toContain('Did you mean "jira"?');
    await undo(call, '1', { only: ['creations'] });
    expect(await undo(call, '1', { only: ['creations'] })).toBe(0);
    expect(seen()).toContain('what run 1 did is undone already');
  });

  it('asks, and refuses where nobody can answer; with --out it needs nobody', async () => {
    await using world = await company();

    const ended = await world.rollcall('undo', '1');

    expect(ended).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('rollcall undo RUN --out FILE') });
  });
});
