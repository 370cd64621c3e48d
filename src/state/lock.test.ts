import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LockHeld } from '../errors.js';
import type { Change } from '../model/change.js';
import { targetName } from '../model/ids.js';
import { openStore } from './sqlite.js';
import type { LockOwner } from './store.js';

const time = '2026-11-20T10:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(time) + seconds * 1_000);
const now = () => later(0);
const jira = targetName('jira');
const me = { host: hostname(), pid: process.pid, command: 'sync', since: time };
const elsewhere: LockOwner = { host: 'other-host', pid: 4711, command: 'apply', since: time };
const change: Change = { id: '1', kind: 'createGroup', name: 'team', reasons: [] };
const start = {
  command: 'sync',
  attended: false,
  startedAt: time,
  by: 'cron',
  reason: undefined,
  toolVersion: '1',
  configFingerprint: 'a',
} as const;

async function stateFile() {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-lock-'));
  return { file: join(home.path, 'state.db'), [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

/** Lets a Node of its own import our TypeScript as it stands: `./x.js` there is `./x.ts` here. */
const loader = `data:text/javascript,${encodeURIComponent(`
  import { existsSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      const source = specifier.startsWith('.') && new URL(specifier.replace(/\\.js$/, '.ts'), context.parentURL);
      return next(source && existsSync(source) ? source.href : specifier, context);
    },
  });
`)}`;

/** Whatever a test finds, its processes end with it. */
const children: ChildProcess[] = [];

/** A rollcall process: opens the state, then does what the script says. */
function another(file: string, script: string): ChildProcess {
  const code = `
    const { openStore } = await import(${JSON.stringify(new URL('./sqlite.ts', import.meta.url).href)});
    const file = ${JSON.stringify(file)};
    const store = await openStore(file, { now: () => new Date() });
    const owner = { host: ${JSON.stringify(hostname())}, pid: process.pid, command: 'sync', since: new Date().toISOString() };
    const say = text => process.stdout.write(text + '\\n');
    const forever = () => new Promise(() => setInterval(() => {}, 1000));
    ${script}`;
  const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning', '--import', loader];
  const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.trim();
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

afterEach(async () => {
  await Promise.all(children.splice(0).map(killed));
});

const edit = (file: string, sql: string) => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};

describe('one run per state at a time (A6)', () => {
  it('a second one is told who holds the lock, and ends with 6', async () => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now });
    await using _held = await first.lock(me);

    const refused = await second.lock({ ...me, command: 'apply' }).catch((cause: unknown) => cause);

    expect(refused).toBeInstanceOf(LockHeld);
    expect(refused).toMatchObject({
      exitCode: 6,
      message: `another run holds the lock: "rollcall sync" (process ${process.pid} on ${hostname()}, since ${time})`,
      hint: expect.stringContaining(`stop process ${process.pid}`),
    });
  });

  it('it is free when the run ends, or the store is closed, and readers never need it', async () => {
    await using state = await stateFile();
    const first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now });
    await using reader = await openStore(state.file, { now, readOnly: true });
    const held = await first.lock(me);
    expect(await reader.runs(1)).toEqual([]);

    await held[Symbol.asyncDispose]();
    await (await second.lock(me))[Symbol.asyncDispose]();
    const again = await first.lock(me);
    await held[Symbol.asyncDispose](); // an old handle lets go of nothing
    await expect(second.lock(me)).rejects.toThrow(LockHeld);

    await first[Symbol.asyncDispose]();
    await again[Symbol.asyncDispose]();
    await using _free = await second.lock(me);
  });

  it('of processes that race for it, on a state that is not there yet, exactly one wins', async () => {
    await using state = await stateFile();
    const racers = Array.from({ length: 3 }, () =>
      another(state.file, `await store.lock(owner).then(() => say('won'), cause => say(cause.name)); await forever();`),
    );

    expect((await Promise.all(racers.map(firstLine))).sort()).toEqual(['LockHeld', 'LockHeld', 'won']);
  });

  it('is never held twice, and who does not get it is told so, however hard they race', async () => {
    await using state = await stateFile();
    const racers = Array.from({ length: 3 }, () =>
      another(
        state.file,
        `const { closeSync, openSync, readdirSync, rmSync, writeFileSync } = await import('node:fs');
         const seen = new Set();
         writeFileSync(file + '.at-start.' + process.pid, '');
         while (readdirSync(file.slice(0, file.lastIndexOf('/'))).filter(name => name.includes('at-start')).length < 3);
         for (let turn = 0; turn < 150; turn++) {
           try {
             await using held = await store.lock(owner);
             closeSync(openSync(file + '.inside', 'wx')); // fails if somebody else is inside
             rmSync(file + '.inside');
           } catch (cause) {
             seen.add(cause.name + ': ' + cause.message.replace(/ the lock: .*/, ' the lock'));
           }
         }
         say(JSON.stringify([...seen]));`,
      ),
    );

    const told = await Promise.all(racers.map(firstLine));

    const refusals = new Set(told.flatMap(line => z.array(z.string()).parse(JSON.parse(line))));
    expect([...refusals].filter(refusal => refusal !== 'LockHeld: another run holds the lock')).toEqual([]);
  });
});

describe('a dead owner on the same host (A6)', () => {
  it('killed between intend and settle: the lock passes on, and the next run finds the open change (A2)', async () => {
    await using state = await stateFile();
    await using store = await openStore(state.file, { now });
    const owner = another(
      state.file,
      `await store.lock(owner);
       const run = await store.beginRun(${JSON.stringify(start)});
       await store.settle(run, await store.intend(run, 'jira', ${JSON.stringify(change)}, ${JSON.stringify(time)}), { kind: 'applied' }, ${JSON.stringify(time)});
       await store.intend(run, 'jira', { ...${JSON.stringify(change)}, id: '2' }, ${JSON.stringify(time)});
       say('intended');
       await forever();`,
    );
    expect(await firstLine(owner)).toBe('intended');
    await expect(store.lock(me)).rejects.toThrow(`process ${owner.pid} on ${hostname()}`);
    await killed(owner);

    await using _held = await store.lock(me);
    const current = await store.beginRun(start);
    await store.intend(current, jira, { ...change, id: '3' }, time);

    const open = [
      { run: 1, seq: 2, target: jira, change: { ...change, id: '2' }, intendedAt: time, outcome: undefined, endedAt: undefined },
    ];
    expect(await store.closeInterrupted(time, current)).toEqual(open);
    expect(await store.runs(2)).toMatchObject([
      { id: 2, result: 'open' },
      { id: 1, result: 'interrupted', endedAt: time },
    ]);
    // we might have died right here: they are told again until somebody has looked
    expect(await store.closeInterrupted(time, current)).toEqual(open);
    for (const { run, seq } of await store.closeInterrupted(time, current))
      await store.settle(run, seq, { kind: 'alreadySo' }, time);
    expect(await store.closeInterrupted(time, current)).toEqual([]);
  });

  it('its pid was given to another process: the start time tells', async () => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now });
    await using _lock = await first.lock(me);
    await expect(second.lock(me)).rejects.toThrow(LockHeld);

    edit(state.file, `UPDATE lock SET started = '1'`);

    await using _taken = await second.lock(me);
  });

  it.each([
    ['the system does not tell when it started', `started = NULL`],
    ['its pids are those of another container or boot', `world = 'another'`],
  ])('%s: dead after a minute without a sign of life', async (_, unknown) => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using _lock = await first.lock(me);
    edit(state.file, `UPDATE lock SET ${unknown}`);

    await using early = await openStore(state.file, { now: () => later(60) });
    await expect(early.lock(me)).rejects.toThrow(LockHeld);
    await using late = await openStore(state.file, { now: () => later(61) });
    await using _taken = await late.lock(me);
  });

  it('a live one gives signs of life', async () => {
    await using state = await stateFile();
    let clock = later(0);
    await using store = await openStore(state.file, { now: () => clock });
    await using _lock = await store.lock(me);
    clock = later(300);

    const db = new DatabaseSync(state.file);
    const beat = () => db.prepare('SELECT beatAt FROM lock').get()?.beatAt;
    await expect.poll(beat, { timeout: 20_000 }).toBe(clock.toISOString());
    db.close();
  });
});

describe('an owner on another host (A6)', () => {
  it('keeps the lock, however long it is silent, until an admin names the host', async () => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now: () => later(86_400) });
    await using _lock = await first.lock(elsewhere);

    const refused = await second.lock(me).catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ name: 'LockHeld', hint: expect.stringContaining('--take-over other-host') });
    await expect(second.lock(me, { takeOver: 'a-third-host' })).rejects.toThrow(LockHeld);

    await using _taken = await second.lock(me, { takeOver: 'other-host' });
  });

  it('that was alive after all sends nothing more, and cannot let go of the new lock', async () => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now });
    const lock = await first.lock(elsewhere);
    const run = await first.beginRun(start);
    await using _taken = await second.lock(me, { takeOver: 'other-host' });

    await expect(first.intend(run, jira, change, time)).rejects.toThrow(
      `this run lost its lock to "rollcall sync" (process ${process.pid}`,
    );

    expect(await first.journal(run)).toEqual([]);
    await lock[Symbol.asyncDispose]();
    await expect(first.lock(elsewhere)).rejects.toThrow(LockHeld);
  });

  it('take-over never takes from a live process of this host', async () => {
    await using state = await stateFile();
    await using first = await openStore(state.file, { now });
    await using second = await openStore(state.file, { now });
    await using _lock = await first.lock(me);

    await expect(second.lock(me, { takeOver: me.host })).rejects.toThrow(LockHeld);
  });
});

it('interrupted runs are closed only by who holds the lock: an open run may be at work', async () => {
  await using state = await stateFile();
  await using store = await openStore(state.file, { now });
  await store.beginRun(start);

  await expect(store.closeInterrupted(time)).rejects.toThrow(/needs the lock/);
  expect(await store.runs(1)).toMatchObject([{ result: 'open' }]);
});
