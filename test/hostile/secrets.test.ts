import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import got from 'got';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { Screen } from '../../src/cli/screen.js';
import { tellError } from '../../src/cli/tell-error.js';
import { ConfigError, Refused, Unavailable, UnexpectedReply } from '../../src/errors.js';
import { startIdcs } from '../../src/sandbox/idcs/index.js';
import { startJira } from '../../src/sandbox/jira-dc/index.js';
import { Secret } from '../../src/secrets.js';

const PEM_LINE = 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrggCREPzYvjAICy';
const SECRETS = [
  'correct horse battery staple',
  'p@ss/w+rd="\\é?',
  'x'.repeat(30) + 'Zq7'.repeat(30),
  `-----BEGIN PRIVATE KEY-----\n${PEM_LINE}\n${PEM_LINE.toLowerCase()}\n-----END PRIVATE KEY-----\n`,
];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const withoutBlanks = (text: string) => text.replaceAll(/[\s"\\]+/g, '');

/** The ways in which a secret may stand in a text, however its lines were broken. */
const formsOf = (secret: string): readonly string[] =>
  [
    ...(secret.includes('\n') ? [PEM_LINE] : [secret]),
    encodeURIComponent(secret),
    base64(secret),
    base64(`rollcall:${secret}`).slice(12),
    base64(`me:${secret}`).slice(4),
  ].map(withoutBlanks);

function expectNoSecret(printed: string, secrets: readonly string[] = SECRETS): void {
  const flat = withoutBlanks(printed);
  for (const form of secrets.flatMap(formsOf)) expect([form, flat.includes(form)]).toEqual([form, false]);
}

const stream = (columns = 40) => Object.assign(new PassThrough(), { isTTY: false, columns, rows: 30 });
const printed = (...streams: readonly PassThrough[]) => streams.map(each => String(each.read() ?? '')).join('\n');

/** Failures that have it in every place that a failure has; with what a library hangs on its own. */
async function failuresWith(secret: string): Promise<readonly unknown[]> {
  const quoting = `it said ${secret}, ${encodeURIComponent(secret)}, Basic ${base64(`rollcall:${secret}`)} and Bearer ${secret}!`;
  const headers = { authorization: `Basic ${base64(`me:${secret}`)}` };
  const ofGot = await got('http://127.0.0.1:1/', { headers, retry: { limit: 0 } }).catch((error: unknown) => error);
  const deep = new Error(quoting, { cause: new TypeError(quoting, { cause: ofGot }) });
  deep.stack = `Error: ${quoting}\n    at ${quoting} (file.js:1:1)`;
  const circular = new Error(quoting);
  circular.cause = circular;
  return [
    deep,
    circular,
    ofGot,
    new AggregateError([deep, ofGot], quoting),
    Object.assign(new Error(quoting), { name: quoting, options: { headers }, response: { body: quoting } }),
    new Unavailable(quoting, quoting, { cause: deep }),
    new UnexpectedReply(quoting, quoting, { cause: ofGot }),
    new Refused(quoting, quoting, { status: 400, body: quoting }),
    new ConfigError(quoting, quoting, [{ file: quoting, line: 1, path: quoting, message: quoting, hint: quoting }]),
    quoting,
    { message: quoting, headers },
  ];
}

describe('DESIGN §3: a failure shows no secret, whatever it holds and however it is laid out', () => {
  const manners = [false, true].flatMap(json => [false, true].map(verbose => ({ json, verbose })));

  it.each(manners)('%j', async manner => {
    for (const secret of SECRETS) {
      for (const failure of await failuresWith(secret)) {
        const streams = { stdin: stream(), stdout: stream(), stderr: stream() };
        const screen = new Screen(streams, { wanted: true });
        screen.hide(SECRETS.map(each => new Secret(each)));
        tellError(failure, screen, manner);

        const shown = printed(streams.stdout, streams.stderr);
        expect(shown.trim()).not.toBe('');
        expectNoSecret(shown);
      }
    }
  });
});

const CLIENT_SECRET = 'idcs/secret+Zq7 of-ours';
const PASSWORD = 'jira:pässword?Wx9/';
const OURS = [CLIENT_SECRET, PASSWORD];

/** A folder with a config that signs in with Basic (Jira) and with client credentials, then a bearer token (IDCS). */
async function scene() {
  const idcs = await startIdcs({ clientSecret: CLIENT_SECRET, users: ['ann'], groups: { Engineering: ['ann'] } });
  const jira = await startJira({ username: 'rollcall', password: PASSWORD, allowBasic: true, users: [{ name: 'bob' }] });
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
  await writeFile(
    join(folder, 'rollcall.yaml'),
    `version: 1
sources:
  idcs: { type: idcs, url: '${idcs.url}', clientId: rollcall, clientSecret: '\${env:CLIENT_SECRET}' }
targets:
  jira: { type: jira-dc, url: '${jira.url}', username: rollcall, password: '\${env:PASSWORD}' }
syncs:
  - { name: staff, from: idcs, to: jira, groups: { manual: [{ from: Engineering, to: developers }] } }
`,
  );
  return {
    ...{ idcs, jira, folder },
    async [Symbol.asyncDispose]() {
      await Promise.all([idcs.close(), jira.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The whole program in this process, on streams and signals of its own. */
function start(folder: string, args: readonly string[]) {
  const streams = { stdin: stream(), stdout: stream(), stderr: stream() };
  const own = new EventEmitter();
  const special = {
    ...streams,
    argv: ['node', 'rollcall', ...args],
    env: { PATH: globalThis.process.env.PATH, CLIENT_SECRET, PASSWORD, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    cwd: () => folder,
    on: own.on.bind(own),
    off: own.off.bind(own),
    exit: (code?: number) => own.emit('exit', code ?? process.exitCode),
    exitCode: undefined,
  };
  const process: NodeJS.Process = Object.create(globalThis.process, Object.getOwnPropertyDescriptors(special));
  const exited = once(own, 'exit');
  const ended = Promise.race([exited, main(process).then(() => exited)]);
  return {
    crash: (event: 'uncaughtException' | 'unhandledRejection', error: unknown) => own.emit(event, error),
    env: process.env,
    ended: ended.then(([code]) => ({ code, output: printed(streams.stdout, streams.stderr) })),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(5);
}

describe('DESIGN §3: the program shows and keeps no secret', () => {
  it.each(['uncaughtException', 'unhandledRejection'] as const)('%s in the middle of a run', async event => {
    await using world = await scene();
    world.jira.fail(/./, { kind: 'hang' });
    for (const manner of [[], ['--verbose'], ['--json'], ['--verbose', '--json']]) {
      const asked = world.jira.requests.length;
      const running = start(world.folder, ['plan', ...manner]);
      await Promise.race([running.ended, until(() => world.jira.requests.length > asked)]);
      running.crash(event, (await failuresWith(PASSWORD))[0]);
      const { code, output } = await running.ended;

      expect([code, output.includes('••••')]).toEqual([1, true]);
      expectNoSecret(output, OURS);
      world.jira.heal();
      world.jira.fail(/./, { kind: 'hang' });
    }
  });

  it('in what it prints, in its state and in its plan files, also where a system echoes what we send', async () => {
    await using world = await scene();
    const outputs: string[] = [];
    const run = async (...args: readonly string[]) => {
      const { output } = await start(world.folder, [...args, '--verbose']).ended;
      outputs.push(output);
      return output;
    };
    await run('plan', '--out', 'plan.json');
    expect(await run('apply', 'plan.json')).toContain('applied');
    const login = base64(`rollcall:${PASSWORD}`);
    world.jira.fail(/^GET .*applicationrole/, { kind: 'status', status: 400, body: `bad login: Basic ${login} ${PASSWORD}` });
    expect((await run('check')).replaceAll(/\s+/g, ' ')).toContain('bad login: Basic');
    await run('sync', '--json');
    await run('history');
    await run('show', '1');

    const files = await readdir(world.folder, { recursive: true, withFileTypes: true });
    const kept = files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name));
    expect(kept.some(file => file.endsWith('state.db')) && kept.some(file => file.endsWith('plan.json'))).toBe(true);
    for (const file of kept) outputs.push(await readFile(file, 'utf8'), await readFile(file, 'latin1'));
    const signed = world.idcs.requests.map(({ headers }) => String(headers.authorization ?? '').split(' ')[1] ?? '');
    expectNoSecret(outputs.join('\n'), [...OURS, ...new Set(signed.filter(token => token !== ''))]);
  });

  it('ignores NODE_TLS_REJECT_UNAUTHORIZED=0 aloud, and hands it on to nobody', async () => {
    await using world = await scene();
    const running = start(world.folder, ['history']);
    const { output } = await running.ended;

    expect(output.replaceAll(/\s+/g, ' ')).toContain(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always verified',
    );
    expect(running.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined();
  });
});
